// Where a license holds: product, request, machine, domain (steps 7 to 10).
import { fromHex } from '../../reference/bytes.ts';
import * as cbor from '../../reference/cbor.ts';
import { bind, lockOf, ZERO_LOCK } from '../../reference/machine.ts';
import {
  bound,
  COMPONENTS,
  code,
  collect,
  DAY,
  FOREIGN,
  ISSUED,
  NONCE,
  NOW,
  OTHER_SECRET,
  PLAIN_CODE,
  PRODUCT,
  pending,
  SECRET,
  TOKEN_ID,
  witness,
} from './issue.ts';

export const { cases, add } = collect();

// ---- product

const refusedProduct = (name: string, product: string): void =>
  add(name, 'wrong-product', { code: PLAIN_CODE, product }, {}, 'T26');
add('the product that the code names is licensed', 'licensed', { code: PLAIN_CODE, product: PRODUCT });
refusedProduct('another product is refused', 'com.example.viewer');
refusedProduct('a product that the name continues is refused', `${PRODUCT}.pro`);
refusedProduct('a product that the name begins with is refused', PRODUCT.slice(0, -1));
refusedProduct('a product in upper case is another product', PRODUCT.toUpperCase());
refusedProduct('an empty product expects no code', '');
refusedProduct('a product in another Unicode normalization is another product', `${PRODUCT}\u0301`);
add('the product is judged before the machine, the domain and the clock', 'wrong-product', {
  code: code({ 4: cbor.int(0) }, { 4: bound(1, 1), 3: cbor.array(cbor.string('a.example')) }),
  product: 'x',
  now: -1,
});

// ---- request

const answer = code({ 10: cbor.bytes(NONCE) });
const otherNonce = NONCE.with(7, 9);
add(
  'the answer to the pending request is taken and is signed time',
  'licensed',
  { code: answer, pending: pending(NONCE, 0) },
  { signedTime: true },
);
add('an answer to another request is refused', 'wrong-request', { code: answer, pending: pending(otherNonce, 0) });
add('a nonce that differs in its first byte is another', 'wrong-request', {
  code: answer,
  pending: pending(NONCE.with(0, 0x81), 0),
});
add(
  'a code without a nonce may be installed, and is no signed time',
  'licensed',
  { code: PLAIN_CODE, pending: pending(NONCE, 0) },
  { signedTime: false },
);
add('an installed code is checked without its request', 'licensed', { code: answer }, { signedTime: false });
add('a nonce of zeros is a nonce', 'wrong-request', {
  code: code({ 10: cbor.bytes(new Uint8Array(8)) }),
  pending: pending(NONCE, 0),
});
add('a pending nonce of zeros is a nonce', 'wrong-request', { code: answer, pending: pending(new Uint8Array(8), 0) });
add('the request is judged before the machine', 'wrong-request', {
  code: code({ 10: cbor.bytes(NONCE) }, { 4: bound(1, 1) }),
  pending: pending(otherNonce, 0),
});
add('the request is judged before the clock', 'wrong-request', {
  code: code({ 10: cbor.bytes(NONCE), 4: cbor.int(0) }),
  pending: pending(otherNonce, 0),
});

// ---- machine

const locked = code({}, { 4: bound(2, 3, SECRET) });
const open = code({}, { 4: bound(2, 3) });
const [one, two, three, four] = COMPONENTS;

add(
  'all three components with the own secret match',
  'licensed',
  { code: locked, components: COMPONENTS, secret: SECRET },
  { matched: [true, true, true], releasable: true },
  'A10',
);
add(
  'two of three are enough',
  'licensed',
  { code: locked, components: [three, one], secret: SECRET },
  { matched: [true, false, true], releasable: true },
  'A10',
);
add(
  'one of three where two are needed is refused',
  'wrong-machine',
  { code: locked, components: [one, four], secret: SECRET },
  {},
  'A10',
);
add(
  'the order of the components does not matter',
  'licensed',
  { code: locked, components: [three, two, one], secret: SECRET },
  { matched: [true, true, true] },
);
add('one component twice matches one binding once', 'wrong-machine', {
  code: locked,
  components: [one, one, one],
  secret: SECRET,
});
add(
  'a code for another machine is refused',
  'wrong-machine',
  { code: locked, components: FOREIGN, secret: SECRET },
  {},
  'A3',
);
add('a machine without components fits no bound code', 'wrong-machine', {
  code: locked,
  components: [],
  secret: SECRET,
});
add(
  'the same machine with another secret is refused: the seat was given back',
  'wrong-machine',
  { code: locked, components: COMPONENTS, secret: OTHER_SECRET },
  {},
  'A4',
);
add(
  'the same machine without its secret is refused',
  'wrong-machine',
  { code: locked, components: COMPONENTS },
  {},
  'A4',
);
add(
  'a code bound with the zero lock fits a machine that has a secret',
  'licensed',
  { code: open, components: COMPONENTS, secret: SECRET },
  { matched: [true, true, true], releasable: false },
);
add(
  'a code bound with the zero lock fits a machine without a secret',
  'licensed',
  { code: open, components: COMPONENTS },
  { releasable: false },
);
add('a code bound with the zero lock still needs its components', 'wrong-machine', {
  code: open,
  components: [one, ...FOREIGN],
});
add(
  'the portal may pass the lock instead of the secret',
  'licensed',
  { code: locked, components: COMPONENTS, lock: lockOf(SECRET) },
  { releasable: true },
);
add('the secret is not its own lock', 'wrong-machine', { code: locked, components: COMPONENTS, lock: SECRET });
add('own lock and zero lock are never counted together', 'wrong-machine', {
  code: mixed(2),
  components: COMPONENTS,
  secret: SECRET,
});
add(
  'with one binding of each lock and one needed the own lock is tried first',
  'licensed',
  { code: mixed(1), components: COMPONENTS, secret: SECRET },
  { matched: [true, false], releasable: true },
);
add(
  'with one binding of each lock the zero lock is tried next',
  'licensed',
  { code: mixed(1), components: COMPONENTS, secret: OTHER_SECRET },
  { matched: [false, true], releasable: false },
);
add(
  'a secret of zeros has a lock of its own',
  'licensed',
  { code: code({}, { 4: bound(1, 1, new Uint8Array(16)) }), components: COMPONENTS, secret: new Uint8Array(16) },
  { releasable: true },
);
add('a component of another product does not fit', 'wrong-machine', {
  code: locked,
  components: [fromHex('00'.repeat(16)), one],
  secret: SECRET,
});
add('bindings of another token id do not fit', 'wrong-machine', {
  code: code({ 7: cbor.bytes(TOKEN_ID.with(0, 0)) }, { 4: bound(1, 3, SECRET) }),
  components: COMPONENTS,
  secret: SECRET,
});
add(
  'eight components may match eight bindings',
  'licensed',
  {
    code: code({}, { 4: cbor.array(cbor.int(8), cbor.bytes(bind(TOKEN_ID, ZERO_LOCK, eightComponents()))) }),
    components: eightComponents(),
  },
  { matched: Array<boolean>(8).fill(true) },
);
add(
  'a code that is not bound fits every machine',
  'licensed',
  { code: PLAIN_CODE, components: FOREIGN, secret: SECRET },
  { releasable: false },
);
add('the machine is judged before the domain', 'wrong-machine', {
  code: code({}, { 4: bound(1, 1), 3: cbor.array(cbor.string('a.example')) }),
  host: 'b.example',
});
add(
  'the machine is judged before the clock, and the witness is kept all the same',
  'wrong-machine',
  { code: code({ 4: cbor.int(0) }, { 4: bound(1, 1) }), now: NOW + DAY, witness: witness(ISSUED, NOW) },
  { mark: NOW, seen: NOW + DAY },
);

/** One binding with the own lock for the first component, one with the zero lock for the second. */
function mixed(needed: number): string {
  const bindings = [...bind(TOKEN_ID, lockOf(SECRET), [one]), ...bind(TOKEN_ID, ZERO_LOCK, [two])];
  return code({}, { 4: cbor.array(cbor.int(needed), cbor.bytes(Uint8Array.from(bindings))) });
}

function eightComponents(): Uint8Array[] {
  return Array.from({ length: 8 }, (_, i) => new Uint8Array(16).fill(i + 1));
}

// ---- domain

const domain = (...patterns: string[]): string =>
  code({}, { 3: cbor.array(...patterns.map((pattern) => cbor.string(pattern))) });
const domains: readonly [string, 'licensed' | 'wrong-domain', string[], string | undefined][] = [
  ['the host name that the code names fits', 'licensed', ['app.example.com'], 'app.example.com'],
  ['upper case in the host name does not matter', 'licensed', ['app.example.com'], 'App.EXAMPLE.com'],
  ['one dot at the end of the host name does not matter', 'licensed', ['app.example.com'], 'app.example.com.'],
  ['two dots at the end of the host name do', 'wrong-domain', ['app.example.com'], 'app.example.com..'],
  ['one of several patterns is enough', 'licensed', ['a.example', 'b.example'], 'b.example'],
  ['another host name is refused', 'wrong-domain', ['app.example.com'], 'app.example.org'],
  ['a host name that only contains the pattern is refused', 'wrong-domain', ['example.com'], 'notexample.com'],
  ['a host name that only ends in the pattern is refused', 'wrong-domain', ['example.com'], 'evil.example.com'],
  ['a host name that continues the pattern is refused', 'wrong-domain', ['example.com'], 'example.com.evil.org'],
  ['a host name with a port is another name', 'wrong-domain', ['example.com'], 'example.com:8443'],
  ['without a host name a code with domains is refused', 'wrong-domain', ['example.com'], undefined],
  ['an empty host name is none', 'wrong-domain', ['example.com'], ''],
  ['a host name that is one dot is none', 'wrong-domain', ['*.com'], '.'],
  ['an asterisk stands for one label', 'licensed', ['*.example.com'], 'app.example.com'],
  ['an asterisk does not stand for no label', 'wrong-domain', ['*.example.com'], 'example.com'],
  ['an asterisk does not stand for an empty label', 'wrong-domain', ['*.example.com'], '.example.com'],
  ['an asterisk does not stand for two labels', 'wrong-domain', ['*.example.com'], 'a.b.example.com'],
  ['an asterisk does not stand for a part of a label', 'wrong-domain', ['*.example.com'], 'appexample.com'],
  ['an asterisk in the host name is no wildcard', 'wrong-domain', ['app.example.com'], '*.example.com'],
  ['an IP address fits when it is named', 'licensed', ['192.168.0.10'], '192.168.0.10'],
  ['an asterisk does not stand for a part of an IP address', 'wrong-domain', ['*.168.0.10'], '192.168.0.10'],
  [
    'an asterisk does not stand for a part of an IP address with a dot behind',
    'wrong-domain',
    ['*.168.0.10'],
    '192.168.0.10.',
  ],
  ['a name in Unicode is not converted', 'wrong-domain', ['xn--bcher-kva.example'], 'b\u00fccher.example'],
  ['a Kelvin sign in the host name is no k', 'wrong-domain', ['kiosk.example'], '\u212aiosk.example'],
  ['a space behind the host name is another name', 'wrong-domain', ['example.com'], 'example.com '],
  ['a host name in the notation of IPv6 fits no pattern', 'wrong-domain', ['*.example'], '[::1]'],
];
for (const [name, reason, patterns, host] of domains)
  add(name, reason, { code: domain(...patterns), ...(host !== undefined && { host }) });
add('a host name does not matter to a code without domains', 'licensed', { code: PLAIN_CODE, host: 'anything at all' });
add('the domain is judged before the clock', 'wrong-domain', {
  code: code({ 4: cbor.int(0) }, { 3: cbor.array(cbor.string('a.example')) }),
  host: 'b.example',
});
add('a refusal for the domain names the license', 'wrong-domain', { code: domain('a.example') });
