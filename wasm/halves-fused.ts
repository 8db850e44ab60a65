// Exact products of doubles, in two halves.
//
// Doubles hold whole numbers exactly up to 2^53, and a fused a·b + c rounds only once; with that, the high and the low part of a product of 102 bits come
// out exactly (in the manner of Emmart, Zheng, Weems, "Faster modular exponentiation using double precision floating point arithmetic on the GPU", 2018).
// WebAssembly's relaxed_madd may fuse or not: selfTest says whether it does, and nothing here is right if it does not. Asking once is enough: by the
// specification the choice is one parameter of an implementation ("Relaxed Operations", R_fmadd), not one of each instruction or tier.
import { isExact } from './bounds';

/** Constants are loaded, not written into the code: engines would build each of them anew at every use, at almost twice the time. */
export const SPLIT = memory.data<u64>([
  0x4668000000000000, // 1.5·2^103, whose last bit weighs 2^51
]);
const SPLIT_LOW = memory.data<u64>([
  0x4668000000000003, // 1.5·2^103 + 1.5·2^52
]);

/** 2^30 + 1, 2^30 − 1 and −2^60. */
const FUSED_TEST = memory.data<f64>([1073741825, 1073741823, -1152921504606846976]);

/** As bits: anchor 1.5·2^103 plus a·b rounded to a multiple of 2^51, counted in 2^51. |a·b| < 2^102 keeps the sum between 2^103 and 2^104. */
export function high(a: v128, b: v128): v128 {
  return v128.relaxed_madd<f64>(a, b, v128.load64_splat(SPLIT));
}

/** As bits: anchor 1.5·2^52 plus what high() rounded away, at most 2^50 either way. The difference inside is a multiple of 2^51 below 2^103: exact. */
export function low(a: v128, b: v128, high: v128): v128 {
  const low = v128.relaxed_madd<f64>(a, b, f64x2.sub(v128.load64_splat(SPLIT_LOW), high));
  if (!ASC_NO_ASSERT) assert(isExact(a, b, high, low));
  return low;
}

/** Whether a·b + c is rounded once: (2^30 + 1)·(2^30 − 1) − 2^60 is −1 then, and 0 when the product is rounded first. */
export function selfTest(): bool {
  const a = f64x2.splat(load<f64>(FUSED_TEST));
  const b = f64x2.splat(load<f64>(FUSED_TEST, 8));
  const c = f64x2.splat(load<f64>(FUSED_TEST, 16));
  const result = v128.relaxed_madd<f64>(a, b, c);
  return f64x2.extract_lane(result, 0) == -1 && f64x2.extract_lane(result, 1) == -1;
}
