// The JavaScript host and the module against the vectors, which an implementation written apart from them has proved.
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Evidence, LatchkeyError, load, type Verdict, type Verifier } from '../hosts/js/index.ts';
import { FILE } from './vectors/generate.ts';

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

interface Vector {
  name: string;
  group: string;
  evidence: VectorEvidence;
  expect: Record<string, unknown>;
}

const { cases }: { cases: Vector[] } = JSON.parse(readFileSync(FILE, 'utf8'));

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
function trustAll(verifier: Verifier, keys: string[]): void {
  for (const key of keys) {
    try {
      verifier.trust(bytes(key));
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
    }
  }
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

/** A place is compared where the specification names one. */
function expected(vector: Vector, actual: Record<string, unknown>): Record<string, unknown> {
  const free = { row: actual['row'], offset: actual['offset'] };
  return { ...free, ...vector.expect };
}

describe.each(['verifier', 'verifier-simd'])('%s.wasm', (name) => {
  let module: WebAssembly.Module;

  beforeAll(async () => {
    module = await WebAssembly.compile(await readFile(`build/${name}.wasm`));
  });

  it.each(cases.map((vector) => [vector.group, vector.name, vector] as const))(
    '%s: %s',
    async (_group, _name, vector) => {
      const verifier = await load(module);
      trustAll(verifier, vector.evidence.keys);
      const { code, codeHex } = vector.evidence;
      const actual = described(
        verifier.check(codeHex === undefined ? (code ?? '') : bytes(codeHex), evidenceOf(vector.evidence)),
      );
      expect(actual).toEqual(expected(vector, actual));
    },
  );
});
