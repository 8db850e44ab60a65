// What a host knows when it asks (docs/abi.md, `check`). Addresses point into the input area and hold until the next call.
import { COMPONENT_LENGTH, deriveLock, LOCK_LENGTH, ZERO_LOCK } from './machine';
import { closeInput, dataLength, openInput, readBytes, readData, readF64, readU32 } from './record';

export const SECRET_GIVEN: u32 = 1;
const LOCK_GIVEN: u32 = 2;
const PENDING_GIVEN: u32 = 4;
const HOST_GIVEN: u32 = 8;

/** The clock, whatever it says, and the seconds since the witness was returned to this process. */
export let now: f64 = 0;
export let running: f64 = 0;
/** 16 bytes; see witness.ts. */
export let witness: usize = 0;
/** The machine's own lock, or the zero lock when it has no secret. */
export let lock: usize = 0;
/** nonce ‖ mark, 16 bytes, or 0 when nothing is being installed. */
export let pending: usize = 0;
export let product: usize = 0;
export let productLength: i32 = 0;
/** Length 0 when there is no host name. */
export let host: usize = 0;
export let hostLength: i32 = 0;
export let components: usize = 0;
export let componentCount: i32 = 0;
export let code: usize = 0;
export let codeLength: i32 = 0;

const derivedLock: usize = memory.data(16);

/** Reads the record of `check`; false when it has another shape. */
export function readEvidence(length: i32): bool {
  openInput(length);
  now = readF64();
  running = readF64();
  witness = readBytes(16);
  const flags = readU32();
  const secretOrLock = readBytes(LOCK_LENGTH);
  const request = readBytes(16);
  product = readData();
  productLength = dataLength;
  host = readData();
  hostLength = (flags & HOST_GIVEN) != 0 ? dataLength : 0;
  components = readData();
  componentCount = dataLength / COMPONENT_LENGTH;
  const wholeComponents = dataLength % COMPONENT_LENGTH == 0;
  code = readData();
  codeLength = dataLength;
  if (!closeInput() || !wholeComponents) return false;

  pending = (flags & PENDING_GIVEN) != 0 ? request : 0;
  lock = ownLock(flags, secretOrLock);
  return true;
}

/** The lock that these flags announce, or that of the secret; else the zero lock. It stays until the next one is derived. */
export function ownLock(flags: u32, secretOrLock: usize): usize {
  if ((flags & LOCK_GIVEN) != 0) return secretOrLock;
  if ((flags & SECRET_GIVEN) == 0) return ZERO_LOCK;
  deriveLock(secretOrLock, derivedLock);
  return derivedLock;
}
