// Records that a broken host writes, and answers whose record nobody compares elsewhere: for mutants of what reads and writes records.
import { sign } from 'node:crypto';
import { Abi, BAD_INPUT, detailOf, record, statusOf } from '../abi.ts';
import { faultOf, questionOf } from '../answer.ts';
import { cutFault, lengthFault, memberFault, validCalls, WRONG_LENGTHS, WRONG_MEMBERS } from '../broken-records.ts';
import { TRUSTED } from '../question.ts';
import { check } from '../reference/decide.ts';
import { encodeReceipt, encodeRequest } from '../reference/exchange.ts';
import { encodeCode, encodeFile } from '../reference/text.ts';
import { headerOf, sign1 } from '../reference/token.ts';
import { FLAGGED } from '../sequences.ts';
import { PLAIN_CODE, payload, SECRET, TOKEN_ID, VENDOR } from '../vectors/cases/issue.ts';
import { openVendor } from '../vendor.ts';

const BAD_SIGNATURE = 4;
const FORGED = encodeCode('A', sign1(headerOf(VENDOR.publicKey), payload(), new Uint8Array(64).fill(1)));
const vendor = await openVendor();
const calls = validCalls(vendor);

/** The first thing that a module takes though it is broken. */
export function wrongRecord(module: WebAssembly.Module): string | undefined {
  const open = () => {
    const abi = new Abi(module);
    for (const key of [vendor.publicKey, TRUSTED]) abi.call({ name: 'trust_key', record: key });
    return abi;
  };
  const abi = open();
  for (const fault of [
    cutFault(abi, calls),
    ...WRONG_LENGTHS.map((length) => lengthFault(abi, calls, vendor, length)),
    ...WRONG_MEMBERS.map((length) => memberFault(open(), calls, length)),
    fractionFault(abi),
    flagsFault(abi),
    numberFault(abi),
    receiptFault(abi),
    decodedFault(abi),
    limitFault(abi),
    edgeFault(abi),
    batchFault(abi),
    kindFault(abi),
  ]) {
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Lists of things of 16 and 32 bytes that end within one. */
function fractionFault(abi: Abi): string | undefined {
  for (const length of [15, 17, 31, 33]) {
    const some = new Uint8Array(length).fill(1);
    const asked = record((to) => {
      to.f64(1).f64(0).bytes(undefined, 16, '').u32(0).bytes(undefined, 16, '').bytes(undefined, 16, '');
      to.text('p').text('').data(some).text('LKA1');
    });
    const request = record((to) => {
      to.bytes(undefined, 8, '').bytes(undefined, 16, '').u32(0).bytes(undefined, 16, '');
      to.text('p').data(some).text('').text('');
    });
    const keys = record((to) => to.u32(6).data(some));
    for (const [name, one] of Object.entries({ check: asked, create_request: request, prepare: keys })) {
      if (statusOf(abi.call({ name, record: one })) !== BAD_INPUT) return `${name} of ${length} bytes`;
    }
  }
  return undefined;
}

/** Members that are there, and flags that say that they are not. */
function flagsFault(abi: Abi): string | undefined {
  for (const { evidence } of FLAGGED) {
    const { secret: _, pending: __, host: ___, ...rest } = evidence;
    const asked = questionOf(evidence);
    asked.fill(0, 32, 36);
    const fault = faultOf(abi.call({ name: 'check', record: asked }), check(rest));
    if (fault !== undefined) return `without flags: ${fault}`;
  }
  return undefined;
}

const PREFIX = 'LKA1-'.length;
const ROW = 36; // six groups of five, each with a dash
const EXCHANGED: Record<string, string> = { 7: '8', 8: '7' };

/** A line whose row has another first symbol. */
function spoiled(line: string, row: number): string {
  const at = PREFIX + ROW * (row - 1);
  return `${line.slice(0, at)}${EXCHANGED[line[at] ?? ''] ?? '7'}${line.slice(at + 1)}`;
}

/** The numbers in a sentence: rows of one, of two and of three digits. */
function numberFault(abi: Abi): string | undefined {
  const line = encodeCode('A', new Uint8Array(4_000).fill(0x5a));
  const asked = Array.from({ length: 11 }, (_, i) => i + 1).concat(99, 100, 101, 109, 110, 200);
  for (const row of asked) {
    const answer = abi.call({ name: 'canonical', record: record((to) => to.text(spoiled(line, row))) });
    const view = new DataView(answer.buffer);
    if (answer.length !== headLength(answer)) return 'more than a head';
    if (detailOf(answer) === 0 || view.getUint32(8, true) !== row) return `row ${view.getUint32(8, true)} for ${row}`;
    if (!Buffer.from(answer).toString('latin1').includes(` ${row} `)) return `no ${row} in the sentence`;
  }
  const short = line.slice(0, PREFIX + 7) + line.slice(PREFIX + 8); // row 1, group 2
  const answer = abi.call({ name: 'canonical', record: record((to) => to.text(short)) });
  if (!/row 1\b.*group 2\b/i.test(Buffer.from(answer).toString('latin1'))) return 'row and group in the sentence';
  return undefined;
}

/** A receipt for a code whose signature holds, twice; and none for another. */
function receiptFault(abi: Abi): string | undefined {
  for (const secret of [SECRET, new Uint8Array(16).fill(0xff)]) {
    const asked = (code: string) => record((to) => to.bytes(secret, 16, 'secret').text(code));
    if (statusOf(abi.call({ name: 'create_receipt', record: asked(FORGED) })) !== BAD_SIGNATURE) return 'a forged code';
    const answer = abi.call({ name: 'create_receipt', record: asked(PLAIN_CODE) });
    const bytes = encodeReceipt({ tokenId: TOKEN_ID, secret });
    const both = record((to) => to.text(encodeCode('D', bytes)).text(encodeFile('D', bytes)));
    if (statusOf(answer) !== 0 || !Buffer.from(answer).subarray(-both.length).equals(both)) return 'a receipt';
  }
  return undefined;
}

/** A request without a license key, after one that had it. */
function decodedFault(abi: Abi): string | undefined {
  const [nonce, component, lock] = [new Uint8Array(8).fill(1), new Uint8Array(16).fill(2), new Uint8Array(16).fill(3)];
  for (const licenseKey of ['KEY', '']) {
    const request = {
      nonce,
      product: 'p',
      components: [component],
      lock,
      label: 'l',
      ...(licenseKey && { licenseKey }),
    };
    const code = encodeCode('R', encodeRequest(request));
    const answer = abi.call({ name: 'decode_request', record: record((to) => to.text(code)) });
    const body = record((to) => {
      to.bytes(nonce, 8, '')
        .bytes(lock, 16, '')
        .text('p')
        .components([component])
        .text('l')
        .text(licenseKey)
        .text(code);
    });
    if (!Buffer.from(answer).subarray(-body.length).equals(body)) return `a request with the key "${licenseKey}"`;
  }
  return undefined;
}

/** What is too long for a request, by little and by much: a head with the detail, and nothing behind it. */
function limitFault(abi: Abi): string | undefined {
  const short = { product: 'p', components: 1, label: 'l', licenseKey: 'k' };
  const long = [65, 66, 5_000].flatMap((length) => [
    { given: { ...short, product: 'p'.repeat(length) }, detail: 82 },
    { given: { ...short, label: 'l'.repeat(length) }, detail: 86 },
    { given: { ...short, licenseKey: 'k'.repeat(length) }, detail: 87 },
  ]);
  const many = [0, 9, 10, 300].map((components) => ({ given: { ...short, components }, detail: 83 }));
  for (const { given, detail } of [...long, ...many]) {
    const different = Array.from({ length: given.components }, (_, i) => new Uint8Array(16).fill(i).fill(i >> 8, 8));
    const asked = record((to) => {
      to.bytes(undefined, 8, '').bytes(undefined, 16, '').u32(0).bytes(undefined, 16, '').text(given.product);
      to.components(different).text(given.label).text(given.licenseKey);
    });
    const answer = abi.call({ name: 'create_request', record: asked });
    if (statusOf(answer) !== BAD_INPUT || detailOf(answer) !== detail)
      return `detail ${detailOf(answer)} for ${detail}`;
    if (answer.length !== headLength(answer)) return 'more than a head';
  }
  return undefined;
}

function headLength(answer: Uint8Array): number {
  const view = new DataView(answer.buffer, answer.byteOffset);
  const behindName = 24 + view.getUint32(20, true);
  return behindName + 4 + view.getUint32(behindName, true);
}

/** A record that fills the area, one that ends in front of it, and refusals: none of them has a detail. */
function edgeFault(abi: Abi): string | undefined {
  const full = record((to) =>
    to
      .data(vendor.publicKey)
      .data(new Uint8Array(32_768 - 36 - 4 - 68))
      .data(new Uint8Array(64)),
  );
  const asked: [name: string, record: Uint8Array, claimed: number, status: number][] = [
    ['verify_signature', full, 32_768, BAD_SIGNATURE],
    ['canonical', record((to) => to.u32(2 ** 32 - 20)), -16, BAD_INPUT],
    ['canonical', record((to) => to.u32(1)), 4, BAD_INPUT],
    ['check_key', new Uint8Array(31), 31, 40],
    ['check_key', new Uint8Array(32).fill(255), 32, 41],
    ['describe', record((to) => to.u32(99).u32(0)), 8, BAD_INPUT],
  ];
  for (const [name, given, claimed, status] of asked) {
    const answer = abi.call({ name, record: given }, claimed);
    if (statusOf(answer) !== status || detailOf(answer) !== 0)
      return `${name} of ${claimed} answers ${statusOf(answer)}`;
    if (answer.length !== headLength(answer)) return `${name} of ${claimed} answers more than a head`;
  }
  return undefined;
}

/** Signatures of one key, right and wrong, without tables and with them. */
function batchFault(abi: Abi): string | undefined {
  const message = Uint8Array.of(1, 2, 3);
  const right = new Uint8Array(sign(null, message, vendor.privateKey));
  const list = [right, right.with(40, (right[40] ?? 0) ^ 1), right, right.slice(1)];
  const asked = record((to) => {
    to.data(vendor.publicKey).u32(list.length);
    for (const signature of list) to.data(message).data(signature);
  });
  for (const width of [0, 6]) {
    abi.call({ name: 'prepare', record: record((to) => to.u32(width).data(vendor.publicKey)) });
    const answer = abi.call({ name: 'verify_signatures', record: asked });
    if (answer.subarray(headLength(answer)).join() !== '1,0,1,0') return `signatures with tables of ${width} bits`;
  }
  return undefined;
}

/** The kinds of machine values, and what is nearly one. */
function kindFault(abi: Abi): string | undefined {
  const [FINE, UNUSABLE] = [0, 32];
  const fine = ['machine-id', 'board', 'disk', 'mac', 'cpu', 'device-key', 'raw'];
  const near = fine.flatMap((kind) => [
    kind.slice(1),
    kind.slice(0, -1),
    `${kind}x`,
    `x${kind}`,
    `${kind} `,
    `x${kind.slice(1)}`,
  ]);
  const none = ['', ' ', 'board disk', 'disk mac', 'disk mac ', 'tp', 'tpmx', 'tpm ', 'x'];
  const expected = [
    ...fine.map((kind) => [kind, FINE] as const),
    ['tpm', UNUSABLE] as const,
    ...[...near, ...none].map((kind) => [kind, BAD_INPUT] as const),
  ];
  for (const [kind, status] of expected) {
    for (const value of ['S3Z9NX0K', 'S3Z9NX0K'.repeat(12).concat('S3Z9NX0KABC')]) {
      if (kind === 'raw' && value.length > 64) continue;
      const asked = record((to) => to.text('p').text(kind).text(value));
      const found = statusOf(abi.call({ name: 'component', record: asked }));
      if (found !== status) return `kind "${kind}" answers ${found}`;
    }
  }
  return undefined;
}
