// The printed form of a code, read off the file that the module made: what belongs into a row is the module's knowledge.

export interface PrintedCode {
  prefix: string;
  /** Each row as its groups of five. */
  rows: string[][];
}

export function printedCode(file: string): PrintedCode {
  const [prefix = '', ...rows] = file
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('-----'));
  return { prefix, rows: rows.map((row) => row.split(/[\s-]+/)) };
}
