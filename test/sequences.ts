// Questions to one verifier, one after the other, each with the verdict of the reference: what a call leaves behind must not reach into the next one.
import { type Question, question } from './question.ts';
import * as cbor from './reference/cbor.ts';
import { bind } from './reference/machine.ts';
import { encodeCode } from './reference/text.ts';
import { sign1 } from './reference/token.ts';
import {
  bound,
  COMPONENTS,
  code,
  FOREIGN,
  ISSUED,
  NONCE,
  NOW,
  PLAIN_CODE,
  payload,
  pending,
  SECRET,
  STRANGER,
  TOKEN_ID,
  token,
  witness,
} from './vectors/cases/issue.ts';

const { int, string, bytes, array, map, TRUE } = cbor;
const domains = (...list: string[]) => array(...list.map((name) => string(name)));
const zeros = (length: number) => new Uint8Array(length);

/**
 * A code that has everything, on its own machine, as the answer to its request, and soon to be renewed. Its domains stand behind long texts: they are still in
 * memory when a shorter code has been read over it.
 */
const whole = code(
  { 1: string('Example'.repeat(9)), 4: int(NOW + 86_400), 5: int(ISSUED), 10: bytes(NONCE) },
  {
    ...{
      1: string('customer'.repeat(8)),
      2: map([string('a'), TRUE], [string('b'), int(7)], [string('c'), string('text'.repeat(60))]),
    },
    ...{ 3: domains('first.example', '*.second.example', 'third.example'), 4: bound(2, 3, SECRET) },
    ...{ 5: int(60), 6: int(7_200), 7: string('pro'), 8: int(90_000), 9: int(3) },
  },
);
const atHome = { secret: SECRET, components: COMPONENTS, host: 'third.example' };
const everything = question('everything', whole, { ...atHome, pending: pending(NONCE, ISSUED) });

/** The limits of time, with a witness that knows more than the clock says. */
const expiring = code({ 4: int(NOW) });
const lockNearZero = Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? 1 : 0));
const lockedNearZero = array(int(1), bytes(bind(TOKEN_ID, lockNearZero, COMPONENTS.slice(0, 1))));

function forged(): string {
  const content = payload({ 4: int(NOW * 2) });
  const wrong = sign1(token(content).subarray(3, 16), content, new Uint8Array(64).fill(1));
  return encodeCode('A', wrong);
}

const QUESTIONS: Question[] = [
  question('the least code', PLAIN_CODE),
  question('no text', ''),
  question('a code that was cut', whole.slice(0, -7)),
  question('a stranger', encodeCode('A', token(payload(), STRANGER))),
  question('a wrong signature', forged()),
  question('claims that are wrong', code({ 3: undefined })),
  question('another product', whole, { ...atHome, product: 'x' }),
  question('another request', whole, { ...atHome, pending: pending(TOKEN_ID, 0) }),
  question('another machine', whole, { ...atHome, components: FOREIGN }),
  question('another secret', whole, { ...atHome, secret: zeros(16) }),
  question('no components', whole, { ...atHome, components: [] }),
  question('one component too few', whole, { ...atHome, components: COMPONENTS.slice(0, 1) }),
  question('two of three components', whole, { ...atHome, components: COMPONENTS.slice(1) }),
  question('another domain', whole, { ...atHome, host: 'fourth.example' }),
  question('no host name', whole, { secret: SECRET, components: COMPONENTS }),
  question('a host name that is only a dot', whole, { ...atHome, host: '.' }),
  question('a label in place of the star', whole, { ...atHome, host: 'a.second.example' }),
  question('the zero lock', code({}, { 4: bound(1, 2) }), { secret: SECRET, components: COMPONENTS }),
  question('the zero lock, without a secret', code({}, { 4: bound(1, 2) }), { components: COMPONENTS }),
  // What a portal passes: it knows locks, not secrets.
  question('the zero lock as a lock, and a pending request behind it', code({}, { 4: bound(1, 1) }), {
    ...{ lock: zeros(16), components: COMPONENTS, pending: pending(NONCE, 0) },
  }),
  question('a lock that differs from zero in its last byte', code({}, { 4: lockedNearZero }), {
    ...{ lock: lockNearZero, components: COMPONENTS },
  }),
  question('a nonce of zeros and no request', code({ 10: bytes(zeros(8)) })),
  question('a request of zeros and no nonce', PLAIN_CODE, { pending: zeros(16) }),
  question('a request of zeros and a nonce of zeros', code({ 10: bytes(zeros(8)) }), { pending: zeros(16) }),
  question('a domain of the code before', code({}, { 3: domains('first.example') }), { host: 'a.second.example' }),
  question('the only domain', code({}, { 3: domains('first.example') }), { host: 'first.example' }),
  question('a clock behind', expiring, { nowSeconds: NOW - 100_000, witness: witness(NOW - 1, NOW) }),
  question('no clock', expiring, { nowSeconds: Number.NaN }),
  question('not yet', code({ 5: int(NOW + 1) })),
  question('just now', code({ 5: int(NOW) })),
  question('over', expiring),
  question('the last second', expiring, { nowSeconds: NOW - 1 }),
  question('a check-in missed', code({}, { 6: int(3_600) })),
  question('a check-in ahead', code({}, { 6: int(3_601) })),
  question('to be refreshed', code({}, { 5: int(3_600) })),
  question('not to be refreshed yet', code({}, { 5: int(3_601) })),
  question('to be renewed', code({ 4: int(NOW + 100) }, { 8: int(100) })),
  question('not to be renewed yet', code({ 4: int(NOW + 101) }, { 8: int(100) })),
  question('to be renewed in 30 days', code({ 4: int(NOW + 2_592_000) })),
  question('not to be renewed in 30 days and a second', code({ 4: int(NOW + 2_592_001) })),
];

/** Each question after a code that has everything, after one whose time is over, and after itself. */
export const SEQUENCE: Question[] = QUESTIONS.flatMap((one) => [everything, one, question('over', expiring), one]);

/** Members that would matter, were they announced. */
export const FLAGGED: Question[] = [
  everything,
  question('a host name', code({}, { 3: domains('first.example') }), { host: 'first.example' }),
  question('another request', code({ 10: bytes(NONCE) }), { pending: pending(TOKEN_ID, 0) }),
  question('a secret', code({}, { 4: bound(1, 2, SECRET) }), { secret: SECRET, components: COMPONENTS }),
  question('a secret that is not needed', code({}, { 4: bound(1, 2) }), { secret: SECRET, components: COMPONENTS }),
];
