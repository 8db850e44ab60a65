// Memory for the tables of keys that are used often, and nothing beyond it: 1.5 MiB, fixed. The first table in it is B's, always with windows of 8 bits
// (512 KiB); then there is room for five keys with windows of 6 bits (172 KiB each), or for two with windows of 8. A key that finds no room
// is verified without tables.
import { TABLES, TABLES_SIZE } from './areas';
import * as edwards from './edwards';
import { BASE } from './edwards';
import { addProduct, fillTable, finishSum, startSum, tableSize } from './windows';

const BASE_WIDTH: i32 = 8;

/** Bits of a window when nothing else was asked for. */
const USUAL_WIDTH: i32 = 6;

const points = memory.data(320, 16);

let width: i32 = USUAL_WIDTH;
let count: usize = 0; // keys that have tables
let baseReady: bool = false;

/** Gives up the tables of all keys; those to come have windows of this many bits. With 0 there are none to come. */
export function forgetTables(newWidth: i32): void {
  width = newWidth;
  count = 0;
}

/** Builds the table of a key that checkPublicKey accepted and returns its number (from 1), or 0 when there is no room. */
export function prepare(publicKey: usize): usize {
  if (width == 0 || bytesUsed(count + 1) > TABLES_SIZE) return 0;
  if (!baseReady) {
    edwards.decode(points, BASE, BASE);
    fillTable(TABLES, points, BASE_WIDTH);
    baseReady = true;
  }
  edwards.decode(points, publicKey, publicKey);
  edwards.negateLane(points, 0);
  if (ASC_FEATURE_RELAXED_SIMD) edwards.negateLane(points, 1);
  if (!ASC_NO_ASSERT) assert(tableOf(count + 1) + tableSize(width) <= TABLES + TABLES_SIZE);
  fillTable(tableOf(count + 1), points, width);
  count += 1;
  return count;
}

/** Bytes that the tables of so many keys take, B's included. */
function bytesUsed(keys: usize): usize {
  return tableSize(BASE_WIDTH) + (keys == 0 ? 0 : keys * tableSize(width));
}

/** Bytes of table memory in use. */
export function tableBytes(): usize {
  return baseReady ? bytesUsed(count) : 0;
}

function tableOf(number: usize): usize {
  return TABLES + bytesUsed(number - 1);
}

/** out = s·B − h·A in both lanes, for the key A that `prepare` returned this number for; s and h below 2^253. */
export function sumWithTables(out: usize, s: usize, h: usize, number: usize): void {
  startSum();
  addProduct(s, TABLES, BASE_WIDTH);
  addProduct(h, tableOf(number), width);
  finishSum(out);
}
