// Makes a fresh clone ready to run: dependencies, modules, pages – each only when it is missing or out of date.
// Plain JavaScript without dependencies, because it runs before anything is installed, on whatever Node is there (18 or newer).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENDINGS } from './compress.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (/** @type {string[]} */ ...parts) => path.join(root, ...parts);

/** What decides whether a built thing is out of date: its sources, and what must exist when it is not. */
const modules = {
  label: 'Verifier and issuer modules',
  sources: [
    'wasm',
    'test/wasm',
    'scripts/build-wasm.mjs',
    'scripts/compress.mjs',
    'scripts/wasm-order.mjs',
    'scripts/wasm-binary.mjs',
    'package-lock.json',
  ],
  results: [
    'build/issuer.wasm',
    ...['build/verifier.wasm', 'build/verifier-simd.wasm'].flatMap((it) => ENDINGS.map((ending) => it + ending)),
  ],
  command: ['scripts/build-wasm.mjs'],
};
const pages = {
  label: 'Portal pages',
  sources: [
    'portal',
    'hosts/js',
    'sdk-web',
    'astro.config.mjs',
    'scripts/compress-pages.mjs',
    'package-lock.json',
    'build/verifier.wasm',
    'build/verifier.wasm.gz',
    'build/verifier.wasm.br',
    'build/issuer.wasm',
  ],
  results: ['dist/server/entry.mjs'],
  command: ['node_modules/astro/bin/astro.mjs', 'build', '--silent'],
};

/** Installs and builds whatever is missing or out of date, one line of progress each. */
export function prepare() {
  alone(() => {
    if (!installed()) step('Dependencies (once, about 20 seconds)', install);
    build(modules);
    if (existsSync(at('astro.config.mjs'))) build(pages);
  });
}

/** Only the modules: enough for tests that open no page. */
export function prepareModules() {
  alone(() => build(modules));
}

/** The Node that this project pins; the one at hand if that is as new and the pinned one could not be installed. */
export function projectNode() {
  const pinned = at('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (spawnSync(pinned, ['--version']).status === 0) return pinned;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(
    `Node 24 is missing, and this is Node ${process.versions.node}. npm installs it with the dependencies unless its ` +
      '"ignore-scripts" is set; run: npm rebuild node --ignore-scripts=false',
  );
}

/** The environment in which `node` is the project's Node. */
export function projectEnvironment() {
  const search = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return {
    ...process.env,
    [search]: [path.dirname(projectNode()), at('node_modules/.bin'), process.env[search]].join(path.delimiter),
    ASTRO_TELEMETRY_DISABLED: '1',
  };
}

/** npm writes its own record of an installation last, so an interrupted one is seen too. */
function installed() {
  const record = at('node_modules/.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = readPackages(at('package-lock.json'));
  const present = readPackages(record);
  const missing = Object.entries(wanted).some(([name, it]) => name !== '' && !it.optional && !present[name]);
  const different = Object.entries(present).some(([name, it]) => wanted[name]?.version !== it.version);
  return !missing && !different;
}

/** @returns {Record<string, { version?: string, optional?: boolean }>} */
function readPackages(/** @type {string} */ lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

function install() {
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env['npm_execpath'] ?? '';
  if (path.basename(npm) === 'npm-cli.js') quietly(process.execPath, [npm, ...args]);
  else quietly('npm', args, { shell: process.platform === 'win32' });
}

function build(/** @type {typeof modules} */ { label, sources, results, command }) {
  const stamp = at('build', `${path.basename(command[0] ?? '')}.stamp`);
  const state = fingerprint(sources);
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (current && results.every((file) => existsSync(at(file)))) return;
  step(label, () => {
    quietly(projectNode(), command, { env: projectEnvironment() });
    writeFileSync(stamp, state);
  });
}

/** Astro writes absolute paths into what it builds, so a folder that was moved is out of date as well. */
function fingerprint(/** @type {string[]} */ sources) {
  const hash = createHash('sha256').update(root);
  for (const file of sources.flatMap((source) => filesOf(source)).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(at(file)));
  }
  return hash.digest('hex');
}

/** @returns {string[]} */
function filesOf(/** @type {string} */ source) {
  if (!existsSync(at(source))) return [];
  if (!statSync(at(source)).isDirectory()) return [source];
  const entries = readdirSync(at(source), { withFileTypes: true }).filter(
    ({ name }) => !/^(\.|node_modules$)/.test(name),
  );
  return entries.flatMap((entry) => filesOf(`${source}/${entry.name}`));
}

/** Says what is going on before and after, so that nobody looks at a still screen. */
function step(/** @type {string} */ label, /** @type {() => void} */ work) {
  const start = Date.now();
  process.stderr.write(`${label} … `);
  work();
  process.stderr.write(`ready in ${((Date.now() - start) / 1000).toFixed(1)} s\n`);
}

/** Runs a command whose output matters only when it fails. */
function quietly(/** @type {string} */ command, /** @type {string[]} */ args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8', ...options });
  if (status === 0) return;
  process.stderr.write(`failed\n\n${stdout ?? ''}${stderr ?? ''}`);
  throw new Error(
    `${[path.basename(command), ...args].join(' ')} failed${error ? `: ${error.message}` : ` (${status})`}`,
  );
}

/** Two commands started at once prepare one after the other. A lock whose owner is gone, or that is older than any preparation, is void. */
function alone(/** @type {() => void} */ work) {
  const lock = at('build/prepare.lock');
  mkdirSync(at('build'), { recursive: true });
  while (!take(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  try {
    work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(/** @type {string} */ lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  if (isVoid(lock)) rmSync(lock, { force: true });
  return false;
}

function isVoid(/** @type {string} */ lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return Date.now() - statSync(lock).mtimeMs > 15 * 60_000;
  } catch {
    return true;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare();
