// How long one verification takes, beside others that verify Ed25519 in the same process. Usage: npm run bench:verify [rounds]
import {
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
  webcrypto,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as noble from '@noble/ed25519';
import { load, type Verifier } from '../hosts/js/index.ts';

interface Signed {
  raw: Uint8Array;
  object: KeyObject;
  subtle: webcrypto.CryptoKey;
  message: Uint8Array;
  signature: Uint8Array;
}

interface Contestant {
  name: string;
  /** How many verifications one sample holds, so that a sample lasts some milliseconds. */
  count: number;
  verify(signed: Signed): boolean | Promise<boolean>;
}

const KEYS = 4;
const SIGNATURES = 64;
const MESSAGE_BYTES = 100;
const rounds = Number(process.argv[2] ?? 31);

async function makeSignatures(): Promise<Signed[]> {
  const keys = Array.from({ length: KEYS }, () => generateKeyPairSync('ed25519'));
  return Promise.all(
    Array.from({ length: SIGNATURES }, async (_, i) => {
      const pair = keys[i % KEYS];
      if (!pair) throw new Error('every signature has a key');
      const { x } = pair.publicKey.export({ format: 'jwk' });
      const raw = Uint8Array.from(Buffer.from(x ?? '', 'base64url'));
      const message = Uint8Array.from(randomBytes(MESSAGE_BYTES));
      return {
        raw,
        object: createPublicKey(pair.privateKey),
        subtle: await webcrypto.subtle.importKey('raw', raw, 'Ed25519', true, ['verify']),
        message,
        signature: Uint8Array.from(sign(null, message, pair.privateKey)),
      };
    }),
  );
}

function moduleContestant(verifier: Verifier): Contestant {
  return {
    name: 'module, scalar, key not prepared',
    count: 64,
    verify: ({ raw, message, signature }) => verifier.verifySignature(raw, message, signature),
  };
}

const contestants: Contestant[] = [
  {
    name: 'Node crypto.verify, KeyObject',
    count: 64,
    verify: ({ object, message, signature }) => verify(null, message, object, signature),
  },
  {
    name: 'Node WebCrypto subtle.verify',
    count: 64,
    verify: ({ subtle, message, signature }) => webcrypto.subtle.verify('Ed25519', subtle, signature, message),
  },
  {
    name: '@noble/ed25519 verifyAsync',
    count: 8,
    verify: ({ raw, message, signature }) => noble.verifyAsync(signature, message, raw),
  },
  moduleContestant(await load(readFileSync('build/verifier.wasm'))),
];

/** Microseconds per verification in one sample. Synchronous answers are not awaited. */
async function sample({ name, count, verify: run }: Contestant, signatures: Signed[]): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const signed = signatures[i % signatures.length];
    if (!signed) throw new Error('there are no signatures');
    const answer = run(signed);
    if (!(typeof answer === 'boolean' ? answer : await answer)) throw new Error(`${name} refuses an honest signature`);
  }
  return ((performance.now() - start) * 1000) / count;
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

const signatures = await makeSignatures();
const samples = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
for (let round = -5; round < rounds; round++) {
  for (const contestant of contestants) {
    const micros = await sample(contestant, signatures);
    if (round >= 0) samples.get(contestant.name)?.push(micros);
  }
}

const native = median(samples.get('Node crypto.verify, KeyObject') ?? []);
process.stdout.write(`Node ${process.version}, ${rounds} rounds, medians of one verification\n`);
for (const [name, values] of samples) {
  const micros = median(values);
  process.stdout.write(
    `${name.padEnd(36)} ${micros.toFixed(1).padStart(8)} µs   ${(native / micros).toFixed(2).padStart(6)} × native\n`,
  );
}
