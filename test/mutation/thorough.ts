// A mutant that survived the quick tests meets the project's own tests, in a copy of the project whose modules are the mutant's.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Entry } from './compile.ts';
import type { Mutant } from './mutants.ts';
import { planFor, type QuickEntry } from './plan.ts';
import { changeable, changed } from './quick.ts';
import { FILES, prepareTree, TREE } from './tree.ts';

/** What is built for the tests: where the issuer is, the verifiers are too. */
const BESIDE: Record<QuickEntry, Entry[]> = {
  issuer: ['issuer', 'verifier', 'verifier-simd'],
  'verifier-simd': ['verifier-simd'],
  codec: ['codec'],
  crypto: ['crypto'],
  'crypto-simd': ['crypto-simd'],
};

/** The first test that notices; undefined when none does. */
export async function tryThoroughly(mutant: Mutant): Promise<string | undefined> {
  prepareTree();
  const { entries, vitest } = planFor(mutant.place.file);
  const built = [...new Set(entries.flatMap((entry) => BESIDE[entry]))];
  await demandGreen(built, vitest);
  await install(built, mutant);
  return runVitest(vitest);
}

const green = new Set<string>();

/** The original, built and watched in the same way, passes: otherwise every mutant would seem to be noticed. */
async function demandGreen(built: readonly Entry[], vitest: readonly string[]): Promise<void> {
  const name = vitest.join();
  if (green.has(name)) return;
  await install(built, undefined);
  const noticed = runVitest(vitest);
  if (noticed !== undefined) throw new Error(`the unchanged module does not pass ${name}: ${noticed}`);
  green.add(name);
}

/** A mutant may be in several modules: the codec is in its probe and in the verifier. */
async function install(built: readonly Entry[], mutant: Mutant | undefined): Promise<void> {
  for (const file of Object.values(FILES)) cpSync(`build/${file}.wasm`, path.join(TREE, 'build', `${file}.wasm`));
  for (const entry of built) {
    const module = await changeable(entry, 'Vitest');
    const bytes = mutant ? changed(module, mutant) : module.with();
    if (bytes) writeFileSync(path.join(TREE, 'build', `${FILES[entry]}.wasm`), bytes);
  }
}

const REPORT = 'report.json';

function runVitest(files: readonly string[]): string | undefined {
  const program = path.resolve('node_modules/vitest/vitest.mjs');
  const options = ['--bail=1', '--reporter=json', `--outputFile=${REPORT}`];
  const { status } = spawnSync(process.execPath, [program, 'run', ...options, ...files], {
    cwd: TREE,
    stdio: 'ignore',
    timeout: 600_000,
  });
  return status === 0 ? undefined : (firstFailure() ?? 'a test run that ended early');
}

interface Report {
  testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
}

function firstFailure(): string | undefined {
  try {
    const report: Report = JSON.parse(readFileSync(path.join(TREE, REPORT), 'utf8'));
    const failed = report.testResults.flatMap((file) => file.assertionResults).find((it) => it.status === 'failed');
    return failed?.fullName ?? report.testResults.map(({ name }) => path.basename(name))[0];
  } catch {
    return undefined;
  }
}
