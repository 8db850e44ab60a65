// The head of every answer, and the verdict behind it, from records to the types of verdict.ts.
import { LatchkeyError } from './error.ts';
import { claim, type Memory, passHead, passTexts, readBytes, readI64, readText, readU32 } from './record.ts';
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
export function readProblem(memory: Memory): Problem | undefined {
  const code = readU32(memory);
  if (code !== 0) return readHead(memory, code);
  passHead(memory);
  return undefined;
}

/** The seven members that every answer begins with; the code may have been read. */
export function readHead(memory: Memory, code = readU32(memory)): Problem {
  const detail = readU32(memory);
  const row = readU32(memory);
  const group = readU32(memory);
  const offset = readU32(memory);
  // A sentence without a place is always the same: read once, passed over from then on.
  const key = row === 0 && group === 0 ? code * 0x1_0000 + detail : -1;
  let texts = memory.heads.get(key);
  if (texts) passTexts(memory);
  else texts = [readText(memory), readText(memory)];
  if (key >= 0) memory.heads.set(key, texts);
  const [name, sentence] = texts;
  const problem: Problem = { code, name, sentence, detail };
  if (row > 0) problem.row = row;
  if (group > 0) problem.group = group;
  if (offset !== NOWHERE) problem.offset = offset;
  return problem;
}

export function readVerdict(memory: Memory): Verdict {
  const head = readHead(memory);
  const flags = readU32(memory);
  return (flags & FLAG.accepted) !== 0 ? readAccepted(memory, head, flags) : readRefused(memory, head);
}

function readAccepted(memory: Memory, head: Problem, flags: number): Accepted {
  const matched = readU32(memory);
  const needed = readU32(memory);
  const bound = readU32(memory);
  const witness = readBytes(memory, 16);
  claim(memory, 16); // missed and used belong to refusals
  const secondsToExpiry = readI64(memory);
  const daysToExpiry = readI64(memory);
  const secondsToCheckIn = readI64(memory);
  const daysToCheckIn = readI64(memory);
  const verdict: Accepted = {
    accepted: true,
    reason: head.name as AcceptedName, // the module's own names; test/hosts-js.test.ts compares them with the types
    code: head.code,
    sentence: head.sentence,
    detail: head.detail,
    witness,
    claims: readClaims(memory, readText(memory)),
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

function readRefused(memory: Memory, { name, ...head }: Problem): Refused {
  claim(memory, 12); // matched, needed, bound: a refusal tells no counts
  const witness = readBytes(memory, 16);
  const missedSeconds = readI64(memory);
  const usedSeconds = readI64(memory);
  claim(memory, 32); // countdowns belong to accepting verdicts
  const licenseId = readText(memory);
  const verdict: Refused = { accepted: false, reason: name as RefusalName, ...head, witness }; // the name as above
  if (licenseId) verdict.licenseId = licenseId;
  if (missedSeconds !== undefined) verdict.missedSeconds = missedSeconds;
  if (usedSeconds !== undefined) verdict.usedSeconds = usedSeconds;
  return verdict;
}

function readClaims(memory: Memory, licenseId: string): Claims {
  const issuedAt = readI64(memory) ?? 0;
  const notBefore = readI64(memory);
  const expiresAt = readI64(memory);
  const refreshAt = readI64(memory);
  const checkInBy = readI64(memory);
  const renewWindowSeconds = readI64(memory) ?? 0;
  const epoch = readI64(memory);
  const tokenId = readBytes(memory, 8);
  const nonce = readBytes(memory, readU32(memory));
  const issuer = readText(memory);
  const product = readText(memory);
  const customerId = readText(memory);
  const plan = readText(memory);
  const domains: string[] = [];
  for (let left = readU32(memory); left > 0; left--) domains.push(readText(memory));
  const features = readFeatures(memory);
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
function readFeatures(memory: Memory): Record<string, FeatureValue> {
  const features: Record<string, FeatureValue> = {};
  for (let left = readU32(memory); left > 0; left--) {
    const name = readText(memory);
    const type = readU32(memory);
    const integer = readI64(memory) ?? 0;
    const text = readText(memory);
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
