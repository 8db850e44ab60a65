// What is fuzzed: each target takes bytes, asks the module and the quick decoder, and says where they differ.
import { ALPHABET } from '../reference/text.ts';
import { headerOf } from '../reference/token.ts';
import type { Kind } from './change.ts';
import type { Lab } from './lab.ts';
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
import * as seeds from './seeds.ts';
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

function runText(lab: Lab, input: Buffer): string | undefined {
  const answer = ask(lab, 'canonical', input);
  quickText(input, ANY);
  const difference = compareText(lab, answer);
  if (difference || decoded.status !== 0 || decoded.loose) return difference;
  const line = behindHead(lab, answer) + 4;
  const expected = Buffer.from(spell(ALPHABET.charAt(decoded.letter), decodedBytes.subarray(0, decoded.length)));
  const written = lab.memory.subarray(line + 4, line + 4 + lab.u32(line));
  return expected.equals(written) ? undefined : 'another canonical line';
}

function runLicenseKey(lab: Lab, input: Buffer): string | undefined {
  const status = lab.u32(ask(lab, 'decode_license_key', input));
  const expected = quickLicenseKey(input);
  if (decoded.loose) return status === 1 || status === 2 ? undefined : `a license key in a block: status ${status}`;
  return status === expected ? undefined : `status ${status} instead of ${expected}`;
}

// ---- what machines send

function runExchange(lab: Lab, input: Buffer): string | undefined {
  const isRequest = (input[0] ?? 0) !== 0xa2;
  const text = Buffer.from(spell(isRequest ? 'R' : 'D', input));
  const status = lab.u32(ask(lab, isRequest ? 'decode_request' : 'decode_receipt', text));
  const bytes = Uint8Array.from(input);
  const expected = input.length > 0 && (isRequest ? quickRequest(bytes) : quickReceipt(bytes)) ? 0 : MALFORMED;
  return status === expected ? undefined : `status ${status} instead of ${expected}`;
}

// ---- CBOR and claims, in the probe

/** What a reader of the probe says to these bytes. */
function read(probe: Lab, reader: string, input: Uint8Array): boolean {
  const at = probe.call('scratch');
  probe.memory.set(input, at);
  return probe.call(reader, at, input.length) !== 0;
}

function runItem(probe: Lab, input: Buffer): string | undefined {
  const answer = read(probe, 'checkItem', input);
  const expected = quickItem(Uint8Array.from(input));
  return answer === expected ? undefined : `${answer} instead of ${expected}`;
}

/** The module's numbers of claims (wasm/claims.ts): the members of the license terms come behind 16. */
const NUMBERS = { issuedAt: 6, expiry: 4, notBefore: 5, refresh: 21, offline: 22, renewal: 24, epoch: 25 } as const;
const LENGTHS = { product: 3, licenseId: 2, issuer: 1, customer: 17, plan: 23, nonce: 10, tokenId: 7 } as const;
const COUNTED = {
  needed: 'machineNeeded',
  bound: 'machineBound',
  features: 'featureCount',
  domains: 'domainCount',
} as const;

/** What the module has read, in the words of the quick reader. */
function claimsOf(probe: Lab): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [name, number] of Object.entries(NUMBERS)) found[name] = probe.call('numberOf', number);
  for (const [name, number] of Object.entries(LENGTHS)) found[name] = probe.call('lengthOf', number);
  for (const [name, variable] of Object.entries(COUNTED)) found[name] = probe.value(variable);
  return found;
}

function runClaims(probe: Lab, input: Buffer): string | undefined {
  const answer = read(probe, 'readClaims', input);
  const expected = quickClaims(Uint8Array.from(input));
  if (answer !== expected) return `${answer} instead of ${expected}`;
  if (!answer) return undefined;
  const found = claimsOf(probe);
  const wrong = [...TIMES, ...COUNTS].find((name) => found[name] !== claims[name]);
  return wrong && `${wrong} ${found[wrong]} instead of ${claims[wrong]}`;
}

/** The record of `check` in front of a code: nothing but a product. */
const EVIDENCE = Buffer.alloc(8 + 8 + 16 + 4 + 16 + 16 + 4 + 7 + 4 + 4);
EVIDENCE.writeDoubleLE(1_770_000_000, 0);
EVIDENCE.writeUInt32LE(7, 68);
EVIDENCE.write('product', 72);

/** A token whose bytes were changed is refused as the quick reader says, and never accepted unless it is one that was issued. */
function runToken(lab: Lab, input: Buffer): string | undefined {
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
    const known = Buffer.from(headerOf(seeds.vendorKey)).compare(input, 3, 16) === 0;
    return known === (status !== UNKNOWN_STATUS)
      ? undefined
      : `status ${status} for a key that is ${known ? '' : 'not '}known`;
  }
  if (!seeds.issued.has(input.toString('hex'))) return `status ${status}: a forged token got through to its claims`;
  const payload = Uint8Array.from(input.subarray(envelope.payloadFrom, envelope.payloadTo));
  return quickClaims(payload) === (status !== MALFORMED) ? undefined : `status ${status} for claims`;
}

/** All targets for these modules: the verifiers take turns, and the probe has the codecs without text and signature in front. */
export function makeTargets(verifiers: Lab[], probe: Lab): Target[] {
  for (const lab of verifiers) {
    lab.memory.set(seeds.vendorKey, lab.call('input_offset'));
    lab.call('trust_key', 32);
  }
  let turn = 0;
  const inTurn = (run: (lab: Lab, input: Buffer) => string | undefined) => (input: Buffer) => {
    turn = (turn + 1) % verifiers.length;
    const lab = verifiers[turn];
    return lab ? run(lab, input) : 'no module';
  };
  const { texts, licenseKeys, ours, tokens, payloads, request, bareRequest, receipt } = seeds;
  const machines = [request, bareRequest, receipt];
  const keys = [...licenseKeys, ...texts.slice(0, 20)];
  const ofVerifiers = { labs: verifiers };
  const ofProbe = { labs: [probe], most: 4200 };
  return [
    { name: 'text', kind: 'text', seeds: texts, most: 17_000, run: inTurn(runText), ...ofVerifiers },
    { name: 'license-key', kind: 'text', seeds: keys, most: 400, run: inTurn(runLicenseKey), ...ofVerifiers },
    { name: 'token', kind: 'cbor', seeds: [...ours, ...tokens], most: 4200, run: inTurn(runToken), ...ofVerifiers },
    { name: 'exchange', kind: 'cbor', seeds: machines, most: 600, run: inTurn(runExchange), ...ofVerifiers },
    {
      name: 'cbor',
      kind: 'cbor',
      seeds: [...payloads, ...machines],
      run: (input) => runItem(probe, input),
      ...ofProbe,
    },
    { name: 'claims', kind: 'cbor', seeds: payloads, run: (input) => runClaims(probe, input), ...ofProbe },
  ];
}
