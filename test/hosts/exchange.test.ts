import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXCHANGE_FILE, generateExchange } from '../vectors/exchange.ts';

test('the reference implementation gives the answers in exchange.json, byte for byte', () => {
  expect(
    generateExchange() === readFileSync(EXCHANGE_FILE, 'utf8'),
    'run node test/vectors/exchange.ts and read the difference',
  ).toBe(true);
});
