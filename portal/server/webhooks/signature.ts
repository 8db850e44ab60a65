// Signatures of webhooks as Standard Webhooks 1.0 defines them (standardwebhooks.com): HMAC-SHA-256 over "id.timestamp.body".
// The receiver's half stands here too: it is what docs/webhooks.md shows, and what the tests check ours with.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'whsec_';
const SECRET_BYTES = 32;
/** Older or newer messages are refused: a message that was caught on its way is soon worth nothing. */
export const TOLERANCE_SECONDS = 300;

/** What is signed: the id stays the same when a message is sent again, the time does not. */
export interface Message {
  id: string;
  sentAtSeconds: number;
  body: string;
}

export interface SignedHeaders {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

/** `whsec_` and base64, as libraries for receivers expect it. */
export function createSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64');
}

/** One signature for each secret: while a secret is being exchanged the receiver may still have the old one. */
export function signedHeaders(secrets: readonly string[], message: Message): SignedHeaders {
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(message.sentAtSeconds),
    'webhook-signature': secrets.map((secret) => `v1,${mac(secret, message).toString('base64')}`).join(' '),
  };
}

export type Verification = { ok: true } | { ok: false; reason: 'malformed' | 'too-old' | 'too-new' | 'forged' };

/** What a receiver does before it believes a message. It must also remember the ids that it has handled. */
export function verify(
  secret: string,
  headers: Partial<SignedHeaders>,
  body: string,
  nowSeconds: number,
): Verification {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers;
  if (!id || signatures === undefined || time === undefined || !/^\d{1,12}$/.test(time)) {
    return { ok: false, reason: 'malformed' };
  }
  const sentAtSeconds = Number(time);
  if (nowSeconds - sentAtSeconds > TOLERANCE_SECONDS) return { ok: false, reason: 'too-old' };
  if (sentAtSeconds - nowSeconds > TOLERANCE_SECONDS) return { ok: false, reason: 'too-new' };
  const expected = mac(secret, { id, sentAtSeconds, body });
  const genuine = signatures.split(' ').some((signature) => isSame(expected, signature));
  return genuine ? { ok: true } : { ok: false, reason: 'forged' };
}

function isSame(expected: Uint8Array, signature: string): boolean {
  const [version, encoded = ''] = signature.split(',');
  const given = Buffer.from(encoded, 'base64');
  return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
}

function mac(secret: string, { id, sentAtSeconds, body }: Message): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  return createHmac('sha256', key).update(`${id}.${sentAtSeconds}.${body}`).digest();
}
