import { expect, test } from 'vitest';
import type { Evidence } from '../../sdk-web/evidence.ts';
import { asSealed, createKeys, open, seal } from '../../sdk-web/seal.ts';
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
  askedAt: 1_800_000_000,
  restSeconds: undefined,
};

test('what was sealed opens to the same evidence', async () => {
  const key = await createKeys();
  expect(await open(await seal(key, owner, evidence), owner)).toEqual(evidence);
});

test('the key cannot be exported', async () => {
  const { seal: key, device } = await createKeys();
  expect(key.extractable).toBe(false);
  await expect(crypto.subtle.exportKey('raw', key)).rejects.toThrow();
  expect(device?.privateKey.extractable).toBe(false);
});

test('two seals of the same evidence share neither iv nor ciphertext', async () => {
  const key = await createKeys();
  const [one, two] = [await seal(key, owner, evidence), await seal(key, owner, evidence)];
  expect(one.iv).not.toEqual(two.iv);
  expect(new Uint8Array(one.ciphertext)).not.toEqual(new Uint8Array(two.ciphertext));
});

test('no member of the evidence can be read in the sealed record', async () => {
  const key = await createKeys();
  const text = Buffer.from((await seal(key, owner, evidence)).ciphertext).toString('latin1');
  for (const part of ['LKA1', 'a-1', 'Gate', '01010101']) expect(text).not.toContain(part);
});

test('a record of another product, another origin or another key does not open', async () => {
  const key = await createKeys();
  const sealed = await seal(key, owner, evidence);
  await expect(open(sealed, { ...owner, product: 'other' })).rejects.toThrow();
  await expect(open(sealed, { ...owner, origin: 'https://evil.example' })).rejects.toThrow();
  await expect(open({ ...sealed, keys: await createKeys() }, owner)).rejects.toThrow();
});

test('a record with any one bit of the first and last bytes changed does not open', async () => {
  const key = await createKeys();
  const sealed = await seal(key, owner, evidence);
  const last = sealed.ciphertext.byteLength - 1;
  for (const at of [0, 1, last]) {
    for (let bit = 0; bit < 8; bit++) {
      const ciphertext = sealed.ciphertext.slice(0);
      flipBit(ciphertext, at, bit);
      await expect(open({ ...sealed, ciphertext }, owner)).rejects.toThrow();
    }
  }
});

test('something that is no sealed record is none', async () => {
  const sealed = { version: 1, keys: await createKeys(), iv: new Uint8Array(12), ciphertext: new ArrayBuffer(8) };
  expect(asSealed(sealed)).toEqual(sealed);
  for (const value of [
    undefined,
    null,
    'valid',
    { valid: true },
    { ...sealed, iv: 'x' },
    { ...sealed, version: '1' },
    { ...sealed, keys: { ...sealed.keys, seal: 'x' } },
  ]) {
    expect(asSealed(value)).toBeUndefined();
  }
});
