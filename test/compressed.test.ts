// The files that a web server sends instead of a module: they are the module, for every decoder, and come out the same each time.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { gunzipSync as gunzipByFflate } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const hasGzip = spawnSync('gzip', ['--version']).status === 0;
const recorded = readFileSync('wasm/SHA256SUMS', 'utf8');

/** In a process of its own: Zopfli's module listens to the errors of the process that it is in. */
function run(program: string, ...args: string[]): string {
  const prelude = "import * as compress from './scripts/compress.mjs'; const [, ...args] = process.argv;";
  const node = ['--input-type=module', '--eval', `${prelude}${program}`, ...args];
  return execFileSync(process.execPath, node, { encoding: 'utf8' });
}

describe.each(['verifier.wasm', 'verifier-simd.wasm'])('%s', (name) => {
  const file = `build/${name}`;
  const read = (ending: string) => readFileSync(file + ending);

  test('is what its compressed files give back, with the digest that is recorded', () => {
    for (const bytes of [gunzipSync(read('.gz')), brotliDecompressSync(read('.br'))]) {
      expect(bytes.equals(read(''))).toBe(true);
      expect(recorded).toContain(`${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
    }
  });

  test('is what decoders give back that share nothing with zlib', async () => {
    expect(Buffer.from(gunzipByFflate(read('.gz'))).equals(read(''))).toBe(true);
    if (hasGzip) expect(execFileSync('gzip', ['-dc', `${file}.gz`]).equals(read(''))).toBe(true);
  });

  test('comes out the same when it is compressed again, without a name or a time', () => {
    const program =
      "const { readFileSync, writeSync } = await import('node:fs'); writeSync(1, Buffer.from(await compress.gzipSmall(readFileSync(args[0]))).toString('hex') + ' ' + compress.brotliSmall(readFileSync(args[0])).toString('hex'));";
    expect(run(program, file)).toBe(`${read('.gz').toString('hex')} ${read('.br').toString('hex')}`);
    // RFC 1952, 2.3: deflate, no flags, no time, slowest method, Unix.
    expect(read('.gz').subarray(0, 10).toString('hex')).toBe('1f8b0800000000000203');
  });
});

describe('what lies beside a file', () => {
  let folder = '';
  const at = (name: string) => path.join(folder, name);
  const compress = () =>
    run('console.log(await compress.compressBeside([args[0]], args[1]))', at('a.wasm'), at('stamp')).trim();
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'latchkey-'));
    writeFileSync(at('a.wasm'), 'one one one one one one one one one');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is made once, and again only when the file is another', () => {
    expect(compress()).toBe('true');
    const { mtimeMs } = statSync(at('a.wasm.gz'));
    expect(compress()).toBe('false');
    expect(statSync(at('a.wasm.gz')).mtimeMs).toBe(mtimeMs);
    writeFileSync(at('a.wasm'), 'two two two two two two two two two');
    expect(compress()).toBe('true');
    expect(gunzipSync(readFileSync(at('a.wasm.gz'))).toString()).toMatch(/^two/);
    expect(brotliDecompressSync(readFileSync(at('a.wasm.br'))).toString()).toMatch(/^two/);
  });

  test.each(['a.wasm.gz', 'a.wasm.br'])('is made again when %s is cut off or gone', (name) => {
    compress();
    const whole = readFileSync(at(name));
    writeFileSync(at(name), whole.subarray(0, -4));
    expect(compress()).toBe('true');
    expect(readFileSync(at(name)).equals(whole)).toBe(true);
    rmSync(at(name));
    expect(compress()).toBe('true');
    expect(existsSync(at(name))).toBe(true);
  });
});
