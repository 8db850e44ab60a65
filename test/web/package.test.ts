// The package as somebody else gets it: packed, installed into an empty folder, type-checked, bundled, run.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { build } from 'esbuild';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const project = mkdtempSync(path.join(tmpdir(), 'latchkey-app-'));
const at = (...parts: string[]) => path.join(project, ...parts);
const manifest = () => JSON.parse(readFileSync(at('node_modules/latchkey-web/package.json'), 'utf8'));

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build-web.ts'], { stdio: 'pipe' });
  writeFileSync(at('package.json'), '{"name": "app", "private": true, "type": "module"}\n');
  const { dependencies } = JSON.parse(readFileSync('build/web/package.json', 'utf8'));
  // Its dependencies come from here: the same versions, and no network.
  const packed = ['build/web', ...Object.keys(dependencies).flatMap((name) => withDependencies(name))].map(pack);
  npm(['install', '--offline', '--no-audit', '--no-fund', ...new Set(packed)], project);
}, 120_000);

afterAll(() => rmSync(project, { recursive: true, force: true }));

function npm(args: string[], cwd: string): string {
  const cli = process.env['npm_execpath'];
  return cli?.endsWith('npm-cli.js')
    ? execFileSync(process.execPath, [cli, ...args], { cwd, encoding: 'utf8' })
    : execFileSync('npm', args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
}

function pack(folder: string): string {
  const [{ filename }] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', project, path.resolve(folder)], project),
  );
  return at(filename);
}

/** A package and all that it needs, as folders. */
function withDependencies(name: string): string[] {
  const folder = `node_modules/${name}`;
  const { dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  return [folder, ...Object.keys(dependencies).flatMap((one) => withDependencies(one))];
}

/** The snippet of docs/web.md. */
const snippet = /```ts\n([\s\S]*?)```/.exec(readFileSync('docs/web.md', 'utf8'))?.[1] ?? '';

test('every entry of the package exists, with its types', () => {
  const { exports } = manifest();
  expect(Object.keys(exports)).toEqual(
    expect.arrayContaining(['.', './verifier', './verifier.wasm', './verifier.wasm.gz', './elements', './worker']),
  );
  for (const target of Object.values(exports).flatMap((it) =>
    typeof it === 'string' ? [it] : Object.values(it ?? {}),
  )) {
    expect(existsSync(at('node_modules/latchkey-web', String(target))), String(target)).toBe(true);
  }
});

test('beside the module lies what a web server sends: the module, with the digest that the package names', () => {
  const installed = (name: string) => readFileSync(at('node_modules/latchkey-web', name));
  const digest = /sha256 = '(\w+)'/.exec(installed('verifier.js').toString())?.[1];
  for (const bytes of [
    gunzipSync(installed('verifier.wasm.gz')),
    brotliDecompressSync(installed('verifier.wasm.br')),
  ]) {
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(digest);
  }
});

test('it contains what it needs and nothing else: no source, no test, no path of this folder', () => {
  const files = npm(['pack', '--ignore-scripts', '--dry-run', '--json', path.resolve('build/web')], project);
  const names: string[] = JSON.parse(files)[0].files.map((file: { path: string }) => file.path);
  expect(names.filter((name) => !/\.(js|d\.ts|wasm|wasm\.gz|wasm\.br|md|json)$|^(LICENSE|NOTICE)$/.test(name))).toEqual(
    [],
  );
  const scripts = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => readFileSync(path.join('build/web', name), 'utf8'));
  expect(scripts.join('\n')).not.toContain(process.cwd());
});

test('the ten lines of docs/web.md have the right types', () => {
  writeFileSync(at('app.ts'), snippet);
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    lib: ['lib.es2024.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
  };
  const found = ts.getPreEmitDiagnostics(ts.createProgram([at('app.ts')], options));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

describe('bundled', () => {
  const bundle = async (contents: string, file: string) => {
    const options = { bundle: true, format: 'esm', minify: true, write: true, logLevel: 'silent' } as const;
    await build({ ...options, stdin: { contents, resolveDir: project, loader: 'ts' }, outfile: at(file) });
    return statSync(at(file)).size;
  };

  test('the ten lines run, judge, and say what is the case', async () => {
    mkdirSync(at('dist'), { recursive: true });
    await bundle(`${snippet}\nexport { license };`, 'dist/app.js');
    copyFileSync(at('node_modules/latchkey-web/verifier.wasm'), at('dist/verifier.wasm'));
    writeFileSync(at('run.js'), harness(pathToFileURL(at('dist/app.js')).href));
    const output = execFileSync(process.execPath, [at('run.js')], { encoding: 'utf8' });
    expect(output.trim().split('\n').at(-1)).toBe('none memory storage-blocked');
  });

  test('one name alone brings nothing else along', async () => {
    const all = await bundle("import { createLicense } from 'latchkey-web'; console.log(createLicense);", 'all.js');
    const one = await bundle("import { LatchkeyError } from 'latchkey-web'; console.log(LatchkeyError);", 'one.js');
    expect(one).toBeLessThan(1000);
    expect(all).toBeGreaterThan(20_000);
  });
});

/** A page, as far as these lines look at it: an address, files beside the script, and no storage. */
function harness(script: string): string {
  return `
import { readFile } from 'node:fs/promises';
globalThis.location = { hostname: 'app.example', origin: 'https://app.example' };
globalThis.addEventListener = () => undefined;
globalThis.fetch = async (url) => new Response(await readFile(new URL(url)));
const { license } = await import(${JSON.stringify(script)});
const { kind, storage } = license.state;
console.log(kind, storage.mode, storage.problem?.name);
license.close();
process.exit(0);
`;
}
