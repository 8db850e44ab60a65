// Ids in the order of time. Rows whose ids are random lie scattered, and each of them changes a page of its own in every tree that its
// id stands in; rows that were made one after the other share their pages, so that a commit writes few of them.
import { randomBytes } from 'node:crypto';

const COUNTER_BITS = 26;
const RANDOM_BYTES = 6;

let count = 0;

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time, and for what has the same second a counter of this process, then 48 random
 * bits, which keep the processes of a portal apart. It is a name, not a secret.
 *
 *     tttttttt-tttt-7ccc-vccc-rrrrrrrrrrrr    t milliseconds since 1970, c counter, v = 10 and two bits of the counter
 */
export function orderedUuid(atSeconds: number): string {
  count = (count + 1) % 2 ** COUNTER_BITS;
  const time = (atSeconds * 1000).toString(16).padStart(12, '0');
  const high = (count >>> 14).toString(16).padStart(3, '0');
  const low = (0x8000 | (count & 0x3fff)).toString(16);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low}-${randomHex()}`;
}

/** Asking the system's generator costs the same for one byte as for a thousand. */
const pool = { bytes: Buffer.alloc(0), next: 0 };

function randomHex(): string {
  if (pool.next === pool.bytes.length) Object.assign(pool, { bytes: randomBytes(RANDOM_BYTES * 256), next: 0 });
  const hex = pool.bytes.toString('hex', pool.next, pool.next + RANDOM_BYTES);
  pool.next += RANDOM_BYTES;
  return hex;
}
