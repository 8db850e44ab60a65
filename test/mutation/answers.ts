// Every call of both modules with the whole answer that docs/abi.md asks for: numbers, name, and what stands behind the head, to the last byte. One list for
// one instance, forwards and backwards, so that a call that leaves something behind is noticed by the next.
import { sign } from 'node:crypto';
import { Abi, type Call, partsOf, record } from '../abi.ts';
import { faultOf, questionOf } from '../answer.ts';
import { concat } from '../reference/bytes.ts';
import { check } from '../reference/decide.ts';
import { encodeReceipt, encodeRequest, type Request } from '../reference/exchange.ts';
import { component, lockOf } from '../reference/machine.ts';
import { NUMBERS } from '../reference/refusal.ts';
import { encodeCode, encodeFile, encodeLicenseKey, type Letter } from '../reference/text.ts';
import { headerOf, sign1 } from '../reference/token.ts';
import {
  NOW,
  PLAIN_CODE,
  PRODUCT,
  payload,
  SECRET,
  STRANGER,
  TOKEN_ID,
  token,
  VENDOR,
  witness,
} from '../vectors/cases/issue.ts';
import { openVendor } from '../vendor.ts';

const NOWHERE = 0xffffffff;
const [MALFORMED, UNSUPPORTED, UNKNOWN_KEY, BAD_SIGNATURE, BAD_INPUT] = [1, 2, 3, 4, 50];
const NAMES: Record<number, string> = {
  ...Object.fromEntries(Object.entries(NUMBERS).map(([name, number]) => [number, name])),
  ...{ 32: 'unusable', 40: 'key-length', 41: 'key-not-canonical', 42: 'key-not-on-curve', 43: 'key-small-order' },
  ...{ 44: 'too-many-keys', 50: 'bad-input', 51: 'cannot-issue' },
};

/** A call and its answer; `detail` is left open where texts and items are judged, which others compare. */
interface Asked extends Call {
  status: number;
  detail?: number;
  body?: Uint8Array;
}

const vendor = await openVendor();
const STRANGE = new Uint8Array(32).fill(9);
const bytes = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);
const text = (value: string): Uint8Array => record((to) => to.text(value));
const spelled = (letter: Letter, content: Uint8Array) =>
  record((to) => to.text(encodeCode(letter, content)).text(encodeFile(letter, content)));

function asked(name: string, given: Uint8Array, status: number, body?: Uint8Array, detail = 0): Asked {
  return { name, record: given, status, detail, ...(body && { body }) };
}

/** What others compare the detail of. */
function refused(name: string, given: Uint8Array, status: number): Asked {
  return { name, record: given, status };
}

function descriptions(): Asked[] {
  const numbers = Array.from({ length: 70 }, (_, i) => i).concat(255, 256, 306, 2 ** 31, 2 ** 32 - 1);
  return numbers.flatMap((status) =>
    [0, 19, 200, 9_999].map((detail) => {
      const given = record((to) => to.u32(status).u32(detail));
      return NAMES[status] ? asked('describe', given, status, undefined, detail) : asked('describe', given, BAD_INPUT);
    }),
  );
}

// ---- keys and signatures

const KIB = 1024;
const BASE_TABLE = 512 * KIB;
const TABLE: Record<number, number> = { 6: 172 * KIB, 8: 512 * KIB };

/** Before any key has tables, the base point has none either. */
const UNPREPARED = asked(
  'prepare',
  record((to) => to.u32(6).u32(0)),
  0,
  record((to) => to.u32(0).u32(0)),
);

function preparations(): Asked[] {
  const prepare = (width: number, ...keys: Uint8Array[]) => record((to) => to.u32(width).data(concat(...keys)));
  const both = [vendor.publicKey, VENDOR.publicKey];
  const made = [6, 8].flatMap((width) =>
    [both.slice(0, 1), both, both.toReversed(), []].map((keys) => {
      const size = BASE_TABLE + keys.length * (TABLE[width] ?? 0);
      return asked(
        'prepare',
        prepare(width, ...keys),
        0,
        record((to) => to.u32(keys.length).u32(size)),
      );
    }),
  );
  const widths = [1, 2, 4, 5, 7, 9, 10, 16, 64, 2 ** 32 - 1].map((width) =>
    asked('prepare', prepare(width, ...both), BAD_INPUT),
  );
  const none = asked(
    'prepare',
    prepare(0, ...both),
    0,
    record((to) => to.u32(0).u32(BASE_TABLE)),
  );
  return [
    ...made,
    ...widths,
    none,
    asked('prepare', prepare(6, STRANGE), UNKNOWN_KEY),
    asked('prepare', prepare(8, vendor.publicKey, STRANGE), UNKNOWN_KEY),
    asked('prepare', prepare(6, vendor.publicKey.subarray(1)), BAD_INPUT),
    asked('prepare', concat(prepare(6, ...both), Uint8Array.of(0)), BAD_INPUT),
    ...signatures(),
    ...made.slice(1, 2),
    ...signatures(),
  ];
}

const MESSAGE = Uint8Array.of(1, 2, 3);

interface Signed {
  key: Uint8Array;
  message: Uint8Array;
  signature: Uint8Array;
  holds: boolean;
}

/** Signatures of two keys, and what is nearly one. */
function signed(): Signed[] {
  const right = new Uint8Array(sign(null, MESSAGE, vendor.privateKey));
  const ofNothing = new Uint8Array(sign(null, new Uint8Array(), vendor.privateKey));
  const key = vendor.publicKey;
  return [
    { key, message: MESSAGE, signature: right, holds: true },
    { key, message: new Uint8Array(), signature: ofNothing, holds: true },
    { key, message: MESSAGE, signature: ofNothing, holds: false },
    { key, message: MESSAGE, signature: right.with(40, (right[40] ?? 0) ^ 1), holds: false },
    { key, message: MESSAGE, signature: right.subarray(0, 63), holds: false },
    { key, message: MESSAGE, signature: concat(right, Uint8Array.of(0)), holds: false },
    { key, message: MESSAGE, signature: new Uint8Array(), holds: false },
    { key: key.subarray(0, 31), message: MESSAGE, signature: right, holds: false },
    { key: concat(key, Uint8Array.of(0)), message: MESSAGE, signature: right, holds: false },
    { key: new Uint8Array(), message: MESSAGE, signature: right, holds: false },
    { key: VENDOR.publicKey, message: MESSAGE, signature: right, holds: false },
  ];
}

function signatures(): Asked[] {
  const all = signed();
  const alone = all.map(({ key, message, signature, holds }) => {
    const given = record((to) => to.data(key).data(message).data(signature));
    return asked('verify_signature', given, holds ? 0 : BAD_SIGNATURE);
  });
  const longer = concat(vendor.publicKey, Uint8Array.of(0));
  const keys = [vendor.publicKey, vendor.publicKey.subarray(0, 31), longer, STRANGE];
  const together = keys.flatMap((key) => {
    const list = all.filter((it) => it.key === vendor.publicKey);
    const holds = (one: Signed) => one.holds && key === vendor.publicKey;
    return [0, 1, 2, 7, 63, 64, 65].map((count) => {
      const some = Array.from({ length: count }, (_, i) => list[i % list.length]).filter((one) => one !== undefined);
      return batchOf(key, some, count > 64 ? undefined : some.map(holds));
    });
  });
  const claimed = [2 ** 31, 2 ** 32 - 1].map((count) =>
    asked(
      'verify_signatures',
      record((to) => to.data(vendor.publicKey).u32(count)),
      BAD_INPUT,
    ),
  );
  // A byte more than there should be, a byte less, and one signature fewer than the record says.
  const one = all.slice(0, 1);
  const { record: whole } = batchOf(vendor.publicKey, one, [true]);
  const count = 4 + vendor.publicKey.length;
  const torn = [concat(whole, Uint8Array.of(0)), whole.subarray(0, -1), whole.with(count, 2)];
  return [...alone, ...together, ...claimed, ...torn.map((given) => asked('verify_signatures', given, BAD_INPUT))];
}

function batchOf(key: Uint8Array, list: readonly Signed[], holds: readonly boolean[] | undefined): Asked {
  const given = record((to) => {
    to.data(key).u32(list.length);
    for (const { message, signature } of list) to.data(message).data(signature);
  });
  if (!holds) return asked('verify_signatures', given, BAD_INPUT);
  return asked('verify_signatures', given, 0, Uint8Array.from(holds, Number));
}

function keys(): Asked[] {
  const small = Uint8Array.of(1, ...bytes(31, 0));
  const answers: [key: Uint8Array, status: number][] = [
    [vendor.publicKey, 0],
    [vendor.publicKey.subarray(1), 40],
    [concat(vendor.publicKey, Uint8Array.of(0)), 40],
    [new Uint8Array(), 40],
    [bytes(32, 255), 41],
    [Uint8Array.of(2, ...bytes(31, 0)), 42],
    [small, 43],
  ];
  return answers.flatMap(([key, status]) => ['check_key', 'trust_key'].map((name) => asked(name, key, status)));
}

// ---- requests, receipts and texts

const REQUEST: Request = {
  ...{ nonce: bytes(8, 1), product: 'p', components: [bytes(16, 2), bytes(16, 3)], lock: bytes(16, 0), label: 'Größe' },
};

function requests(): Asked[] {
  const flags = [0, 1, 2, 3, 4, 0xfffffffe, 0xffffffff];
  const members = [{}, { licenseKey: 'KEY' }, { label: '' }, { components: [bytes(16, 7)] }];
  return flags.flatMap((flag) =>
    members.map((change) => {
      const request = { ...REQUEST, ...change, lock: (flag & 1) === 0 ? bytes(16, 0) : lockOf(SECRET) };
      const seen = witness(0x65_01_02_03, 0x65_04_05_06);
      const pending = concat(request.nonce, seen.subarray(0, 8));
      const both = spelled('R', encodeRequest(request));
      return asked('create_request', requestOf(request, seen, flag), 0, concat(pending, both));
    }),
  );
}

function requestOf({ nonce, product, components, label, licenseKey }: Request, seen: Uint8Array, flags: number) {
  return record((to) => {
    to.bytes(nonce, 8, '').bytes(seen, 16, '').u32(flags).bytes(SECRET, 16, '');
    to.text(product)
      .components(components)
      .text(label)
      .text(licenseKey ?? '');
  });
}

function receipts(): Asked[] {
  const create = (code: string) => record((to) => to.bytes(SECRET, 16, '').text(code));
  const forged = encodeCode('A', sign1(headerOf(VENDOR.publicKey), payload(), bytes(64, 1)));
  const [wrong, other] = [payload({ 3: undefined }), encodeCode('R', encodeRequest(REQUEST))];
  const receipt = encodeReceipt({ tokenId: TOKEN_ID, secret: SECRET });
  return [
    asked('create_receipt', create(PLAIN_CODE), 0, spelled('D', receipt)),
    asked('create_receipt', create(forged), BAD_SIGNATURE),
    asked('create_receipt', create(encodeCode('A', token(payload(), STRANGER))), UNKNOWN_KEY),
    refused('create_receipt', create(encodeCode('A', token(wrong))), MALFORMED),
    refused('create_receipt', create(other), UNSUPPORTED),
    refused('create_receipt', create(''), MALFORMED),
    asked('create_receipt', concat(create(PLAIN_CODE), Uint8Array.of(0)), BAD_INPUT),
    asked('create_receipt', create(PLAIN_CODE), 0, spelled('D', receipt)),
  ];
}

function decodings(): Asked[] {
  const request = encodeRequest({ ...REQUEST, licenseKey: 'KEY', lock: bytes(16, 5) });
  const receipt = encodeReceipt({ tokenId: TOKEN_ID, secret: SECRET });
  const read = record((to) => {
    to.bytes(REQUEST.nonce, 8, '').bytes(bytes(16, 5), 16, '').text('p').components(REQUEST.components).text('Größe');
    to.text('KEY').text(encodeCode('R', request));
  });
  const given = record((to) => to.bytes(TOKEN_ID, 8, '').bytes(lockOf(SECRET), 16, '').text(encodeCode('D', receipt)));
  const wrong = bytes(40, 1);
  const key = encodeLicenseKey(bytes(17, 7));
  const files = (['R', 'A', 'D', 'B'] as const).flatMap((letter) =>
    [encodeCode(letter, wrong), encodeFile(letter, wrong)].map((code) =>
      asked(
        'canonical',
        text(code),
        0,
        concat(
          record((to) => to.u32(letter.charCodeAt(0))),
          spelled(letter, wrong),
        ),
      ),
    ),
  );
  return [
    asked('decode_request', text(encodeFile('R', request)), 0, read),
    refused('decode_request', text(encodeCode('R', wrong)), MALFORMED),
    refused('decode_request', text(encodeCode('D', receipt)), UNSUPPORTED),
    refused('decode_request', text(''), MALFORMED),
    asked('decode_receipt', text(encodeCode('D', receipt)), 0, given),
    refused('decode_receipt', text(encodeCode('D', wrong)), MALFORMED),
    refused('decode_receipt', text(encodeCode('R', request)), UNSUPPORTED),
    asked('decode_license_key', text(key.toLowerCase()), 0, text(key)),
    refused('decode_license_key', text(key.slice(1)), MALFORMED),
    refused('decode_license_key', text(PLAIN_CODE), UNSUPPORTED),
    refused('canonical', text(key), UNSUPPORTED),
    refused('canonical', text('LKA1'), MALFORMED),
    ...files,
  ];
}

function components(): Asked[] {
  const given = (product: string, kind: string, value: string) =>
    record((to) => to.text(product).text(kind).text(value));
  const made = (product: string, value: string) =>
    record((to) => to.bytes(component(product, 'disk', Buffer.from(value)), 16, '').text(value));
  const long = 'x'.repeat(16_384);
  return [
    ...['p', 'p'.repeat(64)].map((product) =>
      asked('component', given(product, 'disk', 's3z9'), 0, made(product, 's3z9')),
    ),
    ...['', 'p'.repeat(65)].map((product) => asked('component', given(product, 'disk', 's3z9'), BAD_INPUT)),
    asked('component', given('p', 'disk', long), 0, made('p', long)),
    asked('component', given('p', 'disk', `${long}x`), BAD_INPUT),
    asked('component', given('p', 'disk', `${long} `), 0, made('p', long)),
  ];
}

const CALLS: Asked[] = [
  ...[descriptions(), keys(), preparations(), requests(), receipts(), decodings(), components()].flat(),
];

/** The first call with another answer. */
export function wrongAnswer(module: WebAssembly.Module): string | undefined {
  const abi = new Abi(module);
  const numbers = wrongNumber(module);
  if (numbers !== undefined) return numbers;
  for (const key of [vendor.publicKey, VENDOR.publicKey]) abi.call({ name: 'trust_key', record: key });
  for (const list of [[UNPREPARED], CALLS, CALLS.toReversed()]) {
    for (const call of list) {
      const fault = faultIn(abi.call(call), call) ?? wrongWitness(abi);
      if (fault !== undefined) return `${call.name} ${Buffer.from(call.record).toString('hex').slice(0, 60)}: ${fault}`;
    }
  }
  return undefined;
}

function faultIn(answer: Uint8Array, { status, detail, body = new Uint8Array() }: Asked): string | undefined {
  const parts = partsOf(answer);
  if (parts.numbers[0] !== status) return `${parts.numbers[0]} and not ${status}`;
  const place = [status, detail, 0, 0, NOWHERE];
  if (detail !== undefined && parts.numbers.join() !== place.join()) return `${parts.numbers} and not ${place}`;
  if (parts.name !== NAMES[status]) return `the name ${parts.name}`;
  if (!/^[A-Z].*\.$/.test(parts.sentence)) return `the sentence ${parts.sentence}`;
  return Buffer.from(parts.body).equals(body) ? undefined : `${Buffer.from(parts.body).toString('hex').slice(0, 80)}`;
}

const NUMBERED: Record<string, number> = {
  ...{ abi_version: 1, arithmetic_works: 1, input_capacity: 32_768, output_capacity: 32_768 },
};

function wrongNumber(module: WebAssembly.Module): string | undefined {
  const { exports } = new WebAssembly.Instance(module);
  return Object.keys(NUMBERED).find((name) => {
    const call = exports[name];
    return typeof call !== 'function' || call() !== NUMBERED[name];
  });
}

/** A code that cannot be read, with a witness, and a record that is none: the one is told its witness, the other zeros. */
const UNREAD = {
  ...{ product: PRODUCT, nowSeconds: NOW, witness: bytes(16, 0x11), code: new Uint8Array(), keys: [VENDOR.publicKey] },
};
const UNREAD_RECORD = questionOf(UNREAD);
const UNREAD_VERDICT = check(UNREAD);
/** flags, matched, needed, bound, witness: zeros; six times: −1; no license id. */
const NOTHING = Buffer.from([...bytes(32, 0), ...bytes(48, 255), 0, 0, 0, 0]);

/** A group that has lost a symbol. */
const SLIP = record((to) => to.text(encodeCode('A', bytes(20, 0x5a)).replace(/-(.)/, '-')));

function wrongWitness(abi: Abi): string | undefined {
  const fault = faultOf(abi.call({ name: 'check', record: UNREAD_RECORD }), UNREAD_VERDICT);
  if (fault !== undefined) return `an unread code: ${fault}`;
  if (partsOf(abi.call({ name: 'canonical', record: SLIP })).numbers[3] === 0) return 'a slip without its group';
  const cut = partsOf(abi.call({ name: 'check', record: UNREAD_RECORD }, UNREAD_RECORD.length - 1));
  if (cut.numbers.join() !== [BAD_INPUT, 0, 0, 0, NOWHERE].join()) return `a record that is cut: ${cut.numbers}`;
  return NOTHING.equals(cut.body) ? undefined : 'a record that is cut is told something';
}
