// The ABI of verifier.wasm, and only that: reads a record, calls, writes a record. docs/abi.md draws every record.
import './abort';
// First, because what is imported first gets the lowest addresses, which take a byte less wherever they are used: hundreds of times in the arithmetic, now
// and then in what reads a code, and once a sentence in sentences.ts.
import './ed25519';
import './keys';
import './batch';
import './claims';
import './machine';
import './evidence';
import './domain';
import './request';
import './component';
import './token';

import { answer, answerStatus, begin, readTextOf, writeCode, writeHead, writeLineOf } from './answer';
import { INPUT, INPUT_CAPACITY, MADE_BYTES, OUTPUT, OUTPUT_CAPACITY } from './areas';
import { addDecided, addToBatch, BATCH, decideBatch, startBatch } from './batch';
import { RECEIPT, REQUEST } from './block';
import * as claims from './claims';
import { addressOf, readClaims } from './claims';
import { normalizedLength, readComponent } from './component';
import * as decision from './decide';
import { decide, forget, readSigned } from './decide';
import { arithmeticWorks, checkPublicKey, PUBLIC_KEY_LENGTH, SIGNATURE_LENGTH } from './ed25519';
import * as evidence from './evidence';
import { ownLock, readEvidence, SECRET_GIVEN } from './evidence';
import { prepareKeys, tablesOf, trustKey, verifyUnderKey } from './keys';
import { COMPONENT_LENGTH, deriveComponent, LOCK_LENGTH } from './machine';
import { tableBytes } from './prepared';
import * as reason from './reason';
import { clearFinding, fail } from './reason';
import { readReceipt, receiptSecret, receiptTokenId, writeReceipt } from './receipt';
import {
  closeData,
  closeInput,
  dataLength,
  openBytes,
  openData,
  outputLength,
  readBytes,
  readData,
  readRest,
  readU32,
  writeBytes,
  writeData,
  writeU32,
} from './record';
import * as request from './request';
import { memberAt, memberLength, readRequest, setMember, writeRequest } from './request';
import { nameOf } from './sentences';
import { MAX_TEXT } from './symbols';
import { licenseKeyBytes, readLicenseKey, textByteLength, textBytes, textLetter, writeLicenseKey } from './text';
import { envelopePayload, envelopePayloadLength } from './token';
import { writeVerdict } from './verdict';
import { readWitness, writeWitness } from './witness';

const ABI_VERSION: i32 = 1;

// --- the verdict ---------------------------------------------------------------------------------------------------

const witness: usize = memory.data(16);

export function check(length: i32): i32 {
  clearFinding();
  forget();
  memory.fill(witness, 0, 16);
  const readable = readEvidence(length);
  if (readable) memory.copy(witness, evidence.witness, 16);
  else fail(reason.BAD_INPUT, 0);
  const accepted = readable && decide();
  if (decision.judged) writeWitness(witness);
  writeVerdict(accepted, witness);
  return outputLength();
}

// --- the module itself ------------------------------------------------------------------------------------------------

export function abi_version(): i32 {
  return ABI_VERSION;
}

export function input_offset(): usize {
  return INPUT;
}

export function input_capacity(): i32 {
  return INPUT_CAPACITY;
}

export function output_offset(): usize {
  return OUTPUT;
}

export function output_capacity(): i32 {
  return OUTPUT_CAPACITY;
}

// --- keys and signatures -------------------------------------------------------------------------------------------

export function check_key(length: i32): i32 {
  begin(length);
  const key = readRest();
  return answerStatus(checkPublicKey(key, dataLength));
}

export function trust_key(length: i32): i32 {
  begin(length);
  const key = readRest();
  return answerStatus(trustKey(key, dataLength));
}

/** 0 when this engine does not compute as verifier-simd.wasm needs it; no signature holds then. */
export function arithmetic_works(): i32 {
  return i32(arithmeticWorks);
}

export function prepare(length: i32): i32 {
  begin(length);
  const width = readU32();
  const keys = readData();
  const keysLength = dataLength;
  const known = width == 0 || width == 6 || width == 8;
  if (!closeInput() || !known || keysLength % PUBLIC_KEY_LENGTH != 0) return answerStatus(reason.BAD_INPUT);
  const prepared = prepareKeys(keys, keysLength, width);
  if (prepared < 0) return answerStatus(reason.UNKNOWN_KEY);
  writeHead();
  writeU32(prepared);
  writeU32(u32(tableBytes()));
  return outputLength();
}

/** Each signature is decided by itself. Those under a key with tables share some of the work. */
export function verify_signatures(length: i32): i32 {
  begin(length);
  const key = readData();
  const keyLength = dataLength;
  const tables = ASC_FEATURE_RELAXED_SIMD && keyLength == PUBLIC_KEY_LENGTH ? tablesOf(key) : 0;
  const count = readU32();
  if (count > <u32>BATCH) return answerStatus(reason.BAD_INPUT);
  startBatch();
  for (let i: u32 = 0; i < count; i++) {
    const message = readData();
    const messageLength = dataLength;
    const signature = readData();
    if (ASC_FEATURE_RELAXED_SIMD && tables != 0 && dataLength == SIGNATURE_LENGTH) {
      addToBatch(tables, key, message, messageLength, signature);
    } else {
      const holds = verifyUnderKey(key, keyLength, message, messageLength, signature, dataLength);
      addDecided(holds);
    }
  }
  if (!closeInput()) return answerStatus(reason.BAD_INPUT);
  writeHead();
  decideBatch(openBytes(count));
  return outputLength();
}

export function verify_signature(length: i32): i32 {
  begin(length);
  const key = readData();
  const keyLength = dataLength;
  const message = readData();
  const messageLength = dataLength;
  const signature = readData();
  const signatureLength = dataLength;
  if (!closeInput()) return answerStatus(reason.BAD_INPUT);
  const holds = verifyUnderKey(key, keyLength, message, messageLength, signature, signatureLength);
  return answerStatus(holds ? reason.LICENSED : reason.BAD_SIGNATURE);
}

// --- what a machine makes ------------------------------------------------------------------------------------------

export function create_request(length: i32): i32 {
  begin(length);
  const nonce = readBytes(8);
  readWitness(readBytes(16));
  const flags = readU32();
  setMember(request.NONCE, nonce, 8);
  setMember(request.LOCK, ownLock(flags & SECRET_GIVEN, readBytes(16)), LOCK_LENGTH);
  readMember(request.PRODUCT);
  readMember(request.COMPONENTS);
  const whole = dataLength % COMPONENT_LENGTH == 0;
  readMember(request.LABEL);
  readMember(request.LICENSE_KEY);
  if (!closeInput() || !whole) return answerStatus(reason.BAD_INPUT);
  const bytes = writeRequest(MADE_BYTES);
  writeHead();
  if (bytes == 0) return outputLength();
  writePending(nonce);
  writeCode(REQUEST, MADE_BYTES, bytes);
  return outputLength();
}

function readMember(key: u32): void {
  const bytes = readData();
  setMember(key, bytes, dataLength);
}

/** pending = nonce ‖ the mark of now: the witness without its second half. */
function writePending(nonce: usize): void {
  writeWitness(witness);
  writeBytes(nonce, 8);
  writeBytes(witness, 8);
}

/** The signature must hold; what the code means does not matter: people give back expired licenses and changed machines. */
export function create_receipt(length: i32): i32 {
  begin(length);
  const secret = readBytes(16);
  const code = readData();
  const codeLength = dataLength;
  if (!closeInput()) return answerStatus(reason.BAD_INPUT);
  if (!readSigned(code, codeLength) || !readClaims(envelopePayload, envelopePayloadLength)) return answer();
  const bytes = writeReceipt(addressOf(claims.TOKEN), secret, MADE_BYTES);
  writeHead();
  writeCode(RECEIPT, MADE_BYTES, bytes);
  return outputLength();
}

// --- reading what people send --------------------------------------------------------------------------------------

export function decode_request(length: i32): i32 {
  if (!readTextOf(length, REQUEST) || !readRequest(textBytes, textByteLength)) return answer();
  writeHead();
  writeBytes(memberAt(request.NONCE), 8);
  writeBytes(memberAt(request.LOCK), LOCK_LENGTH);
  writeMember(request.PRODUCT);
  writeMember(request.COMPONENTS);
  writeMember(request.LABEL);
  writeMember(request.LICENSE_KEY);
  writeLineOf(REQUEST, textBytes, textByteLength);
  return outputLength();
}

function writeMember(key: u32): void {
  writeData(memberAt(key), memberLength(key));
}

export function decode_receipt(length: i32): i32 {
  if (!readTextOf(length, RECEIPT) || !readReceipt(textBytes, textByteLength)) return answer();
  writeHead();
  writeBytes(receiptTokenId, 8);
  writeBytes(ownLock(SECRET_GIVEN, receiptSecret), LOCK_LENGTH);
  writeLineOf(RECEIPT, textBytes, textByteLength);
  return outputLength();
}

export function decode_license_key(length: i32): i32 {
  begin(length);
  const text = readData();
  if (!closeInput()) return answerStatus(reason.BAD_INPUT);
  if (!readLicenseKey(text, dataLength)) return answer();
  writeHead();
  closeData(writeLicenseKey(licenseKeyBytes, openData()));
  return outputLength();
}

export function canonical(length: i32): i32 {
  if (!readTextOf(length, 0)) return answer();
  writeHead();
  writeU32(textLetter);
  writeCode(textLetter, textBytes, textByteLength);
  return outputLength();
}

const derived: usize = memory.data(16);

export function component(length: i32): i32 {
  begin(length);
  const product = readData();
  const productLength = dataLength;
  const kind = readData();
  const kindLength = dataLength;
  const value = readData();
  const valueLength = dataLength;
  if (!closeInput() || productLength < 1 || productLength > 64) return answerStatus(reason.BAD_INPUT);
  if (!readComponent(kind, kindLength, value, valueLength)) return answer();
  // The answer has the value once more, and must fit into the output area (record.ts). After the judgment, which knows what people paste by mistake.
  if (normalizedLength > MAX_TEXT) return answerStatus(reason.BAD_INPUT);
  deriveComponent(product, productLength, kind, kindLength, value, normalizedLength, derived);
  writeHead();
  writeBytes(derived, COMPONENT_LENGTH);
  writeData(value, normalizedLength);
  return outputLength();
}

export function describe(length: i32): i32 {
  begin(length);
  const status = readU32();
  const detail = readU32();
  if (!closeInput() || nameOf(status) == 0) return answerStatus(reason.BAD_INPUT);
  fail(status, detail);
  return answer();
}
