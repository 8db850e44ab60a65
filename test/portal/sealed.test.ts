import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { open, type Purpose, seal } from '../../portal/server/sealed.ts';

const PASSPHRASE = 'correct horse battery staple';
const PIECE = 64 * 1024;

describe('what is sealed under a passphrase', () => {
  test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])('opens again as it was: %i bytes', async (length) => {
    const bytes = randomBytes(length);
    expect((await opened(await sealed(bytes))).equals(bytes)).toBe(true);
  });

  test('opens however the bytes arrive', async () => {
    const bytes = randomBytes(PIECE + 100);
    const whole = await sealed(bytes);
    const single = Array.from({ length: 300 }, (_, i) => whole.subarray(i, i + 1));
    const parts = [...single, whole.subarray(300)];
    expect(Buffer.concat(await collect(open(parts, PASSPHRASE, 'latchkey/backup/1'))).equals(bytes)).toBe(true);
  });

  test('does not show what is inside, and is never the same twice', async () => {
    const bytes = Buffer.from('CANARY'.repeat(20));
    const [one, other] = [await sealed(bytes), await sealed(bytes)];
    expect(one.includes('CANARY')).toBe(false);
    expect(one.equals(other)).toBe(false);
  });

  test('stays shut for another passphrase and for another purpose', async () => {
    const whole = await sealed(Buffer.from('x'));
    await expect(opened(whole, 'correct horse battery stable')).rejects.toThrow('The passphrase is wrong');
    await expect(opened(whole, PASSPHRASE, 'latchkey/escrow/1')).rejects.toThrow('The passphrase is wrong');
  });

  test('is refused when a byte is changed, or pieces are cut off, exchanged or repeated', async () => {
    const whole = await sealed(randomBytes(2 * PIECE + 10));
    const header = whole.subarray(0, 28);
    const piece = (i: number) => whole.subarray(28 + i * (PIECE + 16), 28 + (i + 1) * (PIECE + 16));
    const spoiled = [
      Buffer.from(whole.map((byte, i) => (i === 12 ? byte ^ 1 : byte))), // salt
      Buffer.from(whole.map((byte, i) => (i === 1000 ? byte ^ 1 : byte))),
      Buffer.concat([header, piece(0)]),
      Buffer.concat([header, piece(0), piece(1)]),
      Buffer.concat([header, piece(1), piece(0), piece(2)]),
      Buffer.concat([header, piece(0), piece(0), piece(1), piece(2)]),
      Buffer.concat([whole, Buffer.alloc(1)]),
      whole.subarray(0, -1),
      header,
    ];
    for (const bytes of spoiled)
      await expect(opened(bytes)).rejects.toThrow('The passphrase is wrong, or the file is damaged');
  });

  test('is refused when it is something else, or asks for too much work', async () => {
    await expect(opened(Buffer.from('PK'))).rejects.toThrow('was not sealed by a Latchkey portal');
    await expect(opened(Buffer.alloc(100))).rejects.toThrow('was not sealed by a Latchkey portal');
    const greedy = await sealed(Buffer.from('x'));
    greedy[8] = 31;
    await expect(opened(greedy)).rejects.toThrow('more work');
  });

  test('needs a passphrase that cannot be guessed at once', async () => {
    await expect(sealed(Buffer.from('x'), 'short')).rejects.toThrow('at least 12 characters');
  });
});

async function sealed(bytes: Uint8Array, passphrase = PASSPHRASE): Promise<Buffer> {
  return Buffer.concat(await collect(seal([bytes], passphrase, 'latchkey/backup/1')));
}

async function opened(
  bytes: Uint8Array,
  passphrase = PASSPHRASE,
  purpose: Purpose = 'latchkey/backup/1',
): Promise<Buffer> {
  return Buffer.concat(await collect(open([bytes], passphrase, purpose)));
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return all;
}
