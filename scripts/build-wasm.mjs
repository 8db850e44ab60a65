// Builds the modules into build/ and records their digests. Usage: node scripts/build-wasm.mjs
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

const modules = { verifier: 'wasm/index.ts', issuer: 'wasm/issuer.ts' };

mkdirSync('build', { recursive: true });
const digests = [];
for (const [name, entry] of Object.entries(modules)) {
  const outFile = `build/${name}.wasm`;
  const { error, stderr } = await asc.main([entry, '--config', 'wasm/asconfig.json', '--outFile', outFile]);
  if (error) {
    process.stderr.write(`${stderr}`);
    throw new Error(`${entry} does not compile: ${error.message}`);
  }
  const bytes = readFileSync(outFile);
  digests.push(`${createHash('sha256').update(bytes).digest('hex')}  ${name}.wasm`);
  process.stdout.write(`${outFile}: ${bytes.length} bytes\n`);
}
writeFileSync('build/SHA256SUMS', `${digests.join('\n')}\n`);
