// Builds the modules into build/ and compares their digests with the recorded ones, since the same sources make the same bytes everywhere.
// Beside each verifier it writes what a web server sends, verifier.wasm.gz and verifier.wasm.br (scripts/compress.mjs).
// Usage: node scripts/build-wasm.mjs [--record]
//        node scripts/build-wasm.mjs --debug   into build/debug/, with names and with the assertions of wasm/bounds.ts, which trap
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';
import { compressBeside, ENDINGS } from './compress.mjs';
import { OrderableModule } from './wasm-order.mjs';

const entries = { verifier: 'wasm/index.ts', issuer: 'wasm/issuer.ts', 'verifier-simd': 'wasm/index.ts' };
const recordFile = 'wasm/SHA256SUMS';
/** What browsers fetch; the issuer is read from the disk. */
const served = ['build/verifier.wasm', 'build/verifier-simd.wasm'];

/** What a module whose name ends in -simd may use: two field elements side by side, multiplied and added at once (wasm/halves-fused.ts). */
const relaxedSimd = ['--enable', 'simd', '--enable', 'relaxed-simd'];

function hasVectors(/** @type {string} */ outFile) {
  return outFile.endsWith('-simd.wasm');
}

/** Compiles one module and returns its bytes; `options` are more of the compiler's own, such as `--debug`. */
export async function build(
  /** @type {string} */ entry,
  /** @type {string} */ outFile,
  /** @type {string[]} */ options = [],
) {
  const features = hasVectors(outFile) ? relaxedSimd : [];
  const { error, stderr } = await asc.main(
    [entry, '--config', 'wasm/asconfig.json', '--outFile', outFile, ...features, ...options],
    { readFile: readSource },
  );
  if (error) {
    process.stderr.write(`${stderr}`);
    throw new Error(`${entry} does not compile: ${error.message}`);
  }
  return readFileSync(outFile);
}

/** Compiles one module as it is shipped: with as few bytes after gzip as we know how to. */
async function buildSmall(/** @type {string} */ entry, /** @type {string} */ outFile) {
  const module = new OrderableModule(await compileNamed(entry, outFile));
  const lines = readFileSync(orderFile(outFile), 'utf8').split('\n');
  const bytes = module.write(module.arrangementOf(lines));
  writeFileSync(outFile, bytes);
  return bytes;
}

/** The functions of a module with their names, as many of them as are shipped. */
export async function compileNamed(/** @type {string} */ entry, /** @type {string} */ outFile) {
  return inlined(await build(entry, outFile, ['--debug']), hasVectors(outFile));
}

/** Puts every function that has one caller into it: the compiler itself does so only with small ones. Names stay. */
function inlined(/** @type {Uint8Array} */ bytes, /** @type {boolean} */ vectors) {
  const { MutableGlobals, SignExt, NontrappingFPToInt, BulkMemory, BulkMemoryOpt, SIMD128, RelaxedSIMD } =
    binaryen.Features;
  const module = binaryen.readBinary(bytes);
  const usual = MutableGlobals | SignExt | NontrappingFPToInt | BulkMemory | BulkMemoryOpt;
  module.setFeatures(vectors ? usual | SIMD128 | RelaxedSIMD : usual);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setOneCallerInlineMaxSize(1000);
  binaryen.setDebugInfo(true);
  module.runPasses(['inlining-optimizing']);
  const result = module.emitBinary();
  module.dispose();
  return result;
}

/** Names of functions, a line each, in the order in which they compress best; bench/order.ts finds it, with a verifier. */
export function orderFile(/** @type {string} */ outFile) {
  return hasVectors(outFile) ? 'wasm/verifier-simd.order' : 'wasm/verifier.order';
}

/** Reads a source for the compiler. */
function readSource(/** @type {string} */ name, /** @type {string} */ folder) {
  const file = resolve(folder, name);
  if (!existsSync(file)) return null; // the compiler tries several names
  return withTexts(readFileSync(file, 'utf8'));
}

/** A source with the bytes of every `ascii('…')` in its place (wasm/ascii.d.ts), as the compiler takes it. Its number of lines stays. */
export function withTexts(/** @type {string} */ source) {
  return source.replaceAll(/\bascii\(('[^'\n]*'|`[^`]*`)\)/g, (call, literal) => {
    const text = literal.slice(1, -1).replaceAll('\\\n', '').replaceAll('\\n', '\n');
    const bytes = [...Buffer.from(`${text}\0`, 'latin1')].join(',');
    return `memory.data<u8>([${bytes}])${'\n'.repeat(call.split('\n').length - 1)}`;
  });
}

/** Builds the modules that are shipped; returns their digests in the format of sha256sum. */
export async function buildModules(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true });
  const digests = [];
  for (const [name, entry] of Object.entries(entries)) {
    const bytes = await buildSmall(entry, `${folder}/${name}.wasm`);
    process.stdout.write(`${name}.wasm: ${bytes.length} bytes\n`);
    digests.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}.wasm\n`);
  }
  return digests.join('');
}

/** The same modules and what the tests look into, with every assertion; for tests alone. */
export async function buildDebug(/** @type {string} */ folder) {
  mkdirSync(folder, { recursive: true });
  for (const [name, entry] of [...Object.entries(entries), ...probes()]) {
    await build(entry, `${folder}/${name}.wasm`, ['--target', 'debug']);
  }
}

/** What the tests look into a module with: names and sources. Never shipped, so without a digest. */
function probes() {
  return readdirSync('test/wasm')
    .filter((file) => file.endsWith('-probe.ts'))
    .sort()
    .flatMap((file) => {
      const [name, entry] = [basename(file, '.ts'), `test/wasm/${file}`];
      return name === 'crypto-probe'
        ? [
            [name, entry],
            [`${name}-simd`, entry],
          ]
        : [[name, entry]];
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--debug')) await buildDebug('build/debug');
  else await buildRelease();
}

async function buildRelease() {
  const digests = await buildModules('build');
  writeFileSync('build/SHA256SUMS', digests);
  if (process.argv.includes('--record')) writeFileSync(recordFile, digests);
  else if (readFileSync(recordFile, 'utf8') !== digests) {
    process.stdout.write(
      `Other bytes than ${recordFile} records. If the sources have changed: npm run build:wasm -- --record\n`,
    );
  }

  await compressBeside(served, 'build/compressed.stamp');
  const sizes = served.flatMap((file) => ENDINGS.slice(1).map((ending) => file + ending));
  for (const file of sizes) process.stdout.write(`${basename(file)}: ${statSync(file).size} bytes\n`);

  for (const [name, entry] of probes()) await build(entry, `build/${name}.wasm`);
}
