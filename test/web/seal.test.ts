import { expect, test } from 'vitest';
import type { Evidence } from '../../sdk-web/evidence.ts';
import { asSealed, createSealKey, open, seal } from '../../sdk-web/seal.ts';
import { flipBit } from './shelf.ts';

const owner = { product: 'inspector', origin: 'https://app.example' };
const evidence: Evidence = {
  code: 'LKA1-XXXXX',
  secret: new Uint8Array(16).fill(1),
  witness: new Uint8Array(16).fill(2),
  pending: new Uint8Array(16).fill(3),
  label: 'Gate 3 “north”',
  activationId: 'a-1',
  receipt: undefined,
};

test('what was sealed opens to the same evidence', async () => {
  const key = await createSealKey();
  expect(await open(key, owner, await seal(key, owner, evidence))).toEqual(evidence);
});

test('the key cannot be exported', async () => {
  const key = await createSealKey();
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
});

test('two seals of the same evidence share neither iv nor ciphertext', async () => {
  const key = await createSealKey();
  const [one, two] = [await seal(key, owner, evidence), await seal(key, owner, evidence)];
  expect(one.iv).not.toEqual(two.iv);
  expect(new Uint8Array(one.ciphertext)).not.toEqual(new Uint8Array(two.ciphertext));
});

test('no member of the evidence can be read in the sealed record', async () => {
  const key = await createSealKey();
  const text = Buffer.from((await seal(key, owner, evidence)).ciphertext).toString('latin1');
  for (const part of ['LKA1', 'a-1', 'Gate', '01010101']) expect(text).not.toContain(part);
});

test('a record of another product, another origin or another key does not open', async () => {
  const key = await createSealKey();
  const sealed = await seal(key, owner, evidence);
  await expect(open(key, { ...owner, product: 'other' }, sealed)).rejects.toThrow();
  await expect(open(key, { ...owner, origin: 'https://evil.example' }, sealed)).rejects.toThrow();
  await expect(open(await createSealKey(), owner, sealed)).rejects.toThrow();
});

test('a record with any one bit of the first and last bytes changed does not open', async () => {
  const key = await createSealKey();
  const sealed = await seal(key, owner, evidence);
  const last = sealed.ciphertext.byteLength - 1;
  for (const at of [0, 1, last]) {
    for (let bit = 0; bit < 8; bit++) {
      const ciphertext = sealed.ciphertext.slice(0);
      flipBit(ciphertext, at, bit);
      await expect(open(key, owner, { ...sealed, ciphertext })).rejects.toThrow();
    }
  }
});

test('something that is no sealed record is none', () => {
  const sealed = { version: 1, iv: new Uint8Array(12), ciphertext: new ArrayBuffer(8) };
  expect(asSealed(sealed)).toEqual(sealed);
  for (const value of [
    undefined,
    null,
    'valid',
    { valid: true },
    { ...sealed, iv: 'x' },
    { ...sealed, version: '1' },
  ]) {
    expect(asSealed(value)).toBeUndefined();
  }
});
