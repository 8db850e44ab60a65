// D7, D10: does the time of a refusal tell what was nearly right? Usage:
//   npm run timing                       10,000 of each kind, half a minute
//   npm run timing -- --samples 1000     so many
//   npm run timing -- --only session     one comparison: machine, e-mail, api-key, session, webhook
// Two kinds of wrong input are sent in turn, in an order thrown anew for each pair; Welch's t of their times, without the slowest tenth of both
// together, must stay below 4.5. Ends with 1 when a difference is found, and with 2 when a control with a small leak was not: then the machine was
// too noisy, and the run says nothing.
import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Letter } from '../../portal/server/accounts/mail.ts';
import { createDataFolder, openDataFolder } from '../../portal/server/folder.ts';
import { loadModules } from '../../portal/server/modules.ts';
import { openPortal } from '../../portal/server/portal.ts';
import { Vendor } from '../../portal/server/vendor.ts';
import { createSecret, signedHeaders, verify } from '../../portal/server/webhooks/signature.ts';
import { readOptions } from '../../scripts/options.ts';

const MOST = 4.5;
const KEPT = 0.9;
const DAY = 86_400;
interface Pair {
  name: string;
  what: string;
  /** One of the two kinds; the other way round for `true`. */
  ask(other: boolean): unknown;
}

const values = readOptions(import.meta.url, {
  samples: { type: 'string', default: '10000' },
  only: { type: 'string' },
});
const samples = Number(values.samples);
if (!Number.isInteger(samples) || samples < 100) fail('--samples is a whole number of 100 or more.');

const folder = mkdtempSync(path.join(tmpdir(), 'latchkey-timing-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const clock = { nowSeconds: Math.floor(Date.now() / 1000) };
const pairs = await preparePairs();
const chosen = pairs.filter(({ name }) => values.only === undefined || name === values.only || name === 'control');
if (chosen.length < 2) fail(`There is no comparison "${values.only}".`);

let worst = 0;
for (const pair of chosen) {
  const t = await welch(pair);
  const found = Math.abs(t) >= MOST;
  const control = pair.name === 'control';
  if (control && !found) process.exitCode = 2;
  if (!control) worst = Math.max(worst, Math.abs(t));
  const verdict = control ? (found ? 'found, as it must be' : 'NOT FOUND') : found ? 'DIFFERENT' : 'alike';
  process.stdout.write(`${pair.name.padEnd(9)} t = ${t.toFixed(2).padStart(7)}  ${verdict.padEnd(20)}  ${pair.what}\n`);
}
if (worst >= MOST) process.exitCode = 1;
process.exit();

async function preparePairs(): Promise<Pair[]> {
  const nowSeconds = () => clock.nowSeconds;
  const known = await newLicenseKey(path.join(folder, 'here'));
  const unknown = await newLicenseKey(path.join(folder, 'elsewhere')); // well-formed, and nobody's here
  const letters: Letter[] = [];
  const accounts = { baseUrl: 'https://licenses.example', mailer: (it: Letter) => void letters.push(it) };
  const portal = await openPortal({ folder: path.join(folder, 'here'), nowSeconds, report: () => undefined, accounts });
  const { customers } = portal;
  if (!customers) throw new Error('the portal has no accounts');
  const letter = { subject: 'Sign in', text: '{link}' };
  const address = '192.0.2.1';
  await customers.sendLink({ email: 'ada@example.com', letter, address });
  const token = new URL(letters[0]?.text ?? '').searchParams.get('token') ?? '';
  await customers.enter(token, new Headers(), address);

  const made = await portal.office.apiKeys.create({ actor: { kind: 'system' } }, { name: 'shop', scopes: ['read'] });
  if (!made.ok) throw new Error(made.problem.error);
  const apiKey = made.value.key;
  const opened = await portal.keySessions.open(known, address, undefined);
  if (!opened.ok) throw new Error('no session');
  const secret = createSecret();
  const message = { id: 'msg_1', sentAtSeconds: clock.nowSeconds, body: '{"type":"license.issued"}' };
  const headers = signedHeaders([secret], message);
  const mac = headers['webhook-signature'].slice(3);
  const askWebhook = (given: string) =>
    verify(secret, { ...headers, 'webhook-signature': `v1,${given}` }, message.body, message.sentAtSeconds);
  const start = apiKey.lastIndexOf('_') + 1;
  const filler = randomBytes(1024);
  const refuseKey = (wrong: string) => portal.office.apiKeys.recognize(wrong);

  return [
    {
      name: 'machine',
      what: 'a license key that exists, and one that does not, with a machine that cannot be read',
      ask: (other) => portal.activate({ licenseKey: other ? known : unknown, machine: 'x', address }),
    },
    {
      name: 'e-mail',
      what: 'an address with an account, and one without: a link is sent to both',
      ask: (other) => {
        letters.length = 0;
        return customers.sendLink({ email: other ? 'ada@example.com' : 'eve@example.com', letter, address });
      },
    },
    {
      name: 'api-key',
      what: 'a secret that is wrong in its last letter, and in its first',
      ask: (other) => refuseKey(changed(apiKey, other ? apiKey.length - 2 : start)),
    },
    {
      name: 'session',
      what: 'a token that is wrong in its last letter, and in its first',
      ask: (other) => portal.keySessions.read(changed(opened.token, other ? opened.token.length - 2 : 0)),
    },
    {
      name: 'webhook',
      what: 'a signature that is wrong in its last byte, and in its first',
      ask: (other) => askWebhook(changed(mac, other ? mac.length - 3 : 0)),
    },
    {
      name: 'control',
      what: 'as api-key, and in one of the two 1 KB more is hashed',
      ask: (other) => {
        if (other) createHash('sha256').update(filler).digest();
        return refuseKey(changed(apiKey, start));
      },
    },
  ];
}

async function newLicenseKey(place: string): Promise<string> {
  await createDataFolder(place, { nowSeconds: clock.nowSeconds });
  const data = await openDataFolder(place, undefined);
  const vendor = new Vendor(data, await loadModules(), () => clock.nowSeconds);
  const rule = { needed: 2, of: 3 };
  await vendor.addProduct({ id: 'app', name: 'App', seats: 2, machine: rule, features: {}, domains: [] });
  const { licenseKey } = await vendor.addLicense({ product: 'app' });
  await data.store.close();
  return licenseKey;
}

function fail(why: string): never {
  process.stderr.write(`${why} See: npm run timing -- --help\n`);
  process.exit(2);
}

/** The same text with another letter of its alphabet at one place. */
function changed(text: string, at: number): string {
  return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
}

async function welch({ name, ask }: Pair): Promise<number> {
  const times: [number[], number[]] = [[], []];
  for (let i = -200; i < samples; i++) {
    const first = randomInt(2);
    for (const kind of [first, 1 - first]) {
      clock.nowSeconds += name === 'session' ? 0 : DAY; // limits of guesses are full again; a session ends after an hour
      const start = performance.now();
      await ask(kind === 1);
      const took = performance.now() - start;
      if (i >= 0) times[kind === 1 ? 1 : 0].push(took);
    }
    if (i % 1000 === 0 && process.stderr.isTTY)
      process.stderr.write(`\r${name} ${Math.max(i, 0)} of ${samples}\x1b[K\r`);
  }
  const most = times.flat().sort((a, b) => a - b)[Math.floor(2 * samples * KEPT)] ?? 0;
  const [a, b] = times.map((kind) => momentsOf(kind.filter((time) => time < most)));
  if (!a || !b) return Number.NaN;
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

function momentsOf(numbers: readonly number[]): { count: number; mean: number; variance: number } {
  const mean = numbers.reduce((sum, it) => sum + it, 0) / numbers.length;
  const squares = numbers.reduce((sum, it) => sum + (it - mean) ** 2, 0);
  return { count: numbers.length, mean, variance: squares / (numbers.length - 1) };
}
