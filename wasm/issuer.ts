// The ABI of issuer.wasm: all of verifier.wasm, and what only the portal needs. It encodes what is signed; no private key comes near it.
export * from './index';

import './issue-sentences';
import { answer, answerStatus, begin, writeCode, writeHead } from './answer';
import * as claims from './claims';
import { BINDING, MAX_BINDINGS } from './claims';
import { CLAIM_MACHINE } from './detail';
import { checkPublicKey } from './ed25519';
import {
  addDomain,
  addFeature,
  assembleCode,
  setBytes,
  setInteger,
  setMachine,
  setText,
  startClaims,
  writeSigningInput,
} from './issue';
import { keyId } from './keys';
import { COMPONENT_LENGTH, deriveBinding, LOCK_LENGTH } from './machine';
import { BAD_INPUT, CANNOT_ISSUE, fail, LICENSED } from './reason';
import {
  closeData,
  closeInput,
  dataLength,
  openData,
  outputLength,
  readBytes,
  readData,
  readI64,
  readU32,
  writeData,
} from './record';
import { LICENSE_ID, LICENSE_KEY, writeLicenseId, writeLicenseKey } from './text';
import { toBeSigned, toBeSignedLength } from './token';

const LETTER_ACTIVATION: u32 = 0x41; // A

const kid: usize = memory.data(8);
const bindings: usize = memory.data(64);
const code: usize = memory.data(512);

export function signing_input(length: i32): i32 {
  begin(length);
  const key = readData();
  const goodKey = checkPublicKey(key, dataLength) == LICENSED;
  const readable = readClaimsToIssue();
  if (!closeInput()) return answerStatus(BAD_INPUT);
  if (!readable) return answer();
  if (!goodKey) return answerStatus(CANNOT_ISSUE);
  keyId(key, kid);
  if (!writeSigningInput(kid)) return answer();
  writeHead();
  writeData(toBeSigned, toBeSignedLength);
  return outputLength();
}

export function assemble_code(length: i32): i32 {
  begin(length);
  const signed = readData();
  const signedLength = dataLength;
  const signature = readData();
  const signatureLength = dataLength;
  if (!closeInput()) return answerStatus(BAD_INPUT);
  const bytes = assembleCode(signed, signedLength, signature, signatureLength, code);
  if (bytes == 0) return answer();
  writeHead();
  writeCode(LETTER_ACTIVATION, code, bytes);
  return outputLength();
}

export function encode_license_key(length: i32): i32 {
  begin(length);
  const random = readRandom(LICENSE_KEY);
  if (random == 0) return answerStatus(BAD_INPUT);
  writeHead();
  closeData(writeLicenseKey(random, openData()));
  return outputLength();
}

export function encode_license_id(length: i32): i32 {
  begin(length);
  const random = readRandom(LICENSE_ID);
  if (random == 0) return answerStatus(BAD_INPUT);
  writeHead();
  closeData(writeLicenseId(random, openData()));
  return outputLength();
}

/** The record's only member, or 0 when it has another length. */
function readRandom(length: i32): usize {
  const random = readBytes(length);
  return closeInput() ? random : 0;
}

/** Takes every claim of the record to issue.ts; false when the machine cannot be bound. */
function readClaimsToIssue(): bool {
  startClaims();
  setInteger(claims.ISSUED_AT, readI64());
  setInteger(claims.NOT_BEFORE, readI64());
  setInteger(claims.EXPIRY, readI64());
  setInteger(claims.REFRESH, readI64());
  setInteger(claims.OFFLINE, readI64());
  setInteger(claims.RENEWAL, readI64());
  setInteger(claims.EPOCH, readI64());
  const tokenId = readBytes(8);
  setBytes(claims.TOKEN, tokenId, 8);
  const nonce = readData();
  setBytes(claims.NONCE, nonce, dataLength);
  readText(claims.ISSUER);
  readText(claims.LICENSE);
  readText(claims.PRODUCT);
  readText(claims.CUSTOMER);
  readText(claims.PLAN);
  const bound = readMachine(tokenId);
  readDomains();
  readFeatures();
  return bound;
}

function readText(claim: u32): void {
  const text = readData();
  setText(claim, text, dataLength);
}

/** Makes the bindings from k, lock and components. */
function readMachine(tokenId: usize): bool {
  const needed = readU32();
  const lock = readBytes(LOCK_LENGTH);
  const components = readData();
  const count = dataLength / COMPONENT_LENGTH;
  if (dataLength % COMPONENT_LENGTH != 0 || count > MAX_BINDINGS || needed > <u32>MAX_BINDINGS) {
    return fail(CANNOT_ISSUE, CLAIM_MACHINE);
  }
  for (let i = 0; i < count; i++) {
    deriveBinding(tokenId, lock, components + <usize>(i * COMPONENT_LENGTH), bindings + <usize>(i * BINDING));
  }
  setMachine(<i32>needed, bindings, count);
  return true;
}

/** A count that is no true one ends with the record: past its end every read is empty, and the record is refused. */
function readDomains(): void {
  const count = readU32();
  for (let i: u32 = 0; i < count && !isTooMany(i); i++) {
    const text = readData();
    addDomain(text, dataLength);
  }
}

function readFeatures(): void {
  const count = readU32();
  for (let i: u32 = 0; i < count && !isTooMany(i); i++) {
    const name = readData();
    const nameLength = dataLength;
    const type = readU32();
    const value = readI64();
    const text = readData();
    addFeature(name, nameLength, type, value, text, dataLength);
  }
}

/** No record has room for this many items of four bytes. */
function isTooMany(index: u32): bool {
  return index >= 8192;
}
