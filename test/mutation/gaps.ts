// Ways of branches that no test takes, each with the reason why none can.

interface Gap {
  file: string;
  line: string | RegExp;
  /** 0: the condition is never false; 1: never true. Any, when it is left out. */
  way?: number;
  why: string;
}

const GAPS: Gap[] = [];

export function gapReason(file: string, line: string, way: number): string | undefined {
  return GAPS.find(
    (gap) =>
      `wasm/${gap.file}.ts` === file &&
      (typeof gap.line === 'string' ? gap.line === line : gap.line.test(line)) &&
      (gap.way === undefined || gap.way === way),
  )?.why;
}
