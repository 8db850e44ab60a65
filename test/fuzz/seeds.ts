// Where fuzzing begins: the vectors, whole and taken apart, and tokens that the fuzzer's own vendor has signed.
import { createPrivateKey, sign as signWithNode } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ALPHABET, encodeLicenseKey } from '../reference/text.ts';
import { headerOf, sign1, sigStructure } from '../reference/token.ts';
import { FILE } from '../vectors/generate.ts';
import { decoded, decodedBytes, quickText } from './quick-text.ts';
import { envelope, quickEnvelope } from './quick-token.ts';

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const vendor = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.alloc(32, 7)]), format: 'der', type: 'pkcs8' });
/** The public key of the fuzzer's vendor, and every token that it has signed, in hex. */
export const vendorKey = Buffer.from(String(vendor.export({ format: 'jwk' }).x), 'base64url');
export const issued = new Set<string>();

/** A token as our portal would make it, whatever the payload. */
function issue(payload: Buffer): Buffer {
  const header = headerOf(vendorKey);
  const token = Buffer.from(sign1(header, payload, signWithNode(null, sigStructure(header, payload), vendor)));
  issued.add(token.toString('hex'));
  return token;
}

/** Payloads of the vectors, as they were signed. */
function vectorTexts(): Buffer[] {
  const { cases }: { cases: { evidence: { code?: string; codeHex?: string } }[] } = JSON.parse(
    readFileSync(FILE, 'utf8'),
  );
  const texts = cases.map(({ evidence: { code, codeHex } }) =>
    codeHex === undefined ? Buffer.from(code ?? '') : Buffer.from(codeHex, 'hex'),
  );
  return [...new Map(texts.map((text) => [text.toString('latin1'), text])).values()].filter(
    ({ length }) => length < 3000,
  );
}

export const texts = vectorTexts();
export const tokens: Buffer[] = [];
export const payloads: Buffer[] = [];
for (const text of texts) {
  quickText(text, [ALPHABET.indexOf('A')]);
  if (decoded.status !== 0 || decoded.loose) continue;
  const token = Buffer.from(decodedBytes.subarray(0, decoded.length));
  tokens.push(token);
  if (quickEnvelope(Uint8Array.from(token)) === 0)
    payloads.push(token.subarray(envelope.payloadFrom, envelope.payloadTo));
}
export const ours = payloads.filter(({ length }) => length < 600).map((payload) => issue(payload));

export const request = Buffer.from(
  `a601480102030405060708026b6669656c642d6e6f746573038250${'11'.repeat(16)}50${'22'.repeat(16)}0450${'33'.repeat(16)}05646e616d6506634b4559`,
  'hex',
);
export const bareRequest = Buffer.from(
  `a50148010203040506070802616103815${'0'}${'44'.repeat(16)}0450${'00'.repeat(16)}0560`,
  'hex',
);
export const receipt = Buffer.from(`a2014801020304050607080250${'55'.repeat(16)}`, 'hex');
export const licenseKeys = Array.from({ length: 20 }, (_, i) =>
  Buffer.from(encodeLicenseKey(Uint8Array.from({ length: 17 }, (_, j) => 37 * i * (j + 1)))),
);
