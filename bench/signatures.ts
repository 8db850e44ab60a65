// One verification of a signature, by this project's modules and by others: the contestants that a browser can run too.
import type { Verifier } from '../hosts/js/index.ts';
import type { Contestant } from './rounds.ts';

export interface Signed {
  key: Uint8Array<ArrayBuffer>;
  message: Uint8Array<ArrayBuffer>;
  signature: Uint8Array<ArrayBuffer>;
}

export const SIGNATURES = 64;
/** How many the slower ones verify in a sample, so that all samples last about half a millisecond and are disturbed as often. */
export const FEW = 8;

/** A contestant that verifies one signature after the other. */
export function each(name: string, signed: Signed[], count: number, holds: (one: Signed) => boolean): Contestant {
  return {
    name,
    count,
    run() {
      for (let i = 0; i < count; i++) {
        const one = signed[i % signed.length];
        if (!one || !holds(one)) throw new Error(`${name} refuses an honest signature`);
      }
    },
  };
}

/** The same for an answer that comes later. */
export function eachLater(
  name: string,
  signed: Signed[],
  count: number,
  holds: (one: Signed) => Promise<boolean>,
): Contestant {
  return {
    name,
    count,
    async run() {
      for (let i = 0; i < count; i++) {
        const one = signed[i % signed.length];
        if (!one || !(await holds(one))) throw new Error(`${name} refuses an honest signature`);
      }
    },
  };
}

/** Ours, through the JavaScript host. `create` gives a fresh verifier each time. */
export async function ours(build: string, signed: Signed[], create: () => Promise<Verifier>): Promise<Contestant[]> {
  const keys = [...new Map(signed.map(({ key }) => [key.join(), key])).values()];
  const [unknown, known, large, batch] = await Promise.all([create(), create(), create(), create()]);
  known.trust(...keys);
  large.trust(...keys);
  batch.trust(...keys);
  known.prepare(keys);
  large.prepare(keys, 'large');
  batch.prepare(keys, 'large');
  const alone = (verifier: Verifier) => (one: Signed) => verifier.verifySignature(one.key, one.message, one.signature);
  const contestants = [
    each(`${build}, key unknown`, signed, 2 * FEW, alone(unknown)),
    each(`${build}, key known`, signed, SIGNATURES, alone(known)),
  ];
  const [key] = keys;
  if (!key || keys.length > 1) return contestants; // large tables are for two keys at most, a batch is of one
  const name = `${build}, ${SIGNATURES} at once`;
  const atOnce = Array.from({ length: SIGNATURES }, (_, i) => signed[i % signed.length]).filter(
    (one) => one !== undefined,
  );
  return [
    ...contestants,
    each(`${build}, key known, large`, signed, SIGNATURES, alone(large)),
    {
      name,
      count: SIGNATURES,
      run() {
        if (!batch.verifySignatures(key, atOnce).every(Boolean)) throw new Error(`${name} refuse an honest signature`);
      },
    },
  ];
}
