// The whole way from the text of a code to its verdict, beside the offline check of another licensing client. Usage: npm run bench:check [rounds]
import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SignJWT } from 'jose';
import { load } from '../hosts/js/index.ts';
import { checkFloors } from './floors.ts';
import { makeLicense } from './license.ts';
import { floorTable, measure, timeTable } from './rounds.ts';

const rounds = Number(process.argv[2] ?? 61);

interface Client {
  verifyOffline(token: string, publicKeyPem: string, domain: string): Promise<{ valid: boolean }>;
}

/** Its package names an ES module that is not in it, so the other one is taken. */
function peer(): Client {
  const exported: Record<string, unknown> = createRequire(import.meta.url)('@traffic-orchestrator/client');
  for (const candidate of Object.values(exported)) {
    if (isClient(candidate)) return candidate;
  }
  throw new Error('@traffic-orchestrator/client has no verifyOffline');
}

function isClient(value: unknown): value is Client {
  return (typeof value === 'function' || typeof value === 'object') && value !== null && 'verifyOffline' in value;
}

const { privateKey, publicKey, rawKey, code, evidence } = await makeLicense();
const unbound = await makeLicense({ bound: false });
const [verifier, large, signatures] = await Promise.all(
  [1, 2, 3].map(() =>
    load({ simd: readFileSync('build/verifier-simd.wasm'), scalar: readFileSync('build/verifier.wasm') }),
  ),
);
if (!verifier || !large || !signatures) throw new Error('three were loaded');
for (const it of [verifier, large, signatures]) it.trust(rawKey);
verifier.trust(unbound.rawKey);
verifier.prepare([rawKey, unbound.rawKey]);
large.prepare([rawKey], 'large');
signatures.prepare([rawKey]);

// What is signed of this code has 141 bytes; any message of that length costs as much.
const message = new Uint8Array(141);
const signature = Uint8Array.from(sign(null, message, privateKey));

const client = peer();
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const token = await new SignJWT({ plan: 'pro', dom: ['example.com'] })
  .setProtectedHeader({ alg: 'EdDSA' })
  .setIssuer('trafficorchestrator.com')
  .setAudience('license-offline')
  .setExpirationTime('1y')
  .sign(privateKey);

const repeat = (name: string, holds: () => boolean, count = 200) => ({
  name,
  count,
  run() {
    for (let i = 0; i < count; i++) if (!holds()) throw new Error(`${name} refuses`);
  },
});

const times = await measure(
  [
    repeat('check', () => verifier.check(code, evidence).accepted),
    repeat('check, large tables', () => large.check(code, evidence).accepted),
    repeat('check, bound to no machine', () => verifier.check(unbound.code, unbound.evidence).accepted),
    repeat('its signature alone', () => signatures.verifySignature(rawKey, message, signature)),
    repeat('its text alone, both ways', () => signatures.canonical(code).ok),
    {
      name: 'verifyOffline',
      count: 4,
      async run() {
        for (let i = 0; i < 4; i++) {
          if (!(await client.verifyOffline(token, pem, 'example.com')).valid) throw new Error('verifyOffline refuses');
        }
      },
    },
  ],
  rounds,
);
process.stdout.write(`\nNode ${process.version}, ${rounds} rounds, one check of a code of ${code.length} characters\n`);
process.stdout.write(`${timeTable(times)}\n${floorTable(checkFloors, times)}`);
