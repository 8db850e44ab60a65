// Writes exchange.json: the calls of cases/exchange.ts with the answers that the reference implementation gives. `node test/vectors/exchange.ts`
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exchanges } from './cases/exchange.ts';

export const EXCHANGE_FILE = fileURLToPath(new URL('exchange.json', import.meta.url));

export function generateExchange(): string {
  const names = exchanges.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new Error(`the name is taken: ${twice}`);
  const lines = exchanges.map((exchange) => `    ${JSON.stringify(exchange)}`);
  const text = `{\n  "format": 1,\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`;
  return text.replaceAll(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

if (import.meta.main) {
  writeFileSync(EXCHANGE_FILE, generateExchange());
  console.log(`${exchanges.length} calls`);
}
