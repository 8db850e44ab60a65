// What bench/chromium.ts runs inside the browser.
import { load } from '../hosts/js/index.ts';
import { measure, type Time } from './rounds.ts';
import { eachLater, ours, SIGNATURES, type Signed } from './signatures.ts';

/** Signatures in hex, and how many rounds. */
interface Task {
  signed: { key: string; message: string; signature: string }[];
  rounds: number;
}

async function run({ signed, rounds }: Task): Promise<[string, Time][]> {
  const keys = new Map(signed.map(({ key }) => [key, fromHex(key)]));
  const all: Signed[] = signed.map((it) => ({
    key: keys.get(it.key) ?? fromHex(it.key),
    message: fromHex(it.message),
    signature: fromHex(it.signature),
  }));
  const subtle = new Map<Uint8Array, CryptoKey>();
  for (const key of keys.values()) {
    subtle.set(key, await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']));
  }
  const keyOf = (one: Signed): CryptoKey => {
    const key = subtle.get(one.key);
    if (!key) throw new Error('every key is imported');
    return key;
  };
  const fetched = async (name: string) => load(await (await fetch(name)).arrayBuffer());
  const contestants = [
    eachLater('subtle.verify', all, SIGNATURES, (one) =>
      crypto.subtle.verify('Ed25519', keyOf(one), one.signature, one.message),
    ),
    ...(await ours('SIMD', all, () => fetched('/verifier-simd.wasm'))),
    ...(await ours('scalar', all, () => fetched('/verifier.wasm'))),
  ];
  return [...(await measure(contestants, rounds))];
}

function fromHex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

Object.assign(globalThis, { runBench: run });
