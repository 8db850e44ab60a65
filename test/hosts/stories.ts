// What a person does with the command `latchkey`, and how the hosts must agree about it (commands.ts).
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DAY, openVendor } from '../vendor.ts';

export interface Outcome {
  exit: number | null;
  out: string;
  err: string;
}

export type Latchkey = (args: readonly string[], input?: string) => Promise<Outcome>;

export interface Both {
  /** The stick that is plugged into the machine `with-stick`; empty when a story begins. */
  stick: string;
  node: Latchkey;
  /** The host that is tried. */
  its: Latchkey;
  /** Both say the same, letter for letter or, in JSON, member for member, and end with the same code. */
  same(args: readonly string[], options?: { on?: string; input?: string }): Promise<Outcome>;
  /** Both end with the same code and have the same to say to whom, but the words are the language's own. */
  alike(args: readonly string[], options?: { on?: string; input?: string }): Promise<void>;
  expect(what: string, actual: unknown, expected: unknown): void;
}

const PRODUCT = 'acme-cad';
const vendor = await openVendor();
const publicKey = Buffer.from(vendor.publicKey).toString('base64url');
/** The file latchkey.json of the person. */
export const configuration = JSON.stringify({ product: PRODUCT, publicKeys: [publicKey] });

/** The recorded machines on which the commands run; the first one unless another is named. */
export const machineNames = [
  'linux-laptop-dock',
  'linux-container',
  'linux-container-bare',
  'linux-virtual-machine',
  'windows',
  'macos',
];

/** The portal's answer to a request. */
function answerTo(request: string, days = 365): { code: string; file: string } {
  const read = vendor.issuer.decodeRequest(request);
  if (!read.ok) throw new Error(read.problem.sentence);
  const { nonce, lock, components } = read.value;
  const issuedAt = Math.floor(Date.now() / 1000);
  const machine = { needed: Math.floor(components.length / 2) + 1, ...(lock && { lock }), components };
  const features = { pro: true, seats: 5, edition: 'Überall' } as const;
  const claims = {
    issuedAt,
    expiresAt: issuedAt + days * DAY + 3600,
    offlineSeconds: 30 * DAY + 3600,
    nonce,
    machine,
    features,
    plan: 'Studio',
  };
  const spelled = vendor.issuer.canonical(vendor.issue(claims));
  if (!spelled.ok) throw new Error(spelled.problem.sentence);
  return spelled.value;
}

const codeIn = (outcome: Outcome): string => JSON.parse(outcome.out).code;
const storeIn = (home: string): string => {
  const [folder = ''] = readdirSync(path.join(home, 'state', 'latchkey'));
  return path.join(home, 'state', 'latchkey', folder);
};

/** Turns one bit in a file of the store. */
function tamper(home: string, name: string): void {
  const file = path.join(storeIn(home), name);
  const bytes = readFileSync(file);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

export const stories: [string, (both: Both, home: string) => Promise<void>][] = [
  [
    'its request, answered and given back',
    async ({ node, its, same, expect }) => {
      await same(['status']);
      await same(['status', '--json']);
      const request = await its(['request', '--label', 'Workshop 3', '--json']);
      expect('the request is new', JSON.parse(request.out).isNew, true);
      expect('Node shows it again', codeIn(await node(['request', '--json'])), codeIn(request));
      await same(['request']);
      await same(['request', '--json']);
      const answer = answerTo(codeIn(request));
      expect('it installs', (await its(['install', '-'], answer.code)).out.split('\n').slice(0, 5), [
        'Installed.',
        ...(await node(['status'])).out.split('\n').slice(0, 4),
      ]);
      await same(['status']);
      await same(['status', '--json']);
      const release = await its(['release', '--yes', '--json']);
      expect('Node shows the receipt again', codeIn(await node(['release', '--json'])), codeIn(release));
      expect('a receipt that the portal reads', vendor.issuer.decodeReceipt(codeIn(release)).ok, true);
      await same(['release']);
      await same(['status']);
      await same(['install', '-'], { input: answer.code });
      expect('taken', (await its(['release', '--taken'])).exit, 0);
      await same(['release', '--taken']);
      await same(['status', '--json']);
    },
  ],
  [
    "Node's request, answered and given back",
    async ({ node, its, same, expect }) => {
      const request = await node(['request', '--json']);
      expect('it shows the request again', codeIn(await its(['request', '--json'])), codeIn(request));
      expect('it installs', (await its(['install', '-', '--json'], answerTo(codeIn(request)).file)).exit, 0);
      await same(['status']);
      const release = await node(['release', '--yes', '--json']);
      expect('it shows the receipt again', codeIn(await its(['release', '--json'])), codeIn(release));
    },
  ],
  [
    'by files on a stick',
    async ({ node, its, same, expect }, home) => {
      const stick = path.join(home, 'stick');
      await its(['request', '--to', 'stick']);
      const written = readdirSync(stick);
      await node(['request', '--to', 'stick']);
      expect('the same file in the same name', readdirSync(stick), written);
      await same(['request', '--to', 'stick']);
      await same(['request', '--to', 'nowhere']);
      await same(['install', '--from', 'stick']);
      const { file } = answerTo(readFileSync(path.join(stick, written[0] ?? ''), 'utf8'));
      const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(file.replaceAll('\n', '\r\n'), 'utf16le')]);
      mkdirSync(path.join(stick, 'licenses'));
      writeFileSync(path.join(stick, 'licenses', 'Acme CAD.LIC'), utf16);
      writeFileSync(path.join(stick, '._other.lic'), 'Finder');
      writeFileSync(path.join(stick, 'other.lic'), vendor.issue({ product: 'acme-cam' }));
      writeFileSync(path.join(stick, 'empty.lic'), '');
      expect('it finds the code', (await its(['install', '--from', 'stick'])).exit, 0);
      await same(['status', '--json']);
      await same(['install', path.join('stick', 'licenses', 'Acme CAD.LIC')]);
      await same(['install', 'stick']);
      await same(['install', path.join('stick', 'empty.lic')]);
      await same(['install', path.join('stick', 'absent.lic')]);
      rmSync(path.join(stick, 'licenses'), { recursive: true });
      await same(['install', '--from', 'stick']);
    },
  ],
  [
    'a stick that it finds by itself',
    async ({ node, its, same, expect, stick }) => {
      if (!(await its(['install', '--help'])).out.includes('--stick')) return; // not in this host yet
      const on = 'with-stick';
      const request = codeIn(await node(['request', '--json']));
      await same(['install', '--stick']);
      await same(['install', '--stick'], { on });
      await same(['install', '--stick', 'file.lic'], { on });
      writeFileSync(path.join(stick, 'other.lic'), vendor.issue({ product: 'acme-cam' }));
      await same(['install', '--stick'], { on });
      writeFileSync(path.join(stick, 'ours.lic'), answerTo(request).file.replaceAll('\n', '\r\n'));
      const installed = await same(['install', '--stick'], { on });
      expect('the code on the stick is accepted', installed.exit, 0);
      await same(['status']);
    },
  ],
  [
    'a store that was changed',
    async ({ its, same, expect }, home) => {
      const answer = answerTo(codeIn(await its(['request', '--json'])));
      await its(['install', '-'], answer.code);
      tamper(home, 'license');
      const repaired = JSON.parse((await its(['status', '--json'])).out);
      expect('one copy: it still holds, and it says so', [repaired.accepted, typeof repaired.notice], [true, 'string']);
      await same(['status', '--json']);
      expect(
        'the damage is kept aside',
        readdirSync(storeIn(home)).filter((name) => name.includes('.damaged-')).length,
        1,
      );
      tamper(home, 'license');
      tamper(home, 'license.copy');
      await same(['status']);
      await same(['status', '--json']);
      writeFileSync(path.join(storeIn(home), 'license'), 'LKS1');
      await same(['status', '--json']);
      expect('a new request is possible', (await its(['request', '--json'])).exit, 0);
      await same(['request']);
    },
  ],
  [
    'writers of two languages at once',
    async ({ node, its, expect }, home) => {
      const writers = [node, its, node, its, node, its, its, its];
      const outcomes = await Promise.all(writers.map((write) => write(['request', '--new', '--json'])));
      expect('all of them write', [...new Set(outcomes.map(({ exit }) => exit))], [0]);
      const last = codeIn(await its(['request', '--json']));
      expect('one was the last', outcomes.map(codeIn).includes(last), true);
      expect('for both', codeIn(await node(['request', '--json'])), last);
      expect('and nothing is left over', readdirSync(storeIn(home)).sort(), ['key', 'license', 'license.copy']);
    },
  ],
  [
    'a key in the keychain, where there is none',
    async ({ its, expect }, home) => {
      await its(['request']);
      const [key, copy] = ['key', 'license'].map((name) => path.join(storeIn(home), name));
      const stored = readFileSync(copy ?? '');
      writeFileSync(key ?? '', 'LKK1');
      const { installed, reason, sentence } = JSON.parse((await its(['status', '--json'])).out);
      expect('is told', [installed, reason, /keychain/.test(sentence)], [false, 'store-fault', true]);
      expect('and stops a request', (await its(['request'])).exit, 3);
      expect('and nothing is touched', readFileSync(copy ?? '').equals(stored), true);
    },
  ],
  [
    'what is refused',
    async ({ its, same }, home) => {
      await its(['request']);
      await same(['install', '-'], { input: '' });
      await same(['install', '-'], { input: 'This is no code.' });
      await same(['install', '-'], { input: vendor.issue({ product: 'acme-cam' }) });
      await same(['install', '-', '--json'], { input: vendor.issue({ product: 'acme-cam' }) });
      await same(['install', '-', '--json'], { input: vendor.issue().slice(0, -3) });
      const expired = vendor.issue({ issuedAt: 1_700_000_000, expiresAt: 1_700_086_400 });
      await same(['install', '-'], { input: expired });
      await same(['release', '--yes']);
      await same(['release', '--yes', '--json']);
      writeFileSync(
        path.join(home, 'latchkey.json'),
        JSON.stringify({ product: PRODUCT, publicKeys: ['00'.repeat(32)] }),
      );
      await same(['status']);
    },
  ],
  [
    'machines',
    async ({ same }) => {
      for (const on of machineNames) {
        await same(['components'], { on });
        await same(['components', '--json', '--show-values'], { on });
      }
      await same(['request', '--store', 'bare'], { on: 'linux-container-bare' });
      await same(['status'], { on: 'linux-container' });
      await same(['status'], { on: 'linux-virtual-machine' });
    },
  ],
  [
    'the command line',
    async ({ same, alike }, home) => {
      await alike([]);
      await alike(['--help']);
      for (const command of ['request', 'install', 'status', 'release', 'components']) await alike([command, '--help']);
      await alike(['instal']);
      await alike(['status', '--to', 'x']);
      await alike(['status', 'x']);
      await alike(['install', 'x', '--from', 'y']);
      await alike(['release', '--taken', '--yes']);
      await alike(['release']);
      await alike(['status', '--nonsense']);
      await alike(['status', '--product']);
      await same(['status', '--key', 'abc']);
      await same(['status', '--config', 'absent.json']);
      writeFileSync(path.join(home, 'other.json'), '[]');
      await same(['status', '--config', 'other.json']);
      writeFileSync(path.join(home, 'other.json'), '{"product":"acme-cad"}');
      await same(['status', '--config', 'other.json']);
      writeFileSync(path.join(home, 'other.json'), '{"publicKeys":"x"}');
      await same(['status', '--config=other.json', '--product', 'acme-cad']);
      rmSync(path.join(home, 'latchkey.json'));
      await same(['status']);
      await same(['status', '--product', 'acme-cad', '--key', Buffer.from(publicKey, 'base64url').toString('hex')]);
    },
  ],
];
