// The first verdict of a fresh process: import, instantiate, one answer. Usage: npm run bench:cold [processes]
// Each process measures itself, from just before the first import to the answer; what Node takes to start is the same for all and not counted.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, sign } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { coldFloors } from './floors.ts';
import { makeLicense } from './license.ts';
import { floorTable, summary, type Time, timeTable } from './rounds.ts';

const processes = Number(process.argv[2] ?? 21);
const folder = 'build/bench/cold';

const { privateKey, publicKey, rawKey, code, evidence } = await makeLicense();
const message = randomBytes(100);
const signature = sign(null, message, privateKey);
const hex = (bytes: Uint8Array) => `Buffer.from('${Buffer.from(bytes).toString('hex')}', 'hex')`;

// The package as applications get it (hosts/js/README.md): its files beside the program, and installed.
execFileSync(process.execPath, ['scripts/build-js.ts'], { stdio: 'pipe' });
cpSync('build/js', folder, { recursive: true });
cpSync('build/js', `${folder}/node_modules/latchkey-js`, { recursive: true });

/** The program reads the modules itself, as one does that knows where they are. */
const small = `
  const { readFileSync } = process.getBuiltinModule('node:fs');
  const { loadChecker } = await import('./check.mjs');
  const read = (name) => readFileSync('${folder}/' + name);
  const verifier = await loadChecker({ simd: read('verifier-simd.wasm'), scalar: async () => read('verifier.wasm') });`;
const packaged = (from: string, load: string, modules = 'packagedModules()') => `
  const { ${load}, packagedModules } = await import('${from}');
  const verifier = await ${load}(${modules});`;
const whole = packaged('./index.mjs', 'load');
const components = (evidence.components ?? []).map(hex).join(', ');
const check = `
  verifier.trust(${hex(rawKey)});
  const verdict = verifier.check('${code}', { product: 'acme-cad', nowSeconds: ${evidence.nowSeconds}, components: [${components}] });
  const holds = verdict.accepted;`;
const one = `const holds = verifier.verifySignature(${hex(rawKey)}, ${hex(message)}, ${hex(signature)});`;

const native = (key: string) => `
  const { createPublicKey, verify } = process.getBuiltinModule('node:crypto');
  const key = createPublicKey(${key});
  const holds = verify(null, ${hex(message)}, key, ${hex(signature)});`;

/** As a program in CommonJS begins, which must not wait outside of a function. */
const required = `
  const { loadChecker, packagedModules } = require('./check.cjs');
  const verifier = await loadChecker(packagedModules());`;

const programs: Record<string, string> = {
  'Node crypto.verify': native(`\`${publicKey.export({ type: 'spki', format: 'pem' })}\``),
  // Not how keys are usually kept, but what Node reads fastest.
  'Node, its key as JWK': native(JSON.stringify({ key: publicKey.export({ format: 'jwk' }), format: 'jwk' })),
  'first check': small + check,
  'it finds its modules itself': packaged('./check.mjs', 'loadChecker') + check,
  'CommonJS, it finds its modules': required + check,
  'it has everything': whole + check,
  'it is installed': packaged('latchkey-js/check.mjs', 'loadChecker') + check,
  'scalar, first check': packaged('./check.mjs', 'loadChecker', 'await packagedModules().scalar()') + check,
  'first signature': whole + one,
};

const samples = new Map<string, number[]>();
for (const [name, program] of Object.entries(programs)) {
  const text = `const start = performance.now();${program}
  const took = performance.now() - start;
  if (!holds) throw new Error('refused');
  process.stdout.write(String(took * 1000));\n`;
  writeFileSync(`${folder}/${fileOf(name)}`, isCommonJs(name) ? `(async () => {${text}})();\n` : text);
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
  return `${name.replaceAll(/[^a-z]+/gi, '-')}.${isCommonJs(name) ? 'cjs' : 'mjs'}`;
}

function isCommonJs(name: string): boolean {
  return name.startsWith('CommonJS');
}
