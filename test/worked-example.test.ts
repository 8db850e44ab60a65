// Section 12 of docs/token.md, byte by byte: what the modules make from the same inputs is what the page shows.
import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Issuer, Spelled, Verdict, Verifier } from '../hosts/js/index.ts';
import * as example from './example.ts';
import { decodeCode } from './reference/text.ts';

const { bytes, hex } = example;
const day = 86_400;

const section = readFileSync('docs/token.md', 'utf8').split('\n## 12. ')[1] ?? '';
const shown = [...section.matchAll(/```\n([\s\S]*?)```/g)].map(([, block = '']) => block);

describe('the worked example of docs/token.md', () => {
  let verifier: Verifier;
  let issuer: Issuer;
  let machine: { value: string; normalized: string; component: Uint8Array; kind: string }[];
  let request: Spelled & { pending: Uint8Array };
  let message: Uint8Array;
  let code: Spelled;

  beforeAll(async () => {
    ({ verifier, issuer } = await example.modules());
    machine = example.identifiers.map(([kind, value]) => ({ kind, value, ...understood(kind, value) }));
    request = verifier.createRequest({
      nonce: example.nonce,
      product: example.product,
      components: machine.map(({ component }) => component),
      secret: example.secret,
      label: example.label,
    });
    const { nonce, lock, components } = taken(verifier.decodeRequest(request.code));
    message = issuer.signingInput(example.publicKey, {
      ...example.claims,
      nonce,
      machine: { needed: 2, lock, components },
    });
    code = issuer.assembleCode(message, example.signed(message));
  });

  test('has the key of RFC 8032 and its id', () => {
    const der = Buffer.concat([bytes('302a300506032b6570032100'), example.publicKey]);
    expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('ed25519');
    expect(shown[0]).toBe(
      `private key  ${hex(example.privateKey)}\npublic key   ${hex(example.publicKey)}\n` +
        `kid          ${hex(sha256(example.publicKey).subarray(0, 8))}\n`,
    );
  });

  test('has the components that the module derives', () => {
    const lines = machine.map(
      ({ kind, value, normalized, component }) =>
        `${kind.padEnd(13)}${value}\n  normalized ${normalized}\n  component  ${hex(component)}\n`,
    );
    expect(shown[1]).toBe(lines.join(''));
  });

  test('has the lock that the secret opens', () => {
    const { lock = new Uint8Array() } = taken(verifier.decodeRequest(request.code));
    expect(shown[2]).toBe(
      `secret       ${hex(example.secret)}\nlock         ${hex(lock)}\nnonce        ${hex(example.nonce)}\n`,
    );
  });

  test('has the request that the module makes, in bytes and in text', () => {
    expect(drawnBytes(shown[3])).toBe(hex(bytesOf(request.code, 'R')));
    expect(shown[4]).toBe(`${request.code}\n`);
  });

  test('has the claims, and the bindings that the module makes', () => {
    const { tokenId, issuedAt, expiresAt } = example.claims;
    const bindings = machine.map(({ component }, i) => `binding ${i + 1}    ${hex(bindingOf(component))}\n`);
    expect(shown[5]).toBe(
      `token id     ${hex(tokenId)}\nissued at    ${issuedAt}\nexpires at   ${expiresAt}\n${bindings.join('')}`,
    );
  });

  test('has the payload, the bytes to be signed, the signature and the token', () => {
    const token = hex(bytesOf(code.code, 'A'));
    const payload = drawnBytes(shown[6]);
    expect(token).toContain(`58${(payload.length / 2).toString(16)}${payload}5840`);
    expect(hex(message)).toMatch(new RegExp(`${payload}$`));
    expect(shown[7]).toBe(`${hex(message)}\n`);
    expect(shown[8]).toBe(`${hex(example.signed(message))}\n`);
    expect(shown[9]).toBe(`${token}\n`);
    expect(section).toContain(`The payload, ${payload.length / 2} bytes:`);
    expect(section).toContain(`token of ${token.length / 2} bytes`);
  });

  test('says in words what its drawings say in bytes', () => {
    for (const block of [shown[3], shown[6]]) expect(wrongWords(block)).toEqual([]);
  });

  test('has the file that the module writes', () => {
    expect(shown[10]).toBe(code.file);
  });

  test('has the verdicts that the module gives', () => {
    const { issuedAt } = example.claims;
    const installing = { nowSeconds: issuedAt + 3600, pending: request.pending };
    const installed = check(installing);
    const later = { witness: installed.witness };
    const rows = [
      ['now 1767229200, installing the answer', said(installed)],
      ['', `witness ${hex(installed.witness)}`],
      ['now 1768089600', said(check({ ...later, nowSeconds: issuedAt + 10 * day }))],
      ['now 1768435200', said(check({ ...later, nowSeconds: issuedAt + 14 * day }))],
      ['now 1767229200, product "field-maps"', said(check({ ...installing, product: 'field-maps' }))],
      ['now 1767229200, only the disk is left', said(check({ ...installing, components: [component('disk')] }))],
      ['the first symbol of row 3 is wrong', said(check(installing, withRow3Wrong(code.file)))],
    ];
    expect(shown[11]).toBe(rows.map(([when = '', what]) => `${when.padEnd(41)}${what}\n`).join(''));
  });

  test('has the receipt that the module makes', () => {
    expect(shown[12]).toBe(`${taken(verifier.createReceipt(code.code, example.secret)).code}\n`);
  });

  test('has the license key and the license id that the module writes', () => {
    const key = '00112233445566778899aabbccddeeff01';
    const id = '3dc9414fad';
    expect(shown[13]).toBe(
      `${key.padEnd(38)}${issuer.encodeLicenseKey(bytes(key))}\n${id.padEnd(38)}${issuer.encodeLicenseId(bytes(id))}\n`,
    );
    expect(issuer.encodeLicenseId(bytes(id))).toBe(example.claims.licenseId);
  });

  test('has nothing else', () => {
    expect(shown).toHaveLength(14);
  });

  function understood(kind: string, value: string) {
    const identifier = example.identifiers.find(([known]) => known === kind);
    if (!identifier) throw new Error(`no ${kind}`);
    return taken(verifier.component(example.product, identifier[0], value));
  }

  function component(kind: string): Uint8Array {
    return machine.find((it) => it.kind === kind)?.component ?? new Uint8Array();
  }

  function check(evidence: object, text = code.file): Verdict {
    const components = machine.map((it) => it.component);
    const { product, secret } = example;
    return verifier.check(text, { product, secret, components, nowSeconds: 0, ...evidence });
  }

  function bindingOf(value: Uint8Array): Uint8Array {
    const { lock = new Uint8Array() } = taken(verifier.decodeRequest(request.code));
    const all = Buffer.concat([Buffer.from('latchkey/binding/1'), example.claims.tokenId, lock, value]);
    return sha256(all).subarray(0, 8);
  }
});

function said(verdict: Verdict): string {
  if (!verdict.accepted) return verdict.row ? `${verdict.reason}, row ${verdict.row}` : verdict.reason;
  return `${verdict.reason}, ${verdict.daysToExpiry} days to expiry, ${verdict.daysToCheckIn} days to check-in`;
}

function withRow3Wrong(file: string): string {
  const lines = file.split('\n');
  lines[4] = lines[4]?.replace(/^./, (symbol) => (symbol === '0' ? '1' : '0')) ?? '';
  return lines.join('\n');
}

function bytesOf(code: string, letter: string): Uint8Array {
  return decodeCode(new TextEncoder().encode(code), letter).bytes;
}

/** The bytes of a drawing: what stands in each line before two blanks. */
function drawnBytes(block = ''): string {
  return linesOf(block)
    .map(([drawn]) => drawn)
    .join('');
}

/** Comments with a quoted text or a long number that the bytes beside them do not spell. */
function wrongWords(block = ''): string[] {
  return linesOf(block).flatMap(([drawn, comment]) => {
    const texts = [...comment.matchAll(/"([^"]+)"/g)].map(([, text = '']) => Buffer.from(text).toString('hex'));
    const numbers = [...comment.matchAll(/\b\d{5,}\b/g)].map(([number]) =>
      Number(number).toString(16).padStart(8, '0'),
    );
    const spelled = comment.startsWith('-') ? [] : [...texts, ...numbers];
    return spelled.filter((wanted) => !drawn.includes(wanted)).map(() => comment);
  });
}

function linesOf(block: string): [drawn: string, comment: string][] {
  const lines = block.split('\n').map((line) => line.trim().split(/ {2,}/));
  return lines.map(([drawn = '', comment = '']) => [drawn.replaceAll(' ', ''), comment]);
}

function sha256(value: Uint8Array): Buffer {
  return createHash('sha256').update(value).digest();
}

function taken<T>(reading: { ok: true; value: T } | { ok: false; problem: { sentence: string } }): T {
  if (!reading.ok) throw new Error(reading.problem.sentence);
  return reading.value;
}
