// What the modules weigh, everything included: code, constants, sentences. Usage: node bench/size.ts
import { readBudgets, weigh } from './weigh.ts';

process.stdout.write('\nBytes: of the files that a web server sends, and of the modules after gzip -9\n');
for (const budget of readBudgets()) {
  const size = weigh(budget);
  const verdict = size <= budget.bytes ? 'holds' : 'MISSED';
  const what = budget.as === 'gzip -9' ? `${budget.name}, gzip -9` : budget.name;
  process.stdout.write(`  ${verdict.padEnd(6)} ${what.padEnd(28)} ${size}, budget ${budget.bytes}\n`);
}
