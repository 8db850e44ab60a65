// Which pages need a sign-in, and whose they are. Decided here for every address, so that no page can forget it.
import type { LicenseView } from '../server/licenses.ts';
import type { Portal } from '../server/portal.ts';
import type { MachineView } from '../server/view.ts';
import { isSignedIn, type Reach, reaches } from './reach.ts';

export type Gate =
  | { open: true; license?: LicenseView; machine?: MachineView }
  /** `missing` is also the answer for what belongs to somebody else. */
  | { open: false; because: 'signed-out' | 'missing' };

const OPEN: Gate = { open: true };
const MISSING: Gate = { open: false, because: 'missing' };

/** Below this everything belongs to one license; `add` is no license. */
const LICENSE = /^\/licenses\/(?!add\/?$)([^/]+)(?:\/machines\/([^/]+))?/;
const SIGNED_IN = /^\/(licenses|account)(\/|$)/;

export async function gateOf(portal: Portal, reach: Reach, path: string): Promise<Gate> {
  if (!SIGNED_IN.test(path)) return OPEN;
  if (!isSignedIn(reach)) return { open: false, because: 'signed-out' };
  const [, licenseId, activationId] = LICENSE.exec(path) ?? [];
  if (licenseId === undefined) return OPEN;
  if (!(await reaches(portal, reach, licenseId))) return MISSING;
  const license = await portal.licenses.view(licenseId);
  if (!license) return MISSING;
  if (activationId === undefined) return { open: true, license };
  const machine = await portal.machines.view({ licenseId, activationId });
  return machine ? { open: true, license, machine } : MISSING;
}
