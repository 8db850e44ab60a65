// Writes codes.json: every case of cases/, with its expectation proved by the reference implementation. `node test/vectors/generate.ts`
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hex, utf8 } from '../reference/bytes.ts';
import { type Accepted, check, decodeWitness, type Evidence, isAccepted, type Verdict } from '../reference/decide.ts';
import { NUMBERS } from '../reference/refusal.ts';
import type { Claims } from '../reference/token.ts';
import { cases as claims } from './cases/claims.ts';
import { cases as envelope } from './cases/envelope.ts';
import { type Case, type CaseEvidence, NOW, PLAIN_CODE, PRODUCT, VENDOR } from './cases/issue.ts';
import { cases as place } from './cases/place.ts';
import { cases as signature } from './cases/signature.ts';
import { cases as text } from './cases/text.ts';
import { cases as time } from './cases/time.ts';

const GROUPS: Readonly<Record<string, readonly Case[]>> = { text, envelope, signature, claims, place, time };

/** Every case, in the order of the file. */
export const CASES: readonly Case[] = Object.values(GROUPS).flat();

export const FILE = fileURLToPath(new URL('codes.json', import.meta.url));

type Json = string | number | boolean | null | Json[] | { [member: string]: Json | undefined };

/** The evidence of a case with everything that it leaves out. */
function complete(evidence: CaseEvidence): Evidence {
  const { code = PLAIN_CODE, keys = [VENDOR.publicKey], product = PRODUCT, now = NOW, running, ...rest } = evidence;
  const given = typeof code === 'string' ? utf8(code) : code;
  return {
    ...rest,
    code: given,
    keys,
    product,
    nowSeconds: now,
    ...(running !== undefined && { runningSeconds: running }),
  };
}

// ---- proving

function prove(subject: Case, verdict: Verdict): void {
  if (verdict.reason !== subject.reason) fail(subject, `the reference says ${verdict.reason}, not ${subject.reason}`);
  const seen = observed(verdict);
  for (const [member, claimed] of Object.entries(subject.claimed)) {
    const actual = seen[member];
    if (JSON.stringify(actual) !== JSON.stringify(claimed))
      fail(subject, `${member} is ${JSON.stringify(actual)}, not ${JSON.stringify(claimed)}`);
  }
}

function fail({ name }: Case, why: string): never {
  throw new Error(`the case "${name}": ${why}`);
}

/** A verdict in the words in which a case claims things. */
function observed(verdict: Verdict): { [member: string]: Json | undefined } {
  const { mark, seen } = decodeWitness(verdict.witness);
  if (!isAccepted(verdict)) {
    const { row, offset, missedSeconds: missed, usedSeconds: used } = verdict;
    return { row, offset, missed, used, mark, seen };
  }
  const { secondsToExpiry: seconds, daysToExpiry: days, daysToCheckIn: checkInDays } = verdict;
  const { renewSoon, releasable, signedTime, machine } = verdict;
  return { mark, seen, seconds, days, checkInDays, renewSoon, releasable, signedTime, matched: machine?.matched };
}

// ---- writing

/** JSON has no NaN and no infinity: they are written as texts. */
function number(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}

function evidenceJson({ code, keys, nowSeconds, runningSeconds, ...rest }: Evidence): Json {
  const spelled = new TextDecoder('utf-8', { ignoreBOM: true }).decode(code);
  const isText = hex(utf8(spelled)) === hex(code);
  return {
    ...(isText ? { code: spelled } : { codeHex: hex(code) }),
    keys: keys.map(hex),
    product: rest.product,
    now: number(nowSeconds),
    running: runningSeconds === undefined ? undefined : number(runningSeconds),
    witness: rest.witness && hex(rest.witness),
    components: rest.components?.map(hex),
    secret: rest.secret && hex(rest.secret),
    lock: rest.lock && hex(rest.lock),
    host: rest.host,
    pending: rest.pending && hex(rest.pending),
  };
}

function verdictJson(verdict: Verdict): Json {
  const head = { reason: verdict.reason, number: NUMBERS[verdict.reason] };
  const witness = hex(verdict.witness);
  if (isAccepted(verdict)) return { ...head, witness, ...acceptedJson(verdict) };
  const { row, offset, licenseId, missedSeconds, usedSeconds } = verdict;
  return { ...head, row, offset, witness, licenseId, missed: missedSeconds, used: usedSeconds };
}

function acceptedJson(verdict: Accepted): { [member: string]: Json | undefined } {
  const { secondsToExpiry, daysToExpiry, secondsToCheckIn, daysToCheckIn, renewSoon, machine, releasable, signedTime } =
    verdict;
  return {
    secondsToExpiry,
    daysToExpiry,
    secondsToCheckIn,
    daysToCheckIn,
    renewSoon,
    machine,
    releasable,
    signedTime,
    claims: claimsJson(verdict.claims),
  };
}

function claimsJson(claims: Claims): Json {
  const { issuedAt, refreshSeconds, offlineSeconds } = claims;
  return {
    licenseId: claims.licenseId,
    product: claims.product,
    tokenId: hex(claims.tokenId),
    issuedAt,
    notBefore: claims.notBefore,
    expiresAt: claims.expiresAt,
    refreshAt: refreshSeconds === undefined ? undefined : issuedAt + refreshSeconds,
    checkInBy: offlineSeconds === undefined ? undefined : issuedAt + offlineSeconds,
    renewWindowSeconds: claims.renewWindowSeconds ?? 2_592_000,
    epoch: claims.epoch,
    nonce: claims.nonce && hex(claims.nonce),
    issuer: claims.issuer,
    customerId: claims.customerId,
    plan: claims.plan,
    domains: claims.domains ?? [],
    features: Object.entries(claims.features).map(([name, value]) => ({ name, value })),
  };
}

/** Everything outside printable ASCII is escaped, so that no look-alike and no invisible character hides in the file. */
function escaped(json: string): string {
  return json.replaceAll(/[^ -~\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The whole file as text, every label proved. */
export function generate(): string {
  const names = new Set<string>();
  const cases = Object.entries(GROUPS).flatMap(([group, list]) =>
    list.map((subject) => {
      if (names.size === names.add(subject.name).size) fail(subject, 'the name is taken');
      const evidence = complete(subject.evidence);
      const verdict = check(evidence);
      prove(subject, verdict);
      const threats = subject.threats.length > 0 ? subject.threats : undefined;
      return { name: subject.name, group, threats, evidence: evidenceJson(evidence), expect: verdictJson(verdict) };
    }),
  );
  const lines = cases.map((subject) => `    ${JSON.stringify(subject)}`);
  return escaped(`{\n  "format": 1,\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`);
}

if (import.meta.main) {
  writeFileSync(FILE, generate());
  const refused = CASES.filter(({ reason }) => reason !== 'licensed' && reason !== 'grace').length;
  console.log(`${CASES.length} cases, ${refused} of them refused`);
}
