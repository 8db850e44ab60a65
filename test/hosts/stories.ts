// What a person does with the command `latchkey`, and how the hosts must agree about it (commands.ts).
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { portalStories } from './portal-stories.ts';
import { stickStories } from './stick-stories.ts';
import { answerTo, codeIn, PRODUCT, publicKey, type Story, storeIn, vendor } from './story.ts';

/** The recorded machines on which the commands run; the first one unless another is named. */
export const machineNames = [
  'linux-laptop-dock',
  'linux-container',
  'linux-container-bare',
  'linux-virtual-machine',
  'windows',
  'macos',
];

/** Turns one bit in a file of the store. */
function tamper(home: string, name: string): void {
  const file = path.join(storeIn(home), name);
  const bytes = readFileSync(file);
  bytes[20] = (bytes[20] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

export const stories: [string, Story][] = [
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
  ...stickStories,
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
  ...portalStories,
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
