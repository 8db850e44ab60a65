// Which machines of all licenses the console lists: the address holds the choice, so that it can be kept, sent and gone back to.
import type { ActivationState } from '../../server/tables.ts';

export const MACHINE_STATES = [
  'active',
  'given-back',
  'replaced',
  'lapsed',
] as const satisfies readonly ActivationState[];
export const MACHINES_A_PAGE = 50;

export interface MachineChoice {
  search: string;
  state: ActivationState | undefined;
  product: string | undefined;
  license: string | undefined;
  cursor: string | undefined;
}

/** Whatever the address says: a state that there is not is no choice. */
export function readMachineChoice(query: URLSearchParams): MachineChoice {
  return {
    search: (query.get('q') ?? '').trim().slice(0, 64),
    state: MACHINE_STATES.find((state) => state === query.get('state')),
    product: named(query, 'product'),
    license: named(query, 'license'),
    cursor: named(query, 'cursor'),
  };
}

/** A new choice begins on its first page. */
export function writeMachineChoice(choice: MachineChoice, change: Partial<MachineChoice> = {}): string {
  const { search, state, product, license, cursor } = { ...choice, cursor: undefined, ...change };
  const query = new URLSearchParams();
  if (search) query.set('q', search);
  if (state) query.set('state', state);
  if (product) query.set('product', product);
  if (license) query.set('license', license);
  if (cursor) query.set('cursor', cursor);
  const text = query.toString();
  return text && `?${text}`;
}

export function isChosen({ search, state, product, license }: MachineChoice): boolean {
  return search !== '' || state !== undefined || product !== undefined || license !== undefined;
}

function named(query: URLSearchParams, name: string): string | undefined {
  const value = (query.get(name) ?? '').slice(0, 200);
  return value === '' ? undefined : value;
}
