// The service worker: new versions, and refreshing while no page asks for it.
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildApp } from '../../../examples/inspection/build.ts';
import { until } from '../engine.ts';
import { type Case, demand, equal, type Stage } from './case.ts';
import { activateByHand } from './life.ts';

export const worker: Case[] = [
  {
    name: 'a new version is offered, taken when the person wants it, and breaks no old tab',
    async run(stage) {
      const { site, profile } = stage;
      const tab = await profile.open(site.app);
      await until(tab, 'return navigator.serviceWorker.controller !== null', 'the worker controls the page');
      const old = await profile.open(site.app);
      const undo = await publish(stage, 'Field inspection 2');
      try {
        await tab.run('await (await navigator.serviceWorker.ready).update()');
        await until(tab, 'return !document.querySelector("#update").hidden', 'the new version is offered');
        equal(await tab.run('return document.title'), 'Field inspection', 'the title before it is taken');
        await tab.run('document.querySelector("#update button").click()');
        await until(tab, 'return document.title === "Field inspection 2"', 'the new version is shown');
        demand(await old.run('return document.querySelector("#inspection") !== null'), 'the old tab is broken');
      } finally {
        await undo();
      }
    },
  },
  {
    name: 'an interrupted download of a new version changes nothing',
    threat: 'E10',
    async run(stage) {
      const { site, profile } = stage;
      const tab = await profile.open(site.app);
      await until(tab, 'return navigator.serviceWorker.controller !== null', 'the worker controls the page');
      const undo = await publish(stage, 'Field inspection 3');
      const page = path.join(site.folder, 'index.html');
      try {
        writeFileSync(page, '<h1>Welcome to our guests</h1>'); // what a captive portal would have answered
        await tab.run('await (await navigator.serviceWorker.ready).update().catch(() => undefined)');
        await until(tab, 'return (await navigator.serviceWorker.ready).installing === null', 'the attempt has ended');
        await tab.goto(site.app);
        equal(await tab.run('return document.title'), 'Field inspection', 'the title');
        equal(await tab.run('return (await navigator.serviceWorker.ready).waiting === null'), true, 'nothing waits');
      } finally {
        await undo();
      }
    },
  },
  {
    name: 'a sync event refreshes the license with no page asking',
    needs: 'sync-events',
    async run({ site, profile }) {
      const tab = await profile.open(site.app);
      await activateByHand(tab, site.licenseKey);
      await until(tab, 'return navigator.serviceWorker.controller !== null', 'the worker controls the page');
      site.gate.seen.length = 0;
      await profile.fireSync?.(new URL(site.app).origin, 'latchkey:field-inspection');
      // The code is fresh, so the worker looks and asks for nothing: the portal must not hear from it.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      equal(site.gate.seen, [], 'calls to the portal for a fresh license');
    },
  },
];

/** Puts another version in the place of the application; the result takes it back. */
async function publish({ site }: Stage, title: string): Promise<() => Promise<void>> {
  const page = path.join(site.folder, 'index.html');
  const kept = `${site.folder}.index.html`;
  copyFileSync(page, kept);
  const build = { folder: site.folder, portal: site.portal, publicKey: site.publicKey };
  await buildApp({
    ...build,
    change: { 'index.html': readFileSync(kept, 'utf8').replace('<title>Field inspection<', `<title>${title}<`) },
  });
  return async () => {
    rmSync(kept);
    await buildApp(build);
  };
}
