// Ways of branches that no test takes, each with the reason why none can.

interface Gap {
  file: string;
  line: string | RegExp;
  /** 0: the condition is never false; 1: never true. Any, when it is left out. */
  way?: number;
  why: string;
}

const GAPS: Gap[] = [
  {
    file: 'areas',
    line: 'if (__heap_base > INPUT) unreachable();',
    way: 1,
    why: 'a guard of the memory map: it would trap when the module is instantiated, in every test',
  },
  {
    file: 'windows',
    line: /^while \(termCount < 2/,
    way: 1,
    why: 'the multiplier of the key is a hash: fewer than two of its digits and of S are not 0 only for messages that nobody can find',
  },
  {
    file: 'issue',
    line: 'const unchanged = toBeSignedLength == length && same(toBeSigned, signed, length);',
    way: 0,
    why: 'the parts were taken with exact lengths from shortest heads, so what they make has that length; it guards the comparison',
  },
  {
    file: 'halves-fused',
    line: /^return f64x2\.extract_lane\(result, 0\) == -1/,
    way: 0,
    why: 'an engine without fused multiplication; test/choice.test.ts starts one in a process of its own',
  },
];

export function gapReason(file: string, line: string, way: number): string | undefined {
  return GAPS.find(
    (gap) =>
      `wasm/${gap.file}.ts` === file &&
      (typeof gap.line === 'string' ? gap.line === line : gap.line.test(line)) &&
      (gap.way === undefined || gap.way === way),
  )?.why;
}
