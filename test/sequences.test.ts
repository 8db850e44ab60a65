// Every verdict as the record that a host reads, byte for byte, in one instance: nothing of one call reaches into the next.
import { expect, test } from 'vitest';
import { Abi } from './abi.ts';
import { EDGES, fullRing } from './edges.ts';
import { firstFault, type Question, TRUSTED } from './question.ts';
import { SEQUENCE } from './sequences.ts';

function faultOfModule(name: string, list: readonly Question[], keys: readonly Uint8Array[]): string | undefined {
  const abi = new Abi(`build/${name}.wasm`);
  for (const key of keys) abi.call({ name: 'trust_key', record: key });
  return firstFault((record) => abi.call({ name: 'check', record }), list);
}

test.each(['verifier', 'verifier-simd', 'issuer'])(
  '%s answers what the reference says, whatever it was asked before',
  (name) => {
    expect(faultOfModule(name, SEQUENCE, [TRUSTED])).toBeUndefined();
  },
);

test.each(EDGES.map((list) => [list.name, list] as const))(
  '%s at every edge get what the reference says',
  (_, list) => {
    const questions = list();
    for (const name of ['verifier', 'verifier-simd']) {
      expect(faultOfModule(name, questions, [TRUSTED])).toBeUndefined();
    }
    const reasons = new Set(questions.map(({ verdict }) => verdict.reason));
    expect(reasons.size).toBeGreaterThan(1);
  },
);

test('a full ring gets what the reference says, twice', () => {
  const { keys, questions } = fullRing();
  for (const name of ['verifier', 'verifier-simd']) expect(faultOfModule(name, questions, keys)).toBeUndefined();
});

test('the sequence reaches every verdict that one key can give', () => {
  const reasons = new Set(SEQUENCE.map(({ verdict }) => verdict.reason));
  expect([...reasons].sort()).toEqual(
    [
      ...['bad-signature', 'check-in-required', 'clock-behind', 'expired', 'grace', 'licensed', 'malformed'],
      ...['not-yet-valid', 'unknown-key', 'wrong-domain', 'wrong-machine', 'wrong-product', 'wrong-request'],
    ].sort(),
  );
});
