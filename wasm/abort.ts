/** Where AssemblyScript's own checks would end up; the module imports nothing, so a broken invariant traps. */
export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable();
}
