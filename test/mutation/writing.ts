// The writer of CBOR at the ends of its area and of each width: what does not fit is not written, and is told.
import type { Lab } from '../fuzz/lab.ts';
import * as cbor from '../reference/cbor.ts';

const ENDS = [0n, 23n, 24n, 255n, 256n, 65_535n, 65_536n, 2n ** 32n - 1n, 2n ** 32n, 2n ** 64n - 1n];
const MAJORS = [0, 2, 3, 5];
const UNTOUCHED = 0x77;
const RAW = Uint8Array.from({ length: 9 }, (_, i) => i + 1);

/** The first thing that is written wrongly. */
export function wrongWriting(lab: Lab): string | undefined {
  const at = lab.call('scratch');
  const from = at + 4096;
  lab.memory.set(RAW, from);
  const head = lab.exports['writeHead'];
  if (typeof head !== 'function') return 'no writeHead';
  for (const major of MAJORS) {
    for (const value of ENDS) {
      const expected = cbor.head(major, value);
      const fault = wrongAt(lab, at, expected, () => void head(major, value));
      if (fault !== undefined) return `head ${major} ${value}: ${fault}`;
    }
  }
  const wrong = (name: string, expected: Uint8Array) =>
    wrongAt(lab, at, expected, () => void lab.call(name, from, RAW.length));
  return wrong('writeRaw', RAW) ?? wrong('writeByteString', cbor.bytes(RAW)) ?? wrong('writeText', cbor.string(RAW));
}

/** With room for it, with a byte more, and with each number of bytes less; each time after one that did not fit. */
function wrongAt(lab: Lab, at: number, expected: Uint8Array, write: () => void): string | undefined {
  for (let room = expected.length + 1; room >= 0; room--) {
    lab.memory.fill(UNTOUCHED, at, at + 32);
    lab.call('startCbor', at, 0);
    write();
    lab.call('startCbor', at, room);
    write();
    const fits = room >= expected.length;
    if ((lab.value('overflowed') === 1) === fits) return `room for ${room}: overflowed is ${!fits}`;
    const end = fits ? expected.length : lab.value('written') - at;
    if (lab.value('written') - at !== end || end > room) return `room for ${room}: ${end} are written`;
    const bytes = lab.memory.slice(at, at + 32);
    if (fits && !Buffer.from(bytes.subarray(0, end)).equals(expected)) return `room for ${room}: other bytes`;
    if (bytes.subarray(end).some((byte) => byte !== UNTOUCHED)) return `room for ${room}: bytes behind`;
  }
  return undefined;
}
