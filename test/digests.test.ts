import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

const recorded = readFileSync('wasm/SHA256SUMS', 'utf8');

/** Whoever reads a log of this sees on which machines it held. */
const machine = `${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'an unknown processor'}`;

test(`a rebuild of the modules gives the bytes whose digests are recorded beside the sources: Node ${process.version}, ${machine}`, () => {
  const program =
    "import { buildModules } from './scripts/build-wasm.mjs'; process.stderr.write(await buildModules('build/rebuilt'));";
  execFileSync(process.execPath, ['--input-type=module', '--eval', program], { stdio: 'pipe' });
  expect(digestsIn('build/rebuilt')).toBe(recorded);
});

const other = otherNode();
const byOther = other
  ? `the other Node of this machine (${other.version})`
  : 'this Node alone: there is no other one here';

test(`and so does a build elsewhere: an empty environment, another folder, language, time zone and umask; by ${byOther}`, () => {
  const away = mkdtempSync(path.join(tmpdir(), 'latchkey-'));
  try {
    // Deeper than here, with a blank and a letter beyond ASCII in its name.
    const folder = path.join(away, 'a b', 'ü', 'deep');
    mkdirSync(path.join(folder, 'scripts'), { recursive: true });
    cpSync('wasm', path.join(folder, 'wasm'), { recursive: true });
    for (const script of ['build-wasm', 'wasm-order', 'wasm-binary', 'compress'])
      cpSync(`scripts/${script}.mjs`, path.join(folder, `scripts/${script}.mjs`));
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'), 'junction');
    const program =
      "process.umask(0o077); const { buildModules } = await import('./scripts/build-wasm.mjs'); await buildModules('out');";
    execFileSync(other?.file ?? process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      env: { LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
      stdio: 'pipe',
    });
    expect(digestsIn(path.join(folder, 'out'))).toBe(recorded);
  } finally {
    rmSync(away, { recursive: true });
  }
});

test('the modules that the tests use are those bytes', () => {
  expect(digestsIn('build')).toBe(recorded);
});

test('only what has a digest is packed, and what was compressed of it', () => {
  const { files }: { files: string[] } = JSON.parse(readFileSync('package.json', 'utf8'));
  const packed = files.filter((it) => it.startsWith('build/')).flatMap((it) => globSync(it));
  expect(packed.length).toBeGreaterThan(0);
  const known = [...recorded.matchAll(/ {2}(\S+)$/gm)].map(([, name]) => `build/${name}`);
  expect(packed.filter((it) => !known.includes(it.replace(/\.(gz|br)$/, '')))).toEqual([]);
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

/** Another version of Node in PATH; undefined when there is none. */
function otherNode(): { file: string; version: string } | undefined {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const files = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  for (const file of files.filter((it) => path.isAbsolute(it) && existsSync(it))) {
    const version = execFileSync(file, ['--version'], { encoding: 'utf8' }).trim();
    if (version !== process.version) return { file, version };
  }
  return undefined;
}
