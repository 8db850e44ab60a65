/** Whether `length` bytes are the same. */
export function same(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) {
    if (load<u8>(a + i) != load<u8>(b + i)) return false;
  }
  return true;
}

/** Whether all of `count` values of `size` bytes, one behind the other, are different. */
export function areDifferent(values: usize, count: i32, size: i32): bool {
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      if (same(values + i * size, values + j * size, size)) return false;
    }
  }
  return true;
}
