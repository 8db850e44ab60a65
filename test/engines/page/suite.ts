// The page that the suite drives: the SDK on `window.suite`, with a clock that can be wrong and storage that can be broken.
import { createLicense, type License, type State } from '../../../sdk-web/index.ts';
import { FAULTS } from './faults.ts';

declare const PORTAL: string;
declare const PUBLIC_KEY: string;
declare const VERIFIER_SHA256: string;

const query = new URLSearchParams(location.search);
const errors: string[] = [];
const asked: string[] = [];
addEventListener('error', ({ message }) => errors.push(message));
addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));

// The clock of a device, off by so many seconds.
const off = Number(query.get('clock') ?? 0) * 1000;
const trueNow = Date.now.bind(Date);
Date.now = () => trueNow() + off;

for (const fault of query.getAll('fault')) {
  const inject = FAULTS[fault];
  if (!inject) throw new Error(`no fault is called ${fault}`);
  inject();
}

const send = globalThis.fetch.bind(globalThis);
globalThis.fetch = (...args) => {
  asked.push(String(args[0] instanceof Request ? args[0].url : args[0]));
  return send(...args);
};

let license: License | undefined;

/** What a state says, without bytes. */
function plain(state: State) {
  const { kind, storage, activationId, contact } = state;
  const verdict = state.kind === 'valid' || state.kind === 'refused' ? state.verdict : undefined;
  return {
    kind,
    mode: storage.mode,
    storageProblem: storage.problem?.name,
    activationId,
    contact: contact?.name,
    reason: verdict?.reason,
    issuedAt: verdict?.accepted ? verdict.claims.issuedAt : undefined,
    problem: state.kind === 'unavailable' ? state.problem.name : undefined,
    request: state.request?.code,
  };
}

Object.assign(globalThis, {
  suite: {
    errors,
    asked,
    faults: Object.keys(FAULTS),
    async open(background = false) {
      license = await createLicense({
        product: 'field-inspection',
        portal: PORTAL,
        publicKeys: [PUBLIC_KEY],
        verifier: new URL('verifier.wasm', location.href),
        sha256: VERIFIER_SHA256,
        background,
      });
      return plain(license.state);
    },
    state: () => license && plain(license.state),
    license: () => license,
    async wipe() {
      license?.close();
      for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
      localStorage.clear();
      for (const name of await caches.keys()) await caches.delete(name);
    },
  },
});
// In a frame that has no origin nobody else can call.
addEventListener('message', async ({ data, source }) => {
  if (data !== 'open') return;
  const suite: { open(): Promise<object> } = Reflect.get(globalThis, 'suite');
  const answer = await suite.open().catch((error: unknown) => ({ thrown: String(error) }));
  source?.postMessage({ ...answer, errors }, { targetOrigin: '*' });
});
document.documentElement.dataset['ready'] = 'true';
