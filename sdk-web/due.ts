// When the portal is asked without a person, from what the state of a browser's license says.
import { secondsToRefresh } from '../hosts/js/index.ts';
import type { State } from './state.ts';

/**
 * Seconds until the portal has to be asked, whenever it was asked before: 0 now, `undefined` never.
 * For a refresh, and for a license that was given back while nobody answered.
 */
export function secondsDue(state: State, nowSeconds: number): number | undefined {
  const { activationId } = state;
  if (activationId === undefined || state.kind === 'unavailable') return undefined;
  if (state.kind === 'none') return state.receipt && 0;
  return secondsToRefresh(state.verdict, activationId, nowSeconds);
}
