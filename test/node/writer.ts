// A process that counts in a store: `node writer.ts FOLDER TIMES`. Each number is printed once it is stored.
import { folderAt } from '../../hosts/node/folder.ts';
import { Store } from '../../hosts/node/store.ts';

const [folder = '', times = '0'] = process.argv.slice(2);
const store = new Store(folderAt(folder), 'counting');

for (let i = 0; i < Number(times); i++) {
  const count = store.update(({ evidence }) => {
    const next = Number(evidence.code ?? 0) + 1;
    // The witness repeats the number, so that a record made of two halves is seen.
    const witness = new Uint8Array(16).fill(next % 256);
    return { evidence: { ...evidence, code: String(next), witness }, result: next };
  });
  process.stdout.write(`${count}\n`);
}
