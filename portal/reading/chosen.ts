// The machines of a license that a form names, with their last codes.
import type { Activation } from '../server/activate.ts';
import type { Portal } from '../server/portal.ts';
import { readForm } from './form.ts';

const MOST = 1000;

/** Machines that are not this license's, or have no code any more, are left out. */
export async function chosenCodes(request: Request, portal: Portal, licenseId: string): Promise<Activation[]> {
  const form = await readForm(request);
  const ids = form?.getAll('machine').filter((id) => typeof id === 'string') ?? [];
  const codes: Activation[] = [];
  for (const id of new Set(ids.slice(0, MOST))) {
    if (typeof id !== 'string') continue;
    const result = await portal.machines.code({ licenseId, activationId: id });
    if (result.ok) codes.push(result.activation);
  }
  return codes;
}
