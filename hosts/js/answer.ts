// The head of every answer, and the verdict behind it, from records to the types of verdict.ts.
import { LatchkeyError } from './error.ts';
import type { RecordReader } from './record.ts';
import type {
  Accepted,
  AcceptedName,
  Claims,
  FeatureValue,
  Problem,
  RefusalName,
  Refused,
  Verdict,
} from './verdict.ts';

const NOWHERE = 0xffffffff;
const FLAG = { accepted: 1, renewSoon: 2, releasable: 4, signedTime: 8 };
const FEATURE_TYPE = { granted: 0, integer: 1 };

/** The seven members that every answer begins with, when they tell of a problem; passed over when all is well, since a first text takes time. */
export function readProblem(record: RecordReader): Problem | undefined {
  const code = record.u32();
  if (code !== 0) return readPlace(record, code);
  record.passHead();
  return undefined;
}

/** The seven members that every answer begins with. */
export function readHead(record: RecordReader): Problem {
  return readPlace(record, record.u32());
}

function readPlace(record: RecordReader, code: number): Problem {
  const detail = record.u32();
  const row = record.u32();
  const group = record.u32();
  const offset = record.u32();
  // A sentence without a place is always the same.
  const placeless = row === 0 && group === 0;
  const [name, sentence] = placeless ? record.texts(code * 0x1_0000 + detail) : [record.text(), record.text()];
  const problem: Problem = { code, name, sentence, detail };
  if (row > 0) problem.row = row;
  if (group > 0) problem.group = group;
  if (offset !== NOWHERE) problem.offset = offset;
  return problem;
}

export function readVerdict(record: RecordReader): Verdict {
  const head = readHead(record);
  const flags = record.u32();
  return (flags & FLAG.accepted) !== 0 ? readAccepted(record, head, flags) : readRefused(record, head);
}

function readAccepted(record: RecordReader, head: Problem, flags: number): Accepted {
  const matched = record.u32();
  const needed = record.u32();
  const bound = record.u32();
  const witness = record.bytes(16);
  record.i64(); // missed and used belong to refusals
  record.i64();
  const secondsToExpiry = record.i64();
  const daysToExpiry = record.i64();
  const secondsToCheckIn = record.i64();
  const daysToCheckIn = record.i64();
  const verdict: Accepted = {
    accepted: true,
    reason: head.name as AcceptedName, // the module's own names; test/hosts-js.test.ts compares them with the types
    code: head.code,
    sentence: head.sentence,
    detail: head.detail,
    witness,
    claims: readClaims(record, record.text()),
    renewSoon: (flags & FLAG.renewSoon) !== 0,
    releasable: (flags & FLAG.releasable) !== 0,
    signedTime: (flags & FLAG.signedTime) !== 0,
  };
  if (secondsToExpiry !== undefined) verdict.secondsToExpiry = secondsToExpiry;
  if (daysToExpiry !== undefined) verdict.daysToExpiry = daysToExpiry;
  if (secondsToCheckIn !== undefined) verdict.secondsToCheckIn = secondsToCheckIn;
  if (daysToCheckIn !== undefined) verdict.daysToCheckIn = daysToCheckIn;
  if (bound > 0) verdict.machine = { matched: bits(matched, bound), needed, bound };
  return verdict;
}

function readRefused(record: RecordReader, { name, ...head }: Problem): Refused {
  for (let member = 0; member < 3; member++) record.u32(); // matched, needed, bound: a refusal tells no counts
  const witness = record.bytes(16);
  const missedSeconds = record.i64();
  const usedSeconds = record.i64();
  for (let member = 0; member < 4; member++) record.i64(); // countdowns belong to accepting verdicts
  const licenseId = record.text();
  const verdict: Refused = { accepted: false, reason: name as RefusalName, ...head, witness }; // the name as above
  if (licenseId) verdict.licenseId = licenseId;
  if (missedSeconds !== undefined) verdict.missedSeconds = missedSeconds;
  if (usedSeconds !== undefined) verdict.usedSeconds = usedSeconds;
  return verdict;
}

function readClaims(record: RecordReader, licenseId: string): Claims {
  const issuedAt = record.i64() ?? 0;
  const notBefore = record.i64();
  const expiresAt = record.i64();
  const refreshAt = record.i64();
  const checkInBy = record.i64();
  const renewWindowSeconds = record.i64() ?? 0;
  const epoch = record.i64();
  const tokenId = record.bytes(8);
  const nonce = record.data();
  const issuer = record.text();
  const product = record.text();
  const customerId = record.text();
  const plan = record.text();
  const domains: string[] = [];
  for (let left = record.u32(); left > 0; left--) domains.push(record.text());
  const features = readFeatures(record);
  const claims: Claims = { licenseId, product, tokenId, issuedAt, renewWindowSeconds, domains, features };
  if (notBefore !== undefined) claims.notBefore = notBefore;
  if (expiresAt !== undefined) claims.expiresAt = expiresAt;
  if (refreshAt !== undefined) claims.refreshAt = refreshAt;
  if (checkInBy !== undefined) claims.checkInBy = checkInBy;
  if (epoch !== undefined) claims.epoch = epoch;
  if (nonce.length > 0) claims.nonce = nonce;
  if (issuer) claims.issuer = issuer;
  if (customerId) claims.customerId = customerId;
  if (plan) claims.plan = plan;
  return claims;
}

/** A feature may have any name, `__proto__` too, and all are own properties. */
function readFeatures(record: RecordReader): Record<string, FeatureValue> {
  const features: Record<string, FeatureValue> = {};
  for (let left = record.u32(); left > 0; left--) {
    const name = record.text();
    const type = record.u32();
    const integer = record.i64() ?? 0;
    const text = record.text();
    const value = type === FEATURE_TYPE.granted ? true : type === FEATURE_TYPE.integer ? integer : text;
    if (name === '__proto__') {
      Object.defineProperty(features, name, { value, enumerable: true, configurable: true, writable: true });
    } else features[name] = value;
  }
  return features;
}

/** No code has more than 8 bindings; a broken module's number must not become a loop. */
function bits(mask: number, count: number): boolean[] {
  if (count > 8) throw new LatchkeyError('bad-module', 'the module answered a broken record');
  const set: boolean[] = [];
  for (let i = 0; i < count; i++) set.push(((mask >> i) & 1) === 1);
  return set;
}
