/** Whether all of `count` values of `size` bytes, one behind the other, are different. */
export function areDifferent(values: usize, count: i32, size: i32): bool {
  for (let i = 1; i < count; i++) {
    for (let j = 0; j < i; j++) {
      if (memory.compare(values + i * size, values + j * size, size) == 0) return false;
    }
  }
  return true;
}
