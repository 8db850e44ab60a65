// D14: webhooks that are replayed, forged or badly timed. The signature is compared with the published example of Standard Webhooks.
import { describe, expect, test } from 'vitest';
import { createSecret, signedHeaders, TOLERANCE_SECONDS, verify } from '../../portal/server/webhooks/signature.ts';

const NOW = 1_790_000_000;
const secret = createSecret();
const message = { id: 'msg_1', sentAtSeconds: NOW, body: '{"type":"license.suspended"}' };

describe('D14 a webhook', () => {
  test('is signed as the example of the specification', () => {
    const headers = signedHeaders(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      sentAtSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    });
    expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('is believed when it is genuine', () => {
    expect(verify(secret, signedHeaders([secret], message), message.body, NOW)).toEqual({ ok: true });
  });

  test('is believed with either secret while one is being exchanged', () => {
    const headers = signedHeaders([createSecret(), secret], message);
    expect(verify(secret, headers, message.body, NOW)).toEqual({ ok: true });
  });

  test('is refused with another body, id, time or secret', () => {
    const headers = signedHeaders([secret], message);
    const forged = { ok: false, reason: 'forged' };
    expect(verify(secret, headers, `${message.body} `, NOW)).toEqual(forged);
    expect(verify(secret, { ...headers, 'webhook-id': 'msg_2' }, message.body, NOW)).toEqual(forged);
    expect(verify(secret, { ...headers, 'webhook-timestamp': String(NOW + 1) }, message.body, NOW)).toEqual(forged);
    expect(verify(createSecret(), headers, message.body, NOW)).toEqual(forged);
    expect(verify(secret, { ...headers, 'webhook-signature': 'v1,' }, message.body, NOW)).toEqual(forged);
    expect(verify(secret, { ...headers, 'webhook-signature': 'v2,AAAA' }, message.body, NOW)).toEqual(forged);
  });

  test.each([
    [-TOLERANCE_SECONDS - 1, 'too-new'],
    [TOLERANCE_SECONDS + 1, 'too-old'],
  ])('is refused %i seconds off', (seconds, reason) => {
    const headers = signedHeaders([secret], message);
    expect(verify(secret, headers, message.body, NOW + seconds)).toEqual({ ok: false, reason });
  });

  test.each([-TOLERANCE_SECONDS, TOLERANCE_SECONDS])('is believed %i seconds off', (seconds) => {
    expect(verify(secret, signedHeaders([secret], message), message.body, NOW + seconds)).toEqual({ ok: true });
  });

  test('without all of its headers is refused', () => {
    const headers = signedHeaders([secret], message);
    const { 'webhook-id': _, ...withoutId } = headers;
    const malformed = { ok: false, reason: 'malformed' };
    expect(verify(secret, withoutId, message.body, NOW)).toEqual(malformed);
    expect(verify(secret, { ...headers, 'webhook-timestamp': '1e9' }, message.body, NOW)).toEqual(malformed);
    expect(verify(secret, {}, message.body, NOW)).toEqual(malformed);
  });

  test('gets a secret of 32 bytes, never the same', () => {
    expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(createSecret()).not.toBe(secret);
  });
});
