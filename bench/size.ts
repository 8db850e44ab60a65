// What the modules weigh, everything included: code, constants, sentences. Usage: node bench/size.ts
import { readFileSync } from 'node:fs';
import { compressedSize, readBudgets } from './weigh.ts';

process.stdout.write('\nBytes, and after gzip -9\n');
for (const [name, budget] of readBudgets()) {
  const bytes = readFileSync(`build/${name}`);
  const size = compressedSize(bytes);
  const verdict = size <= budget ? 'holds' : 'MISSED';
  process.stdout.write(`  ${verdict.padEnd(6)} ${name.padEnd(20)} ${bytes.length} → ${size}, budget ${budget}\n`);
}
