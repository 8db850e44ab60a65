// Makes what a web server sends instead of a module: `name.gz` and `name.br` beside it, once, at the build, with more patience than a server has.
// What comes out is ordinary gzip and Brotli, which every browser reads, and the same bytes each time.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync } from 'node:zlib';

/** How often Zopfli looks for a better way. A thousand times take 5 seconds instead of 1 and make verifier.wasm 6 bytes smaller. */
const ITERATIONS = 15;

/** One way of compressing: how the file is called that it makes, and the way back. */
const ways = [
  { ending: '.gz', compress: gzipSmall, decompress: gunzipSync },
  { ending: '.br', compress: brotliSmall, decompress: brotliDecompressSync },
];

/** The names of a file and of what is made of it. */
export const ENDINGS = ['', ...ways.map(({ ending }) => ending)];

/** As gzip, by Zopfli: the shortest way of saying the same among more than zlib looks at. Its header has neither name nor time. */
export async function gzipSmall(/** @type {Uint8Array} */ bytes) {
  const { gzipAsync } = await import('@gfx/zopfli'); // only who compresses: it listens to this process's uncaught errors
  return gzipAsync(bytes, { numiterations: ITERATIONS });
}

export function brotliSmall(/** @type {Uint8Array} */ bytes) {
  return brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

/** Compresses files, unless what lies beside them was made of these bytes in this way. Returns whether anything was made. */
export async function compressBeside(/** @type {string[]} */ files, /** @type {string} */ stamp) {
  const state = stateOf(files);
  const current = existsSync(stamp) && readFileSync(stamp, 'utf8') === state;
  if (current && files.every(isWhole)) return false;
  rmSync(stamp, { force: true });
  // What is out of date goes first: a server would go on sending it in the place of the new file.
  for (const file of files) for (const { ending } of ways) rmSync(file + ending, { force: true });
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const { ending, compress } of ways) writeFileSync(file + ending, await compress(bytes));
  }
  writeFileSync(stamp, state);
  return true;
}

/** Whether everything beside a file is there and gives the file back. */
function isWhole(/** @type {string} */ file) {
  const bytes = readFileSync(file);
  return ways.every(({ ending, decompress }) => {
    try {
      return decompress(readFileSync(file + ending)).equals(bytes);
    } catch {
      return false;
    }
  });
}

/** Of what, and with what, the files are made. */
function stateOf(/** @type {string[]} */ files) {
  const { version } = createRequire(import.meta.url)('@gfx/zopfli/package.json');
  const hash = createHash('sha256').update(`${version} ${ITERATIONS} ${process.versions.brotli}`);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
