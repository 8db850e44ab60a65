// Machine values, judged a second time as docs/token.md says it: every kind, every byte in every role, each placeholder and what is nearly one.
// The answers are compared whole, and in both directions of the list, so that nothing of a value stays behind for the next.
import { Abi, record } from '../abi.ts';
import { firstFault, question, TRUSTED } from '../question.ts';
import { ascii, concat, sha256, utf8 } from '../reference/bytes.ts';
import { normalize } from '../reference/machine.ts';
import { encodeCode, encodeLicenseKey } from '../reference/text.ts';
import { PLAIN_CODE, payload } from '../vectors/cases/issue.ts';

const [FINE, UNUSABLE, BAD_INPUT] = [0, 32, 50];
const [UNKNOWN, RESERVED, EMPTY, SHARED, LOCAL, SHORT, LONG, CODE, KEY] = [200, 201, 202, 203, 204, 205, 206, 207, 208];

const KINDS = ['machine-id', 'board', 'disk', 'mac', 'cpu', 'device-key', 'raw'];

/** What firmware reports that nobody filled in; letters and digits alone. */
const PLACEHOLDERS = `
  tobefilledbyoem filledbyoem oem defaultstring default none null empty invalid unknown uninitialized n/a na notspecified notapplicable
  notavailable notpresent systemserialnumber systemproductname systemmanufacturer baseboardserialnumber boardserialnumber
  chassisserialnumber serialnumber noassettag 123456789 1234567890 03000200040005000006000700080009 12345678123456789012123456789abc
  fefefefefefefefefefefefefefefefe`
  .trim()
  .split(/\s+/);

interface Value {
  product: string;
  kind: string;
  value: Uint8Array;
  /** Only where the rules of texts decide, which another judge knows. */
  detail?: number;
}

/** Why a value is refused; 0 when it is not. */
function detailFor({ kind, value, detail }: Value): number {
  if (detail !== undefined) return detail;
  if (kind === 'tpm') return RESERVED;
  if (!KINDS.includes(kind)) return UNKNOWN;
  const text = Buffer.from(normalize(value)).toString('latin1');
  const bare = text.replace(/[-:._{}]/g, '');
  if (text === '') return EMPTY;
  if (kind === 'raw' && text.length < 4) return SHORT;
  if (kind === 'raw' && text.length > 64) return LONG;
  if (/^(0*|f*)$/.test(bare) || bare.startsWith('0123456789') || PLACEHOLDERS.includes(bare)) return SHARED;
  const isAddress = kind === 'mac' || /^(..[-:]){5}..$/s.test(text);
  return isAddress && /^[0-9a-f][2367abef][0-9a-f]{10}$/.test(bare) ? LOCAL : 0;
}

const value = (kind: string, given: string | Uint8Array, detail?: number): Value => {
  const bytes = typeof given === 'string' ? Uint8Array.from(Buffer.from(given, 'latin1')) : given;
  return { product: 'acme-cad', kind, value: bytes, ...(detail !== undefined && { detail }) };
};
const BYTES = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

/** Every byte in front of a value, in it and behind it; among zeros and among f; and as each digit of an address. */
function everyByte(): Value[] {
  const around = BYTES.flatMap((byte) => [
    ...['no#ne', '#none', 'none#', '#', '0#0', '#00', '00#', 'f#f', '#ff', '0#f', '##', 'S3Z9#NX0K'].map((shape) =>
      value('disk', shape.replaceAll('#', byte)),
    ),
    value('cpu', `012345${byte}6789`),
    value('raw', `ab${byte}c`),
  ]);
  const digits = BYTES.flatMap((byte) =>
    [...'02163e5c77d1'].flatMap((_, at, all) => {
      const digit = all.with(at, byte).join('');
      const pairs = digit.replace(/(..)(?!$)/gs, '$1:');
      return [value('mac', digit), value('mac', pairs), value('board', pairs)];
    }),
  );
  const between = BYTES.flatMap((byte) =>
    [2, 5, 8, 11, 14].flatMap((at) => {
      const pairs = [...'02:16:3e:5c:77:d1'].with(at, byte).join('');
      return [value('disk', pairs), value('mac', pairs)];
    }),
  );
  return [...around, ...digits, ...between];
}

/** Addresses in groups of other sizes, and with a digit less or more. */
function addresses(): Value[] {
  const spelled = [
    ...['02163e5c77d1', '0216.3e5c.77d1', '02-16-3e-5c-77-d1', '02:16-3e:5c-77:d1', '02163e-5c77d1', '{02163e5c77d1}'],
    ...['02:16:3e:5c:77:d', '02:16:3e:5c:77:d1:', ':02:16:3e:5c:77:d1', '02:16:3e:5c:77:d1:1', '2:16:3e:5c:77:d1:'],
    ...['0216:3e:5c:77:d1-', '0:2163e:5c:77:d:1', '02:16:3e:5c:77:', '--02163e5c77d1---', '02:16:3e:5c77d1::'],
  ];
  return spelled.flatMap((text) => ['mac', 'disk', 'raw', 'machine-id'].map((kind) => value(kind, text)));
}

/** Each placeholder as it is printed, and with a letter less, more or other; begun, doubled, and beginnings of a longer one. */
function placeholders(): Value[] {
  return PLACEHOLDERS.flatMap((word) => {
    const near = [
      word,
      word.toUpperCase(),
      [...word].join(' '),
      [...word].join('-'),
      word.slice(1),
      word.slice(0, -1),
      word + word,
      `${word}x`,
      `x${word}`,
      `x${word.slice(1)}`,
      `${word.slice(0, -1)}x`,
    ];
    return near.flatMap((text) => ['board', 'raw'].map((kind) => value(kind, text)));
  });
}

/** Lengths on both sides of each limit, with punctuation and without; digits in order that go on, end or are spread out. */
function lengths(): Value[] {
  const long = (length: number) => 'S3Z9NX0K'.repeat(2100).slice(0, length);
  const counted = [1, 2, 3, 4, 5, 12, 17, 62, 63, 64, 65, 66, 67, 127, 128, 129, 300, 16_380].flatMap((length) => [
    ...[long(length), '0'.repeat(length), 'F'.repeat(length), '-'.repeat(length), `${long(length - 1)}.`].map((text) =>
      value('disk', text),
    ),
    ...[`${'0'.repeat(length)}1`, `${'f'.repeat(length)}0`, `${'-'.repeat(length)}none`].map((text) =>
      value('disk', text),
    ),
    value('disk', `0123456789${'x'.repeat(length)}`.slice(0, 16_384)),
    value('raw', long(length)),
    value('raw', ` ${long(length)}\t`),
  ]);
  const digits = [
    '0123456789',
    '012345678',
    '0123456789a',
    '012-345-678-9',
    '0123456780',
    '00123456789',
    '0123',
    '01234567',
  ];
  return [...counted, ...digits.flatMap((text) => [value('disk', text), value('raw', text)])];
}

/** What is nearly a kind, and all kinds with one value; values of no byte and of blanks. */
function kinds(): Value[] {
  const near = KINDS.concat('tpm').flatMap((kind) => [kind, kind.slice(1), kind.slice(0, -1), `${kind}x`, `${kind} `]);
  return [...near, '', ' ', 'x', 'board disk'].flatMap((kind) =>
    ['S3Z9 NX0K', '', ' \t\r\n\v\f', 'none', '02:16:3e:5c:77:d1'].map((text) => value(kind, text)),
  );
}

/** A pasted code or license key is no fingerprint; of another kind both are values like others. */
function pasted(): Value[] {
  const code = encodeCode('R', payload());
  const key = encodeLicenseKey(new Uint8Array(17).fill(7));
  const wrong = key.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const codes = [code, code.toLowerCase(), ` ${code}`, 'LKA1', 'lkr1-', 'LK A1 xyz'];
  const keys = [key, key.toLowerCase(), key.replaceAll('-', ' ')];
  // Too long to be looked through for a code: what the text before was says nothing about it.
  const over = value('raw', 'S3Z9NX0K'.repeat(2049));
  return [
    ...codes.map((text) => value('raw', text, CODE)),
    ...keys.map((text) => value('raw', text, KEY)),
    value('raw', wrong),
    ...[value('raw', code, CODE), over, value('raw', key, KEY), over, value('raw', code, CODE)],
    ...['disk', 'board'].flatMap((kind) => [...codes, ...keys].map((text) => value(kind, text))),
  ];
}

/** Products at the limits of their length. */
function products(): Value[] {
  return ['p', 'ü', 'p'.repeat(64)].flatMap((product) =>
    KINDS.map((kind) => ({ product, kind, value: utf8(`Größe 17 of ${kind}`) })),
  );
}

const VALUES = [
  ...kinds(),
  ...everyByte(),
  ...addresses(),
  ...placeholders(),
  ...lengths(),
  ...pasted(),
  ...products(),
].map((it) => ({ ...it, asked: askedOf(it), expected: expectedOf(it) }));

function askedOf({ product, kind, value: given }: Value): Uint8Array {
  return record((to) => to.text(product).text(kind).data(given));
}

/** The numbers of the head, and what stands behind its sentence. */
function expectedOf(it: Value): string {
  const detail = detailFor(it);
  const status = detail === 0 ? FINE : detail === UNKNOWN ? BAD_INPUT : UNUSABLE;
  const normalized = normalize(it.value);
  const hash = () =>
    sha256(concat(ascii('latchkey/component/1\0'), utf8(it.product), ascii(`\0${it.kind}\0`), normalized)).subarray(
      0,
      16,
    );
  const body = status === FINE ? record((to) => to.bytes(hash(), 16, '').data(normalized)) : new Uint8Array();
  return `${status} ${detail} ${Buffer.from(body).toString('hex')}`;
}

function answerOf(abi: Abi, asked: Uint8Array): string {
  const answer = abi.call({ name: 'component', record: asked });
  const view = new DataView(answer.buffer);
  const behindName = 24 + view.getUint32(20, true);
  const behind = behindName + 4 + view.getUint32(behindName, true);
  const [status, detail] = [view.getUint32(0, true), view.getUint32(4, true)];
  return `${status} ${detail} ${Buffer.from(answer.subarray(behind)).toString('hex')}`;
}

/** What a long value could have written over. */
const CODE_AFTERWARDS = [question('a code after all values', PLAIN_CODE)];

/** The first value that is judged, normalized or derived otherwise. */
export function wrongValue(module: WebAssembly.Module): string | undefined {
  const abi = new Abi(module);
  abi.call({ name: 'trust_key', record: TRUSTED });
  for (const list of [VALUES, VALUES.toReversed()]) {
    for (const { kind, value: given, asked, expected } of list) {
      const found = answerOf(abi, asked);
      if (found !== expected) {
        const text = Buffer.from(given.subarray(0, 60)).toString('latin1');
        return `${kind} ${JSON.stringify(text)}: ${found.slice(0, 90)} and not ${expected.slice(0, 90)}`;
      }
    }
  }
  return firstFault((asked) => abi.call({ name: 'check', record: asked }), CODE_AFTERWARDS);
}
