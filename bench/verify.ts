// How long one verification takes in Node, beside others that verify Ed25519 in the same process. Usage: npm run bench:verify [rounds]
import { verify, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as noble from '@noble/ed25519';
import sodium from 'libsodium-wrappers';
import { load } from '../hosts/js/index.ts';
import { nodeFloors } from './floors.ts';
import { makeSignatures } from './make.ts';
import { type Contestant, floorTable, measure, timeTable } from './rounds.ts';
import { each, eachLater, FEW, ours } from './signatures.ts';

const rounds = Number(process.argv[2] ?? 61);

async function contestants(keyCount: number): Promise<Contestant[]> {
  const { signed, objects } = makeSignatures(keyCount);
  await sodium.ready;
  const subtle = new Map<Uint8Array, webcrypto.CryptoKey>();
  for (const key of objects.keys()) {
    const raw = Uint8Array.from(key);
    subtle.set(key, await webcrypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']));
  }
  const prepared = <K>(from: Map<Uint8Array, K>, key: Uint8Array): K => {
    const found = from.get(key);
    if (!found) throw new Error('every key is prepared');
    return found;
  };
  return [
    each('Node crypto.verify', signed, FEW, (it) => verify(null, it.message, prepared(objects, it.key), it.signature)),
    eachLater('Node subtle.verify', signed, FEW, (it) =>
      webcrypto.subtle.verify('Ed25519', prepared(subtle, it.key), it.signature, it.message),
    ),
    each('libsodium-wrappers', signed, FEW, (it) =>
      sodium.crypto_sign_verify_detached(it.signature, it.message, it.key),
    ),
    eachLater('@noble/ed25519', signed, 1, (it) => noble.verifyAsync(it.signature, it.message, it.key)),
    ...(await ours('SIMD', signed, () => load(readFileSync('build/verifier-simd.wasm')))),
    ...(await ours('scalar', signed, () => load(readFileSync('build/verifier.wasm')))),
  ];
}

for (const keyCount of [1, 4]) {
  const times = await measure(await contestants(keyCount), rounds);
  process.stdout.write(`\nNode ${process.version}, ${keyCount} key(s), ${rounds} rounds, one verification\n`);
  process.stdout.write(`${timeTable(times)}\n${floorTable(nodeFloors, times)}`);
}
