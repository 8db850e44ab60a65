// Who may import whom, where the private key and the clock are read, and what no file of this project contains.
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

interface Layer {
  /** Folder whose files this is about; the first layer that fits wins. */
  folder: string;
  /** Files of ours that it may import, by folder or name. */
  files: string[];
  /** Packages and built-in modules that it may import. */
  packages: RegExp;
}

const none = /^\b$/;
const layers: Layer[] = [
  { folder: 'wasm/', files: ['wasm/'], packages: none },
  { folder: 'hosts/js/', files: ['hosts/js/'], packages: none },
  // Its command shows a request as a picture.
  { folder: 'hosts/node/', files: ['hosts/node/', 'hosts/js/', 'build/'], packages: /^(node:|qr$)/ },
  {
    folder: 'sdk-web/',
    files: ['sdk-web/', 'hosts/js/'],
    packages: /^(idb-keyval|workbox-[a-z-]+|qr|zxing-wasm)(\/|$)/,
  },
  // What the portal does knows no pages and no page framework.
  {
    folder: 'portal/server/',
    files: ['portal/server/', 'portal/clock.ts', 'hosts/js/', 'package.json'],
    packages: /^(?!astro)/,
  },
  { folder: 'portal/', files: ['portal/', 'hosts/js/', 'sdk-web/', 'build/', 'dist/', 'package.json'], packages: /./ },
  // An application as a customer's vendor writes it, and a portal to try it with.
  {
    folder: 'examples/',
    files: ['examples/', 'sdk-web/', 'hosts/js/', 'portal/', 'build/'],
    packages: /^(node:|idb-keyval$|workbox-|esbuild$)/,
  },
  { folder: 'scripts/', files: ['scripts/', 'package.json'], packages: /./ },
  {
    folder: 'test/',
    files: ['test/', 'wasm/', 'hosts/', 'sdk-web/', 'portal/', 'scripts/', 'bench/', 'examples/', 'build/'],
    packages: /./,
  },
  {
    folder: 'bench/',
    files: ['bench/', 'examples/', 'scripts/', 'hosts/', 'sdk-web/', 'portal/', 'build/'],
    packages: /./,
  },
  { folder: '', files: ['scripts/'], packages: /./ },
];

/** The only file of each program that may ask what time it is. */
const clocks: Record<string, string[]> = {
  'wasm/': [],
  'hosts/js/': [],
  'hosts/node/': ['hosts/node/clock.ts'],
  'sdk-web/': ['sdk-web/clock.ts'],
  'portal/': ['portal/clock.ts'],
};

const keyReader = 'portal/server/signer.ts';
/** A browser's own key pair, which nobody can export, signs its requests; it has nothing to do with the vendor's. */
const deviceSigner = 'sdk-web/device.ts';

/** Longer than a reader likes, and why. */
const longForAReason: Record<string, string> = {};

const sources = globSync(
  ['{wasm,hosts,sdk-web,portal,examples,scripts,test,bench}/**/*.{ts,mts,js,mjs,astro}', '*.{ts,mjs}'],
  {
    exclude: (name) => /(^|\/)(node_modules|dist|build|reports)$/.test(name),
  },
)
  .map((file) => file.replaceAll('\\', '/'))
  .sort();
const textOf = new Map(sources.map((file) => [file, readFileSync(file, 'utf8')]));
const shipped = sources.filter((file) => /^(wasm|hosts|sdk-web|portal)\//.test(file));

describe('imports', () => {
  test('run one way', () => {
    const wrong = sources.flatMap((file) =>
      importsOf(file)
        .filter((it) => !mayImport(file, it))
        .map((it) => `${file} imports ${it}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['wasm/decide.ts', 'hosts/js/index.ts'],
    ['wasm/decide.ts', 'node:crypto'],
    ['hosts/js/verifier.ts', 'node:fs'],
    ['hosts/node/client.ts', 'portal/server/portal.ts'],
    ['sdk-web/store.ts', 'portal/clock.ts'],
    ['portal/server/portal.ts', 'portal/pages/index.astro'],
    ['portal/server/portal.ts', 'astro'],
    ['portal/middleware.ts', 'test/setup.ts'],
    ['bench/verify.ts', 'test/setup.ts'],
  ])('of the wrong way are seen: %s ↛ %s', (file, target) => {
    expect(mayImport(file, target)).toBe(false);
  });

  test('lead to files that exist', () => {
    const ours = sources.flatMap((file) =>
      importsOf(file)
        .filter(isOurs)
        .map((target) => ({ file, target })),
    );
    expect(ours.filter(({ target }) => !/^(build|dist)\//.test(target) && !existsSync(target))).toEqual([]);
  });
});

test(`the private key is read in one file, ${keyReader}`, () => {
  const readers = shipped.filter((file) => /createPrivateKey|PRIVATE KEY|pkcs8|subtle\.sign\b/.test(codeOf(file)));
  expect(readers.filter((file) => file !== keyReader && file !== deviceSigner)).toEqual([]);
});

test.each(Object.entries(clocks))('the clock is read in one file of a program: %s', (program, allowed) => {
  const asksTime =
    /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bperformance\.now\b|\bprocess\.(hrtime|uptime)\b|\bTemporal\.Now\b/;
  const readers = shipped.filter((file) => file.startsWith(program) && asksTime.test(codeOf(file)));
  expect(readers.filter((file) => !allowed.includes(file))).toEqual([]);
});

test('folders are named for what they hold', () => {
  const vague = /(^|\/)(utils?|common|shared|helpers?|lib|misc|types)(\/|\.)/;
  expect(sources.filter((file) => vague.test(file))).toEqual([]);
});

test('only index.ts collects the exports of a folder', () => {
  const onlyReexports = (file: string) => {
    const statements = ts.createSourceFile(file, textOf.get(file) ?? '', ts.ScriptTarget.Latest).statements;
    return statements.length > 0 && statements.every((it) => ts.isExportDeclaration(it) && it.moduleSpecifier);
  };
  const barrels = shipped.filter((file) => file.endsWith('.ts') && onlyReexports(file));
  expect(barrels.filter((file) => path.basename(file) !== 'index.ts')).toEqual([]);
});

test('no type check is switched off, and no value has the type any', () => {
  const off = /@ts-(ignore|nocheck|expect-error)|[:<,|]\s*any\b(?!\s*\()|\bas any\b/;
  const isScript = (file: string) => /\.(ts|mts|astro)$/.test(file) && file !== 'test/layers.test.ts';
  const wrong = sources
    .filter(isScript)
    .filter((file) => off.test(codeOf(file)) || /@ts-(ignore|nocheck)/.test(textOf.get(file) ?? ''));
  expect(wrong).toEqual([]);
});

test('a file is short enough to be read at once', () => {
  const lengths = shipped.map((file) => ({ file, lines: (textOf.get(file) ?? '').split('\n').length }));
  const long = lengths.filter(({ file, lines }) => lines > 300 && !(file in longForAReason));
  for (const { file, lines } of long) process.stdout.write(`${file} has ${lines} lines; 300 is what we aim for\n`);
  expect(long.filter(({ lines }) => lines > 400)).toEqual([]);
});

function mayImport(file: string, target: string): boolean {
  const layer = layers.find(({ folder }) => file.startsWith(folder));
  if (!layer) throw new Error(`no layer for ${file}`);
  return isOurs(target) ? layer.files.some((it) => target.startsWith(it)) : layer.packages.test(target);
}

/** Ours are written as paths from the top of the project; everything else is a package or built in. */
function isOurs(target: string): boolean {
  return /^(wasm|hosts|sdk-web|portal|examples|scripts|test|bench|docs|build|dist)\/|^package\.json$/.test(target);
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(codeOf(file), true, true);
  return importedFiles.map(({ fileName }) => resolve(file, fileName));
}

function resolve(file: string, specifier: string): string {
  const plain = specifier.replace(/\?.*$/, '');
  if (!plain.startsWith('.')) return plain;
  const target = path.posix.join(path.posix.dirname(file), plain);
  // AssemblyScript leaves the ending away.
  return file.startsWith('wasm/') || file.startsWith('test/wasm/') ? `${target}.ts` : target;
}

/** The script parts of a file, without comments. */
function codeOf(file: string): string {
  const text = textOf.get(file) ?? '';
  return withoutComments(file.endsWith('.astro') ? scriptsOf(text) : text);
}

function scriptsOf(astro: string): string {
  const head = /^---\n([\s\S]*?)\n---/.exec(astro)?.[1] ?? '';
  return [head, ...[...astro.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script)].join('\n');
}

function withoutComments(code: string): string {
  return code.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}
