// The licenses that a person reaches, and what is due on any of them.
import type { LicenseView } from '../server/licenses.ts';
import type { Portal } from '../server/portal.ts';
import { type Due, dueOf } from '../telling/due.ts';
import { type Reach, reachedLicenses } from './reach.ts';

export interface Overview {
  /** Most urgent first. */
  licenses: LicenseView[];
  due: Due[];
}

export async function readOverview(portal: Portal, reach: Reach, nowSeconds: number): Promise<Overview> {
  const ids = await reachedLicenses(portal, reach);
  const found = await Promise.all(
    ids.map(async (id) => ({ license: await portal.licenses.view(id), machines: await portal.machines.list(id) })),
  );
  const licenses = found.flatMap(({ license }) => license ?? []);
  const due = found.flatMap(({ license, machines }) => (license ? dueOf(license, machines, nowSeconds) : []));
  const urgency = (id: string) => due.find(({ license }) => license.id === id)?.atSeconds ?? Number.MAX_SAFE_INTEGER;
  due.sort((a, b) => a.atSeconds - b.atSeconds);
  licenses.sort((a, b) => urgency(a.id) - urgency(b.id) || a.productName.localeCompare(b.productName));
  return { licenses, due };
}
