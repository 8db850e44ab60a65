// Codes of an authenticator app: HOTP (RFC 4226) over time (RFC 6238), with the parameters that every app understands.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const STEP_SECONDS = 30;
const DIGITS = 6;
/** Clocks of phones differ by a few seconds, and people type slowly: one step before and one after (RFC 6238, 5.2). */
const DRIFT = 1;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'; // RFC 4648, 6

export function stepOf(seconds: number): number {
  return Math.floor(seconds / STEP_SECONDS);
}

export function totp(
  secret: Uint8Array,
  step: number,
  { digits = DIGITS, hash = 'sha1' }: { digits?: number; hash?: 'sha1' | 'sha256' | 'sha512' } = {},
): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(hash, secret).update(counter).digest();
  // Dynamic truncation (RFC 4226, 5.3): the last four bits say where 31 bits are taken from.
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step whose code this is, if it is one of now and was not used: only steps behind `lastStep` count. */
export function matchStep(secret: Uint8Array, code: string, nowSeconds: number, lastStep: number): number | undefined {
  const typed = Buffer.from(code.replace(/\s/g, ''));
  if (typed.length !== DIGITS) return undefined;
  const now = stepOf(nowSeconds);
  let found: number | undefined;
  for (let step = now - DRIFT; step <= now + DRIFT; step++) {
    // All of them are compared, so that the time tells nothing.
    if (timingSafeEqual(typed, Buffer.from(totp(secret, step))) && step > lastStep) found ??= step;
  }
  return found;
}

/** As apps read it, typed or from a picture. */
export function otpAddress(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  return `otpauth://totp/${label}?secret=${base32(secret)}&issuer=${encodeURIComponent(issuer)}`;
}

export function base32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >>> (bits - 5)) & 31];
  }
  return bits > 0 ? text + ALPHABET[(value << (5 - bits)) & 31] : text;
}
