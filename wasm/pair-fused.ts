// Two elements of the field modulo p = 2^255 − 19 side by side in the two lanes of a vector, by fused multiply-add of doubles.
//
// An element is five limbs a0 + a1·2^51 + … + a4·2^204, each a whole number in a double; a pair is five vectors, 80 bytes: limb i of lane l is at
// 16·i + 8·l. A product is 25 products of limbs in two exact halves (halves-fused.ts), summed by position and carried once (carry-fused.ts).
//
// Bounds. One *unit* is what multiply, square, reduce, decode and the reduced sums leave: |limb| ≤ 2^50 + 2^11. multiply takes factors of m and n
// units with m·n ≤ 3, square takes one, reduce and encode take up to 7. `out` may be the same address as any operand. Debug builds assert all of it.
import { pairUnits } from './bounds';
import { multiplyBias, squareBias, storeCarried, storeSums } from './carry-fused';
import { high, low } from './halves-fused';

export function copy(out: usize, a: usize): void {
  memory.copy(out, a, 80);
}

/** out = a + b, of as many units as both together. */
export function add(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  v128.store(out, f64x2.add(v128.load(a), v128.load(b)));
  v128.store(out, f64x2.add(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(out, f64x2.add(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(out, f64x2.add(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(out, f64x2.add(v128.load(a, 64), v128.load(b, 64)), 64);
}

export function subtract(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  v128.store(out, f64x2.sub(v128.load(a), v128.load(b)));
  v128.store(out, f64x2.sub(v128.load(a, 16), v128.load(b, 16)), 16);
  v128.store(out, f64x2.sub(v128.load(a, 32), v128.load(b, 32)), 32);
  v128.store(out, f64x2.sub(v128.load(a, 48), v128.load(b, 48)), 48);
  v128.store(out, f64x2.sub(v128.load(a, 64), v128.load(b, 64)), 64);
}

/** out = a + b in one unit, for up to 7 units together. */
export function addReduced(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  storeCarried(
    out,
    f64x2.add(v128.load(a), v128.load(b)),
    f64x2.add(v128.load(a, 16), v128.load(b, 16)),
    f64x2.add(v128.load(a, 32), v128.load(b, 32)),
    f64x2.add(v128.load(a, 48), v128.load(b, 48)),
    f64x2.add(v128.load(a, 64), v128.load(b, 64)),
  );
}

export function subtractReduced(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) + pairUnits(b) <= 7);
  storeCarried(
    out,
    f64x2.sub(v128.load(a), v128.load(b)),
    f64x2.sub(v128.load(a, 16), v128.load(b, 16)),
    f64x2.sub(v128.load(a, 32), v128.load(b, 32)),
    f64x2.sub(v128.load(a, 48), v128.load(b, 48)),
    f64x2.sub(v128.load(a, 64), v128.load(b, 64)),
  );
}

/** out = a in one unit. */
export function reduce(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) <= 7);
  storeCarried(out, v128.load(a), v128.load(a, 16), v128.load(a, 32), v128.load(a, 48), v128.load(a, 64));
}

/** out = a·b, lane by lane, for m and n units with m·n ≤ 3: 25 products of two parts each. */
export function multiply(out: usize, a: usize, b: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) * pairUnits(b) <= 3);
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = v128.load(a, 32);
  const a3 = v128.load(a, 48);
  const a4 = v128.load(a, 64);
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  const b2 = v128.load(b, 32);
  const b3 = v128.load(b, 48);
  const b4 = v128.load(b, 64);
  let h: v128;
  h = high(a0, b0);
  let l0 = low(a0, b0, h);
  let h1 = h;
  h = high(a0, b1);
  let l1 = low(a0, b1, h);
  let h2 = h;
  h = high(a1, b0);
  l1 = i64x2.add(l1, low(a1, b0, h));
  h2 = i64x2.add(h2, h);
  h = high(a0, b2);
  let l2 = low(a0, b2, h);
  let h3 = h;
  h = high(a1, b1);
  l2 = i64x2.add(l2, low(a1, b1, h));
  h3 = i64x2.add(h3, h);
  h = high(a2, b0);
  l2 = i64x2.add(l2, low(a2, b0, h));
  h3 = i64x2.add(h3, h);
  h = high(a0, b3);
  let l3 = low(a0, b3, h);
  let h4 = h;
  h = high(a1, b2);
  l3 = i64x2.add(l3, low(a1, b2, h));
  h4 = i64x2.add(h4, h);
  h = high(a2, b1);
  l3 = i64x2.add(l3, low(a2, b1, h));
  h4 = i64x2.add(h4, h);
  h = high(a3, b0);
  l3 = i64x2.add(l3, low(a3, b0, h));
  h4 = i64x2.add(h4, h);
  h = high(a0, b4);
  let l4 = low(a0, b4, h);
  let h5 = h;
  h = high(a1, b3);
  l4 = i64x2.add(l4, low(a1, b3, h));
  h5 = i64x2.add(h5, h);
  h = high(a2, b2);
  l4 = i64x2.add(l4, low(a2, b2, h));
  h5 = i64x2.add(h5, h);
  h = high(a3, b1);
  l4 = i64x2.add(l4, low(a3, b1, h));
  h5 = i64x2.add(h5, h);
  h = high(a4, b0);
  l4 = i64x2.add(l4, low(a4, b0, h));
  h5 = i64x2.add(h5, h);
  h = high(a1, b4);
  let l5 = low(a1, b4, h);
  let h6 = h;
  h = high(a2, b3);
  l5 = i64x2.add(l5, low(a2, b3, h));
  h6 = i64x2.add(h6, h);
  h = high(a3, b2);
  l5 = i64x2.add(l5, low(a3, b2, h));
  h6 = i64x2.add(h6, h);
  h = high(a4, b1);
  l5 = i64x2.add(l5, low(a4, b1, h));
  h6 = i64x2.add(h6, h);
  h = high(a2, b4);
  let l6 = low(a2, b4, h);
  let h7 = h;
  h = high(a3, b3);
  l6 = i64x2.add(l6, low(a3, b3, h));
  h7 = i64x2.add(h7, h);
  h = high(a4, b2);
  l6 = i64x2.add(l6, low(a4, b2, h));
  h7 = i64x2.add(h7, h);
  h = high(a3, b4);
  let l7 = low(a3, b4, h);
  let h8 = h;
  h = high(a4, b3);
  l7 = i64x2.add(l7, low(a4, b3, h));
  h8 = i64x2.add(h8, h);
  h = high(a4, b4);
  let l8 = low(a4, b4, h);
  let h9 = h;
  storeSums(
    out,
    multiplyBias,
    l0,
    i64x2.add(l1, h1),
    i64x2.add(l2, h2),
    i64x2.add(l3, h3),
    i64x2.add(l4, h4),
    i64x2.add(l5, h5),
    i64x2.add(l6, h6),
    i64x2.add(l7, h7),
    i64x2.add(l8, h8),
    h9,
  );
}

/** out = a², lane by lane, for one unit: equal products once, doubled beforehand. */
export function square(out: usize, a: usize): void {
  if (!ASC_NO_ASSERT) assert(pairUnits(a) <= 1);
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const a2 = v128.load(a, 32);
  const a3 = v128.load(a, 48);
  const a4 = v128.load(a, 64);
  const d0 = f64x2.add(a0, a0);
  const d1 = f64x2.add(a1, a1);
  const d2 = f64x2.add(a2, a2);
  const d3 = f64x2.add(a3, a3);
  let h: v128;
  h = high(a0, a0);
  let l0 = low(a0, a0, h);
  let h1 = h;
  h = high(d0, a1);
  let l1 = low(d0, a1, h);
  let h2 = h;
  h = high(d0, a2);
  let l2 = low(d0, a2, h);
  let h3 = h;
  h = high(a1, a1);
  l2 = i64x2.add(l2, low(a1, a1, h));
  h3 = i64x2.add(h3, h);
  h = high(d0, a3);
  let l3 = low(d0, a3, h);
  let h4 = h;
  h = high(d1, a2);
  l3 = i64x2.add(l3, low(d1, a2, h));
  h4 = i64x2.add(h4, h);
  h = high(d0, a4);
  let l4 = low(d0, a4, h);
  let h5 = h;
  h = high(d1, a3);
  l4 = i64x2.add(l4, low(d1, a3, h));
  h5 = i64x2.add(h5, h);
  h = high(a2, a2);
  l4 = i64x2.add(l4, low(a2, a2, h));
  h5 = i64x2.add(h5, h);
  h = high(d1, a4);
  let l5 = low(d1, a4, h);
  let h6 = h;
  h = high(d2, a3);
  l5 = i64x2.add(l5, low(d2, a3, h));
  h6 = i64x2.add(h6, h);
  h = high(d2, a4);
  let l6 = low(d2, a4, h);
  let h7 = h;
  h = high(a3, a3);
  l6 = i64x2.add(l6, low(a3, a3, h));
  h7 = i64x2.add(h7, h);
  h = high(d3, a4);
  let l7 = low(d3, a4, h);
  let h8 = h;
  h = high(a4, a4);
  let l8 = low(a4, a4, h);
  let h9 = h;
  storeSums(
    out,
    squareBias,
    l0,
    i64x2.add(l1, h1),
    i64x2.add(l2, h2),
    i64x2.add(l3, h3),
    i64x2.add(l4, h4),
    i64x2.add(l5, h5),
    i64x2.add(l6, h6),
    i64x2.add(l7, h7),
    i64x2.add(l8, h8),
    h9,
  );
}
