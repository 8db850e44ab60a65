// The weight of a module as a web server sends it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Bytes after `gzip -9`. The tool itself: zlib within Node finds matches in another way, and comes out two percent larger. */
export function compressedSize(bytes: Uint8Array): number {
  return execFileSync('gzip', ['-9', '--no-name', '--stdout'], { input: bytes }).length;
}

/** The budgets of bench/budgets.json. */
export function readBudgets(): [name: string, bytes: number][] {
  const data: Record<string, unknown> = JSON.parse(readFileSync('bench/budgets.json', 'utf8'));
  return Object.entries(data).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
}
