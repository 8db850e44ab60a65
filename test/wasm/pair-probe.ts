// Pairs of field elements, exported for the tests. Never shipped.
import '../../wasm/abort';

export {
  add,
  addReduced,
  decode,
  encodeLane,
  gather,
  isOdd,
  isZero,
  multiply,
  negateLane,
  power58,
  reduce,
  square,
  storeLane,
  subtract,
  subtractReduced,
} from '../../wasm/pair';
import { multiply, square } from '../../wasm/pair';
import { selfTest } from '../../wasm/pair-fused';

export function fusedTest(): bool {
  return ASC_FEATURE_RELAXED_SIMD ? selfTest() : true;
}

const area = memory.data(65536, 16);

/** 64 KiB for the tests to write into. */
export function scratch(): usize {
  return area;
}
export function benchMultiply(n: i32): void {
  for (let i = 0; i < n; i += 4) { multiply(area, area, area + 1000); multiply(area + 80, area + 80, area + 1000); multiply(area + 160, area + 160, area + 1000); multiply(area + 240, area + 240, area + 1000); }
}
export function benchSquare(n: i32): void {
  for (let i = 0; i < n; i += 4) { square(area, area); square(area + 80, area + 80); square(area + 160, area + 160); square(area + 240, area + 240); }
}
