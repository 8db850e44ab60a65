// Sample data of the demo: two products, three licenses of one sample account, and machines in every state that a page can show.
// They are made by the same operations that a customer uses, with a clock that begins a year ago.
import { randomBytes } from 'node:crypto';
import { openDataFolder } from './server/folder.ts';
import { loadModules } from './server/modules.ts';
import { openPortal, type Portal } from './server/portal.ts';
import { Vendor } from './server/vendor.ts';

const DAY = 86_400;
export const SAMPLE_EMAIL = 'sample@latchkey.example';
export const DEMO_PRODUCT = 'demo-app';
export const DEMO_SEATS = 12;

interface Sample {
  id: string;
  licenseKey: string;
}

/** @returns the license key that the demo prints */
export async function addSampleData(folder: string, nowSeconds: number): Promise<string> {
  const clock = { nowSeconds: nowSeconds - 300 * DAY };
  const [demo, plant, fresh] = await sell(folder, () => clock.nowSeconds, nowSeconds);
  const portal = await openPortal({ folder, nowSeconds: () => clock.nowSeconds, report: () => undefined });
  try {
    for (const { id } of [demo, plant, fresh]) await portal.holders.attach(id, SAMPLE_EMAIL);
    await useDemoApp(portal, demo, clock, nowSeconds);
    await usePlantControl(portal, plant, clock, nowSeconds);
    await askOnline(portal, [demo, plant], clock, nowSeconds);
  } finally {
    await portal.close();
  }
  return demo.licenseKey;
}

async function sell(folder: string, clock: () => number, nowSeconds: number): Promise<[Sample, Sample, Sample]> {
  const data = await openDataFolder(folder);
  try {
    const vendor = new Vendor(data, await loadModules(), clock);
    await vendor.addProduct({
      id: DEMO_PRODUCT,
      name: 'Demo App (sample product)',
      seats: DEMO_SEATS,
      machine: { needed: 2, of: 3 },
      termSeconds: 365 * DAY,
      offlineSeconds: 14 * DAY,
      refreshSeconds: DAY,
      features: { export: true, projects: 25 },
      domains: [],
    });
    await vendor.addProduct({
      id: 'plant-control',
      name: 'Plant Control (sample product)',
      seats: 3,
      machine: { needed: 2, of: 3 },
      features: { lines: 4 },
      domains: [],
    });
    const customerId = 'sample-customer';
    return [
      await vendor.addLicense({ product: DEMO_PRODUCT, plan: 'demo', customerId, expiresAt: nowSeconds + 365 * DAY }),
      await vendor.addLicense({ product: 'plant-control', plan: 'site', customerId, expiresAt: nowSeconds + 26 * DAY }),
      await vendor.addLicense({ product: DEMO_PRODUCT, plan: 'spare', customerId, seats: 2 }),
    ];
  } finally {
    await data.store.close();
  }
}

async function useDemoApp(portal: Portal, { id }: Sample, clock: { nowSeconds: number }, now: number): Promise<void> {
  const machine = (label: string) => activate(portal, id, DEMO_PRODUCT, label);
  const old = await machine('Press line 1 (scrapped)');
  const returned = await machine('Test bench');
  clock.nowSeconds = now - 40 * DAY;
  await machine('Warehouse scanner');
  clock.nowSeconds = now - 13 * DAY;
  await machine('Press line 2');
  clock.nowSeconds = now - 9 * DAY;
  await portal.machines.replace({ licenseId: id, activationId: old.id });
  await portal.machines.release({ receipt: returned.receipt, licenseId: id });
  clock.nowSeconds = now - 8 * DAY;
  await machine('Office laptop, Ada');
  clock.nowSeconds = now - 2 * 3600;
  await machine('Control room');
}

/** Air-gapped: no check-in; the license itself is what ends. */
async function usePlantControl(
  portal: Portal,
  { id }: Sample,
  clock: { nowSeconds: number },
  now: number,
): Promise<void> {
  clock.nowSeconds = Math.max(clock.nowSeconds, now - 3600);
  await activate(portal, id, 'plant-control', 'Kiln 3');
  await activate(portal, id, 'plant-control', 'Kiln 4');
}

/** What a vendor's own server does: it asks whether a license is good. More on workdays, and now and then with a wrong key. */
async function askOnline(
  portal: Portal,
  licenses: readonly Sample[],
  clock: { nowSeconds: number },
  now: number,
): Promise<void> {
  for (let days = 45; days >= 0; days--) {
    clock.nowSeconds = now - days * DAY;
    const weekday = new Date(clock.nowSeconds * 1000).getUTCDay();
    const calls = weekday === 0 || weekday === 6 ? 1 : 3 + ((days * 7) % 5);
    for (let call = 0; call < calls; call++) {
      const { licenseKey } = licenses[call % licenses.length] ?? { licenseKey: '' };
      await portal.office.validate({ token: call === 4 ? 'a key that was never sold' : licenseKey });
    }
    await portal.office.work(); // each day is written down as it ends
  }
}

/** What a machine without internet does: it asks with a request, and can give back with a receipt. */
async function activate(
  portal: Portal,
  licenseId: string,
  product: string,
  label: string,
): Promise<{ id: string; receipt: string }> {
  const { verifier } = portal;
  const secret = new Uint8Array(randomBytes(16));
  const components = [0, 1, 2].map(() => new Uint8Array(randomBytes(16)));
  const request = verifier.createRequest({ nonce: new Uint8Array(randomBytes(8)), product, components, secret, label });
  const result = await portal.activate({ licenseKey: '', licenseId, machine: request.code });
  if (!result.ok) throw new Error(result.problem.error);
  const receipt = verifier.createReceipt(result.activation.code, secret);
  if (!receipt.ok) throw new Error(receipt.problem.sentence);
  return { id: result.activation.id, receipt: receipt.value.code };
}
