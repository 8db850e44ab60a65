// The vectors as a host plays them: evidence in, verdict out, compared member by member.
import { readFileSync } from 'node:fs';
import { type Evidence, LatchkeyError, type Verdict, type Verifier } from '../../hosts/js/index.ts';
import { FILE } from './generate.ts';

interface VectorEvidence {
  code?: string;
  codeHex?: string;
  keys: string[];
  product: string;
  now: number | string;
  running?: number | string;
  witness?: string;
  components?: string[];
  secret?: string;
  lock?: string;
  host?: string;
  pending?: string;
}

export interface Vector {
  name: string;
  group: string;
  evidence: VectorEvidence;
  expect: Record<string, unknown>;
}

export const { cases }: { cases: Vector[] } = JSON.parse(readFileSync(FILE, 'utf8'));

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array): string => Buffer.from(value).toString('hex');
const optional = (value: string | undefined): Uint8Array | undefined =>
  value === undefined ? undefined : bytes(value);

function evidenceOf(from: VectorEvidence): Evidence {
  return {
    product: from.product,
    nowSeconds: Number(from.now),
    runningSeconds: Number(from.running ?? 0),
    witness: optional(from.witness),
    components: (from.components ?? []).map(bytes),
    secret: optional(from.secret),
    lock: optional(from.lock),
    host: from.host,
    pending: optional(from.pending),
  };
}

/** Bad keys count as absent; the host says so by throwing. */
export function trustAll(verifier: Verifier, keys: string[]): void {
  for (const key of keys) {
    try {
      verifier.trust(bytes(key));
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
    }
  }
}

/** The verdict on a vector, in the vectors' form, and what it should be; a verifier that trusts the vector's keys. */
export function judge(verifier: Verifier, vector: Vector): { actual: unknown; expected: unknown } {
  const { code, codeHex } = vector.evidence;
  const given = codeHex === undefined ? (code ?? '') : bytes(codeHex);
  const actual = described(verifier.check(given, evidenceOf(vector.evidence)));
  // A place is compared where the specification names one.
  return { actual, expected: { row: actual['row'], offset: actual['offset'], ...vector.expect } };
}

/** A verdict in the form of the vectors. Texts for people and details are not part of them. */
function described(verdict: Verdict): Record<string, unknown> {
  const common = { reason: verdict.reason, number: verdict.code, witness: hex(verdict.witness) };
  if (!verdict.accepted) {
    const { row, offset, licenseId, missedSeconds: missed, usedSeconds: used } = verdict;
    return { ...common, row, offset, licenseId, missed, used };
  }
  const { secondsToExpiry, daysToExpiry, secondsToCheckIn, daysToCheckIn, renewSoon, releasable, signedTime } = verdict;
  const { tokenId, nonce, features, ...claims } = verdict.claims;
  return {
    ...common,
    ...{ secondsToExpiry, daysToExpiry, secondsToCheckIn, daysToCheckIn, renewSoon, releasable, signedTime },
    machine: verdict.machine,
    claims: {
      ...claims,
      tokenId: hex(tokenId),
      ...(nonce && { nonce: hex(nonce) }),
      features: Object.entries(features).map(([key, value]) => ({ name: key, value })),
    },
  };
}
