// Requests and receipts: what a machine sends. Each limit on both sides, each byte in its place.
import { describe, expect, test } from 'vitest';
import { concat, fromHex, hex, utf8 } from '../reference/bytes.ts';
import * as cbor from '../reference/cbor.ts';
import { decodeReceipt, decodeRequest, encodeReceipt, encodeRequest, type Request } from '../reference/exchange.ts';
import { encodeCode } from '../reference/text.ts';
import { bytesAt, codec, dice, put, randomBytes, refusal, slot, value } from './probe.ts';

const roll = dice(5);
const random = (length: number) => randomBytes(roll, length);

function request(change: Partial<Request> = {}): Request {
  return {
    nonce: random(8),
    product: 'com.example.editor',
    components: [random(16), random(16), random(16)],
    lock: random(16),
    label: 'Workshop, left',
    ...change,
  };
}

function refused(bytes: Uint8Array): string | undefined {
  return refusal(() => codec.readRequest(...put(bytes)))?.detail;
}

/** The members in their order, as encoded pairs, so that a test can spoil one. */
function members(from: Request): [Uint8Array, Uint8Array][] {
  return [
    [cbor.int(1), cbor.bytes(from.nonce)],
    [cbor.int(2), cbor.string(from.product)],
    [cbor.int(3), cbor.array(...from.components.map(cbor.bytes))],
    [cbor.int(4), cbor.bytes(from.lock)],
    [cbor.int(5), cbor.string(from.label)],
  ];
}

function spoiled(index: number, item: Uint8Array): string | undefined {
  return refused(cbor.rawMap(...members(request()).map(([key, old], i) => [key, i === index ? item : old] as const)));
}

/** Writes a request with the module, from the slots 0 and 1 to slot 2. */
function write({ nonce, lock, product, components, label, licenseKey }: Request): Uint8Array | string {
  const parts = [nonce, lock, utf8(product), concat(...components), utf8(label), utf8(licenseKey ?? '')];
  put(concat(...parts));
  const at = parts.map((_, i) => slot(0) + parts.slice(0, i).reduce((sum, part) => sum + part.length, 0));
  let written = 0;
  const wrong = refusal(() => {
    for (const [i, place] of [1, 4, 2, 3, 5, 6].entries()) codec.setMember(place, at[i] ?? 0, parts[i]?.length ?? 0);
    written = codec.writeRequest(slot(2));
    return written;
  });
  if (wrong) return `${wrong.status} ${wrong.detail}`;
  return bytesAt(slot(2), written);
}

describe('A request', () => {
  test('is written as the plain writer writes it, and read back', () => {
    for (const change of [{}, { licenseKey: 'K7' }, { label: '' }, { components: [random(16)] }]) {
      const wanted = request(change);
      const bytes = write(wanted);
      expect(bytes).toEqual(encodeRequest(wanted));
      expect(refusal(() => codec.readRequest(slot(2), bytes.length))).toBeUndefined();
      const parts = [1, 2, 3, 4, 5, 6].map((key) => bytesAt(codec.memberAt(key), codec.memberLength(key)));
      expect(parts).toEqual([
        wanted.nonce,
        utf8(wanted.product),
        concat(...wanted.components),
        wanted.lock,
        utf8(wanted.label),
        utf8(wanted.licenseKey ?? ''),
      ]);
    }
  });

  test.each<[string, Partial<Request>, string | undefined]>([
    ['no product', { product: '' }, 'REQUEST_PRODUCT'],
    ['a product of 64 bytes', { product: 'ü'.repeat(32) }, undefined],
    ['a product of 65 bytes', { product: 'p'.repeat(65) }, 'REQUEST_PRODUCT'],
    ['a product of 10,000 bytes', { product: 'p'.repeat(10_000) }, 'REQUEST_PRODUCT'],
    ['a tab in its product', { product: 'a\tb' }, 'REQUEST_PRODUCT'],
    ['no component', { components: [] }, 'REQUEST_COMPONENTS'],
    ['eight components', { components: Array.from({ length: 8 }, () => random(16)) }, undefined],
    ['nine components', { components: Array.from({ length: 9 }, () => random(16)) }, 'REQUEST_COMPONENTS'],
    [
      'a component twice',
      { components: [new Uint8Array(16), random(16), new Uint8Array(16)] },
      'REQUEST_SAME_COMPONENTS',
    ],
    ['a label of 64 bytes', { label: 'l'.repeat(64) }, undefined],
    ['a label of 65 bytes', { label: 'l'.repeat(65) }, 'REQUEST_LABEL'],
    ['a line break in its label', { label: 'a\nb' }, 'REQUEST_LABEL'],
    ['a license key of 64 bytes', { licenseKey: 'k'.repeat(64) }, undefined],
    ['a license key of 65 bytes', { licenseKey: 'k'.repeat(65) }, 'REQUEST_LICENSE_KEY'],
  ])('with %s is made and read: %#', (_, change, detail) => {
    const wanted = request(change);
    const bytes = write(wanted);
    expect(typeof bytes === 'string' ? bytes : undefined).toBe(detail && `bad-input ${detail}`);
    expect(refused(encodeRequest(wanted))).toBe(detail);
  });

  test('as large as it can be fits its room', () => {
    const largest = request({
      product: 'p'.repeat(64),
      label: 'l'.repeat(64),
      licenseKey: 'k'.repeat(64),
      components: Array.from({ length: 8 }, () => random(16)),
    });
    expect(write(largest)).toHaveLength(368);
    expect(value('REQUEST_ROOM')).toBeGreaterThanOrEqual(368);
  });

  test('has members of exactly these types and lengths', () => {
    for (const length of [0, 7, 9]) expect(spoiled(0, cbor.bytes(random(length)))).toBe('REQUEST_NONCE');
    for (const length of [0, 15, 17]) {
      expect(spoiled(2, cbor.array(cbor.bytes(random(length))))).toBe('REQUEST_COMPONENTS');
      expect(spoiled(3, cbor.bytes(random(length)))).toBe('REQUEST_LOCK');
    }
    const names = ['NONCE', 'PRODUCT', 'COMPONENTS', 'LOCK', 'LABEL'];
    for (const [i, name] of names.entries()) {
      for (const item of [cbor.int(1), cbor.TRUE, cbor.NULL, cbor.map()])
        expect(spoiled(i, item)).toBe(`REQUEST_${name}`);
    }
    expect(spoiled(1, cbor.bytes(utf8('text')))).toBe('REQUEST_PRODUCT');
  });

  test('has no other members, and none twice, missing or out of order', () => {
    const all = members(request());
    const extra = (key: Uint8Array): [Uint8Array, Uint8Array] => [key, cbor.string('x')];
    expect(refused(cbor.rawMap(...all))).toBeUndefined();
    for (let i = 0; i < 5; i++) {
      expect(refused(cbor.rawMap(...all.toSpliced(i, 1)))).toBe('REQUEST_MEMBERS');
      expect(refused(cbor.rawMap(...all.toSpliced(i, 1), extra(cbor.int(6))))).toBe('REQUEST_MEMBERS');
    }
    for (const key of [cbor.int(0), cbor.int(7), cbor.int(-65538), cbor.string('a')]) {
      expect(refused(cbor.map(...all, extra(key)))).toBe('REQUEST_MEMBERS');
    }
    expect(refused(cbor.rawMap(...all, extra(cbor.int(6)), extra(cbor.int(7))))).toBe('REQUEST_MEMBERS');
    expect(refused(cbor.rawMap(...all.toReversed()))).toBe('REQUEST_MEMBERS');
    expect(refused(cbor.rawMap(...all, all[4] ?? extra(cbor.int(5))))).toBe('REQUEST_MEMBERS');
    expect(refused(concat(cbor.map(...all), cbor.int(0)))).toBe('CBOR_BEHIND');
    expect(refused(cbor.array())).toBe('REQUEST_MEMBERS');
  });

  test('cut off anywhere is refused', () => {
    const bytes = encodeRequest(request({ licenseKey: 'KEY' }));
    for (let length = 0; length < bytes.length; length++) expect(refused(bytes.slice(0, length))).toBeDefined();
  });

  test('with a changed byte is read as the plain reader reads it', () => {
    const bytes = encodeRequest(request({ licenseKey: 'KEY', components: [random(16)] }));
    for (let round = 0; round < 3_000; round++) {
      const changed = bytes.with(roll(bytes.length), roll(256));
      expect(refused(changed) === undefined, hex(changed)).toBe(
        accepts(() => decodeRequest(utf8(encodeCode('R', changed)))),
      );
    }
  });
});

function accepts(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('A receipt', () => {
  const receipt = { tokenId: random(8), secret: random(16) };
  const bytes = encodeReceipt(receipt);
  const refusedReceipt = (from: Uint8Array) => refusal(() => codec.readReceipt(...put(from)))?.detail;

  test('is 29 bytes, written as the plain writer writes it, and read back', () => {
    const [at] = put(concat(receipt.tokenId, receipt.secret));
    expect(codec.writeReceipt(at, at + 8, slot(1))).toBe(29);
    expect(bytesAt(slot(1), 29)).toEqual(bytes);
    expect(refusedReceipt(bytes)).toBeUndefined();
    expect(bytesAt(value('receiptTokenId'), 8)).toEqual(receipt.tokenId);
    expect(bytesAt(value('receiptSecret'), 16)).toEqual(receipt.secret);
  });

  test('is exactly that', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(refusedReceipt(bytes.slice(0, length))).toBe('RECEIPT_MEMBERS');
    expect(refusedReceipt(concat(bytes, fromHex('00')))).toBe('CBOR_BEHIND');
    for (const [a, b] of [
      [7, 16],
      [9, 16],
      [8, 15],
      [8, 17],
    ] as const) {
      expect(refusedReceipt(encodeReceipt({ tokenId: random(a), secret: random(b) }))).toBe('RECEIPT_MEMBERS');
    }
  });

  test('with a changed byte is read as the plain reader reads it', () => {
    for (const at of [0, 1, 2, 11, 12, 20]) {
      for (let byte = 0; byte < 256; byte++) {
        const changed = bytes.with(at, byte);
        expect(refusedReceipt(changed) === undefined).toBe(
          accepts(() => decodeReceipt(utf8(encodeCode('D', changed)))),
        );
      }
    }
  });
});
