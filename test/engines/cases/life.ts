// The life of a license in a browser: activated, reloaded, refreshed, given back, lost and found again.

import { until } from '../engine.ts';
import { without } from '../site.ts';
import {
  activate,
  type Case,
  demand,
  equal,
  noErrors,
  openLicense,
  openSuite,
  type Plain,
  type Stage,
} from './case.ts';

const DAY = 86_400;

export const life: Case[] = [
  {
    name: 'a license that was activated online is valid after a reload, from what is stored',
    async run(stage) {
      const { tab } = await openSuite(stage);
      equal((await activate(tab, stage.site.licenseKey)).kind, 'valid', 'after activation');
      await tab.goto(stage.site.suite);
      const again = await openLicense(tab);
      equal([again.kind, again.mode], ['valid', 'durable'], 'after a reload');
      equal(await tab.run('return suite.asked.filter((it) => it.includes("/api/")).length'), 0, 'calls to the portal');
      await noErrors(tab);
    },
  },
  {
    name: 'a request that was made offline is answered by a pasted code',
    async run(stage) {
      const { tab } = await openSuite(stage);
      const request = await tab.run<string>('return (await suite.license().createRequest()).request.code');
      const same = await tab.run<string>('return (await suite.license().createRequest()).request.code');
      equal(same, request, 'the second request');
      const answer = await fetch(`${stage.site.portal}api/v1/activations`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ licenseKey: stage.site.licenseKey, request }),
      });
      const { code } = (await answer.json()) as { code: string };
      demand(code, `the portal answered ${answer.status}`);
      const spelled = `> ${code.toLowerCase().replaceAll('-', ' ')}`.slice(2);
      equal(
        await tab.run(`return (await suite.license().install(${JSON.stringify(spelled)})).ok`),
        true,
        'installation',
      );
      equal((await tab.run<Plain>('return suite.state()')).kind, 'valid', 'state');
    },
  },
  {
    name: 'a refresh brings a later code',
    async run(stage) {
      const { tab } = await openSuite(stage);
      const before = await activate(tab, stage.site.licenseKey);
      await new Promise((resolve) => setTimeout(resolve, 1100));
      equal(await tab.run('return (await suite.license().refresh()).ok'), true, 'refresh');
      const after = await tab.run<Plain>('return suite.state()');
      demand((after.issuedAt ?? 0) > (before.issuedAt ?? 0), 'the code is not a later one');
    },
  },
  {
    name: 'a license that is given back frees its seat at once',
    async run(stage) {
      const { tab } = await openSuite(stage);
      const key = singleSeat(stage);
      await activate(tab, key);
      const released = await tab.run('return (await suite.license().release()).released');
      equal(released, true, 'release');
      equal((await tab.run<Plain>('return suite.state()')).kind, 'none', 'state');
      equal((await activate(tab, key)).kind, 'valid', 'after the second activation');
      await tab.run('return (await suite.license().release()).released');
    },
  },
  {
    name: 'a code that was copied to another profile fits nothing there',
    threat: 'E3',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      const code = await tab.run<string>("return localStorage.getItem('latchkey:field-inspection')");
      await tab.run('await suite.wipe()');
      await tab.goto(stage.site.suite);
      await openLicense(tab);
      const outcome = await tab.run<{ ok: boolean; problem: { name: string } }>(
        `return suite.license().install(${JSON.stringify(code)})`,
      );
      equal([outcome.ok, outcome.problem?.name], [false, 'wrong-machine'], 'installation');
    },
  },
  {
    name: 'whoever lost everything is back with one action, on the only seat',
    threat: 'E11',
    async run(stage) {
      const { tab } = await openSuite(stage);
      const key = singleSeat(stage);
      await activate(tab, key);
      await tab.run('await suite.wipe()');
      await tab.goto(stage.site.suite);
      equal((await openLicense(tab)).kind, 'none', 'after the loss');
      equal((await activate(tab, key)).kind, 'valid', 'after one action');
      await tab.run('return (await suite.license().release()).released');
    },
  },
  {
    name: 'a clock that is a day back is no reason, a week back is one, and a right clock ends it',
    threat: 'C1',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      const seen: (string | undefined)[] = [];
      for (const offset of [-14 * 3600, -7 * DAY, 0]) {
        await tab.goto(`${stage.site.suite}?clock=${offset}`);
        seen.push((await openLicense(tab)).reason);
      }
      equal(seen, ['licensed', 'clock-behind', 'licensed'], 'reasons');
    },
  },
  {
    name: 'one start with the clock far ahead leaves nothing behind',
    threat: 'C3',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      const seen: (string | undefined)[] = [];
      for (const offset of [3000 * DAY, 0]) {
        await tab.goto(`${stage.site.suite}?clock=${offset}`);
        seen.push((await openLicense(tab)).reason);
      }
      equal(seen, ['expired', 'licensed'], 'reasons');
    },
  },
  {
    name: 'ten tabs ask the portal once, and all of them have the new code',
    threat: 'E7',
    async run(stage) {
      const { gate, suite, licenseKey } = stage.site;
      const first = await openSuite(stage);
      const before = await activate(first.tab, licenseKey);
      // two days later: due
      const late = `${suite}?clock=${2 * DAY}`;
      const tabs = await Promise.all(Array.from({ length: 10 }, () => stage.profile.open(late)));
      gate.seen.length = 0;
      await Promise.all(tabs.map((tab) => openLicense(tab)));
      // Nobody has an answer before all have asked, however slow the machine is.
      gate.weather = 'held';
      await Promise.all(tabs.map((tab) => tab.run('suite.done = suite.license().refreshIfDue().then(() => true)')));
      gate.release();
      await Promise.all(tabs.map((tab) => until(tab, 'return suite.done', 'the refresh')));
      for (const tab of tabs) {
        await until(
          tab,
          `return (await suite.license().check()).verdict.claims?.issuedAt > ${before.issuedAt}`,
          'the new code',
        );
      }
      equal(gate.seen.filter((it) => it.endsWith('/refresh')).length, 1, 'refreshes that reached the portal');
    },
  },
  {
    name: 'what was activated outlives a browser that is killed right after',
    threat: 'E8',
    needs: 'restart',
    async run(stage) {
      await stage.profile.kill?.();
      const { tab } = await openSuite(stage);
      equal((await activate(tab, stage.site.licenseKey)).mode, 'durable', 'storage');
      await stage.profile.kill?.();
      const again = await openSuite(stage);
      equal(again.state.kind, 'valid', 'after the restart');
    },
  },
  {
    name: 'without its portal a license goes on as it is, whoever answers instead',
    threat: 'E17',
    async run(stage) {
      const { gate } = stage.site;
      const { tab } = await openSuite(stage);
      const before = await activate(tab, stage.site.licenseKey);
      try {
        for (const weather of ['cut', 'captive', 'failing', 'huge', 'empty'] as const) {
          gate.weather = weather;
          equal(await tab.run('return (await suite.license().refresh()).ok'), false, `refresh, ${weather}`);
          const state = await tab.run<Plain>('return suite.state()');
          equal([state.kind, state.issuedAt], ['valid', before.issuedAt], `state, ${weather}`);
        }
      } finally {
        gate.weather = 'open';
      }
      await noErrors(tab);
    },
  },
  {
    name: 'the page asks again by itself when the network is back',
    async run(stage) {
      const { tab } = await openSuite(stage);
      const before = await activate(tab, stage.site.licenseKey);
      await tab.goto(`${stage.site.suite}?clock=${2 * DAY}`);
      stage.site.gate.weather = 'cut';
      try {
        await openLicense(tab, true);
        await tab.run('await suite.license().refreshIfDue()');
        stage.site.gate.weather = 'open';
        await tab.run("dispatchEvent(new Event('online'))");
        const fresh = `return (suite.state().issuedAt ?? 0) > ${before.issuedAt}`;
        await until(tab, fresh, 'a fresh code', 120);
      } finally {
        stage.site.gate.weather = 'open';
      }
    },
  },
  {
    name: 'nothing of the portal and no verdict is in any cache',
    threat: 'E10',
    async run(stage) {
      const tab = await stage.profile.open(stage.site.app);
      await until(tab, 'return navigator.serviceWorker.controller !== null', 'the worker controls the page');
      const cached = await tab.run<string[]>(`
        const urls = [];
        for (const name of await caches.keys()) for (const { url } of await (await caches.open(name)).keys()) urls.push(url);
        return urls`);
      demand(cached.length >= 8, `only ${cached.length} files are cached`);
      equal(
        cached.filter((url) => !url.startsWith(stage.site.app) || url.includes('/api/')),
        [],
        'cached from elsewhere',
      );
    },
  },
  {
    name: 'the application starts with its server gone and knows its license',
    async run(stage) {
      const { site, profile } = stage;
      const tab = await profile.open(site.app);
      await activateByHand(tab, site.licenseKey);
      await until(tab, 'return navigator.serviceWorker.controller !== null', 'the worker controls the page');
      await without(site.server, async () => {
        site.gate.weather = 'cut';
        await tab.goto(site.app);
        await until(tab, `return ${shown}.includes('Licensed until')`, 'the status says "Licensed until"');
        equal(await tab.run('return document.querySelector("#locked").hidden'), true, 'the form is open');
        site.gate.weather = 'open';
      });
    },
  },
];

/** A seat may change hands a few times a month only, so each case has a license of its own. */
function singleSeat({ site }: Stage): string {
  const key = site.singleSeatKeys.pop();
  demand(key, 'no license with a single seat is left; raise SINGLE_SEATS');
  return key;
}

/** The text of the status element. */
export const shown = "document.querySelector('#license license-status').shadowRoot.textContent";

/** As a person does it: through the element. */
export async function activateByHand(tab: Parameters<typeof until>[0], key: string): Promise<void> {
  const root = "document.querySelector('license-activate').shadowRoot";
  await until(tab, `return ${root}?.querySelector('textarea') instanceof Element`, 'the form is there');
  await tab.run(
    `${root}.querySelector('textarea').value = ${JSON.stringify(key)}; ${root}.querySelector('form').requestSubmit()`,
  );
  await until(tab, `return ${shown}.includes('Licensed until')`, 'the status says "Licensed until"');
}
