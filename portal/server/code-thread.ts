// The thread of code-batch.ts: modules and keys of its own, and nothing of the store.
import { parentPort, workerData } from 'node:worker_threads';
import type { Spelled } from '../../hosts/js/verdict.ts';
import type { Made, Order } from './code-batch.ts';
import { type Job, makeCode } from './issue.ts';
import { Keyring } from './keyring.ts';
import { loadModules } from './modules.ts';

const modules = await loadModules();
const keyring = new Keyring(String(workerData), modules);

parentPort?.on('message', async ({ number, jobs }: Order) => {
  const codes: (Spelled | undefined)[] = [];
  for (const job of jobs) codes.push(await make(job));
  tell({ number, codes });
});
tell({ number: 0, codes: [] });

/** Undefined when it cannot be made: then the portal tries it itself, and says why. */
async function make({ publicKey, claims }: Job): Promise<Spelled | undefined> {
  try {
    return makeCode(modules.issuer, await keyring.use({ public_key: publicKey, held: 'folder' }), claims);
  } catch {
    return undefined;
  }
}

function tell(made: Made): void {
  parentPort?.postMessage(made);
}
