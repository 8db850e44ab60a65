// Envelope, claims, request and receipt once more, written from docs/token.md sections 6 to 9, for speed.
import * as cbor from './quick-cbor.ts';
import { ARRAY, BYTES, MAP, NEGATIVE, open, SIMPLE, TEXT, UNSIGNED } from './quick-cbor.ts';

const LAST_SECOND = 253_402_300_799;
const OK = 0;
const MALFORMED = 1;
const UNSUPPORTED = 2;

export function quickItem(bytes: Uint8Array<ArrayBuffer>): boolean {
  open(bytes, 0, bytes.length);
  return cbor.item(1) && cbor.atEnd();
}

// ---- envelope

/** Where the payload stands, when the envelope is right. */
export const envelope = { payloadFrom: 0, payloadTo: 0 };

/** The status of an envelope: 0, malformed (1) or unsupported (2). */
export function quickEnvelope(bytes: Uint8Array<ArrayBuffer>): number {
  if (bytes[0] !== 0xd2) return MALFORMED;
  open(bytes, 1, bytes.length);
  if (!cbor.takeCounted(ARRAY, 4)) return MALFORMED;
  if (!cbor.string(BYTES, 0, 4096)) return MALFORMED;
  const [headerFrom, headerTo] = [cbor.from, cbor.to];
  if (!cbor.takeCounted(MAP, 0)) return MALFORMED;
  if (!cbor.string(BYTES, 0, 4096)) return MALFORMED;
  envelope.payloadFrom = cbor.from;
  envelope.payloadTo = cbor.to;
  if (!cbor.string(BYTES, 0, 4096) || !cbor.atEnd()) return MALFORMED;
  const signatureLength = cbor.to - cbor.from;
  const header = headerStatus(bytes, headerFrom, headerTo);
  return header === OK && signatureLength !== 64 ? MALFORMED : header;
}

/** Exactly {1: −19, 4: 8 bytes}; another integer under 1 is unsupported when the header is a map of the profile at all. */
function headerStatus(bytes: Uint8Array<ArrayBuffer>, from: number, to: number): number {
  open(bytes, from, to);
  let algorithm = Number.NaN;
  let kid = false;
  let others = 0;
  const readMember = (previous: readonly [number, number]): boolean => {
    if (!cbor.key(previous)) return false;
    const label = cbor.type === UNSIGNED ? cbor.argument : -1;
    const major = cbor.peek() >> 5;
    if (!cbor.item(2)) return false;
    if (label === 1 && major <= NEGATIVE) algorithm = major === UNSIGNED ? cbor.argument : -1 - cbor.argument;
    else if (label === 4) kid = major === BYTES && cbor.to - cbor.from === 8;
    else if (label !== 1) others++;
    return true;
  };
  if (!cbor.take(MAP) || !cbor.members(cbor.argument, readMember) || !cbor.atEnd()) return MALFORMED;
  if (Number.isNaN(algorithm)) return MALFORMED;
  if (algorithm !== -19) return UNSUPPORTED;
  return kid && others === 0 ? OK : MALFORMED;
}

// ---- claims

/** What claims say, as far as numbers tell: compared with the module's when both accept. Absent times are −1, as in the module. */
export const claims = {
  issuedAt: -1,
  expiry: -1,
  notBefore: -1,
  refresh: -1,
  offline: -1,
  renewal: -1,
  epoch: -1,
  product: 0,
  licenseId: 0,
  issuer: 0,
  customer: 0,
  plan: 0,
  nonce: 0,
  tokenId: 0,
  needed: 0,
  bound: 0,
  features: 0,
  domains: 0,
};

export function quickClaims(bytes: Uint8Array<ArrayBuffer>): boolean {
  open(bytes, 0, bytes.length);
  for (const name of TIMES) claims[name] = -1;
  for (const name of COUNTS) claims[name] = 0;
  if (!cbor.take(MAP)) return false;
  if (!cbor.members(cbor.argument, (previous) => cbor.key(previous) && claim())) return false;
  const complete = claims.licenseId > 0 && claims.product > 0 && claims.issuedAt >= 0 && claims.tokenId > 0;
  return complete && cbor.atEnd();
}

export const TIMES = ['issuedAt', 'expiry', 'notBefore', 'refresh', 'offline', 'renewal', 'epoch'] as const;
export const COUNTS = [
  ...(['product', 'licenseId', 'issuer', 'customer', 'plan', 'nonce', 'tokenId'] as const),
  ...(['needed', 'bound', 'features', 'domains'] as const),
] as const;

function claim(): boolean {
  if (cbor.type === NEGATIVE && cbor.argument > 65_536) return cbor.item(2);
  if (cbor.type === NEGATIVE && cbor.argument === 65_536) {
    return cbor.take(MAP) && cbor.members(cbor.argument, (previous) => cbor.key(previous) && term());
  }
  if (cbor.type !== UNSIGNED) return false;
  switch (cbor.argument) {
    case 1:
      return words('issuer', 64);
    case 2:
      return words('licenseId', 40);
    case 3:
      return words('product', 64);
    case 4:
      return time('expiry', LAST_SECOND);
    case 5:
      return time('notBefore', LAST_SECOND);
    case 6:
      return time('issuedAt', LAST_SECOND);
    case 7:
      return eight('tokenId');
    case 10:
      return eight('nonce');
    default:
      return false;
  }
}

function term(): boolean {
  if (cbor.type === NEGATIVE && cbor.argument >= 65_536) return cbor.item(3);
  if (cbor.type !== UNSIGNED) return false;
  switch (cbor.argument) {
    case 1:
      return words('customer', 64);
    case 2:
      return features();
    case 3:
      return domains();
    case 4:
      return machine();
    case 5:
      return time('refresh', LAST_SECOND);
    case 6:
      return time('offline', LAST_SECOND);
    case 7:
      return words('plan', 40);
    case 8:
      return time('renewal', LAST_SECOND);
    case 9:
      return time('epoch', 2 ** 32 - 1);
    default:
      return false;
  }
}

function words(name: (typeof COUNTS)[number], most: number): boolean {
  if (!cbor.string(TEXT, 1, most)) return false;
  claims[name] = cbor.to - cbor.from;
  return true;
}

function time(name: (typeof TIMES)[number], most: number): boolean {
  if (!cbor.unsigned(most)) return false;
  claims[name] = cbor.argument;
  return true;
}

function eight(name: 'tokenId' | 'nonce'): boolean {
  claims[name] = 8;
  return cbor.string(BYTES, 8, 8);
}

function features(): boolean {
  if (!cbor.take(MAP) || cbor.argument > 64) return false;
  claims.features = cbor.argument;
  return cbor.members(cbor.argument, (previous) => cbor.key(previous) && featureName() && featureValue());
}

function featureName(): boolean {
  return cbor.type === TEXT && cbor.to > cbor.from && cbor.to - cbor.from <= 64;
}

function featureValue(): boolean {
  if (!cbor.head()) return false;
  if (cbor.type === UNSIGNED) return cbor.argument < 2 ** 53;
  if (cbor.type === TEXT) return cbor.content() && cbor.to - cbor.from <= 256;
  return cbor.type === SIMPLE && cbor.argument === 21;
}

function domains(): boolean {
  if (!cbor.take(ARRAY) || cbor.argument < 1 || cbor.argument > 64) return false;
  claims.domains = cbor.argument;
  for (let left = claims.domains; left > 0; left--) {
    if (!cbor.string(TEXT, 1, 253)) return false;
    const wild = cbor.byteAt(cbor.from) === 0x2a && cbor.byteAt(cbor.from + 1) === 0x2e && cbor.to - cbor.from > 2;
    if (!areLabels(wild ? cbor.from + 2 : cbor.from, cbor.to)) return false;
  }
  return true;
}

/** Each label 1 to 63 of a–z, 0–9, - and _, a dot between two. */
function areLabels(start: number, stop: number): boolean {
  let first = start;
  for (let i = start; i <= stop; i++) {
    const byte = i < stop ? cbor.byteAt(i) : 0x2e;
    if (byte === 0x2e) {
      if (i === first || i - first > 63) return false;
      first = i + 1;
    } else if (!'abcdefghijklmnopqrstuvwxyz0123456789-_'.includes(String.fromCharCode(byte))) return false;
  }
  return true;
}

function machine(): boolean {
  if (!cbor.take(ARRAY) || cbor.argument !== 2 || !cbor.unsigned(8)) return false;
  claims.needed = cbor.argument;
  if (!cbor.string(BYTES, 8, 64)) return false;
  claims.bound = (cbor.to - cbor.from) / 8;
  return claims.needed >= 1 && claims.needed <= claims.bound && Number.isInteger(claims.bound) && areDifferent(8);
}

/** Whether the pieces of this size of the string read last are all different. */
function areDifferent(size: number): boolean {
  const seen = new Set<string>();
  for (let i = cbor.from; i < cbor.to; i += size) {
    seen.add(Array.from({ length: size }, (_, j) => cbor.byteAt(i + j)).join());
  }
  return seen.size === (cbor.to - cbor.from) / size;
}

// ---- what machines send

export function quickRequest(bytes: Uint8Array<ArrayBuffer>): boolean {
  open(bytes, 0, bytes.length);
  if (!cbor.take(MAP) || (cbor.argument !== 5 && cbor.argument !== 6)) return false;
  const hasKey = cbor.argument === 6;
  const most = 64;
  return (
    isNext(1) &&
    cbor.string(BYTES, 8, 8) &&
    isNext(2) &&
    cbor.string(TEXT, 1, most) &&
    isNext(3) &&
    components() &&
    isNext(4) &&
    cbor.string(BYTES, 16, 16) &&
    isNext(5) &&
    cbor.string(TEXT, 0, most) &&
    (!hasKey || (isNext(6) && cbor.string(TEXT, 1, most))) &&
    cbor.atEnd()
  );
}

function isNext(label: number): boolean {
  return cbor.unsigned(label) && cbor.argument === label;
}

function components(): boolean {
  if (!cbor.take(ARRAY) || cbor.argument < 1 || cbor.argument > 8) return false;
  const seen = new Set<string>();
  const total = cbor.argument;
  for (let left = total; left > 0; left--) {
    if (!cbor.string(BYTES, 16, 16)) return false;
    seen.add(Array.from({ length: 16 }, (_, j) => cbor.byteAt(cbor.from + j)).join());
  }
  return seen.size === total;
}

export function quickReceipt(bytes: Uint8Array<ArrayBuffer>): boolean {
  open(bytes, 0, bytes.length);
  if (!cbor.take(MAP) || cbor.argument !== 2) return false;
  return isNext(1) && cbor.string(BYTES, 8, 8) && isNext(2) && cbor.string(BYTES, 16, 16) && cbor.atEnd();
}
