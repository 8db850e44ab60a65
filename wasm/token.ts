// The activation code (LKA1): a COSE_Sign1 (RFC 9052) around the claims (claims.ts).
//
//   offset  0  d2 84         tag 18, array of four
//           2  4d            protected header, 13 bytes:
//           3  a2 01 32      alg = −19 (Ed25519, RFC 9864)
//           6  04 48         kid at 8, 8 bytes: the start of SHA-256(public key), a hint
//          16  a0            unprotected header: empty
//          17  4n|58|59      payload: the claims as a byte string
//           …  58 40         signature, 64 bytes
//
// Signed is not this, but the Sig_structure, which begins with the purpose and carries the prefix as external data:
//
//   offset  0  84 6a         array of four; "Signature1" at 2
//          12  4d            protected header at 13, as above
//          26  44            "LKA1" at 27
//          31  4n|58|59      payload

import { SIGNED_BYTES } from './areas';
import { same } from './bytes';
import {
  ARRAY,
  argument,
  BYTES,
  checkItem,
  closeCbor,
  contentAt,
  contentLength,
  MAP,
  major,
  NEGATIVE,
  openCbor,
  position,
  readHead,
  startCbor,
  takeArray,
  takeBytes,
  takeItem,
  takeKey,
  takeMap,
  UNSIGNED,
  writeByteString,
  writeHead,
  writeRaw,
  written,
} from './cbor';
import {
  ENVELOPE,
  HEADER_ALGORITHM,
  HEADER_MEMBERS,
  HEADER_PROTECTED,
  HEADER_UNPROTECTED,
  OTHER_ALGORITHM,
  SIGNATURE_LENGTH,
} from './detail';
import { fail, malformed, UNSUPPORTED } from './reason';

export const KEY_ID: i32 = 8;
export const SIGNATURE: i32 = 64;

const MAX_TOKEN: i32 = 4096;
const TAG: u32 = 6;
const COSE_SIGN1: u64 = 18;
const ED25519: u32 = 0x32; // alg −19, encoded

/** What the envelope adds to a payload: 17 bytes in front, at most 3 for its length, 66 for the signature. */
export const ENVELOPE_ROOM: i32 = 86;

/** What is signed, in front of kid: array of four, the text Signature1, the protected header's 13 bytes. */
const SIGNED_START = memory.data<u8>([
  0x84, 0x6a, 0x53, 0x69, 0x67, 0x6e, 0x61, 0x74, 0x75, 0x72, 0x65, 0x31, 0x4d, 0xa2, 0x01, 0x32, 0x04, 0x48,
]);
const HEADER_START = SIGNED_START + 13; // the protected header in front of kid
const PREFIX = memory.data<u8>([0x44, 0x4c, 0x4b, 0x41, 0x31]); // LKA1 as a byte string

/** The bytes of the protected header. */
export const HEADER: i32 = 13;

// The envelope read last; the addresses point into the bytes that were passed.
export let envelopeKid: usize = 0;
export let envelopePayload: usize = 0;
export let envelopePayloadLength: i32 = 0;
export let envelopeSignature: usize = 0;

/** The Sig_structure: of the envelope read last, or of what is to be signed. */
const TO_BE_SIGNED_ROOM: i32 = 4224; // 31 bytes in front of the payload, at most 3 for its length
export const toBeSigned: usize = SIGNED_BYTES;
export let toBeSignedLength: i32 = 0;

/** Reads the envelope, and builds the bytes that its signature is over. The payload is not looked at. */
export function readEnvelope(bytes: usize, length: i32): bool {
  openCbor(bytes, length);
  if (!readHead() || major != TAG || argument != COSE_SIGN1) return malformed(ENVELOPE);
  if (!takeArray(4, 4) || !takeBytes(0, MAX_TOKEN)) return malformed(ENVELOPE);
  const header = contentAt;
  const headerLength = contentLength;
  if (!takeMap()) return malformed(ENVELOPE);
  if (argument != 0) return malformed(HEADER_UNPROTECTED);
  if (!takeBytes(0, MAX_TOKEN)) return malformed(ENVELOPE);
  envelopePayload = contentAt;
  envelopePayloadLength = contentLength;
  if (!takeBytes(0, MAX_TOKEN)) return malformed(ENVELOPE);
  envelopeSignature = contentAt;
  const signatureLength = contentLength;
  if (!closeCbor()) return malformed(ENVELOPE);
  if (!readHeader(header, headerLength)) return false; // another alg is found here, before its signature is measured
  if (signatureLength != SIGNATURE) return malformed(SIGNATURE_LENGTH);
  writeToBeSigned(envelopeKid, envelopePayload, envelopePayloadLength);
  return true;
}

/** Reads the protected header as any map first, so that another algorithm is told apart from a damaged header. */
function readHeader(header: usize, length: i32): bool {
  if (!checkItem(header, length) || <u32>load<u8>(header) >> 5 != MAP) return malformed(HEADER_PROTECTED);
  const algorithm = findAlgorithm(header, length);
  if (algorithm == 0) return malformed(HEADER_ALGORITHM);
  const initial: u32 = load<u8>(algorithm);
  const type = initial >> 5;
  if (type > NEGATIVE) return malformed(HEADER_ALGORITHM);
  if (initial != ED25519) return fail(UNSUPPORTED, OTHER_ALGORITHM);
  const exact = length == HEADER && same(header, HEADER_START, HEADER - KEY_ID);
  if (!exact) return malformed(HEADER_MEMBERS);
  envelopeKid = header + HEADER - KEY_ID;
  return true;
}

/** Where the value of label 1 stands in a header that is a map of the profile; 0 when it has none. */
function findAlgorithm(header: usize, length: i32): usize {
  openCbor(header, length);
  takeMap();
  for (let left = argument; left > 0; left--) {
    takeKey(0);
    if (major == UNSIGNED && argument == 1) return position;
    takeItem(2);
  }
  return 0;
}

/** Builds the Sig_structure for a key and a payload of at most 4,096 bytes. */
export function writeToBeSigned(kid: usize, payload: usize, payloadLength: i32): void {
  startCbor(toBeSigned, TO_BE_SIGNED_ROOM);
  writeRaw(SIGNED_START, 18);
  writeRaw(kid, KEY_ID);
  writeRaw(PREFIX, 5);
  writeByteString(payload, payloadLength);
  toBeSignedLength = <i32>(written - toBeSigned);
}

/** Writes the envelope around a payload and its signature; returns its length. */
export function writeEnvelope(kid: usize, payload: usize, payloadLength: i32, signature: usize, out: usize): i32 {
  startCbor(out, ENVELOPE_ROOM + payloadLength);
  writeHead(TAG, COSE_SIGN1);
  writeHead(ARRAY, 4);
  writeHead(BYTES, HEADER);
  writeRaw(HEADER_START, HEADER - KEY_ID);
  writeRaw(kid, KEY_ID);
  writeHead(MAP, 0);
  writeByteString(payload, payloadLength);
  writeByteString(signature, SIGNATURE);
  return <i32>(written - out);
}
