// What a machine and a portal say to one another besides codes: requests, receipts, license keys, machine values, public keys. Each case is one
// call of a host (hosts/README.md) with its answer, which the reference implementation gives or refuses.
import { concat, fromHex, hex, utf8 } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import { strictPoint } from '../../reference/ed25519.ts';
import { createReceipt, decodeReceipt, decodeRequest, encodeReceipt, encodeRequest } from '../../reference/exchange.ts';
import { component, lockOf, normalize, ZERO_LOCK } from '../../reference/machine.ts';
import { NUMBERS, Refusal } from '../../reference/refusal.ts';
import {
  decodeCode,
  decodeLicenseKey,
  encodeCode,
  encodeFile,
  encodeLicenseKey,
  type Letter,
} from '../../reference/text.ts';
import {
  COMPONENTS,
  code,
  NONCE,
  PLAIN_CODE,
  PRODUCT,
  SECOND,
  SECRET,
  STRANGER,
  TOKEN_ID,
  VENDOR,
  witness,
} from './issue.ts';

export interface Exchange {
  name: string;
  group: 'request' | 'receipt' | 'key' | 'component';
  /** Trusted before the call. */
  keys: string[];
  call: Record<string, unknown>;
  /** The answer. A problem is compared by its name and number; whatever else is here must be the same. */
  expect: Record<string, unknown>;
}

const cases: Exchange[] = [];

function add(group: Exchange['group'], name: string, call: Exchange['call'], expect: Exchange['expect']): void {
  cases.push({ name, group, keys: [hex(VENDOR.publicKey)], call, expect });
}

/** The value that the reference reads, or its refusal. */
function reading(read: () => unknown): Record<string, unknown> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { ok: false, problem: { code: NUMBERS[error.reason], name: error.reason } };
  }
}

const badInput = { error: 'bad-input' };

// ---- requests

interface Asked {
  components?: readonly Uint8Array[];
  secret?: Uint8Array;
  mark?: number;
  label?: string;
  licenseKey?: string;
  product?: string;
}

function requestCase(name: string, asked: Asked): void {
  const { components = COMPONENTS, secret, mark, label, licenseKey, product = PRODUCT } = asked;
  const bytes = encodeRequest({
    nonce: NONCE,
    product,
    components: [...components],
    lock: secret ? lockOf(secret) : ZERO_LOCK,
    label: label ?? '',
    ...(licenseKey !== undefined && { licenseKey }),
  });
  const seen = mark === undefined ? undefined : witness(mark, mark + 77);
  const call = {
    call: 'create_request',
    nonce: hex(NONCE),
    product,
    components: components.map(hex),
    secret: secret && hex(secret),
    witness: seen && hex(seen),
    label,
    licenseKey,
  };
  const pending = hex(concat(NONCE, (seen ?? new Uint8Array(16)).slice(0, 8)));
  add('request', name, call, { pending, code: encodeCode('R', bytes), file: encodeFile('R', bytes) });
}

const KEY = encodeLicenseKey(fromHex('0123456789abcdef0123456789abcdef01'));

requestCase('a request with all four components', { secret: SECRET });
requestCase('a request with one component, without a secret', { components: COMPONENTS.slice(0, 1) });
requestCase('a request remembers the mark of time', { secret: SECRET, mark: 1_772_000_000 });
requestCase('a request with a label in another script', { label: 'Werkstatt Süd – 工場' });
requestCase('a request with the longest label', { label: 'x'.repeat(64) });
requestCase('a request that carries the license key', { secret: SECRET, licenseKey: KEY, label: 'Desk 3' });
requestCase('a request of a product with the longest id', { product: 'p'.repeat(64) });
requestCase('a request with eight components', {
  components: [...COMPONENTS, ...[1, 2, 3, 4].map((n) => new Uint8Array(16).fill(n))],
});

const plainRequest = { call: 'create_request', nonce: hex(NONCE), product: PRODUCT, components: COMPONENTS.map(hex) };

add('request', 'a label above 64 bytes is refused', { ...plainRequest, label: 'x'.repeat(65) }, badInput);
add('request', 'a label is counted in bytes, not in letters', { ...plainRequest, label: 'ä'.repeat(33) }, badInput);
add('request', 'a label with a line break is refused', { ...plainRequest, label: 'a\nb' }, badInput);
add('request', 'a product without a name is refused', { ...plainRequest, product: '' }, badInput);
add('request', 'no components at all are refused', { ...plainRequest, components: [] }, badInput);
add(
  'request',
  'nine components are refused',
  { ...plainRequest, components: Array.from({ length: 9 }, (_, n) => hex(new Uint8Array(16).fill(n + 1))) },
  badInput,
);
add(
  'request',
  'the same component twice is refused',
  { ...plainRequest, components: [COMPONENTS[0], COMPONENTS[0]].map(hex) },
  badInput,
);
add('request', 'a nonce of seven bytes is refused by the host', { ...plainRequest, nonce: '01020304050607' }, badInput);
add(
  'request',
  'a component of fifteen bytes is refused by the host',
  { ...plainRequest, components: ['00112233445566778899aabbccddee'] },
  badInput,
);
add(
  'request',
  'a secret of seventeen bytes is refused by the host',
  { ...plainRequest, secret: `${hex(SECRET)}00` },
  badInput,
);

function decodeRequestCase(name: string, text: Uint8Array): void {
  const read = () => {
    const { nonce, product, components, lock, label, licenseKey } = decodeRequest(text);
    const locked = lock.some((byte) => byte !== 0);
    return {
      nonce: hex(nonce),
      ...(locked && { lock: hex(lock) }),
      product,
      components: components.map(hex),
      label,
      ...(licenseKey !== undefined && { licenseKey }),
      code: encodeCode('R', decodeCode(text, 'R').bytes),
    };
  };
  add('request', name, { call: 'decode_request', text: hex(text) }, reading(read));
}

const honest = { nonce: NONCE, product: PRODUCT, components: [...COMPONENTS], lock: lockOf(SECRET), label: 'Desk 3' };
const spelledRequest = (bytes: Uint8Array) => utf8(encodeCode('R', bytes));
const members = (...entries: [number, Uint8Array][]) =>
  spelledRequest(cbor.map(...entries.map(([key, value]): [Uint8Array, Uint8Array] => [cbor.int(key), value])));
const good: [number, Uint8Array][] = [
  [1, cbor.bytes(NONCE)],
  [2, cbor.string(PRODUCT)],
  [3, cbor.array(...COMPONENTS.map(cbor.bytes))],
  [4, cbor.bytes(ZERO_LOCK)],
  [5, cbor.string('')],
];
const without = (key: number, ...more: [number, Uint8Array][]) =>
  members(...good.filter(([it]) => it !== key), ...more);
const instead = (key: number, value: Uint8Array) =>
  members(...good.map((it): [number, Uint8Array] => (it[0] === key ? [key, value] : it)));

decodeRequestCase('a request is read', spelledRequest(encodeRequest(honest)));
decodeRequestCase('a request is read from its file', utf8(encodeFile('R', encodeRequest(honest))));
decodeRequestCase(
  'a request is read from a file with the line ends of Windows and words around it',
  utf8(`Hello,\r\n${encodeFile('R', encodeRequest(honest)).replaceAll('\n', '\r\n')}Bye`),
);
decodeRequestCase(
  'a request with a license key is read',
  spelledRequest(encodeRequest({ ...honest, licenseKey: KEY })),
);
decodeRequestCase('a request without a lock is read', members(...good));
decodeRequestCase('a request in lower case is read', utf8(encodeCode('R', encodeRequest(honest)).toLowerCase()));
for (const key of [1, 2, 3, 4, 5]) decodeRequestCase(`a request without its member ${key} is malformed`, without(key));
decodeRequestCase('a request with an unknown member is malformed', members(...good, [7, cbor.int(1)]));
decodeRequestCase('a request with a short nonce is malformed', instead(1, cbor.bytes(NONCE.slice(1))));
decodeRequestCase('a request with a product of 65 bytes is malformed', instead(2, cbor.string('p'.repeat(65))));
decodeRequestCase('a request with no components is malformed', instead(3, cbor.array()));
decodeRequestCase(
  'a request with the same component twice is malformed',
  instead(3, cbor.array(cbor.bytes(COMPONENTS[0]), cbor.bytes(COMPONENTS[0]))),
);
decodeRequestCase(
  'a request with a component of 15 bytes is malformed',
  instead(3, cbor.array(cbor.bytes(COMPONENTS[0].slice(1)))),
);
decodeRequestCase('a request with a lock of 15 bytes is malformed', instead(4, cbor.bytes(ZERO_LOCK.slice(1))));
decodeRequestCase('a request with a label that is no text is malformed', instead(5, cbor.int(5)));
decodeRequestCase('a request that is a list is malformed', spelledRequest(cbor.array(cbor.int(1))));
decodeRequestCase('an activation code is no request', utf8(PLAIN_CODE));
decodeRequestCase('a license key is no request', utf8(KEY));
decodeRequestCase('nothing is no request', utf8(''));
decodeRequestCase('a text above 16,384 bytes is no request', utf8('x'.repeat(16_385)));

// ---- receipts

function createReceiptCase(name: string, text: string, keys = [VENDOR.publicKey]): void {
  const read = () => {
    const bytes = encodeReceipt(createReceipt(utf8(text), SECRET, keys));
    return { code: encodeCode('D', bytes), file: encodeFile('D', bytes) };
  };
  const call = { call: 'create_receipt', code: hex(utf8(text)), secret: hex(SECRET) };
  cases.push({ name, group: 'receipt', keys: keys.map(hex), call, expect: reading(read) });
}

createReceiptCase('a receipt for a code', PLAIN_CODE);
createReceiptCase('a receipt for a code that has expired', code({ 4: cbor.int(1) }));
createReceiptCase(
  'a receipt for a code of another machine',
  code({}, { 4: cbor.array(cbor.int(1), cbor.bytes(new Uint8Array(8).fill(9))) }),
);
createReceiptCase('no receipt for a code of somebody else', PLAIN_CODE, [STRANGER.publicKey, SECOND.publicKey]);
createReceiptCase('no receipt for a code with a wrong symbol', PLAIN_CODE.replace('-TA24V', '-TA24W'));
createReceiptCase('no receipt for a request', encodeCode('R', encodeRequest(honest)));
createReceiptCase('no receipt for nothing', '');

function decodeReceiptCase(name: string, text: Uint8Array): void {
  const read = () => {
    const { tokenId, secret } = decodeReceipt(text);
    return { tokenId: hex(tokenId), lock: hex(lockOf(secret)), code: encodeCode('D', decodeCode(text, 'D').bytes) };
  };
  add('receipt', name, { call: 'decode_receipt', text: hex(text) }, reading(read));
}

const receipt = encodeReceipt({ tokenId: TOKEN_ID, secret: SECRET });
decodeReceiptCase('a receipt is read', utf8(encodeCode('D', receipt)));
decodeReceiptCase('a receipt is read from its file', utf8(encodeFile('D', receipt)));
decodeReceiptCase(
  'a receipt that was read aloud is read',
  utf8(encodeCode('D', receipt).toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')),
);
decodeReceiptCase(
  'a receipt with a secret of 15 bytes is malformed',
  utf8(encodeCode('D', cbor.map([cbor.int(1), cbor.bytes(TOKEN_ID)], [cbor.int(2), cbor.bytes(SECRET.slice(1))]))),
);
decodeReceiptCase(
  'a receipt with a third member is malformed',
  utf8(
    encodeCode(
      'D',
      cbor.map([cbor.int(1), cbor.bytes(TOKEN_ID)], [cbor.int(2), cbor.bytes(SECRET)], [cbor.int(3), cbor.int(1)]),
    ),
  ),
);
decodeReceiptCase(
  'a receipt with its rows exchanged is malformed',
  utf8(
    encodeFile('D', receipt)
      .split('\n')
      .toSpliced(2, 2, ...encodeFile('D', receipt).split('\n').slice(2, 4).reverse())
      .join('\n'),
  ),
);
decodeReceiptCase('an activation code is no receipt', utf8(PLAIN_CODE));

// ---- license keys, spellings, public keys

function licenseKeyCase(name: string, text: string): void {
  add(
    'key',
    name,
    { call: 'decode_license_key', text: hex(utf8(text)) },
    reading(() => decodeLicenseKey(utf8(text))),
  );
}

licenseKeyCase('a license key is read', KEY);
licenseKeyCase('a license key is read with slips', ` “${KEY.toLowerCase().replaceAll('-', '–')}” `);
licenseKeyCase('a license key with a wrong symbol is malformed', `${KEY.startsWith('2') ? '3' : '2'}${KEY.slice(1)}`);
licenseKeyCase('a license key that is cut off is malformed', KEY.slice(0, -1));
licenseKeyCase('an activation code is no license key', PLAIN_CODE);

function canonicalCase(name: string, text: string, letters = 'RADB'): void {
  const read = () => {
    const { letter, bytes } = decodeCode(utf8(text), letters);
    return { letter, code: encodeCode(letter as Letter, bytes), file: encodeFile(letter as Letter, bytes) };
  };
  add('key', name, { call: 'canonical', text: hex(utf8(text)) }, reading(read));
}

canonicalCase('an activation code is respelled', PLAIN_CODE.toLowerCase().replaceAll('-', ''));
canonicalCase('a request is respelled', encodeFile('R', encodeRequest(honest)));
canonicalCase('a receipt is respelled', `${encodeCode('D', receipt)}\n\n`);
canonicalCase('a license key is no code to respell', KEY);
canonicalCase('words are no code to respell', 'Thank you for your order.');

/** The rule of docs/decisions.md for trusted keys, by the reference's point decoding. */
function publicKeyCase(name: string, key: Uint8Array, problem?: { code: number; name: string }): void {
  if ((key.length === 32 && strictPoint(key) !== undefined) !== (problem === undefined))
    throw new Error(`the reference differs on "${name}"`);
  add(
    'key',
    `${name} is ${problem ? 'reported' : 'fit to be trusted'}`,
    { call: 'check_key', key: hex(key) },
    problem ? { ok: false, problem } : { ok: true },
  );
  add(
    'key',
    `${name} ${problem ? 'cannot' : 'can'} be trusted`,
    { call: 'trust', key: hex(key) },
    problem ? { error: problem.name } : { ok: true },
  );
}

publicKeyCase('a public key', SECOND.publicKey);
publicKeyCase('a public key of 31 bytes', SECOND.publicKey.slice(1), { code: 40, name: 'key-length' });
publicKeyCase('a public key of no bytes', new Uint8Array(), { code: 40, name: 'key-length' });
publicKeyCase('a public key that is not canonical', fromHex(`ee${'ff'.repeat(30)}7f`), {
  code: 41,
  name: 'key-not-canonical',
});
publicKeyCase('a public key that is not on the curve', fromHex(`02${'00'.repeat(31)}`), {
  code: 42,
  name: 'key-not-on-curve',
});
publicKeyCase('a public key of small order', fromHex(`01${'00'.repeat(31)}`), { code: 43, name: 'key-small-order' });

// ---- machine values

function componentCase(name: string, kind: string, value: string, product = PRODUCT): void {
  const made = component(product, kind, utf8(value));
  const expect = made
    ? { ok: true, value: { component: hex(made), normalized: new TextDecoder().decode(normalize(utf8(value))) } }
    : { ok: false, problem: { code: 32, name: 'unusable' } };
  add('component', name, { call: 'component', product, kind, value: hex(utf8(value)) }, expect);
}

componentCase('a machine id', 'machine-id', '4b1f2a60c7d94e0f8a3d5c6b7e8f9012\n');
componentCase('a board with capitals and spaces', 'board', ' PF2X K7QW\r\n');
componentCase('a disk', 'disk', 'S4EWNX0R512345');
componentCase('an address', 'mac', '00:1B:21:3A:4F:5C');
componentCase('a processor', 'cpu', '10000000f3a91c2b');
componentCase('a pasted fingerprint', 'raw', 'A1B2-C3D4');
componentCase('a value in another script', 'board', 'Ünïcode-工場');
componentCase('the same value of another product', 'disk', 'S4EWNX0R512345', 'another-product');
componentCase('the longest value', 'disk', 'x'.repeat(16_384));
add(
  'component',
  'a value of 16,385 bytes is refused, since its answer would not fit',
  { call: 'component', product: PRODUCT, kind: 'disk', value: '78'.repeat(16_385) },
  { ok: false, problem: { code: 50, name: 'bad-input' } },
);
componentCase('an empty value', 'board', ' \t\r\n');
componentCase('zeros', 'board', '00000000-0000-0000-0000-000000000000');
componentCase('only f', 'machine-id', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF');
componentCase('what the maker forgot', 'board', 'To Be Filled By O.E.M.');
componentCase('a default', 'board', 'Default string');
componentCase('a count', 'board', '0123456789ABCDEF');
componentCase('an address that software made up', 'mac', '02:42:ac:11:00:02');
add(
  'component',
  'a kind that does not exist',
  { call: 'component', product: PRODUCT, kind: 'gps', value: '61626364' },
  { ok: false, problem: { code: 50, name: 'bad-input' } },
);
add(
  'component',
  'a kind that is reserved',
  { call: 'component', product: PRODUCT, kind: 'tpm', value: '61626364' },
  { ok: false, problem: { code: 32, name: 'unusable' } },
);

export const exchanges: readonly Exchange[] = cases;
