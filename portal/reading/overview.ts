// The licenses that a person reaches, and what is due on any of them.
import type { LicenseView } from '../server/licenses.ts';
import type { Portal } from '../server/portal.ts';
import { type Due, dueOf, urgency } from '../telling/due.ts';
import { type Reach, reachedLicenses } from './reach.ts';

export interface Overview {
  /** Most urgent first. */
  licenses: LicenseView[];
  due: Due[];
}

export async function readOverview(
  portal: Portal,
  reach: Reach,
  at: { nowSeconds: number; locale: string },
): Promise<Overview> {
  const ids = await reachedLicenses(portal, reach);
  const found = await Promise.all(
    ids.map(async (id) => ({ license: await portal.licenses.view(id), machines: await portal.machines.list(id) })),
  );
  const licenses = found.flatMap(({ license }) => license ?? []);
  const due = found.flatMap(({ license, machines }) => (license ? dueOf(license, machines, at) : []));
  const soonest = (id: string) => due.find(({ license }) => license.id === id)?.atSeconds ?? Number.MAX_SAFE_INTEGER;
  due.sort(urgency(at.locale));
  licenses.sort((a, b) => soonest(a.id) - soonest(b.id) || a.productName.localeCompare(b.productName, at.locale));
  return { licenses, due };
}
