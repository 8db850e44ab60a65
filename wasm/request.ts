// The activation request (LKR1): what a machine asks for. Not signed, and nothing in it is trusted.
//
//   a5                      a map of five members, a6 with a license key
//   01 48 ········          nonce, 8 bytes
//   02 6x …                 product, text of 1–64 bytes
//   03 8n 50 ····… 50 …     components, n = 1–8, 16 bytes each, all different
//   04 50 ········…         lock, 16 bytes; zeros when the machine has no secret
//   05 6x …                 label, text of 0–64 bytes
//   06 6x …                 license key, text of 1–64 bytes (optional)
import { areDifferent } from './bytes';
import {
  ARRAY,
  argument,
  closeCbor,
  contentAt,
  contentLength,
  MAP,
  major,
  openCbor,
  startCbor,
  takeArray,
  takeBytes,
  takeKey,
  takeMap,
  takeText,
  UNSIGNED,
  writeByteString,
  writeHead,
  writeText,
  written,
} from './cbor';
import {
  REQUEST_COMPONENTS,
  REQUEST_LABEL,
  REQUEST_LICENSE_KEY,
  REQUEST_LOCK,
  REQUEST_MEMBERS,
  REQUEST_NONCE,
  REQUEST_PRODUCT,
  REQUEST_SAME_COMPONENTS,
} from './detail';
import { BAD_INPUT, detail, fail, MALFORMED } from './reason';

const NONCE: i32 = 8;
const LOCK: i32 = 16;
const MAX_PRODUCT: i32 = 64;
const MAX_LABEL: i32 = 64;
const MAX_LICENSE_KEY: i32 = 64;

/** The size of a component, and how many a request has at most. */
export const COMPONENT: i32 = 16;
export const MAX_COMPONENTS: i32 = 8;

/** Room for a request while it is made: 368 bytes at most when it is valid, and a little more when a member is too long. */
export const REQUEST_ROOM: i32 = 512;

// The request read last. All addresses point into the bytes that were passed, except for the components, which are put one behind the other.
export let requestNonce: usize = 0;
export let requestProduct: usize = 0;
export let requestProductLength: i32 = 0;
export const requestComponents: usize = memory.data(128);
export let requestComponentCount: i32 = 0;
export let requestLock: usize = 0;
export let requestLabel: usize = 0;
export let requestLabelLength: i32 = 0;
/** The license key; its length is 0 when there is none. */
export let requestLicenseKey: usize = 0;
export let requestLicenseKeyLength: i32 = 0;

/** Reads a request; it must be in exactly the form drawn above. */
export function readRequest(bytes: usize, length: i32): bool {
  requestLicenseKeyLength = 0;
  openCbor(bytes, length);
  if (!takeMap() || argument < 5 || argument > 6) return fail(MALFORMED, REQUEST_MEMBERS);
  const hasKey = argument == 6;
  if (!takeMember(1) || !takeNonce()) return false;
  if (!takeMember(2) || !takeProduct()) return false;
  if (!takeMember(3) || !takeComponents()) return false;
  if (!takeMember(4) || !takeLock()) return false;
  if (!takeMember(5) || !takeLabel()) return false;
  if (hasKey && (!takeMember(6) || !takeLicenseKey())) return false;
  return closeCbor();
}

function takeMember(key: u64): bool {
  return (takeKey(0) && major == UNSIGNED && argument == key) || fail(MALFORMED, REQUEST_MEMBERS);
}

function takeNonce(): bool {
  if (!takeBytes(NONCE, NONCE)) return fail(MALFORMED, REQUEST_NONCE);
  requestNonce = contentAt;
  return true;
}

function takeProduct(): bool {
  if (!takeText(1, MAX_PRODUCT)) return fail(MALFORMED, REQUEST_PRODUCT);
  requestProduct = contentAt;
  requestProductLength = contentLength;
  return true;
}

function takeComponents(): bool {
  if (!takeArray(1, MAX_COMPONENTS)) return fail(MALFORMED, REQUEST_COMPONENTS);
  requestComponentCount = <i32>argument;
  for (let i = 0; i < requestComponentCount; i++) {
    if (!takeBytes(COMPONENT, COMPONENT)) return fail(MALFORMED, REQUEST_COMPONENTS);
    memory.copy(requestComponents + i * COMPONENT, contentAt, COMPONENT);
  }
  return areDifferent(requestComponents, requestComponentCount, COMPONENT) || fail(MALFORMED, REQUEST_SAME_COMPONENTS);
}

function takeLock(): bool {
  if (!takeBytes(LOCK, LOCK)) return fail(MALFORMED, REQUEST_LOCK);
  requestLock = contentAt;
  return true;
}

function takeLabel(): bool {
  if (!takeText(0, MAX_LABEL)) return fail(MALFORMED, REQUEST_LABEL);
  requestLabel = contentAt;
  requestLabelLength = contentLength;
  return true;
}

function takeLicenseKey(): bool {
  if (!takeText(1, MAX_LICENSE_KEY)) return fail(MALFORMED, REQUEST_LICENSE_KEY);
  requestLicenseKey = contentAt;
  requestLicenseKeyLength = contentLength;
  return true;
}

/**
 * Writes a request and returns its length; 0 when a member is out of its limits (BAD_INPUT, with the detail). A license key of length 0
 * is left out. `out` has room for REQUEST_ROOM bytes.
 */
export function writeRequest(
  nonce: usize,
  lock: usize,
  product: usize,
  productLength: i32,
  components: usize,
  componentCount: i32,
  label: usize,
  labelLength: i32,
  licenseKey: usize,
  licenseKeyLength: i32,
  out: usize,
): i32 {
  startCbor(out, REQUEST_ROOM);
  writeHead(MAP, licenseKeyLength > 0 ? 6 : 5);
  writeHead(UNSIGNED, 1);
  writeByteString(nonce, NONCE);
  writeHead(UNSIGNED, 2);
  writeText(product, min(productLength, MAX_PRODUCT + 1)); // cut so that the reader sees that it is too long
  writeHead(UNSIGNED, 3);
  writeComponents(components, componentCount);
  writeHead(UNSIGNED, 4);
  writeByteString(lock, LOCK);
  writeHead(UNSIGNED, 5);
  writeText(label, min(labelLength, MAX_LABEL + 1));
  if (licenseKeyLength > 0) {
    writeHead(UNSIGNED, 6);
    writeText(licenseKey, min(licenseKeyLength, MAX_LICENSE_KEY + 1));
  }
  const length = <i32>(written - out);
  if (readRequest(out, length)) return length; // the limits exist once, in the reader
  fail(BAD_INPUT, detail);
  return 0;
}

function writeComponents(components: usize, count: i32): void {
  const some = min(count, MAX_COMPONENTS + 1);
  writeHead(ARRAY, some);
  for (let i = 0; i < some; i++) writeByteString(components + i * COMPONENT, COMPONENT);
}
