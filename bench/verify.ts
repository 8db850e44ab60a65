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
  const rawKeys = keys.map(({ publicKey }) =>
    Uint8Array.from(Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')),
  );
  return Promise.all(
    Array.from({ length: SIGNATURES }, async (_, i) => {
      const pair = keys[i % KEYS];
      if (!pair) throw new Error('every signature has a key');
      const raw = rawKeys[i % KEYS] ?? Uint8Array.from([]);
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

/** What the tests' probe exports and this needs: tables of a width for one key, and verification with them. */
interface PreparedExports {
  memory: WebAssembly.Memory;
  scratch(): number;
  prepareAlone(key: number, width: number): number;
  verifyAlone(key: number, message: number, length: number, signature: number): number;
}

function unknownKey(name: string, verifier: Verifier): Contestant {
  return {
    name: `${name}, key unknown`,
    count: 64,
    verify: ({ raw, message, signature }) => verifier.verifySignature(raw, message, signature),
  };
}

/** One instance a key, its tables built at the first use: the rounds that are not counted. */
function knownKey(name: string, probeFile: string, width: number): Contestant {
  const module = new WebAssembly.Module(readFileSync(probeFile));
  const prepared = new Map<Uint8Array, { probe: PreparedExports; memory: Uint8Array; at: number }>();
  function prepare(raw: Uint8Array) {
    const exports = new WebAssembly.Instance(module).exports as unknown as PreparedExports; // our own build, described above
    const instance = { probe: exports, memory: new Uint8Array(exports.memory.buffer), at: exports.scratch() };
    instance.memory.set(raw, instance.at);
    if (exports.prepareAlone(instance.at, width) !== 1) throw new Error('there is room for one key');
    prepared.set(raw, instance);
    return instance;
  }
  return {
    name: `${name}, key known, ${width} bits`,
    count: 64,
    verify({ raw, message, signature }) {
      const { probe, memory, at } = prepared.get(raw) ?? prepare(raw);
      memory.set(signature, at + 64);
      memory.set(message, at + 128);
      return probe.verifyAlone(at, at + 128, message.length, at + 64) === 1;
    },
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
  unknownKey('module, scalar', await load(readFileSync('build/verifier.wasm'))),
  unknownKey('module, SIMD', await load(readFileSync('build/verifier-simd.wasm'))),
  knownKey('module, scalar', 'build/crypto-probe.wasm', 6),
  knownKey('module, SIMD', 'build/crypto-probe-simd.wasm', 6),
  knownKey('module, scalar', 'build/crypto-probe.wasm', 8),
  knownKey('module, SIMD', 'build/crypto-probe-simd.wasm', 8),
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
