// Ours: sealed evidence, device key, verdict from the module, witness of time written back.
import { createLicense } from '../../sdk-web/index.ts';
import { done, watchLongTasks } from './done.ts';

declare const PUBLIC_KEY: string;
declare const VERIFIER_SHA256: string;

watchLongTasks();
const license = await createLicense({
  product: 'field-inspection',
  publicKeys: [PUBLIC_KEY],
  verifier: new URL('verifier.wasm', location.href),
  sha256: VERIFIER_SHA256,
});
Object.assign(globalThis, { license });
done(license.state.kind === 'valid');
