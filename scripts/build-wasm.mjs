// Builds the modules into build/ and records their digests. Usage: node scripts/build-wasm.mjs
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import asc from 'assemblyscript/asc';

const modules = { verifier: 'wasm/index.ts', issuer: 'wasm/issuer.ts' };

async function build(name, entry) {
  const outFile = `build/${name}.wasm`;
  const { error, stderr } = await asc.main([entry, '--config', 'wasm/asconfig.json', '--outFile', outFile]);
  if (error) {
    process.stderr.write(`${stderr}`);
    throw new Error(`${entry} does not compile: ${error.message}`);
  }
  const bytes = readFileSync(outFile);
  process.stdout.write(`${outFile}: ${bytes.length} bytes\n`);
  return bytes;
}

mkdirSync('build', { recursive: true });
const digests = [];
for (const [name, entry] of Object.entries(modules)) {
  const bytes = await build(name, entry);
  digests.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}.wasm`);
}
writeFileSync('build/SHA256SUMS', `${digests.join('\n')}\n`);

// What the tests look into a module with; never shipped, so without a digest.
for (const entry of globSync('test/wasm/*-probe.ts').sort()) await build(basename(entry, '.ts'), entry);
