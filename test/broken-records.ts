// Good records of every call, and what a broken host makes of them: cut, with a byte too many, with lengths that are not theirs. None is taken for whole.
import { sign } from 'node:crypto';
import { type Abi, BAD_INPUT, type Call, record, statusOf } from './abi.ts';
import { encodeCode } from './reference/text.ts';
import { NEW_YEAR, type Vendor } from './vendor.ts';

/** Above every answer that docs/abi.md lists. */
const LAST_ANSWER = 51;
const KEY_LENGTH = 40;
const WORDS = 'editor';

const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

/** One good record for each call that takes a record of members. */
export function validCalls(vendor: Vendor): Call[] {
  const code = vendor.issue({
    machine: { needed: 1, components: [bytes(16, 4)] },
    features: { a: true, b: 1, c: 'x' },
  });
  const message = bytes(20, 7);
  const signature = new Uint8Array(sign(null, message, vendor.privateKey));
  const request = record((to) =>
    to
      .bytes(bytes(8, 1), 8, '')
      .bytes(bytes(16, 0), 16, '')
      .u32(1)
      .bytes(bytes(16, 2), 16, '')
      .text(WORDS)
      .components([bytes(16, 3)])
      .text('label')
      .text('key'),
  );
  const evidence = record((to) => {
    to.f64(NEW_YEAR).f64(5).bytes(bytes(16, 0), 16, '').u32(15).bytes(bytes(16, 2), 16, '').bytes(bytes(16, 0), 16, '');
    to.text('acme-cad')
      .text('app.example.com')
      .components([bytes(16, 4)])
      .text(code);
  });
  const claims = record((to) => {
    to.data(vendor.publicKey);
    for (const value of [NEW_YEAR, undefined, undefined, undefined, undefined, undefined, undefined]) to.i64(value, '');
    to.bytes(bytes(8, 5), 8, '').data(new Uint8Array()).text('').text('7KQ2M9XD').text(WORDS).text('').text('');
    to.u32(1)
      .bytes(undefined, 16, '')
      .components([bytes(16, 4)])
      .u32(1)
      .text('*.example.com')
      .u32(1)
      .text('f')
      .u32(1)
      .i64(3, '')
      .text('');
  });
  const input = vendor.issuer.signingInput(vendor.publicKey, {
    issuedAt: 1,
    tokenId: bytes(8, 1),
    licenseId: 'A',
    product: 'p',
  });
  const text = (value: string) => record((to) => to.text(value));
  return [
    { name: 'check', record: evidence },
    { name: 'create_request', record: request },
    { name: 'create_receipt', record: record((to) => to.bytes(bytes(16, 2), 16, '').text(code)) },
    { name: 'decode_request', record: text(encodeCode('R', bytes(40, 1))) },
    { name: 'decode_receipt', record: text(encodeCode('D', bytes(29, 1))) },
    { name: 'decode_license_key', record: text('AAAAA') },
    { name: 'canonical', record: text(code) },
    { name: 'component', record: record((to) => to.text(WORDS).text('disk').text('S3Z9NX0K')) },
    { name: 'describe', record: record((to) => to.u32(1).u32(19)) },
    { name: 'verify_signature', record: record((to) => to.data(vendor.publicKey).data(message).data(signature)) },
    {
      name: 'verify_signatures',
      record: record((to) => to.data(vendor.publicKey).u32(1).data(message).data(signature)),
    },
    { name: 'prepare', record: record((to) => to.u32(6).data(vendor.publicKey)) },
    { name: 'signing_input', record: claims },
    { name: 'assemble_code', record: record((to) => to.data(input).data(signature)) },
    { name: 'encode_license_key', record: bytes(17, 9) },
    { name: 'encode_license_id', record: bytes(5, 9) },
  ];
}

/** The first record that is taken though it is cut or has one byte more; or that is not, though it is whole. */
export function cutFault(abi: Abi, calls: readonly Call[]): string | undefined {
  for (const { name, record: whole } of calls) {
    if (statusOf(abi.call({ name, record: whole })) === BAD_INPUT) return `${name} is refused whole`;
    for (let length = 0; length < whole.length; length++) {
      const status = statusOf(abi.call({ name, record: whole.subarray(0, length) }));
      if (status !== BAD_INPUT) return `${name} cut to ${length} of ${whole.length} answers ${status}`;
    }
    if (statusOf(abi.call({ name, record: Uint8Array.of(...whole, 0) })) !== BAD_INPUT)
      return `${name} and a byte more`;
  }
  return undefined;
}

/** Lengths that no record of the area has. */
export const WRONG_LENGTHS = [-1, -(2 ** 31), 32_769, 2 ** 31 - 1];

/** The first call that takes a record of such a length; a key is refused for its own. */
export function lengthFault(abi: Abi, calls: readonly Call[], vendor: Vendor, claimed: number): string | undefined {
  const keys = ['check_key', 'trust_key'].map((name) => ({ name, record: vendor.publicKey }));
  for (const call of [...calls, ...keys]) {
    const status = statusOf(abi.call(call, claimed));
    if (status !== (keys.includes(call) ? KEY_LENGTH : BAD_INPUT))
      return `${call.name} of ${claimed} answers ${status}`;
  }
  return undefined;
}

/** Lengths that no member has (T20). */
export const WRONG_MEMBERS = [2 ** 31, 2 ** 31 - 1, 2 ** 32 - 1, 32_769, 1_000];

/** The first call that traps, or answers what is no answer, when a length of a member is this; or takes it where it is the only one. */
export function memberFault(abi: Abi, calls: readonly Call[], claimed: number): string | undefined {
  const wrong = record((to) => to.u32(claimed));
  for (const { name, record: whole } of calls) {
    if (whole.length < 4 || name.startsWith('encode')) continue;
    for (let at = 0; at + 4 <= whole.length; at++) {
      const spoiled = Uint8Array.from(whole);
      spoiled.set(wrong, at);
      if (statusOf(abi.call({ name, record: spoiled })) > LAST_ANSWER) return `${name} at ${at}`;
    }
  }
  for (const name of ['canonical', 'decode_request', 'verify_signature']) {
    if (statusOf(abi.call({ name, record: wrong })) !== BAD_INPUT) return `${name} of ${claimed}`;
  }
  return undefined;
}
