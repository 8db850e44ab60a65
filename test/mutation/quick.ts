// A mutant meets the quick tests of each module that has its function.
import { compile, type Entry } from './compile.ts';
import { Changeable } from './fuel.ts';
import type { Mutant } from './mutants.ts';
import { planFor, type QuickEntry } from './plan.ts';
import { Sources } from './sources.ts';
import { testCodec, testCrypto, testVerdicts, testVerifier } from './suite.ts';
import { changedData } from './tables.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** Enough for all vectors with one instance, and not much more. */
const VERDICT_FUEL = 1_500_000_000n;

const tests: Record<QuickEntry, (bytes: Bytes) => string | undefined | Promise<string | undefined>> = {
  codec: testCodec,
  issuer: testVerdicts,
  'verifier-simd': testVerifier,
  crypto: (bytes) => testCrypto(bytes, false),
  'crypto-simd': (bytes) => testCrypto(bytes, true),
};

const sources = new Sources();
const modules = new Map<string, Changeable>();

/** A module that can be changed, by what it is for: tests that give fuel to each call, the vectors, or Vitest. */
export async function changeable(entry: Entry, use: 'calls' | 'vectors' | 'Vitest'): Promise<Changeable> {
  const name = `${entry} ${use}`;
  const known = modules.get(name);
  if (known) return known;
  const options = { calls: { exported: true }, vectors: { fuel: VERDICT_FUEL }, Vitest: {} };
  const made = new Changeable(await compile(entry), options[use]);
  modules.set(name, made);
  return made;
}

export function useOf(entry: QuickEntry): 'calls' | 'vectors' {
  return entry === 'issuer' || entry === 'verifier-simd' ? 'vectors' : 'calls';
}

/** The mutant in a module; undefined when that has no such function, or another one of this name: what is compiled for vectors alone moves what follows. */
export function changed(module: Changeable, { name, instruction, bytes, element, place }: Mutant): Bytes | undefined {
  if (element) {
    const data = changedData(module.program, sources, element, bytes[0] ?? 0);
    return data && module.withData(data);
  }
  const body = module.program.bodies.findIndex((it) => it.name === name);
  const there = module.program.bodies[body]?.instructions[instruction]?.place;
  const same = there?.file === place.file && there.line === place.line && there.column === place.column;
  return same ? module.with({ body, instruction, bytes }) : undefined;
}

/** The first quick test that notices; undefined when none does. */
export async function tryQuickly(mutant: Mutant): Promise<string | undefined> {
  for (const entry of planFor(mutant.place.file).entries) {
    const bytes = changed(await changeable(entry, useOf(entry)), mutant);
    const noticed = bytes && (await noticedBy(entry, bytes));
    if (noticed !== undefined) return noticed;
  }
  return undefined;
}

/** The unchanged modules pass: otherwise every mutant would seem to be noticed. */
export async function demandGreen(entries: readonly QuickEntry[]): Promise<void> {
  for (const entry of entries) {
    const noticed = await noticedBy(entry, (await changeable(entry, useOf(entry))).with());
    if (noticed !== undefined) throw new Error(`the unchanged ${entry} does not pass: ${noticed}`);
  }
}

async function noticedBy(entry: QuickEntry, bytes: Bytes): Promise<string | undefined> {
  try {
    return await tests[entry](bytes);
  } catch (error) {
    return `trap: ${error instanceof Error ? error.message : String(error)}`.slice(0, 100);
  }
}
