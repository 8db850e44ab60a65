// Builds the JavaScript host as a package of its own in build/js: the modules, and beside them two entries of one file each, as ES module and for
// `require`. Usage: npm run build:js
//
// Most programs check once, at their start. V8 skims a function when it loads the file, and compiles it when it is called; one that stands in parentheses it
// compiles with the file, which is faster for what is surely called. So a check is tried here, and the functions that it called are put into parentheses.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, transform } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };
import { ENDINGS } from './compress.mjs';
import { compilePackage } from './package-compile.ts';

const OUT = 'build/js';
/** What an application imports: one of these, since each has everything that it needs. */
const ENTRIES = [
  { name: 'index', from: './hosts/js/index', load: 'load' },
  { name: 'check', from: './hosts/js/checker', load: 'loadChecker' },
];
/** The verifiers also as a web server sends them to pages. */
const SERVED = ['verifier.wasm', 'verifier-simd.wasm'].flatMap((name) => ENDINGS.map((ending) => name + ending));
const MODULES = [...SERVED, 'issuer.wasm'];

/** Stands before what is to be in parentheses: a minifier takes those away, and leaves the call of something that it does not know. */
const MARK = '__compileAtOnce';

/** What every entry has beside the host. Not by an `import` of node:fs, which takes some 3 ms in a process where nobody else needs it. */
const OWN_MODULES = `
export function packagedModules() {
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const read = (name) => readFileSync(import.meta.dirname + '/' + name);
  return { simd: read('verifier-simd.wasm'), scalar: async () => read('verifier.wasm') };
}`;
const OWN_MODULES_TYPES = `
import type { ModulePair } from './hosts/js/module.js';
/** Both builds of the verifier, which lie beside this file: for programs on Node (20.16 or newer), Bun and Deno. A page fetches them. */
export declare function packagedModules(): ModulePair;
`;

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
for (const module of MODULES) copyFileSync(`build/${module}`, `${OUT}/${module}`);
for (const { name, from } of ENTRIES) writeFileSync(`${OUT}/${name}.mjs`, await bundled(from));
const trials = ENTRIES.map(({ name, load }) => callsOfFirstCheck(`${OUT}/${name}.mjs`, load)); // before any is changed: one of them issues the license
for (const [i, { name }] of ENTRIES.entries()) {
  await compress(`${OUT}/${name}.mjs`, trials[i] ?? []);
  writeFileSync(`${OUT}/${name}.cjs`, forRequire(readFileSync(`${OUT}/${name}.mjs`, 'utf8')));
}
writeTypes();
writeManifest();
for (const file of ['LICENSE', 'NOTICE']) copyFileSync(file, `${OUT}/${file}`);
copyFileSync('hosts/js/README.md', `${OUT}/README.md`);

async function bundled(from: string): Promise<string> {
  const contents = `export * from '${from}.ts';\nexport { LatchkeyError } from './hosts/js/error.ts';\n${OWN_MODULES}`;
  const stdin = { contents, resolveDir: '.' };
  const { outputFiles } = await build({ stdin, bundle: true, format: 'esm', target: 'es2022', write: false });
  return outputFiles.map(({ text }) => text).join('');
}

/** The functions that a process calls until it has its first verdict: where each begins and ends in the file. */
function callsOfFirstCheck(file: string, load: string): [start: number, end: number][] {
  const url = pathToFileURL(path.resolve(file)).href;
  const issuing = pathToFileURL(path.resolve(OUT, 'index.mjs')).href;
  const program = `
    import { generateKeyPairSync, sign } from 'node:crypto';
    import { readFileSync } from 'node:fs';
    import { Session } from 'node:inspector/promises';
    import { loadIssuer } from '${issuing}?issuing';
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const key = Buffer.from(publicKey.export({ format: 'jwk' }).x, 'base64url');
    const issuer = await loadIssuer(readFileSync('${OUT}/issuer.wasm'));
    const [issuedAt, expiresAt, offlineSeconds] = [1_800_000_000, 1_900_000_000, 86_400];
    const components = [1, 2, 3].map((filling) => new Uint8Array(16).fill(filling));
    const claims = { issuedAt, expiresAt, offlineSeconds, tokenId: key.subarray(0, 8), licenseId: '7KQ2M9XD', product: 'trial', customerId: 'c', plan: 'p' };
    const input = issuer.signingInput(key, { ...claims, machine: { needed: 2, components }, features: { pdf: true, seats: 5 } });
    const { code } = issuer.assembleCode(input, sign(null, input, privateKey));
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    const { ${load}: load, packagedModules } = await import('${url}');
    const verifier = await load(packagedModules());
    verifier.trust(key);
    if (!verifier.check(code, { product: 'trial', nowSeconds: issuedAt, components }).accepted) throw new Error('refused');
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const { functions } = result.find(({ url }) => url === '${url}');
    const called = functions.map(({ ranges }) => ranges[0]).filter(({ count }) => count > 0);
    console.log(JSON.stringify(called.map(({ startOffset, endOffset }) => [startOffset, endOffset])));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }));
}

/** Puts the functions of the file that were called into parentheses, as far as those can be, and everything into as few bytes as can be. */
async function compress(file: string, called: [start: number, end: number][]): Promise<void> {
  const plain = readFileSync(file, 'utf8');
  const edits = called.flatMap(([start, end]) => marked(plain, start, end)).sort((a, b) => b.from - a.from);
  const text = edits.reduce((text, { from, to, by }) => text.slice(0, from) + by + text.slice(to), plain);
  const { code } = await transform(text, { minify: true, format: 'esm', target: 'es2022' });
  const result = code.replaceAll(`${MARK}(`, '(');
  writeFileSync(file, result);
  process.stdout.write(`${file}: ${result.length} bytes, ${edits.length / 2} functions for a first check\n`);
}

interface Edit {
  from: number;
  to: number;
  by: string;
}

/** A declared function becomes a variable, so that it can be marked; an arrow function can be as it is; a method cannot. */
function marked(text: string, start: number, end: number): Edit[] {
  const own = text.slice(start, end);
  const [head, async = '', name = ''] = /^(async )?function (\w+)/.exec(own) ?? [];
  if (head !== undefined && text[start - 1] === '\n') {
    const by = `var ${name} = ${MARK}(${async}function`;
    return [
      { from: start, to: start + head.length, by },
      { from: end, to: end, by: ');' },
    ];
  }
  if (!/^(async )?(\([^()]*\)|\w+) =>/.test(own)) return [];
  return [
    { from: start, to: start, by: `${MARK}(` },
    { from: end, to: end, by: ')' },
  ];
}

/** The same for `require`, which takes a quarter of a millisecond less than the first import of a process. */
function forRequire(module: string): string {
  const [whole = '', names = ''] = /export\{([^{}]+)\};\s*$/.exec(module) ?? [];
  if (names === '') throw new Error('the bundle does not end with its exports');
  const members = names
    .split(',')
    .map((name) => name.trim().split(' as '))
    .map(([own = '', told = own]) => `${told}:${own}`);
  const body = module.slice(0, -whole.length).replace('import.meta.dirname', '__dirname');
  if (/\bimport\b|\bexport\b/.test(body)) throw new Error('the bundle imports or exports in another way');
  return `"use strict";${body}module.exports={${members.join(',')}};\n`;
}

function writeTypes(): void {
  compilePackage(
    ENTRIES.map(({ from }) => `${from}.ts`),
    OUT,
    { emitDeclarationOnly: true },
  );
  for (const { name, from } of ENTRIES) {
    const host = `export * from '${from}.js';\nexport { LatchkeyError } from './hosts/js/error.js';\n`;
    for (const ending of ['.d.mts', '.d.cts']) writeFileSync(`${OUT}/${name}${ending}`, host + OWN_MODULES_TYPES);
  }
}

/** Without "exports": Node takes half a millisecond longer for the first package that has them. */
function writeManifest(): void {
  const { version, license } = packageJson;
  const manifest = {
    name: 'latchkey-js',
    version,
    description: 'Software licensing that works offline: the verifier for JavaScript.',
    license,
    type: 'module',
    sideEffects: false,
    main: './index.mjs',
    types: './index.d.mts',
  };
  writeFileSync(`${OUT}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
