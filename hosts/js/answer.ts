// The head of every answer, and the verdict behind it, from records to the types of verdict.ts.
import { LatchkeyError } from './error.ts';
import type { RecordReader } from './record.ts';
import type {
  Accepted,
  AcceptedName,
  Claims,
  FeatureValue,
  Place,
  Problem,
  RefusalName,
  Refused,
  Verdict,
} from './verdict.ts';

const NOWHERE = 0xffffffff;
const FLAG = { accepted: 1, renewSoon: 2, releasable: 4, signedTime: 8 };
const FEATURE_TYPE = { granted: 0, integer: 1 };

/** The seven members that every answer begins with. */
export function readHead(record: RecordReader): Problem {
  const code = record.u32();
  const detail = record.u32();
  const place = readPlace(record);
  return { code, name: record.text(), sentence: record.text(), detail, ...place };
}

function readPlace(record: RecordReader): Place {
  const row = record.u32();
  const group = record.u32();
  const offset = record.u32();
  return {
    ...(row > 0 && { row }),
    ...(group > 0 && { group }),
    ...(offset !== NOWHERE && { offset }),
  };
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
  const countdown = {
    secondsToExpiry: record.i64(),
    daysToExpiry: record.i64(),
    secondsToCheckIn: record.i64(),
    daysToCheckIn: record.i64(),
  };
  const licenseId = record.text();
  return {
    accepted: true,
    reason: head.name as AcceptedName, // the module's own names; test/hosts-js.test.ts compares them with the types
    code: head.code,
    sentence: head.sentence,
    detail: head.detail,
    witness,
    claims: readClaims(record, licenseId),
    ...present(countdown),
    renewSoon: (flags & FLAG.renewSoon) !== 0,
    ...(bound > 0 && { machine: { matched: bits(matched, bound), needed, bound } }),
    releasable: (flags & FLAG.releasable) !== 0,
    signedTime: (flags & FLAG.signedTime) !== 0,
  };
}

function readRefused(record: RecordReader, { code, name, sentence, detail, ...place }: Problem): Refused {
  for (let member = 0; member < 3; member++) record.u32(); // matched, needed, bound: a refusal tells no counts
  const witness = record.bytes(16);
  const times = { missedSeconds: record.i64(), usedSeconds: record.i64() };
  for (let member = 0; member < 4; member++) record.i64(); // countdowns belong to accepting verdicts
  const licenseId = record.text();
  return {
    accepted: false,
    reason: name as RefusalName, // as above
    code,
    sentence,
    detail,
    witness,
    ...place,
    ...(licenseId && { licenseId }),
    ...present(times),
  };
}

function readClaims(record: RecordReader, licenseId: string): Claims {
  const issuedAt = record.i64() ?? 0;
  const times = {
    notBefore: record.i64(),
    expiresAt: record.i64(),
    refreshAt: record.i64(),
    checkInBy: record.i64(),
  };
  const renewWindowSeconds = record.i64() ?? 0;
  const epoch = record.i64();
  const tokenId = record.bytes(8);
  const nonce = record.data();
  const issuer = record.text();
  const product = record.text();
  const customerId = record.text();
  const plan = record.text();
  return {
    licenseId,
    product,
    tokenId,
    issuedAt,
    ...present(times),
    renewWindowSeconds,
    ...present({ epoch }),
    ...(nonce.length > 0 && { nonce }),
    ...(issuer && { issuer }),
    ...(customerId && { customerId }),
    ...(plan && { plan }),
    domains: Array.from({ length: record.u32() }, () => record.text()),
    features: readFeatures(record),
  };
}

/** A feature may have any name, `__proto__` too, and all are own properties. */
function readFeatures(record: RecordReader): Record<string, FeatureValue> {
  const entries = Array.from({ length: record.u32() }, (): [string, FeatureValue] => {
    const name = record.text();
    const type = record.u32();
    const integer = record.i64() ?? 0;
    const text = record.text();
    return [name, type === FEATURE_TYPE.granted ? true : type === FEATURE_TYPE.integer ? integer : text];
  });
  return Object.fromEntries(entries);
}

/** No code has more than 8 bindings; a broken module's number must not become a loop. */
function bits(mask: number, count: number): boolean[] {
  if (count > 8) throw new LatchkeyError('bad-module', 'the module answered a broken record');
  return Array.from({ length: count }, (_, i) => ((mask >> i) & 1) === 1);
}

/** The members that have a value. */
function present<T extends Record<string, number | undefined>>(members: T): { [K in keyof T]?: number } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: number;
  };
}
