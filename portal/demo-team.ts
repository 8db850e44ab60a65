// The demo's team: a sample owner, and a one-time link that signs them in. Nobody has a password, in the demo either.
import type { Portal } from './server/portal.ts';

export const SAMPLE_OWNER = 'owner@latchkey.example';

/** @returns where the link leads */
export async function addSampleOwner({ team }: Portal): Promise<string> {
  const link = await team?.makeOwnerLink({ actor: { kind: 'system' } }, { email: SAMPLE_OWNER, name: 'Sample Owner' });
  if (!link?.ok) throw new Error('the demo has no console');
  return link.value;
}
