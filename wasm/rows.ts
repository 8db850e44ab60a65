// Rows of symbols and their checks, in both directions. A row:
//
//   symbol  0 … 27 data (the last row: 1 to 28 of them) │ 28 check, high five bits │ 29 check, low five bits
//
// The check is a CRC-10: x¹⁰+x⁷+x²+1, register 0 at the start, most significant bit first, no reflection, final XOR 0x3FF. In front of
// the data it takes ten bits, 2 × row + (1 in the last row), so that a row only holds in its place.
//
// The scalar module, whose signatures take longer anyway, goes through rows symbol by symbol and without a table, which makes it 200 bytes lighter; what
// both modules answer is the same.
import { DATA_SYMBOLS, REMAINDERS, SYMBOL_VALUES } from './areas';
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

/**
 * Whether the row of `count` symbols (3 to 30, checks included) from symbol `first` holds behind this head. The register is linear, so what each
 * symbol leaves in it is added up: no addition waits for the one before it, as the steps of `feed` would.
 */
export function rowHolds(first: i32, count: i32, head: u32): bool {
  const data = count - 2;
  const check = (symbolAt(first + data) << 5) | symbolAt(first + data + 1);
  if (!ASC_FEATURE_RELAXED_SIMD) {
    let register = feedHead(head);
    for (let i = 0; i < data; i++) register = feed(register, symbolAt(first + i));
    return (register ^ FINAL_XOR) == check;
  }
  let left = remainders + 64 * data;
  let register: u32 = load<u16>(left + 2 * (head >> 5), 64) ^ load<u16>(left + 2 * (head & 31));
  for (let i = 0; i < data; i++) {
    left -= 64;
    register ^= load<u16>(left + 2 * symbolAt(first + i));
  }
  return (register ^ FINAL_XOR) == check;
}

/** What a symbol leaves in the register when n more have followed it, 0 to 29: two bytes at 64 × n + 2 × the symbol. */
const remainders = REMAINDERS;
if (ASC_FEATURE_RELAXED_SIMD) {
  for (let symbol: u32 = 0; symbol < 32; symbol++) {
    let register = divide(symbol << 5);
    for (let n = 0; n < 30; n++) {
      store<u16>(remainders + 64 * n + 2 * symbol, <u16>register);
      register = divide(register);
    }
  }
}

/** Five steps of the division. The register has ten bits; what is shifted out above influences nothing below. */
function divide(register: u32): u32 {
  for (let bit = 0; bit < 5; bit++) {
    register = (register & 0x200) != 0 ? (register << 1) ^ POLYNOMIAL : register << 1;
  }
  return register & 0x3ff;
}

/** Takes five bits. */
function feed(register: u32, symbol: u32): u32 {
  return divide(register ^ (symbol << 5));
}

function feedHead(head: u32): u32 {
  return feed(feed(0, head >> 5), head & 31);
}

/**
 * Joins the data symbols of all rows from symbol `first` to bytes, most significant bit first. `data` data symbols make data × 5 / 8
 * whole bytes; returns the bits that are left over, at the top of a byte, which are zero in every valid code. Writes up to seven bytes more.
 */
export function joinSymbols(first: i32, data: i32, out: usize): u32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return joinOneByOne(first, data, out);
  let from = SYMBOL_VALUES + first;
  for (let row = 0; row < data; row += ROW_DATA) {
    const to = DATA_SYMBOLS + row;
    store<u64>(to, load<u64>(from));
    store<u64>(to, load<u64>(from, 8), 8);
    store<u64>(to, load<u64>(from, 16), 16);
    store<u32>(to, load<u32>(from, 24), 24);
    from += ROW_SYMBOLS;
  }
  store<u64>(DATA_SYMBOLS + data, 0);
  const left = out + ((data * 5) >> 3);
  for (let at = 0; at < data; at += 8) {
    store<u64>(out, bswap<u64>(joinEight(load<u64>(DATA_SYMBOLS + at)) << 24));
    out += 5;
  }
  return (data & 7) == 0 ? 0 : load<u8>(left);
}

/** The same for the scalar module: nothing is written beyond the whole bytes. */
function joinOneByOne(first: i32, data: i32, out: usize): u32 {
  let bits: u32 = 0;
  let count = 0; // of them, those that belong to no byte yet
  for (let i = 0; i < data; i++, first++) {
    if (i > 0 && i % ROW_DATA == 0) first += 2;
    bits = (bits << 5) | symbolAt(first);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    store<u8>(out++, <u8>(bits >> count));
  }
  return bits & ((1 << count) - 1);
}

/** The five bits of each of eight bytes, side by side, those of the lowest byte at the top: neighbors are joined to pairs, these to fours, these to all. */
function joinEight(symbols: u64): u64 {
  symbols = ((symbols & 0x001f001f001f001f) << 5) | ((symbols >> 8) & 0x001f001f001f001f);
  symbols = ((symbols & 0x000003ff000003ff) << 10) | ((symbols >> 16) & 0x000003ff000003ff);
  return ((symbols & 0xfffff) << 20) | ((symbols >> 32) & 0xfffff);
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
  let register = feedHead(head);
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
