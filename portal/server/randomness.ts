// Random bytes for names, some at a time: asking the system's generator costs the same for one as for a thousand.
// Secrets and keys ask for themselves.
import { randomBytes } from 'node:crypto';

const AT_ONCE = 4096;

let pool = randomBytes(AT_ONCE);
let next = 0;

/** Each byte is given once. At most 64 at a time. */
export function randomName(length: number): Uint8Array<ArrayBuffer> {
  if (next + length > AT_ONCE) {
    pool = randomBytes(AT_ONCE);
    next = 0;
  }
  next += length;
  return new Uint8Array(pool.subarray(next - length, next));
}

export function randomHex(length: number): string {
  return Buffer.from(randomName(length).buffer).toString('hex');
}
