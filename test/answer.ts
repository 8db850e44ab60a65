// `check` as records: what a host writes, and what docs/abi.md says that it reads, from the verdict of the reference. A host hides half of it.

import { record } from './abi.ts';
import type { RecordWriter } from './record.ts';
import { type Accepted, type Evidence, isAccepted, type Verdict } from './reference/decide.ts';
import { NUMBERS } from './reference/refusal.ts';
import type { Claims, Feature } from './reference/token.ts';

const NOWHERE = 0xffffffff;
const USUAL_WINDOW = 2_592_000;

/** The record of a question. */
export function questionOf(evidence: Evidence): Uint8Array {
  const { secret, lock, pending, host } = evidence;
  const flags = (secret ? 1 : 0) | (lock ? 2 : 0) | (pending ? 4 : 0) | (host === undefined ? 0 : 8);
  return record((to) => {
    to.f64(evidence.nowSeconds)
      .f64(evidence.runningSeconds ?? 0)
      .bytes(evidence.witness, 16, 'witness')
      .u32(flags);
    to.bytes(lock ?? secret, 16, 'secret or lock')
      .bytes(pending, 16, 'pending')
      .text(evidence.product);
    to.text(host ?? '')
      .components(evidence.components ?? [])
      .data(evidence.code);
  });
}

/** What is wrong with an answer; undefined when it says what the reference says. */
export function faultOf(answer: Uint8Array, verdict: Verdict): string | undefined {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const head = Array.from({ length: 5 }, (_, i) => view.getUint32(4 * i, true));
  if (head[0] !== NUMBERS[verdict.reason]) return `status ${head[0]}`;
  // Details and places of what is no code at all are compared elsewhere; nothing else has any.
  const isRead = head[0] === 0 || head[0] > NUMBERS.unsupported;
  if (isRead && head.slice(1).join() !== [0, 0, 0, NOWHERE].join()) return `detail and place ${head.slice(1)}`;
  const name = dataAt(answer, 20);
  if (Buffer.from(name).toString() !== verdict.reason) return `name ${Buffer.from(name).toString()}`;
  const sentence = dataAt(answer, 24 + name.length);
  if (sentence.length === 0) return 'no sentence';
  const body = Buffer.from(answer.subarray(28 + name.length + sentence.length));
  const expected = Buffer.from(record((to) => writeBody(to, verdict)));
  return body.equals(expected) ? undefined : `${body.toString('hex')} and not ${expected.toString('hex')}`;
}

function dataAt(answer: Uint8Array, at: number): Uint8Array {
  const length = new DataView(answer.buffer, answer.byteOffset).getUint32(at, true);
  return answer.subarray(at + 4, at + 4 + length);
}

/** What stands behind the head. */
function writeBody(to: RecordWriter, verdict: Verdict): void {
  const accepted = isAccepted(verdict) ? verdict : undefined;
  const refused = isAccepted(verdict) ? undefined : verdict;
  const { needed = 0, bound = 0, matched = [] } = accepted?.machine ?? {};
  to.u32(accepted ? flagsOf(accepted) : 0);
  to.u32(matched.reduce((bits, one, i) => bits | (one ? 1 << i : 0), 0));
  to.u32(needed).u32(bound).bytes(verdict.witness, 16, 'witness');
  const numbers = [
    ...[refused?.missedSeconds, refused?.usedSeconds],
    ...[accepted?.secondsToExpiry, accepted?.daysToExpiry, accepted?.secondsToCheckIn, accepted?.daysToCheckIn],
  ];
  for (const number of numbers) to.i64(number, 'a time');
  to.text((accepted ? accepted.claims.licenseId : refused?.licenseId) ?? '');
  if (accepted) writeClaims(to, accepted.claims);
}

function flagsOf({ renewSoon, releasable, signedTime }: Accepted): number {
  return 1 | (renewSoon ? 2 : 0) | (releasable ? 4 : 0) | (signedTime ? 8 : 0);
}

function writeClaims(to: RecordWriter, claims: Claims): void {
  const { issuedAt, refreshSeconds, offlineSeconds, domains = [], features } = claims;
  const after = (duration: number | undefined) => (duration === undefined ? undefined : issuedAt + duration);
  for (const time of [issuedAt, claims.notBefore, claims.expiresAt, after(refreshSeconds), after(offlineSeconds)]) {
    to.i64(time, 'a time');
  }
  to.i64(claims.renewWindowSeconds ?? USUAL_WINDOW, 'window').i64(claims.epoch, 'epoch');
  to.bytes(claims.tokenId, 8, 'token id').data(claims.nonce ?? new Uint8Array());
  for (const text of [claims.issuer, claims.product, claims.customerId, claims.plan]) to.text(text ?? '');
  to.u32(domains.length);
  for (const domain of domains) to.text(domain);
  to.u32(Object.keys(features).length);
  for (const [name, value] of Object.entries(features)) writeFeature(to.text(name), value);
}

function writeFeature(to: RecordWriter, value: Feature): void {
  if (value === true) to.u32(0).i64(undefined, '').text('');
  else if (typeof value === 'number') to.u32(1).i64(value, '').text('');
  else to.u32(2).i64(undefined, '').text(value);
}
