// Builds the web SDK as a package of its own in build/web: ES modules, their types, and the verifier. Usage: npm run build:web
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { ENDINGS } from './compress.mjs';
import { compilePackage } from './package-compile.ts';

const OUT = 'build/web';
/** What applications may import, by its name in the package. Each is one file, so that a bundler takes no more than is used. */
const ENTRIES: Record<string, string> = {
  '.': 'sdk-web/index',
  './elements': 'sdk-web/elements/index',
  './register': 'sdk-web/register',
  './worker': 'sdk-web/worker',
};
/** Defines custom elements when it is imported; everything else has no effect of its own. */
const SIDE_EFFECTS = ['./sdk-web/elements/*.js'];
/** Each also as a web server sends it: compressed once, here, better than a server has time for. */
const MODULES = ['verifier.wasm', 'verifier-simd.wasm'].flatMap((name) => ENDINGS.map((ending) => name + ending));

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT, { recursive: true });
const entries = Object.entries(ENTRIES).filter(([, file]) => existsSync(`${file}.ts`));
compilePackage(
  entries.map(([, file]) => `${file}.ts`),
  OUT,
);
for (const module of MODULES) copyFileSync(`build/${module}`, `${OUT}/${module}`);
writeVerifierEntry();
writeManifest();
for (const file of ['LICENSE', 'NOTICE']) copyFileSync(file, `${OUT}/${file}`);
copyFileSync('docs/web.md', `${OUT}/README.md`);
process.stdout.write(
  `${OUT}: ${globSync(`${OUT}/**/*`).length} files, entries ${['./verifier', ...entries.map(([name]) => name)].sort().join(', ')}\n`,
);

/** The module beside its digest: what is spread into the options of `createLicense`. */
function writeVerifierEntry(): void {
  const sha256 = createHash('sha256')
    .update(readFileSync(`${OUT}/verifier.wasm`))
    .digest('hex');
  writeFileSync(
    `${OUT}/verifier.js`,
    `export const verifier = new URL('./verifier.wasm', import.meta.url);\nexport const sha256 = '${sha256}';\n`,
  );
  writeFileSync(
    `${OUT}/verifier.d.ts`,
    '/** Where `verifier.wasm` lies, beside this file. */\nexport declare const verifier: URL;\n' +
      '/** The SHA-256 that it has. */\nexport declare const sha256: string;\n',
  );
}

function writeManifest(): void {
  const { version, license, dependencies } = packageJson;
  const imported = /^(idb-keyval|workbox-[a-z-]+|qr|zxing-wasm)$/;
  const manifest = {
    name: 'latchkey-web',
    version,
    description: 'Software licensing that works offline: the browser SDK.',
    license,
    type: 'module',
    sideEffects: SIDE_EFFECTS,
    exports: {
      ...Object.fromEntries(
        entries.map(([name, file]) => [name, { types: `./${file}.d.ts`, default: `./${file}.js` }]),
      ),
      './verifier': { types: './verifier.d.ts', default: './verifier.js' },
      ...Object.fromEntries(MODULES.map((name) => [`./${name}`, `./${name}`])),
    },
    dependencies: Object.fromEntries(
      Object.entries(dependencies).filter(([name]) => imported.test(name) && importsOf(name)),
    ),
  };
  writeFileSync(`${OUT}/package.json`, `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** Whether any file of the package imports it. */
function importsOf(name: string): boolean {
  const scripts = globSync(`${OUT}/sdk-web/**/*.js`);
  return scripts.some((file) => new RegExp(`(from|import\\()\\s*['"]${name}(/|['"])`).test(readFileSync(file, 'utf8')));
}
