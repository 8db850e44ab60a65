// One point alone, two coordinates at a time: the pairs (X, Y) and (Z, T) side by side in vectors (after Hisil et al. 2008, §4.2 and §4.4, where
// four processors share the work; here two lanes take two turns). See edwards.ts for the formulas and pair-fused.ts for bounds.
import { same } from './bytes';
import { storeCarried } from './carry-fused';
import { encodeLane } from './lanes-fused';
import { isZero } from './pair';
import * as pair from './pair-fused';

const xy = memory.data(80, 16);
const zt = memory.data(80, 16);
const first = memory.data(80, 16);
const second = memory.data(80, 16);
const encodedY = memory.data(32, 16);
const encodedZ = memory.data(32, 16);

/** (−1, 1) and (2, −1): loaded for the reason that halves-fused.ts gives. */
const SIGNS = memory.data<f64>([-1, 1, 2, -1], 16);

export function setIdentity(): void {
  memory.fill(xy, 0, 80);
  memory.fill(zt, 0, 80);
  store<f64>(xy, 1, 8);
  store<f64>(zt, 1);
}

function swapped(a: v128): v128 {
  return v128.shuffle<i64>(a, a, 1, 0);
}

/** (y − x, y + x) of (x, y). */
function butterfly(a: v128): v128 {
  return v128.relaxed_madd<f64>(a, v128.load(SIGNS), swapped(a));
}

/** sum = 2·sum: (X², Y²) and (Z², (X + Y)²), then (F, E)·(G, H) = (Z, T) and (E, G)·(F, H) = (X, Y). T costs nothing here. */
export function double(_withT: bool): void {
  pair.square(first, xy);
  writeZAndSum();
  pair.square(second, second);
  writeGHAndFE();
  multiplySums();
}

/** second = (Z, X + Y) */
function writeZAndSum(): void {
  const s0 = v128.load(xy);
  const s1 = v128.load(xy, 16);
  const s2 = v128.load(xy, 32);
  const s3 = v128.load(xy, 48);
  const s4 = v128.load(xy, 64);
  const z0 = v128.shuffle<i64>(v128.load(zt), f64x2.add(s0, swapped(s0)), 0, 2);
  const z1 = v128.shuffle<i64>(v128.load(zt, 16), f64x2.add(s1, swapped(s1)), 0, 2);
  const z2 = v128.shuffle<i64>(v128.load(zt, 32), f64x2.add(s2, swapped(s2)), 0, 2);
  const z3 = v128.shuffle<i64>(v128.load(zt, 48), f64x2.add(s3, swapped(s3)), 0, 2);
  const z4 = v128.shuffle<i64>(v128.load(zt, 64), f64x2.add(s4, swapped(s4)), 0, 2);
  storeCarried(second, z0, z1, z2, z3, z4);
}

/** first = (G, H) = (X² − Y², X² + Y²) and second = (F, E) = (2·Z² + G, H − (X + Y)²), at most 4 units before they are carried. */
function writeGHAndFE(): void {
  const factors = v128.load(SIGNS, 16);
  const g0 = gh(v128.load(first));
  const g1 = gh(v128.load(first, 16));
  const g2 = gh(v128.load(first, 32));
  const g3 = gh(v128.load(first, 48));
  const g4 = gh(v128.load(first, 64));
  const f0 = v128.relaxed_madd<f64>(v128.load(second), factors, g0);
  const f1 = v128.relaxed_madd<f64>(v128.load(second, 16), factors, g1);
  const f2 = v128.relaxed_madd<f64>(v128.load(second, 32), factors, g2);
  const f3 = v128.relaxed_madd<f64>(v128.load(second, 48), factors, g3);
  const f4 = v128.relaxed_madd<f64>(v128.load(second, 64), factors, g4);
  storeCarried(first, g0, g1, g2, g3, g4);
  storeCarried(second, f0, f1, f2, f3, f4);
}

/** (x − y, x + y) of (x, y). */
function gh(a: v128): v128 {
  const other = swapped(a);
  return v128.shuffle<i64>(f64x2.sub(a, other), f64x2.add(a, other), 0, 2);
}

/** From first = (G, H) and second = (F, E): zt = (F·G, E·H) and xy = (E·F, G·H). */
function multiplySums(): void {
  pair.multiply(zt, second, first);
  for (let i: usize = 0; i < 80; i += 16) {
    const ghLimb = v128.load(first + i);
    const feLimb = v128.load(second + i);
    v128.store(first + i, v128.shuffle<i64>(feLimb, ghLimb, 1, 2));
    v128.store(second + i, v128.shuffle<i64>(feLimb, ghLimb, 0, 3));
  }
  pair.multiply(xy, first, second);
}

/** sum += the point whose cached form is at `entry`: the pairs (Y − X, Y + X) and (2·Z, 2·d·T), reduced. */
export function add(entry: usize): void {
  for (let i: usize = 0; i < 80; i += 16) v128.store(first + i, butterfly(v128.load(xy + i))); // 2 units
  pair.multiply(first, first, entry);
  pair.multiply(second, zt, entry + 80);
  writeEHAndFG();
  // first = (E, H), second = (F, G)
  pair.multiply(xy, first, second);
  for (let i: usize = 0; i < 80; i += 16) {
    const ehLimb = v128.load(first + i);
    const fgLimb = v128.load(second + i);
    v128.store(first + i, v128.shuffle<i64>(fgLimb, ehLimb, 0, 2));
    v128.store(second + i, v128.shuffle<i64>(fgLimb, ehLimb, 1, 3));
  }
  pair.multiply(zt, first, second);
}

/** From first = (A, B) and second = (D, C): first = (B − A, B + A), second = (D − C, D + C). */
function writeEHAndFG(): void {
  const signs = v128.load(SIGNS);
  const e0 = butterfly(v128.load(first));
  const e1 = butterfly(v128.load(first, 16));
  const e2 = butterfly(v128.load(first, 32));
  const e3 = butterfly(v128.load(first, 48));
  const e4 = butterfly(v128.load(first, 64));
  const d0 = v128.load(second);
  const d1 = v128.load(second, 16);
  const d2 = v128.load(second, 32);
  const d3 = v128.load(second, 48);
  const d4 = v128.load(second, 64);
  const f0 = v128.relaxed_madd<f64>(swapped(d0), signs, d0);
  const f1 = v128.relaxed_madd<f64>(swapped(d1), signs, d1);
  const f2 = v128.relaxed_madd<f64>(swapped(d2), signs, d2);
  const f3 = v128.relaxed_madd<f64>(swapped(d3), signs, d3);
  const f4 = v128.relaxed_madd<f64>(swapped(d4), signs, d4);
  storeCarried(first, e0, e1, e2, e3, e4);
  storeCarried(second, f0, f1, f2, f3, f4);
}

/** Whether x = 0 and y = 1. */
export function isIdentity(): bool {
  if (!isZero(xy, 0)) return false;
  encodeLane(encodedY, xy, 1);
  encodeLane(encodedZ, zt, 0);
  return same(encodedY, encodedZ, 32);
}
