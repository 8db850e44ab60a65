// Rows of symbols and their checks, in both directions. A row:
//
//   symbol  0 … 27 data (the last row: 1 to 28 of them) │ 28 check, high five bits │ 29 check, low five bits
//
// The check is a CRC-10: x¹⁰+x⁷+x²+1, register 0 at the start, most significant bit first, no reflection, final XOR 0x3FF. In front of
// the data it takes ten bits, 2 × row + (1 in the last row), so that a row only holds in its place.
import { symbolAt } from './symbols';

/** Data symbols in a full row, and with the two checks. */
export const ROW_DATA: i32 = 28;
export const ROW_SYMBOLS: i32 = 30;
export const GROUP: i32 = 5;

const POLYNOMIAL: u32 = 0x085;
const FINAL_XOR: u32 = 0x3ff;

const DASH: u32 = 0x2d;

/** The ten bits in front of a row. Rows count from 1; a license key is row 0 and last. Below 1024 for up to 511 rows. */
export function rowHead(row: i32, last: bool): u32 {
  return 2 * row + u32(last);
}

/** Whether the row of `count` symbols (3 to 30, checks included) from symbol `first` holds behind this head. */
export function rowHolds(first: i32, count: i32, head: u32): bool {
  let register = start(head);
  const data = count - 2;
  for (let i = 0; i < data; i++) register = feed(register, symbolAt(first + i));
  const check = (symbolAt(first + data) << 5) | symbolAt(first + data + 1);
  return (register ^ FINAL_XOR) == check;
}

function start(head: u32): u32 {
  return feed(feed(0, head >> 5), head & 31);
}

/** What five bits at the top of the register leave in it, 2 bytes for each of the 32. */
const remainders = memory.data(64);
for (let symbol: u32 = 0; symbol < 32; symbol++) store<u16>(remainders + 2 * symbol, <u16>divide(symbol << 5));

/** Five steps of the division. The register has ten bits; what is shifted out above influences nothing below. */
function divide(register: u32): u32 {
  for (let bit = 0; bit < 5; bit++) {
    register = (register & 0x200) != 0 ? (register << 1) ^ POLYNOMIAL : register << 1;
  }
  return register & 0x3ff;
}

/** Takes five bits. */
function feed(register: u32, symbol: u32): u32 {
  return ((register << 5) & 0x3e0) ^ load<u16>(remainders + 2 * ((register >> 5) ^ symbol));
}

/**
 * Joins the data symbols of all rows from symbol `first` to bytes, most significant bit first. `data` data symbols make data × 5 / 8
 * whole bytes; returns the bits that are left over, which are zero in every valid code.
 */
export function joinSymbols(first: i32, data: i32, out: usize): u32 {
  let bits: u32 = 0; // at most 7 + 5 bits wait at a time
  let waiting = 0;
  let inRow = 0;
  for (let at = first; data > 0; data--, at++) {
    if (inRow == ROW_DATA) {
      inRow = 0;
      at += ROW_SYMBOLS - ROW_DATA;
    }
    inRow += 1;
    bits = (bits << 5) | symbolAt(at);
    waiting += 5;
    if (waiting >= 8) {
      waiting -= 8;
      store<u8>(out++, <u8>(bits >> waiting));
      bits &= (1 << waiting) - 1;
    }
  }
  return bits;
}

/** How many data symbols spell so many bytes. */
export function dataSymbols(length: i32): i32 {
  return (length * 8 + 4) / 5;
}

/** The data symbol with this index: five bits of the bytes, padded with zeros behind the last. */
function splitBytes(bytes: usize, length: i32, index: i32): u32 {
  const bit = index * 5;
  const at = bit >> 3;
  const low: u32 = at + 1 < length ? load<u8>(bytes + at + 1) : 0;
  const pair = ((<u32>load<u8>(bytes + at)) << 8) | low;
  return (pair >> (11 - (bit & 7))) & 31;
}

/** Writes the row with the data symbols `from` … `from + count − 1` and its checks, in groups of five; returns where it ends. */
export function writeRow(bytes: usize, length: i32, from: i32, count: i32, head: u32, out: usize): usize {
  let register = start(head);
  for (let i = 0; i < count; i++) {
    const symbol = splitBytes(bytes, length, from + i);
    register = feed(register, symbol);
    out = writeSymbol(symbol, i, out);
  }
  const check = register ^ FINAL_XOR;
  out = writeSymbol(check >> 5, count, out);
  return writeSymbol(check & 31, count + 1, out);
}

/** Writes symbols without checks and dashes; returns where they end. */
export function writeSymbols(bytes: usize, length: i32, out: usize): usize {
  const count = dataSymbols(length);
  for (let i = 0; i < count; i++) out = writeSymbol(splitBytes(bytes, length, i), 0, out);
  return out;
}

function writeSymbol(symbol: u32, index: i32, out: usize): usize {
  if (index > 0 && index % GROUP == 0) store<u8>(out++, <u8>DASH);
  store<u8>(out++, <u8>letterOf(symbol));
  return out;
}

/** The symbol's character in Crockford's alphabet: 0–9, then A–Z without I, L, O and U. */
export function letterOf(symbol: u32): u32 {
  if (symbol < 10) return 0x30 + symbol;
  const letter = 0x41 + symbol - 10;
  return letter + u32(symbol > 17) + u32(symbol > 19) + u32(symbol > 21) + u32(symbol > 26);
}
