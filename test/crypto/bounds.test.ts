// Debug builds: every bound that the arithmetic's comments promise is asserted while they compute (wasm/bounds.ts).
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildDebug } from '../../scripts/build-wasm.mjs';
import { expectedSignatures } from '../mutation/signatures.ts';
import { Extremes, type Machine } from './extremes.ts';
import { builds, machineOf } from './probe.ts';

const FOLDER = 'build/debug';

beforeAll(() => buildDebug(FOLDER), 120_000);

function machine(folder: string, build: string): Machine {
  return machineOf(Uint8Array.from(readFileSync(`${folder}/${build}.wasm`)));
}

describe.each(builds)('%s with assertions', (build) => {
  const simd = build.endsWith('simd');

  it('meets every bound on limbs as long as they may be', () => {
    expect(new Extremes(machine(FOLDER, build), 2).firstFault(simd, 1_000)).toBeUndefined();
  });

  it('meets every bound, of points, scalars, digits and tables too, while it judges all vectors, every eighth with tables', () => {
    const { memory, scratch, call } = machine(FOLDER, build);
    const [keyAt, messageAt, signatureAt] = [scratch, scratch + 4096, scratch + 8192];
    let keys = 0;
    for (const { key, message, signature, holds, name } of expectedSignatures) {
      memory.set(key, keyAt);
      memory.set(message, messageAt);
      memory.set(signature, signatureAt);
      const whole = [keyAt, key.length, messageAt, message.length, signatureAt, signature.length];
      expect(call('verify', ...whole) === 1, name).toBe(holds);
      if (call('checkPublicKey', keyAt, key.length) !== 0 || signature.length !== 64 || keys++ % 8 !== 0) continue;
      call('prepareAlone', keyAt, keys % 64 === 1 ? 8 : 4); // tables take long; now and then the widest
      expect(call('verifyAlone', keyAt, messageAt, message.length, signatureAt) === 1, name).toBe(holds);
    }
  }, 240_000);

  it('traps where a bound is passed, while the release computes on', () => {
    const beyond: [name: string, units: number[]][] = [
      ['fieldMultiply', [1, 17]],
      ['fieldMultiply', [4, 5]],
      ['fieldSquare', [5]],
      ['fieldReduce', [32]],
      ['fieldAdd', [16, 16]],
    ];
    for (const [name, units] of beyond) {
      const ask = ({ memory, scratch, call }: Machine, by: number) => {
        const operands = units.map((count, slot) => {
          const limbs = Int32Array.from({ length: 10 }, (_, i) => (count - by) * (2 ** (25 - (i & 1)) + 2 ** 13));
          memory.set(new Uint8Array(limbs.buffer), scratch + 64 * slot);
          return scratch + 64 * slot;
        });
        return () => call(name, scratch + 256, ...operands);
      };
      expect(ask(machine(FOLDER, build), 0), `${name} of ${units} units`).toThrow('unreachable');
      expect(ask(machine(FOLDER, build), 1), `${name} of less`).not.toThrow();
      expect(ask(machine('build', build), 0), `${name}, released`).not.toThrow();
    }
  });
});

it('traps where doubles would no longer be exact', () => {
  const beyond: [name: string, units: number[]][] = [
    ['pairMultiply', [1, 4]],
    ['pairMultiply', [2, 2]],
    ['pairSquare', [2]],
    ['pairReduce', [8]],
    ['pairAddReduced', [4, 4]],
    ['pairReduce', [0.3]], // not a whole number
  ];
  for (const [name, units] of beyond) {
    const { memory, scratch, call } = machine(FOLDER, 'crypto-probe-simd');
    const operands = units.map((count, slot) => {
      const limbs = Float64Array.from({ length: 10 }, () => count * (2 ** 50 + 2 ** 11));
      memory.set(new Uint8Array(limbs.buffer), scratch + 128 * slot);
      return scratch + 128 * slot;
    });
    expect(() => call(name, scratch + 512, ...operands), `${name} of ${units} units`).toThrow('unreachable');
  }
});
