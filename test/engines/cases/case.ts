// One thing that must hold in every browser.
import type { Need, Profile, Tab } from '../engine.ts';
import { until } from '../engine.ts';
import type { Site } from '../site.ts';

export interface Stage {
  site: Site;
  profile: Profile;
}

export interface Case {
  /** A sentence about behavior. */
  name: string;
  /** The attack of the threat list that it answers. */
  threat?: string;
  needs?: Need;
  run(stage: Stage): Promise<void>;
}

/** What the suite's page says of a state; see page/suite.ts. */
export interface Plain {
  kind: 'none' | 'valid' | 'refused' | 'unavailable';
  mode: 'durable' | 'memory' | 'read-only';
  storageProblem?: string;
  activationId?: string;
  contact?: string;
  reason?: string;
  issuedAt?: number;
  problem?: string;
  request?: string;
}

/** The suite's page, with its license opened. */
export async function openSuite({ site, profile }: Stage, query = ''): Promise<{ tab: Tab; state: Plain }> {
  const tab = await profile.open(`${site.suite}${query}`);
  return { tab, state: await openLicense(tab) };
}

export async function openLicense(tab: Tab, background = false): Promise<Plain> {
  await until(tab, "return document.documentElement.dataset.ready === 'true'", 'the page is ready');
  return tab.run<Plain>(`return suite.open(${background})`);
}

export async function activate(tab: Tab, key: string): Promise<Plain> {
  const outcome = await tab.run<{ ok: boolean; name?: string }>(
    `const it = await suite.license().activate(${JSON.stringify(key)}, { label: 'suite' }); return { ok: it.ok, name: it.problem?.name }`,
  );
  demand(outcome.ok, `activation was refused: ${outcome.name}`);
  return tab.run<Plain>('return suite.state()');
}

export function demand(held: unknown, otherwise: string): asserts held {
  if (!held) throw new Error(otherwise);
}

export function equal<T>(actual: T, expected: T, what: string): void {
  demand(
    JSON.stringify(actual) === JSON.stringify(expected),
    `${what}: ${JSON.stringify(actual)} where ${JSON.stringify(expected)} was expected`,
  );
}

/** The application goes on, whatever happened: nothing was thrown into it. */
export async function noErrors(tab: Tab): Promise<void> {
  equal(await tab.run<string[]>('return suite.errors'), [], 'errors in the page');
}
