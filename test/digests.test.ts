import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const recorded = readFileSync('wasm/SHA256SUMS', 'utf8');

test('a rebuild of the modules gives the bytes whose digests are recorded beside the sources', () => {
  const program =
    "import { buildModules } from './scripts/build-wasm.mjs'; process.stderr.write(await buildModules('build/rebuilt'));";
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
  expect(digestsIn('build/rebuilt')).toBe(recorded);
});

test('the modules that the tests use are those bytes', () => {
  expect(digestsIn('build')).toBe(recorded);
});

test.each(['verifier', 'issuer', 'verifier-simd'])('%s.wasm imports nothing, and its memory cannot grow', (name) => {
  const module = new WebAssembly.Module(readFileSync(`build/${name}.wasm`));
  expect(WebAssembly.Module.imports(module)).toEqual([]);
  const { memory } = new WebAssembly.Instance(module).exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new Error('no memory');
  expect(() => memory.grow(1)).toThrow(RangeError);
});

function digestsIn(folder: string): string {
  const line = (name: string) =>
    `${createHash('sha256')
      .update(readFileSync(`${folder}/${name}`))
      .digest('hex')}  ${name}\n`;
  return ['verifier.wasm', 'issuer.wasm', 'verifier-simd.wasm'].map(line).join('');
}
