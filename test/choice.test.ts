// Two builds of one module: which of them a host takes, and what many signatures and tables for keys look like from a host.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { LatchkeyError, load, type ModulePair } from '../hosts/js/index.ts';

const scalar = readFileSync('build/verifier.wasm');
const simd = readFileSync('build/verifier-simd.wasm');

/** A pair that notes which module was asked for. */
function observed(): { pair: ModulePair; taken: string[] } {
  const taken: string[] = [];
  const source = (name: string, bytes: Buffer) => async () => {
    taken.push(name);
    return bytes;
  };
  return { pair: { simd: source('simd', simd), scalar: source('scalar', scalar) }, taken };
}

const seed = new Uint8Array(32).fill(5);
const key = ed25519.getPublicKey(seed);
const signed = Array.from({ length: 150 }, (_, i) => {
  const message = Uint8Array.from({ length: i }, (_, at) => (at * i) & 255);
  return { message, signature: ed25519.sign(message, seed) };
});

describe('A pair of modules', () => {
  it('gives the fast one where the engine fuses multiply and add, and the other is never asked for', async () => {
    const { pair, taken } = observed();
    const verifier = await load(pair);
    expect(taken).toEqual(['simd']);
    expect(verifier.verifySignature(key, signed[3]?.message ?? key, signed[3]?.signature ?? key)).toBe(true);
  });

  it('gives the other one where relaxed SIMD is missing', async () => {
    const validate = WebAssembly.validate;
    try {
      WebAssembly.validate = () => false; // as an engine without it answers
      const { pair, taken } = observed();
      await load(pair);
      expect(taken).toEqual(['scalar']);
    } finally {
      WebAssembly.validate = validate;
    }
  });

  it('gives the other one where the fast one does not compile, whatever digest is demanded of it', async () => {
    const sha256 = createHash('sha256').update(scalar).digest('hex');
    const { pair, taken } = observed();
    const cut = async () => simd.subarray(0, simd.length - 1);
    await load({ simd: cut, scalar: pair.scalar }, { sha256 });
    expect(taken).toEqual(['scalar']);
    await load({ simd: await cut(), scalar: pair.scalar }, { sha256 });
    expect(taken).toEqual(['scalar', 'scalar']);
    await expect(load({ simd: cut, scalar: cut })).rejects.toThrow(WebAssembly.CompileError);
  });

  it('gives the other one where the engine rounds twice, after the fast one has said so itself', () => {
    const program = `
      import { readFileSync } from 'node:fs';
      import { load } from './hosts/js/index.ts';
      const taken = [];
      const source = (name) => async () => { taken.push(name); return readFileSync('build/' + name + '.wasm'); };
      await load({ simd: source('verifier-simd'), scalar: source('verifier') });
      console.log(taken.join(' '));`;
    const flags = ['--no-enable-fma3', '--input-type=module-typescript', '--eval', program];
    const said = execFileSync(process.execPath, flags, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    // An ARM processor has no instruction that rounds twice, so the flag changes nothing there.
    expect(said.trim()).toBe(process.arch === 'x64' ? 'verifier-simd verifier' : 'verifier-simd');
  });

  it('has two digests, and demands them of whichever is taken', async () => {
    const digestOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
    await expect(load({ simd, scalar }, { sha256: [digestOf(scalar), digestOf(simd)] })).resolves.toBeDefined();
    await expect(load({ simd, scalar }, { sha256: digestOf(scalar) })).rejects.toThrow(/demanded was/);
  });
});

describe.each([
  ['verifier.wasm', scalar],
  ['verifier-simd.wasm', simd],
])('Many signatures in %s', (_name, bytes) => {
  it.each(['none', 'usual', 'large'] as const)('are each decided by themselves (tables: %s)', async (tables) => {
    const verifier = await load(bytes);
    verifier.trust(key);
    expect(verifier.prepare([key], tables).keys).toBe(tables === 'none' ? 0 : 1);
    const spoilt = signed.map(({ message, signature }, i) => {
      const changed = signature.slice(0, i === 77 ? 63 : 64);
      if (i % 7 === 3) changed[i % 63] = (changed[i % 63] ?? 0) ^ 4;
      return { message, signature: changed };
    });
    const alone = spoilt.map(({ message, signature }) => verifier.verifySignature(key, message, signature));
    expect(verifier.verifySignatures(key, spoilt)).toEqual(alone);
    expect(alone.map(Number)).toEqual(signed.map((_, i) => Number(i % 7 !== 3 && i !== 77)));
  });

  it('need no trusted key, and none of them holds under a key of a wrong length', async () => {
    const verifier = await load(bytes);
    const few = signed.slice(0, 3);
    expect(verifier.verifySignatures(key, few)).toEqual([true, true, true]);
    expect(verifier.verifySignatures(key.slice(1), few)).toEqual([false, false, false]);
    expect(verifier.verifySignatures(key, [])).toEqual([]);
  });

  it('with a long message come in as many calls as they need', async () => {
    const verifier = await load(bytes);
    const message = new Uint8Array(20_000).fill(1);
    const signature = ed25519.sign(message, seed);
    const three = [signature, signature.slice().fill(0, 32), signature].map((it) => ({ message, signature: it }));
    expect(verifier.verifySignatures(key, three)).toEqual([true, false, true]);
  });
});

describe('Tables', () => {
  it('are of a size that is told, for as many keys as there is room', async () => {
    const verifier = await load(scalar);
    const keys = Array.from({ length: 6 }, (_, i) => ed25519.getPublicKey(new Uint8Array(32).fill(i + 1)));
    verifier.trust(...keys);
    expect(verifier.prepare(keys)).toEqual({ keys: 5, bytes: 512 * 1024 + 5 * 172 * 1024 });
    expect(verifier.prepare(keys, 'large')).toEqual({ keys: 2, bytes: 1536 * 1024 });
    expect(verifier.prepare([], 'none').keys).toBe(0);
  });

  it('are only made for trusted keys', async () => {
    const verifier = await load(scalar);
    try {
      verifier.prepare([key]);
      expect.unreachable();
    } catch (error) {
      expect(error instanceof LatchkeyError && error.code).toBe('unknown-key');
    }
  });
});
