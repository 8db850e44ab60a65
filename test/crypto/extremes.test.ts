import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testArithmetic } from '../mutation/arithmetic.ts';
import { Extremes } from './extremes.ts';
import { builds, machineOf } from './probe.ts';

it.each(builds)('%s computes on limbs at their bounds like BigInt, and leaves them within theirs', (build) => {
  const machine = machineOf(Uint8Array.from(readFileSync(`build/${build}.wasm`)));
  expect(new Extremes(machine, 1).firstFault(build.endsWith('simd'), 5_000)).toBeUndefined();
});

it.each(builds)(
  '%s computes scalars, inverses, digests, points and tables rightly at the ends of their ranges',
  (build) => {
    const machine = machineOf(Uint8Array.from(readFileSync(`build/${build}.wasm`)));
    expect(testArithmetic(machine, build.endsWith('simd'))).toBeUndefined();
  },
);
