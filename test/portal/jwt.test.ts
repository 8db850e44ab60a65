// The JWT form: accepted by the other vendor's client, unmodified, and by nothing that should not.
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';
import { type JwtKey, type LicenseClaims, makeJwt, publicKeyPem, readJwt } from '../../portal/server/jwt.ts';
import { TrafficOrchestrator } from './other-client.ts';

const now = Math.floor(Date.now() / 1000);
const claims: LicenseClaims = {
  issuer: 'trafficorchestrator.com',
  audience: 'license-offline',
  licenseId: '7KQ2M9XD',
  product: 'acme-cad',
  tokenId: '0102030405060708',
  issuedAt: now,
  expiresAt: now + 86_400,
  plan: 'professional',
  customerId: 'c-1',
  domains: ['example.com'],
  features: { export: true, projects: 25 },
};

describe('a JWT of a license', () => {
  test('says what the code says', async () => {
    const key = newKey();
    const jwt = await makeJwt(key, claims);
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: key.kid });
    expect(await readJwt(jwt, [newKey('other'), key], now)).toEqual({
      iss: 'trafficorchestrator.com',
      aud: 'license-offline',
      sub: '7KQ2M9XD',
      jti: '0102030405060708',
      iat: now,
      exp: now + 86_400,
      product: 'acme-cad',
      plan: 'professional',
      customer: 'c-1',
      dom: ['example.com'],
      features: { export: true, projects: 25 },
    });
  });

  test('is accepted by the verifyOffline of @traffic-orchestrator/client', async () => {
    const key = newKey();
    const verdict = await TrafficOrchestrator.verifyOffline(
      await makeJwt(key, claims),
      publicKeyPem(key.publicKey),
      'app.example.com',
    );
    expect(verdict).toMatchObject({
      valid: true,
      plan: 'professional',
      domains: ['example.com'],
      expiresAt: new Date((now + 86_400) * 1000).toISOString(),
    });
  });

  test('is refused there for another domain – and accepted for one that only contains it, which we advise against', async () => {
    const key = newKey();
    const jwt = await makeJwt(key, claims);
    const pem = publicKeyPem(key.publicKey);
    expect(await TrafficOrchestrator.verifyOffline(jwt, pem, 'example.org')).toMatchObject({ valid: false });
    expect(await TrafficOrchestrator.verifyOffline(jwt, pem, 'example.com.evil.org')).toMatchObject({ valid: true });
  });

  test('is refused when it has ended, when a byte is changed, and under another key', async () => {
    const key = newKey();
    const jwt = await makeJwt(key, claims);
    expect(await readJwt(jwt, [key], now + 86_400)).toBeUndefined();
    expect(await readJwt(jwt, [key], now + 86_399)).toBeDefined();
    // The first symbol of the signature: the last one has bits that mean nothing.
    const changed = jwt.replace(/\.([^.])([^.]*)$/, (_, first, rest) => `.${first === 'A' ? 'B' : 'A'}${rest}`);
    expect(await readJwt(changed, [key], now)).toBeUndefined();
    expect(await readJwt(jwt, [{ ...newKey(), kid: key.kid }], now)).toBeUndefined();
    expect(await readJwt(jwt, [newKey('other')], now)).toBeUndefined();
    expect(await readJwt(jwt, [], now)).toBeUndefined();
  });

  test('is refused with another algorithm or none', async () => {
    const key = newKey();
    const [, payload = ''] = (await makeJwt(key, claims)).split('.');
    for (const alg of ['none', 'HS256', 'ES256', 'Ed448']) {
      const header = Buffer.from(JSON.stringify({ alg, kid: key.kid })).toString('base64url');
      const signature = await key.sign(Buffer.from(`${header}.${payload}`));
      const jwt = `${header}.${payload}.${Buffer.from(signature).toString('base64url')}`;
      expect(await readJwt(jwt, [key], now)).toBeUndefined();
      expect(await readJwt(`${header}.${payload}.`, [key], now)).toBeUndefined();
    }
  });

  test('does not leave when the signer answered with something else', async () => {
    const key = { ...newKey(), sign: async () => new Uint8Array(64) };
    await expect(makeJwt(key, claims)).rejects.toThrow('does not read back');
  });
});

function newKey(kid = 'a1b2c3d4e5f60708'): JwtKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32));
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' });
  return {
    publicKey: raw,
    kid,
    sign: async (message) => new Uint8Array(sign(null, message, createPrivateKey(pkcs8))),
  };
}
