// Memory for the tables of keys that are used often, and nothing beyond it: 1 MiB, fixed. The first table in it is B's; with windows of 6 bits there
// is room for five keys (170,280 bytes each), with windows of 8 bits for one (495,360 bytes). A key that finds no room is verified without tables.

import { verifyPrepared } from './ed25519';
import * as edwards from './edwards';
import { BASE } from './edwards';
import { fillTables, tableSize } from './windows';

const MEMORY_SIZE: usize = 1 << 20;

/** Bits of a window when nothing else was asked for. */
export const USUAL_WIDTH: i32 = 6;
/** Bits of a window when one key matters most. */
export const LARGE_WIDTH: i32 = 8;

const tables = memory.data(1048576, 16);
const points = memory.data(320, 16);

let width: i32 = USUAL_WIDTH;
let count: usize = 0; // tables there are, B's included

/** Gives up all tables; those to come have windows of this many bits. */
export function forgetTables(newWidth: i32): void {
  width = newWidth;
  count = 0;
}

/** Builds the tables of a key that checkPublicKey accepted and returns its number (from 1), or 0 when there is no room. */
export function prepare(publicKey: usize): usize {
  const next = max<usize>(count, 1);
  if ((next + 1) * tableSize(width) > MEMORY_SIZE) return 0;
  const first = count == 0;
  edwards.decode(points, first ? BASE : publicKey, publicKey);
  edwards.negateLane(points, 1);
  fillTables(first ? tables : 0, tables + next * tableSize(width), points, width);
  count = next + 1;
  return next;
}

/** ed25519.verify, for the key that `prepare` returned this number for. */
export function verifyWithTables(
  number: usize,
  publicKey: usize,
  message: usize,
  messageLength: i32,
  signature: usize,
): bool {
  const table = tables + number * tableSize(width);
  return verifyPrepared(tables, table, width, publicKey, message, messageLength, signature);
}
