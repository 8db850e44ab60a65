// What is fuzzed: each target takes bytes, asks the module and the quick decoder, and says where they differ.
import { createPrivateKey, sign as signWithNode } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ALPHABET, encodeLicenseKey } from '../reference/text.ts';
import { headerOf, sign1, sigStructure } from '../reference/token.ts';
import { FILE } from '../vectors/generate.ts';
import type { Kind } from './change.ts';
import { Lab } from './lab.ts';
import { decoded, decodedBytes, quickLicenseKey, quickText } from './quick-text.ts';
import {
  COUNTS,
  claims,
  envelope,
  quickClaims,
  quickEnvelope,
  quickItem,
  quickReceipt,
  quickRequest,
  TIMES,
} from './quick-token.ts';
import { spell } from './spell.ts';

export interface Target {
  name: string;
  kind: Kind;
  seeds: Buffer[];
  labs: Lab[];
  /** The longest input. */
  most: number;
  /** What differs; undefined when nothing does. Throws for a trap or a hang. */
  run(input: Buffer): string | undefined;
}

/** Anything in `check` before the payload: 3 and 4. */
const SIGNATURE_STATUS = [3, 4];
const UNKNOWN_STATUS = 3;
const MALFORMED = 1;
const HEAD = { status: 0, row: 8, offset: 16 };
const NOWHERE = 0xffffffff;

const verifiers = [new Lab('verifier'), new Lab('verifier-simd')];
const probe = new Lab('codec-probe');
const scratch = probe.call('scratch');
let turn = 0;

/** The next of the two modules: each gets every other input. */
function verifier(): Lab {
  turn = 1 - turn;
  const lab = verifiers[turn];
  if (!lab) throw new RangeError('there are two modules');
  return lab;
}

/** Puts a record of one `data` in front of a call; the address of the answer. */
function ask(lab: Lab, name: string, input: Uint8Array): number {
  const area = lab.call('input_offset');
  lab.setU32(area, input.length);
  lab.memory.set(input, area + 4);
  lab.call(name, 4 + input.length);
  return lab.call('output_offset');
}

/** Behind the head: name and sentence. */
function behindHead(lab: Lab, answer: number): number {
  const sentence = answer + 24 + lab.u32(answer + 20);
  return sentence + 4 + lab.u32(sentence);
}

function letters(wanted: string): number[] {
  return [...wanted].map((letter) => ALPHABET.indexOf(letter));
}

const ANY = letters('RADB');

/** Compares a refusal of a text: its reason, and row and offset where the specification names them. */
function compareText(lab: Lab, answer: number): string | undefined {
  const status = lab.u32(answer + HEAD.status);
  if (decoded.loose) return status === 1 || status === 2 ? undefined : `a wrong frame is read: status ${status}`;
  if (status !== decoded.status) return `status ${status} instead of ${decoded.status}`;
  const row = lab.u32(answer + HEAD.row);
  if (decoded.row > 0 && row !== decoded.row) return `row ${row} instead of ${decoded.row}`;
  const offset = lab.u32(answer + HEAD.offset);
  const named = decoded.status === MALFORMED && decoded.offset >= 0 && offset !== NOWHERE;
  return named && offset !== decoded.offset ? `offset ${offset} instead of ${decoded.offset}` : undefined;
}

// ---- text

function runText(input: Buffer): string | undefined {
  const lab = verifier();
  const answer = ask(lab, 'canonical', input);
  quickText(input, ANY);
  const difference = compareText(lab, answer);
  if (difference || decoded.status !== 0 || decoded.loose) return difference;
  const line = behindHead(lab, answer) + 4;
  const expected = Buffer.from(spell(ALPHABET.charAt(decoded.letter), decodedBytes.subarray(0, decoded.length)));
  const written = lab.memory.subarray(line + 4, line + 4 + lab.u32(line));
  return expected.equals(written) ? undefined : 'another canonical line';
}

function runLicenseKey(input: Buffer): string | undefined {
  const lab = verifier();
  const status = lab.u32(ask(lab, 'decode_license_key', input));
  const expected = quickLicenseKey(input);
  if (decoded.loose) return status === 1 || status === 2 ? undefined : `a license key in a block: status ${status}`;
  return status === expected ? undefined : `status ${status} instead of ${expected}`;
}

// ---- what machines send

function runExchange(input: Buffer): string | undefined {
  const lab = verifier();
  const isRequest = (input[0] ?? 0) !== 0xa2;
  const text = Buffer.from(spell(isRequest ? 'R' : 'D', input));
  const status = lab.u32(ask(lab, isRequest ? 'decode_request' : 'decode_receipt', text));
  const bytes = Uint8Array.from(input);
  const expected = input.length > 0 && (isRequest ? quickRequest(bytes) : quickReceipt(bytes)) ? 0 : MALFORMED;
  return status === expected ? undefined : `status ${status} instead of ${expected}`;
}

// ---- CBOR and claims, in the probe

function put(input: Uint8Array): void {
  probe.memory.set(input, scratch);
}

function runItem(input: Buffer): string | undefined {
  put(input);
  const answer = probe.call('checkItem', scratch, input.length) !== 0;
  const expected = quickItem(Uint8Array.from(input));
  return answer === expected ? undefined : `${answer} instead of ${expected}`;
}

/** The module's variables by the names of the quick reader's. */
const VARIABLES: Record<string, string> = {
  issuedAt: 'claimIssuedAt',
  expiry: 'claimExpiry',
  notBefore: 'claimNotBefore',
  refresh: 'claimRefresh',
  offline: 'claimOffline',
  renewal: 'claimRenewal',
  epoch: 'claimEpoch',
  product: 'claimProductLength',
  licenseId: 'claimLicenseIdLength',
  issuer: 'claimIssuerLength',
  customer: 'claimCustomerLength',
  plan: 'claimPlanLength',
  needed: 'machineNeeded',
  bound: 'machineBound',
  features: 'featureCount',
  domains: 'domainCount',
};

function runClaims(input: Buffer): string | undefined {
  put(input);
  const answer = probe.call('readClaims', scratch, input.length) !== 0;
  const expected = quickClaims(Uint8Array.from(input));
  if (answer !== expected) return `${answer} instead of ${expected}`;
  if (!answer) return undefined;
  for (const name of [...TIMES, ...COUNTS]) {
    const variable = VARIABLES[name];
    if (variable === undefined) continue;
    const found = probe.value(variable);
    if (found !== claims[name]) return `${name} ${found} instead of ${claims[name]}`;
  }
  return (probe.value('claimNonce') !== 0) === claims.nonce > 0 ? undefined : 'nonce';
}

// ---- tokens

interface Issued {
  payload: Buffer;
  token: Buffer;
}

const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const vendor = createPrivateKey({ key: Buffer.concat([PKCS8, Buffer.alloc(32, 7)]), format: 'der', type: 'pkcs8' });
const vendorKey = Buffer.from(String(vendor.export({ format: 'jwk' }).x), 'base64url');
const issued = new Set<string>();

/** A token as our portal would make it, whatever the payload. */
function issue(payload: Buffer): Issued {
  const header = headerOf(vendorKey);
  const token = Buffer.from(sign1(header, payload, signWithNode(null, sigStructure(header, payload), vendor)));
  issued.add(token.toString('hex'));
  return { payload, token };
}

for (const lab of verifiers) {
  lab.memory.set(vendorKey, lab.call('input_offset'));
  lab.call('trust_key', 32);
}

/** The record of `check` in front of a code: nothing but a product. */
const EVIDENCE = Buffer.alloc(8 + 8 + 16 + 4 + 16 + 16 + 4 + 7 + 4 + 4);
EVIDENCE.writeDoubleLE(1_770_000_000, 0);
EVIDENCE.writeUInt32LE(7, 68);
EVIDENCE.write('product', 72);

/** A token whose bytes were changed is refused as the quick reader says, and never accepted unless it is one that was issued. */
function runToken(input: Buffer): string | undefined {
  const lab = verifier();
  const text = Buffer.from(spell('A', input));
  const area = lab.call('input_offset');
  lab.memory.set(EVIDENCE, area);
  lab.setU32(area + EVIDENCE.length, text.length);
  lab.memory.set(text, area + EVIDENCE.length + 4);
  lab.call('check', EVIDENCE.length + 4 + text.length);
  const status = lab.u32(lab.call('output_offset'));
  const expected = input.length === 0 || input.length > 4096 ? MALFORMED : quickEnvelope(Uint8Array.from(input));
  if (expected !== 0) return status === expected ? undefined : `status ${status} instead of ${expected}`;
  if (SIGNATURE_STATUS.includes(status)) {
    const known = Buffer.from(headerOf(vendorKey)).compare(input, 3, 16) === 0;
    return known === (status !== UNKNOWN_STATUS)
      ? undefined
      : `status ${status} for a key that is ${known ? '' : 'not '}known`;
  }
  if (!issued.has(input.toString('hex'))) return `status ${status}: a forged token got through to its claims`;
  const payload = Uint8Array.from(input.subarray(envelope.payloadFrom, envelope.payloadTo));
  return quickClaims(payload) === (status !== MALFORMED) ? undefined : `status ${status} for claims`;
}

// ---- seeds

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

const texts = vectorTexts();
const tokens: Buffer[] = [];
const payloads: Buffer[] = [];
for (const text of texts) {
  quickText(text, letters('A'));
  if (decoded.status !== 0 || decoded.loose) continue;
  const token = Buffer.from(decodedBytes.subarray(0, decoded.length));
  tokens.push(token);
  if (quickEnvelope(Uint8Array.from(token)) === 0)
    payloads.push(token.subarray(envelope.payloadFrom, envelope.payloadTo));
}
const ours = payloads.filter(({ length }) => length < 600).map((payload) => issue(payload).token);

const request = Buffer.from(
  `a601480102030405060708026b6669656c642d6e6f746573038250${'11'.repeat(16)}50${'22'.repeat(16)}0450${'33'.repeat(16)}05646e616d6506634b4559`,
  'hex',
);
const bareRequest = Buffer.from(
  `a50148010203040506070802616103815${'0'}${'44'.repeat(16)}0450${'00'.repeat(16)}0560`,
  'hex',
);
const receipt = Buffer.from(`a2014801020304050607080250${'55'.repeat(16)}`, 'hex');
const licenseKeys = Array.from({ length: 20 }, (_, i) =>
  Buffer.from(encodeLicenseKey(Uint8Array.from({ length: 17 }, (_, j) => 37 * i * (j + 1)))),
);

export const targets: Target[] = [
  { name: 'text', kind: 'text', seeds: texts, labs: verifiers, most: 17_000, run: runText },
  {
    name: 'license-key',
    kind: 'text',
    seeds: [...licenseKeys, ...texts.slice(0, 20)],
    labs: verifiers,
    most: 400,
    run: runLicenseKey,
  },
  { name: 'token', kind: 'cbor', seeds: [...ours, ...tokens], labs: verifiers, most: 4200, run: runToken },
  {
    name: 'exchange',
    kind: 'cbor',
    seeds: [request, bareRequest, receipt],
    labs: verifiers,
    most: 600,
    run: runExchange,
  },
  { name: 'cbor', kind: 'cbor', seeds: [...payloads, request, receipt], labs: [probe], most: 4200, run: runItem },
  { name: 'claims', kind: 'cbor', seeds: payloads, labs: [probe], most: 4200, run: runClaims },
];
