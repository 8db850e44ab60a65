import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProbe, randomBytes } from './probe.ts';

const probe = loadProbe();
const cavp = '../shared/vectors/sha512';

const functions = [
  { name: 'sha256', length: 32, start: probe.start256, update: probe.update, finish: probe.finish },
  { name: 'sha512', length: 64, start: probe.start512, update: probe.update, finish: probe.finish },
];

function digest(hash: (typeof functions)[number], ...parts: Uint8Array[]): string {
  hash.start();
  for (const part of parts) {
    for (let i = 0; i < part.length; i += 4096) {
      const chunk = part.subarray(i, i + 4096);
      hash.update(probe.put(0, chunk), chunk.length);
    }
  }
  hash.finish(probe.at(1));
  return Buffer.from(probe.bytes(probe.at(1), hash.length)).toString('hex');
}

describe.each(functions)('$name', (hash) => {
  const random = randomBytes(2026);
  const expected = (message: Uint8Array) => createHash(hash.name).update(message).digest('hex');

  it('gives the digest of "abc" that FIPS 180-4 prints', () => {
    const begin = { sha256: 'ba7816bf8f01cfea', sha512: 'ddaf35a193617aba' }[hash.name];
    expect(digest(hash, new TextEncoder().encode('abc')).slice(0, 16)).toBe(begin);
  });

  it('agrees with OpenSSL for every length from 0 to 400, across every place where padding starts', () => {
    for (let length = 0; length <= 400; length++) {
      const message = random(length);
      expect(digest(hash, message), `${length} bytes`).toBe(expected(message));
    }
  });

  it('gives the same digest however a message is cut', () => {
    const message = random(300);
    for (let cut = 0; cut <= 300; cut++) {
      expect(digest(hash, message.subarray(0, cut), message.subarray(cut))).toBe(expected(message));
    }
  });

  it('forgets a message that was not finished', () => {
    hash.start();
    hash.update(probe.put(0, random(77)), 77);
    expect(digest(hash, new Uint8Array())).toBe(expected(new Uint8Array()));
  });

  it('counts the length of a message of a million bytes', () => {
    const message = new Uint8Array(1_000_000).fill(0x61);
    expect(digest(hash, message)).toBe(expected(message));
  });
});

/** Reads NIST's response files: blocks of "Len", "Msg" and "MD". */
function cavpMessages(file: string): { message: Buffer; digest: string }[] {
  const text = readFileSync(`${cavp}/${file}`, 'utf8');
  return [...text.matchAll(/Len = (\d+)\r?\nMsg = (\w+)\r?\nMD = (\w+)/g)].map(([, bits, message = '', md = '']) => ({
    message: Buffer.from(message, 'hex').subarray(0, Number(bits) / 8),
    digest: md,
  }));
}

describe.skipIf(!existsSync(cavp))(
  `NIST's SHA-512 messages${existsSync(cavp) ? '' : ' (skipped: ../shared/vectors is not here)'}`,
  () => {
    it.each([
      ['SHA512ShortMsg.rsp', 129],
      ['SHA512LongMsg.rsp', 128],
    ])('%s: all %i', (file, count) => {
      const messages = cavpMessages(file);
      expect(messages).toHaveLength(count);
      for (const { message, digest: expected } of messages) {
        expect(digest(functions[1] as (typeof functions)[number], message)).toBe(expected);
      }
    });
  },
);
