// The first verdict of a fresh process: import, instantiate, one answer. Usage: npm run bench:cold [processes]
// Each process measures itself, from just before the first import to the answer; what Node takes to start is the same for all and not counted.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, sign } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { coldFloors } from './floors.ts';
import { makeLicense } from './license.ts';
import { floorTable, summary, type Time, timeTable } from './rounds.ts';

const processes = Number(process.argv[2] ?? 21);
const folder = 'build/bench'; // beside the package, build/js

const { privateKey, publicKey, rawKey, code, evidence } = await makeLicense();
const message = randomBytes(100);
const signature = sign(null, message, privateKey);
const hex = (bytes: Uint8Array) => `Buffer.from('${Buffer.from(bytes).toString('hex')}', 'hex')`;

// The package as applications get it, by what it exports (hosts/js/README.md).
execFileSync(process.execPath, ['scripts/build-js.ts'], { stdio: 'pipe' });
mkdirSync(folder, { recursive: true });
const small = loaded('check', 'loadChecker', 'packagedModules()');
const whole = loaded('index', 'load', 'packagedModules()');
const scalar = loaded('check', 'loadChecker', 'await packagedModules().scalar()');

function loaded(entry: string, load: string, modules: string): string {
  return `
  const { ${load}, packagedModules } = await import('../js/${entry}.js');
  const verifier = await ${load}(${modules});`;
}
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
  'first check': small + check,
  'first check, entry with everything': whole + check,
  'first signature': whole + one,
  'scalar, first check': scalar + check,
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
