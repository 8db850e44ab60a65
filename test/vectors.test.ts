// codes.json is what generate.ts writes, and covers what it promises to cover.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NUMBERS } from './reference/refusal.ts';
import { CASES, FILE, generate } from './vectors/generate.ts';

const refused = CASES.filter(({ reason }) => reason !== 'licensed' && reason !== 'grace');

test('the generator proves every label and writes the file again byte for byte', { timeout: 60_000 }, () => {
  expect(generate() === readFileSync(FILE, 'utf8'), 'run node test/vectors/generate.ts and read the difference').toBe(
    true,
  );
});

test('there are at least 250 cases, and seven in ten are refused', () => {
  expect(CASES.length).toBeGreaterThanOrEqual(250);
  expect(refused.length / CASES.length).toBeGreaterThanOrEqual(0.7);
});

test('every reason of format 1 is reached but revoked, which is reserved', () => {
  const reached = new Set<string>(CASES.map(({ reason }) => reason));
  expect(Object.keys(NUMBERS).filter((reason) => !reached.has(reason))).toEqual(['revoked']);
});

test('every threat to a token that one code can show has a case', () => {
  const named = new Set(CASES.flatMap(({ threats }) => threats));
  // T30 is the fuzzer's, T31 belongs to a second algorithm that format 1 does not have.
  const wanted = Array.from({ length: 32 }, (_, i) => `T${i + 1}`).filter((id) => id !== 'T30' && id !== 'T31');
  expect(wanted.filter((id) => !named.has(id))).toEqual([]);
});
