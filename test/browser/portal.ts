// What the tests of the pages have in common: the portal under test, machines to activate, and the steps that many tests begin with.
import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { load, loadIssuer, type Spelled, type Verifier } from '../../hosts/js/index.ts';

export const address = demanded('PORTAL_ADDRESS');
export const licenseKey = demanded('PORTAL_LICENSE_KEY');
export const product = 'demo-app';

/** The raw fingerprint of one machine. The license has three seats, so all tests share this machine and the one below. */
export const fingerprint = '4C4C4544-0038-4B10-8052-B4C04F4A3232';

function demanded(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: playwright.config.ts takes it from the demo's output`);
  return value;
}

export async function loadVerifier(): Promise<Verifier> {
  return load(await readFile('build/verifier.wasm'));
}

/** A verifier as an application embeds it: it trusts the portal's public keys. */
export async function loadMachineVerifier(): Promise<Verifier> {
  const verifier = await loadVerifier();
  const answer: { keys: { publicKey: string }[] } = await (await fetch(`${address}/api/v1/keys`)).json();
  verifier.trust(...answer.keys.map(({ publicKey }) => new Uint8Array(Buffer.from(publicKey, 'hex'))));
  return verifier;
}

/** Follows a link, or sends a form, and waits until the page at the other end is there; answers its address. */
export async function follow(page: Page, link: Locator): Promise<string> {
  const before = page.url();
  await link.click();
  await page.waitForURL(({ href }) => href !== before);
  return page.url();
}

/** A license key that is well made and sold to nobody. */
export async function unknownLicenseKey(): Promise<string> {
  const issuer = await loadIssuer(await readFile('build/issuer.wasm'));
  return issuer.encodeLicenseKey(new Uint8Array(17).fill(9));
}

/** The one component of the machine with the raw fingerprint. */
export function fingerprintComponent(verifier: Verifier): Uint8Array {
  const reading = verifier.component(product, 'raw', fingerprint);
  if (!reading.ok) throw new Error(reading.problem.sentence);
  return reading.value.component;
}

/** What a real machine would show: two identifiers and a secret, always the same machine. */
export async function machineRequest(nonce = 1): Promise<Spelled> {
  const verifier = await loadVerifier();
  const components = (['machine-id', 'disk'] as const).map((kind) => {
    const reading = verifier.component(product, kind, `browser-test-${kind}-70d2`);
    if (!reading.ok) throw new Error(reading.problem.sentence);
    return reading.value.component;
  });
  return verifier.createRequest({
    nonce: new Uint8Array(8).fill(nonce),
    product,
    components,
    secret: new Uint8Array(16).fill(7),
    label: 'Press line 3',
  });
}

/** The rows of a file between its prefix and its END line. */
export function rowsOf(file: string): string[] {
  return file.split('\n').filter((line) => /^[0-9A-Z]{5}[ -]/.test(line) && !line.startsWith('-----'));
}

/** The same text with one symbol of one row exchanged: the third group's second symbol. */
export function withSlip(file: string, row: number): { text: string; group: string } {
  const original = rowsOf(file)[row - 1];
  if (!original) throw new Error(`the file has no row ${row}`);
  const groups = original.split(/[ -]/);
  const right = groups[2] ?? '';
  const group = right[0] + (right[1] === 'Z' ? 'Y' : 'Z') + right.slice(2);
  return { text: file.replace(original, original.replace(right, group)), group };
}

export async function activate(page: Page, machine = fingerprint, label = 'Press line 3'): Promise<void> {
  await page.goto(`${address}/`);
  await page.getByLabel('License key').fill(licenseKey);
  await page.getByLabel('What the machine shows').fill(machine);
  await page.getByLabel('Name of the machine').fill(label);
  await page.getByRole('button', { name: 'Get the activation code' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Your activation code/);
}

/** The code as a person reads it off the page: the prefix and every group, in order. */
export async function readRows(page: Page): Promise<string> {
  const groups = await page.locator('#rows .groups > span').allTextContents();
  return groups.join('-');
}

/** Every rule of WCAG 2.2 A and AA that a program can check, and axe's own best practices. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual([]);
}
