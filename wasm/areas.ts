// Where the large areas of memory are, each at a place of its own: 3 MiB in all, and it never grows.
//
//   0x000000  the compiler's: constants and small work areas, named where they are used
//   0x040000  the areas below
//   0x180000  1.5 MiB for tables of keys (prepared.ts)

/** What a host writes and reads (docs/abi.md). */
export const INPUT_CAPACITY: i32 = 32768;
export const OUTPUT_CAPACITY: i32 = 32768;
export const INPUT: usize = 0x40000;
export const OUTPUT: usize = 0x48000;

/** The symbols of a text (symbols.ts), and those of them that are data, without the checks of their rows (rows.ts): a byte each. */
export const SYMBOL_VALUES: usize = 0x50000;
export const DATA_SYMBOLS: usize = 0x54000;

/** The bytes that a text carries, at most 4,096 with room for seven more, and those that are made here. */
export const TEXT_BYTES: usize = 0x58000;
export const MADE_BYTES: usize = 0x5d000;

/** What a signature is over, at most 4,224 bytes (token.ts). */
export const SIGNED_BYTES: usize = 0x5e000;

/** For a key that nothing is known about (straus.ts): odd multiples of A and R, 2,560 bytes each, and of B and 2^128·B, 20,480 each. */
export const KEY_MULTIPLES: usize = 0x60000;
export const COMMITMENT_MULTIPLES: usize = 0x61000;
export const BASE_MULTIPLES: usize = 0x62000;
export const BASE_HIGH_MULTIPLES: usize = 0x67000;

/** 51,200 bytes while a table is built (windows.ts), and 15,360 while a batch is decided (batch.ts). */
export const WINDOW_MULTIPLES: usize = 0x70000;
export const BATCH_SUMS: usize = 0x80000;

/**
 * Constants and lists that are long, but named in one or two places: memory below 8 KiB, whose addresses take a byte less in the code, is for what is
 * named often. What each of them is stands where it is used.
 */
export const ROUND_CONSTANTS: usize = 0x90000; // 640 bytes (roots.ts)
export const SCHEDULE: usize = 0x90280; // 640 (sha256.ts, sha512.ts, sha2-small.ts)
export const DIGITS: usize = 0x90500; // 4 × 264 (straus.ts)
export const TERMS: usize = 0x90940; // 512 (windows.ts)
export const REMAINDERS: usize = 0x90b40; // 1,920 (rows.ts)
export const FEATURES: usize = 0x91300; // 64 × 24 (lists.ts)
export const DOMAINS: usize = 0x91900; // 64 × 8 (lists.ts)
export const TRUSTED_KEYS: usize = 0x91b00; // 32 × 32 (keys.ts)
export const TRUSTED_KEY_IDS: usize = 0x91f00; // 32 × 8 (keys.ts)
export const HOST_NAME: usize = 0x92000; // 256 (domain.ts)
export const BATCH_SIGNATURES: usize = 0x92100; // 64 × 4 (batch.ts)

export const TABLES: usize = 0x180000;
export const TABLES_SIZE: usize = 0x180000;

// Known when the module is built, so nothing of it is left unless it is violated.
if (__heap_base > INPUT) unreachable();
