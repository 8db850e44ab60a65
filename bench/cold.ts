// The first verdict of a fresh process: import, instantiate, one answer. Usage: npm run bench:cold [processes]
// Each process measures itself, from just before the first import to the answer; what Node takes to start is the same for all and not counted.
import { spawnSync } from 'node:child_process';
import { randomBytes, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { coldFloors } from './floors.ts';
import { makeLicense } from './license.ts';
import { floorTable, summary, type Time, timeTable } from './rounds.ts';

const processes = Number(process.argv[2] ?? 21);
const folder = 'build/bench';

const { privateKey, publicKey, rawKey, code, evidence } = await makeLicense();
const message = randomBytes(100);
const signature = sign(null, message, privateKey);
const hex = (bytes: Uint8Array) => `Buffer.from('${Buffer.from(bytes).toString('hex')}', 'hex')`;

// An application ships the host as JavaScript, so that no types have to be stripped first, and its bundler keeps what the application imports.
mkdirSync(folder, { recursive: true });
await build({
  stdin: { contents: "export { load } from './hosts/js/index.ts';", resolveDir: '.' },
  bundle: true,
  format: 'esm',
  minify: true,
  outfile: `${folder}/host.mjs`,
});

const loaded = (modules: string) => `
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { load } = await import('./host.mjs');
  const read = (name) => readFileSync('build/' + name + '.wasm');
  const verifier = await load(${modules});`;
const chosen = loaded(`{ simd: read('verifier-simd'), scalar: async () => read('verifier') }`);
const scalar = loaded(`read('verifier')`);
const components = (evidence.components ?? []).map(hex).join(', ');
const check = `
  verifier.trust(${hex(rawKey)});
  const verdict = verifier.check('${code}', { product: 'acme-cad', nowSeconds: ${evidence.nowSeconds}, components: [${components}] });
  const holds = verdict.accepted;`;
const one = `const holds = verifier.verifySignature(${hex(rawKey)}, ${hex(message)}, ${hex(signature)});`;

const programs: Record<string, string> = {
  'Node crypto.verify': `
  const { createPublicKey, verify } = process.getBuiltinModule('node:crypto');
  const key = createPublicKey(\`${publicKey.export({ type: 'spki', format: 'pem' })}\`);
  const holds = verify(null, ${hex(message)}, key, ${hex(signature)});`,
  'first check': chosen + check,
  'first signature': chosen + one,
  'scalar, first check': scalar + check,
  'scalar, first signature': scalar + one,
};

const samples = new Map<string, number[]>();
for (const [name, program] of Object.entries(programs)) {
  const text = `const start = performance.now();${program}
  const took = performance.now() - start;
  if (!holds) throw new Error('refused');
  process.stdout.write(String(took * 1000));\n`;
  writeFileSync(`${folder}/${fileOf(name)}`, text);
  samples.set(name, []);
}
for (let i = 0; i < processes; i++) {
  for (const [name, values] of samples) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [`${folder}/${fileOf(name)}`], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name}: ${stderr}`);
    values.push(Number(stdout));
  }
}

const times = new Map<string, Time>([...samples].map(([name, values]) => [name, summary(values)]));
process.stdout.write(`\nNode ${process.version}, ${processes} fresh processes each\n`);
process.stdout.write(`${timeTable(times)}\n${floorTable(coldFloors, times)}`);

function fileOf(name: string): string {
  return `${name.replaceAll(/[^a-z]+/gi, '-')}.mjs`;
}
