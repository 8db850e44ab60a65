// The weight of a module as a web server sends it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Bytes after `gzip -9`. The tool itself: zlib within Node finds matches in another way, and comes out two percent larger. */
export function compressedSize(bytes: Uint8Array): number {
  return execFileSync('gzip', ['-9', '--no-name', '--stdout'], { input: bytes }).length;
}

export interface Budget {
  /** A file of build/. */
  name: string;
  /** Of the file as it is, or of what `gzip -9` makes of it. */
  as: 'it is' | 'gzip -9';
  /** The most that it may have. */
  bytes: number;
}

/** The budgets of bench/budgets.json. */
export function readBudgets(): Budget[] {
  const data: Record<string, unknown> = JSON.parse(readFileSync('bench/budgets.json', 'utf8'));
  const files = [...entriesOf(data['shipped']), ...entriesOf(data['shippedBrotli'])];
  return [
    ...files.map(([name, bytes]): Budget => ({ name, as: 'it is', bytes })),
    ...entriesOf(data['gzip9']).map(([name, bytes]): Budget => ({ name, as: 'gzip -9', bytes })),
  ];
}

/** How much of its budget a file takes, in bytes. */
export function weigh({ name, as }: Budget): number {
  const bytes = readFileSync(`build/${name}`);
  return as === 'gzip -9' ? compressedSize(bytes) : bytes.length;
}

function entriesOf(value: unknown): [name: string, bytes: number][] {
  if (typeof value !== 'object' || value === null) throw new Error('bench/budgets.json lacks a list of budgets');
  return Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}
