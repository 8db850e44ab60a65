// The deactivation receipt (LKD1): a machine gives its secret away, so that its code no longer fits it. 29 bytes, two rows.
//
//   offset  0  a2            a map of two members
//           1  01 48         token id, 8 bytes at 3
//          11  02 50         secret, 16 bytes at 13
import {
  argument,
  closeCbor,
  contentAt,
  MAP,
  major,
  openCbor,
  startCbor,
  takeBytes,
  takeKey,
  takeMap,
  UNSIGNED,
  writeByteString,
  writeHead,
  written,
} from './cbor';
import { RECEIPT_MEMBERS } from './detail';
import { malformed } from './reason';

const TOKEN_ID: i32 = 8;
const SECRET: i32 = 16;

/** The bytes of a receipt. */
export const RECEIPT_LENGTH: i32 = 29;

// The receipt read last; the addresses point into the bytes that were passed.
export let receiptTokenId: usize = 0;
export let receiptSecret: usize = 0;

/** Reads a receipt; it must be in exactly the form drawn above. */
export function readReceipt(bytes: usize, length: i32): bool {
  openCbor(bytes, length);
  if (!takeMap() || argument != 2) return malformed(RECEIPT_MEMBERS);
  if (!takeMember(1, TOKEN_ID)) return malformed(RECEIPT_MEMBERS);
  receiptTokenId = contentAt;
  if (!takeMember(2, SECRET)) return malformed(RECEIPT_MEMBERS);
  receiptSecret = contentAt;
  return closeCbor();
}

function takeMember(key: u64, length: i32): bool {
  return takeKey(0) && major == UNSIGNED && argument == key && takeBytes(length, length);
}

/** Writes a receipt; returns its length. */
export function writeReceipt(tokenId: usize, secret: usize, out: usize): i32 {
  startCbor(out, RECEIPT_LENGTH);
  writeHead(MAP, 2);
  writeHead(UNSIGNED, 1);
  writeByteString(tokenId, TOKEN_ID);
  writeHead(UNSIGNED, 2);
  writeByteString(secret, SECRET);
  return <i32>(written - out);
}
