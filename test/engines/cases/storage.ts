// Twelve ways in which a browser's storage fails. In each the application goes on, the license holds for the session, and one action brings it back.
import { activate, type Case, demand, equal, noErrors, openLicense, openSuite, type Plain } from './case.ts';

const FAULTS = {
  'backing-store': 'storage-broken',
  'open-aborted': 'storage-broken',
  'open-invalid-state': 'storage-blocked',
  'open-silent': 'storage-broken',
  'open-forbidden': 'storage-blocked',
  missing: 'storage-blocked',
  'quota-on-put': 'storage-full',
  'abort-at-commit': 'storage-broken',
  'write-lost': 'storage-broken',
  'read-fails': 'storage-broken',
  'connection-lost': 'storage-broken',
  'no-clone': 'storage-broken',
} as const;

export const storage: Case[] = [
  ...Object.entries(FAULTS).map(
    ([fault]): Case => ({
      name: `storage that fails (${fault}) is said, and the license holds until the page is closed`,
      threat: 'E4–E6',
      async run(stage) {
        const { tab, state } = await openSuite(stage, `?fault=${fault}`);
        equal(state.kind, 'none', 'the first state');
        const active = await activate(tab, stage.site.licenseKey);
        equal([active.kind, active.mode], ['valid', 'memory'], 'after activation');
        demand(active.storageProblem?.startsWith('storage-'), `the problem is ${active.storageProblem}`);
        await noErrors(tab);
        // the fault has passed: one action
        await tab.goto(stage.site.suite);
        const before = await openLicense(tab);
        demand(before.kind === 'none' || before.kind === 'valid', `after the fault: ${before.kind} ${before.reason}`);
        equal((await activate(tab, stage.site.licenseKey)).mode, 'durable', 'storage after one action');
      },
    }),
  ),
  {
    name: 'storage that fails after the license was stored does not take it away for good',
    threat: 'E4',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      for (const fault of ['backing-store', 'read-fails', 'connection-lost']) {
        await tab.goto(`${stage.site.suite}?fault=${fault}`);
        const broken = await openLicense(tab);
        demand(broken.kind !== 'unavailable' && broken.storageProblem, `${fault}: ${JSON.stringify(broken)}`);
        await noErrors(tab);
      }
      await tab.goto(stage.site.suite);
      equal((await openLicense(tab)).kind, 'valid', 'without the faults');
    },
  },
  {
    name: 'a record of a later version of the application is left as it is',
    threat: 'E9',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      const change = (edit: string) =>
        tab.run<number[]>(`
          const open = indexedDB.open('latchkey:field-inspection');
          await new Promise((resolve) => { open.onsuccess = resolve; });
          const db = open.result;
          const [name] = db.objectStoreNames;
          const store = db.transaction(name, 'readwrite').objectStore(name);
          const read = store.get('record');
          await new Promise((resolve) => { read.onsuccess = resolve; });
          const record = read.result;
          ${edit}
          await new Promise((resolve) => { store.transaction.oncomplete = resolve; });
          db.close();
          return [record.version, record.later]`);
      await change("record.version = 99; record.later = 7; store.put(record, 'record');");
      await tab.goto(stage.site.suite);
      const state = await openLicense(tab);
      equal([state.mode, state.storageProblem], ['read-only', 'storage-newer'], 'the storage');
      await activate(tab, stage.site.licenseKey);
      equal(await change(''), [99, 7], 'the record after an activation');
      await noErrors(tab);
    },
  },
  {
    name: 'a record that was changed by hand is not believed',
    threat: 'E2',
    async run(stage) {
      const { tab } = await openSuite(stage);
      await activate(tab, stage.site.licenseKey);
      const changed = await tab.run<number>(`
        const open = indexedDB.open('latchkey:field-inspection');
        await new Promise((resolve) => { open.onsuccess = resolve; });
        const db = open.result;
        const [name] = db.objectStoreNames;
        const store = db.transaction(name, 'readwrite').objectStore(name);
        const read = store.getAllKeys();
        await new Promise((resolve) => { read.onsuccess = resolve; });
        for (const key of read.result) store.put({ valid: true, exp: 99999999999, state: 'valid' }, key);
        await new Promise((resolve) => { store.transaction.oncomplete = resolve; });
        db.close();
        localStorage.clear();
        return read.result.length`);
      demand(changed > 0, 'there was nothing to change');
      await tab.goto(stage.site.suite);
      const state = await openLicense(tab);
      demand(state.kind !== 'valid', 'a made-up record was believed');
      await noErrors(tab);
    },
  },
  {
    name: 'a frame without an origin goes on without storage, and says so',
    threat: 'E6',
    async run({ site, profile }) {
      const tab = await profile.open(site.suite);
      const answer = await tab.run<Plain & { thrown?: string; errors: string[] }>(`
        const frame = Object.assign(document.createElement('iframe'), { sandbox: 'allow-scripts', src: location.href });
        document.body.append(frame);
        const heard = new Promise((resolve) => addEventListener('message', ({ data }) => resolve(data)));
        const asking = setInterval(() => frame.contentWindow.postMessage('open', '*'), 500);
        const answer = await heard;
        clearInterval(asking);
        return answer`);
      equal([answer.thrown, answer.errors], [undefined, []], 'exceptions in the frame');
      equal([answer.kind, answer.mode], ['none', 'memory'], 'the state in the frame');
      demand(answer.storageProblem, 'nothing is said about the storage');
    },
  },
  {
    name: 'a page whose policy forbids WebAssembly is told so, and goes on',
    threat: 'E14',
    async run({ site, profile }) {
      const tab = await profile.open(site.withoutWasm);
      const state = await openLicense(tab);
      equal([state.kind, state.problem], ['unavailable', 'module-forbidden'], 'the state');
      await noErrors(tab);
    },
  },
];
