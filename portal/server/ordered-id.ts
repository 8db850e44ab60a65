// Ids in the order of time. Rows whose ids are random lie scattered, and each of them changes a page of its own in every tree that its
// id stands in; rows that were made one after the other share their pages, so that a commit writes few of them.
import { randomHex } from './randomness.ts';

let count = 0;

/**
 * A UUID of version 7 (RFC 9562, section 5.7): the time, and for what has the same second a counter of this process (section 6.2, method
 * 1), then 62 random bits, which keep the processes of a portal apart and let nobody guess it. Where the counter begins again the order is
 * lost for a moment, and nothing else.
 *
 *     tttttttt-tttt-7ccc-vrrr-rrrrrrrrrrrr    t milliseconds since 1970, c counter, v = 10 and two random bits
 */
export function orderedUuid(atSeconds: number): string {
  count = (count + 1) % 2 ** 12;
  const time = (atSeconds * 1000).toString(16).padStart(12, '0');
  const counter = count.toString(16).padStart(3, '0');
  const random = randomHex(8);
  const variant = VARIANTS.charAt(Number.parseInt(random.charAt(0), 16) & 3);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${variant}${random.slice(1, 4)}-${random.slice(4)}`;
}

const VARIANTS = '89ab';
