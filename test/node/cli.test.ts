// The command as a person has it: a real process, real files, a real exit code.
import { spawn } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ClaimsToIssue } from '../../hosts/js/index.ts';
import { run } from '../../hosts/node/cli.ts';
import type { Desk } from '../../hosts/node/desk.ts';
import { openLicense } from '../../hosts/node/license.ts';
import type { Machine } from '../../hosts/node/machine.ts';
import { pictureIn } from '../hosts/picture.ts';
import { DAY, openVendor, type Vendor } from '../vendor.ts';
import { readRecorded } from './recorded.ts';

const PRODUCT = 'acme-cad';

let vendor: Vendor;
let laptop: Machine;
let home: string;
let stick: string;

beforeAll(async () => {
  vendor = await openVendor();
  laptop = await readRecorded('linux-laptop-dock');
});

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'latchkey-cli-'));
  stick = join(home, 'stick');
  mkdirSync(stick);
  writeConfig({ product: PRODUCT, publicKeys: [Buffer.from(vendor.publicKey).toString('base64url')] });
});

afterEach(() => rmSync(home, { recursive: true, force: true }));

const writeConfig = (config: unknown) => writeFileSync(join(home, 'latchkey.json'), JSON.stringify(config));

interface Outcome {
  exit: number | null;
  out: string;
  err: string;
}

/** Runs the command in a process of its own, on the recorded machine, with its state below `home`. */
async function latchkey(args: string[], { input = '', on = 'linux-laptop-dock' } = {}): Promise<Outcome> {
  const program = join(import.meta.dirname, 'elsewhere.ts');
  const environment = { ...process.env, XDG_STATE_HOME: join(home, 'state'), INIT_CWD: home };
  const child = spawn(process.execPath, [program, on, ...args], { cwd: home, env: environment });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const [out, err, exit] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { exit, out, err };
}

/** The same in this process, for what needs a terminal. */
async function atTerminal(args: string[], desk: Partial<Desk>): Promise<Outcome> {
  let [out, err] = ['', ''];
  const exit = await run([...args, '--store', join(home, 'terminal')], {
    print: (line) => {
      out += `${line}\n`;
    },
    complain: (line) => {
      err += `${line}\n`;
    },
    readInput: async () => '',
    readPaste: async () => '',
    ask: async () => '',
    sticks: async () => [],
    interactive: true,
    terminal: true,
    folder: home,
    hostName: 'workshop',
    machine: laptop,
    ...desk,
  });
  return { exit, out, err };
}

/** The portal's answer to a request, as text of any of its spellings. */
function answer(requestText: string, claims: Partial<ClaimsToIssue> = {}): { code: string; file: string } {
  const request = vendor.issuer.decodeRequest(requestText);
  if (!request.ok) throw new Error(request.problem.sentence);
  const { nonce, lock, components } = request.value;
  const issuedAt = Math.floor(Date.now() / 1000);
  const machine = { needed: 3, ...(lock && { lock }), components };
  const code = vendor.issue({ issuedAt, expiresAt: issuedAt + 365 * DAY + 60, nonce, machine, ...claims });
  const spelled = vendor.issuer.canonical(code);
  if (!spelled.ok) throw new Error(spelled.problem.sentence);
  return spelled.value;
}

const blockIn = (output: string) => /-----BEGIN[\s\S]*-----END LATCHKEY [A-Z]+-----/.exec(output)?.[0] ?? '';

describe('the whole life of a license', () => {
  test('from request to receipt, by files on a stick', async () => {
    expect(await latchkey(['status'])).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/No activation code is installed/),
    });

    const request = await latchkey(['request', '--to', 'stick', '--label', 'Workshop 3']);
    expect(request).toMatchObject({ exit: 0, err: '' });
    const [requestFile = ''] = readdirSync(stick);
    expect(requestFile).toMatch(/^acme-cad-[0-9a-f]{8}\.lkr$/);
    expect(readFileSync(join(stick, requestFile), 'utf8')).toContain(blockIn(request.out));

    writeFileSync(join(stick, 'answer.lic'), answer(readFileSync(join(stick, requestFile), 'utf8')).file);
    const install = await latchkey(['install', '--from', 'stick']);
    expect(install).toMatchObject({ exit: 0, out: expect.stringMatching(/^Installed\.\nlicensed: /) });

    const status = await latchkey(['status']);
    expect(status).toMatchObject({ exit: 0, out: expect.stringMatching(/^licensed: /) });
    expect(status.out).toMatch(/License until {5}\d{4}-\d\d-\d\d \d\d:\d\d UTC · 365 days left/);
    expect(status.out).toMatch(/4 of 4 identifiers fit, 3 needed/);

    expect(await latchkey(['release'])).toMatchObject({ exit: 2, err: expect.stringMatching(/say --yes/) });
    const release = await latchkey(['release', '--yes', '--to', 'stick']);
    expect(release).toMatchObject({ exit: 0 });
    expect(vendor.issuer.decodeReceipt(blockIn(release.out))).toMatchObject({ ok: true });
    expect(readdirSync(stick).filter((name) => name.endsWith('.lkd'))).toHaveLength(1);

    expect(await latchkey(['status'])).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/given back[\s\S]*latchkey release/),
    });
    expect(blockIn((await latchkey(['release'])).out)).toBe(blockIn(release.out));
    expect(await latchkey(['release', '--taken'])).toMatchObject({ exit: 0 });
    expect(await latchkey(['release', '--taken'])).toMatchObject({ exit: 1 });
    expect(await latchkey(['install', '--from', 'stick'])).toMatchObject({
      exit: 1,
      err: expect.stringMatching(/another machine/),
    });
  });

  test('as JSON, for programs', async () => {
    const request = JSON.parse((await latchkey(['request', '--json'])).out);
    expect(request).toMatchObject({ isNew: true, code: expect.stringMatching(/^LKR1-/) });
    const install = await latchkey(['install', '--json', '-'], { input: answer(request.code).code });
    expect(JSON.parse(install.out)).toMatchObject({ installed: true, accepted: true, reason: 'licensed' });
    const status = await latchkey(['status', '--json']);
    expect(JSON.parse(status.out)).toMatchObject({
      accepted: true,
      daysToExpiry: 365,
      claims: { product: PRODUCT, tokenId: '0102030405060708' },
      nature: { form: 'computer' },
    });
    const release = JSON.parse((await latchkey(['release', '--yes', '--json'])).out);
    expect(vendor.issuer.decodeReceipt(release.code)).toMatchObject({ ok: true });
  });

  test('shows the same request until it is answered, and another when asked to', async () => {
    const first = await latchkey(['request']);
    const second = await latchkey(['request']);
    expect(blockIn(second.out)).toBe(blockIn(first.out));
    expect(second.out).toMatch(/^The request that waits for its answer/);
    expect(blockIn((await latchkey(['request', '--new'])).out)).not.toBe(blockIn(first.out));
  });
});

describe('request', () => {
  test('shows a picture on a terminal that a phone reads', async () => {
    const { out } = await atTerminal(['request'], {});
    expect(pictureIn(out)).toBe(codeIn(out).replaceAll('-', ''));
  });

  test('with --portal its picture opens the portal, with the request where no server sees it', async () => {
    const { out } = await atTerminal(['request', '--portal', 'https://licenses.example'], {});
    expect(pictureIn(out)).toBe(`https://licenses.example/#${codeIn(out).replaceAll('-', '')}`);
    expect(out).toContain('Scan the picture with a phone');
    const { out: json } = await latchkey(['request', '--portal', 'https://licenses.example', '--json']);
    expect(JSON.parse(json).link).toMatch(/^https:\/\/licenses\.example\/#LKR1[0-9A-Z]+$/);
  });

  test('with --portal and a license key in the request its picture is no link', async () => {
    const license = await openLicense({
      product: PRODUCT,
      publicKeys: [vendor.publicKey],
      machine: laptop,
      folder: join(home, 'terminal'),
    });
    license.request({ licenseKey: vendor.issuer.encodeLicenseKey(new Uint8Array(17).fill(3)) });
    const { out } = await atTerminal(['request', '--portal', 'https://licenses.example'], {});
    expect(pictureIn(out)).toBe(codeIn(out).replaceAll('-', ''));
    expect(
      JSON.parse(
        (
          await latchkey([
            'request',
            '--store',
            join(home, 'terminal'),
            '--portal',
            'https://licenses.example',
            '--json',
          ])
        ).out,
      ),
    ).not.toHaveProperty('link');
  });

  test.each([
    'licenses.example',
    'http://licenses.example',
    'https://user:secret@licenses.example',
    'https://licenses.example/?a=b',
    'javascript:alert(1)',
  ])('is refused for the portal %s', async (portal) => {
    expect(await latchkey(['request', '--portal', portal])).toMatchObject({
      exit: 2,
      err: expect.stringContaining('--portal is the https address'),
    });
  });

  test('names containers and virtual machines', async () => {
    expect(await latchkey(['request'], { on: 'linux-container' })).toMatchObject({
      out: expect.stringMatching(/container \(Docker\)/),
    });
    expect(await latchkey(['request'], { on: 'linux-virtual-machine' })).toMatchObject({
      out: expect.stringMatching(/virtual machine \(QEMU\)/),
    });
    expect((await latchkey(['request'])).out).not.toMatch(/This is a/);
  });

  test('says what helps where nothing identifies the machine', async () => {
    const outcome = await latchkey(['request'], { on: 'linux-container-bare' });
    expect(outcome).toMatchObject({ exit: 3, out: '', err: expect.stringMatching(/-v \/etc\/machine-id/) });
  });

  test('says so when the stick is not there', async () => {
    expect(await latchkey(['request', '--to', 'nowhere'])).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/is the stick plugged in/),
    });
  });
});

describe('install', () => {
  const requested = async () => blockIn((await latchkey(['request'])).out);

  test.each<[string, (file: string) => string | Uint8Array]>([
    ['as it comes', (file) => file],
    ['with the line ends of Windows', (file) => file.replaceAll('\n', '\r\n')],
    ['in UTF-16, as an editor of Windows saves it', (file) => Buffer.from(`\ufeff${file}`, 'utf16le')],
    ['in UTF-16 of the other order', (file) => Buffer.from(`\ufeff${file}`, 'utf16le').swap16()],
    ['in a mail, with words around it', (file) => `Dear customer,\n\n${file}\nKind regards\n`],
    ['with a mark of UTF-8', (file) => `\ufeff${file}`],
  ])('takes a file %s', async (_how, write) => {
    writeFileSync(join(home, 'answer.lic'), write(answer(await requested()).file));
    expect(await latchkey(['install', 'answer.lic'])).toMatchObject({ exit: 0, err: '' });
  });

  test('takes what is pasted, with slips', async () => {
    const { out } = await atTerminal(['request'], {});
    const pasted = answer(blockIn(out)).code.toLowerCase().replaceAll('-', '–');
    const outcome = await atTerminal(['install'], { readPaste: async () => pasted });
    expect(outcome).toMatchObject({ exit: 0, out: expect.stringMatching(/Paste the activation code[\s\S]*Installed/) });
  });

  test('says which row is wrong', async () => {
    const { file } = answer(await requested());
    const lines = file.split('\n');
    const third = lines[4] ?? '';
    const wrong = [...lines.slice(0, 4), `${third.startsWith('7') ? '8' : '7'}${third.slice(1)}`, ...lines.slice(5)];
    const outcome = await latchkey(['install', '-'], { input: wrong.join('\n') });
    expect(outcome).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/Not installed; nothing has changed\.\nmalformed: [\s\S]*row 3/),
    });
    expect(await requested()).toMatch(/BEGIN LATCHKEY REQUEST/);
  });

  test('finds the one for this machine among those for others, and passes over what is none', async () => {
    const request = await requested();
    const desktop = await latchkey(['request', '--store', join(home, 'other')], { on: 'linux-desktop' });
    mkdirSync(join(stick, 'from portal'));
    writeFileSync(join(stick, 'a.lic'), answer(blockIn(desktop.out), { licenseId: 'DESKT0P1' }).file);
    writeFileSync(join(stick, 'from portal', 'B.LIC'), answer(request, { licenseId: 'LAPT0P01' }).file);
    writeFileSync(join(stick, 'empty.lic'), '');
    writeFileSync(join(stick, '._b.lic'), 'what macOS leaves');
    mkdirSync(join(stick, 'folder.lic'));
    symlinkSync('/dev/zero', join(stick, 'link.lic'));
    expect(await latchkey(['install', '--from', 'stick'])).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/LAPT0P01/),
    });
  });

  test('says of each file why it is not accepted', async () => {
    await requested();
    writeFileSync(join(stick, 'empty.lic'), '');
    writeFileSync(join(stick, 'words.lic'), 'Thank you for your order.');
    const { exit, err } = await latchkey(['install', '--from', 'stick']);
    expect(exit).toBe(1);
    expect(err).toMatch(/empty\.lic: .*is empty/);
    expect(err).toMatch(/words\.lic: /);
  });

  test.each([
    ['no file', 'missing.lic', /is not there/],
    ['a folder', 'stick', /is a folder; to look for a code in it: install --from/],
    ['an empty file', 'empty.lic', /is empty/],
    ['a large file', 'large.lic', /too large/],
  ])('of %s says what to do', async (_what, name, sentence) => {
    writeFileSync(join(home, 'empty.lic'), '');
    writeFileSync(join(home, 'large.lic'), Buffer.alloc(100_000, 'x'));
    expect(await latchkey(['install', name])).toMatchObject({ exit: 3, err: expect.stringMatching(sentence) });
  });

  test('of nothing says what to do', async () => {
    expect(await latchkey(['install'])).toMatchObject({ exit: 3, err: expect.stringMatching(/No code was given/) });
    expect(await latchkey(['install', '--from', 'stick'])).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/no \.lic file/),
    });
  });
});

describe('release', () => {
  test('asks first, and changes nothing without a yes', async () => {
    const { out } = await atTerminal(['request'], {});
    await atTerminal(['install', '-'], { readInput: async () => answer(blockIn(out)).code });
    expect(await atTerminal(['release'], { ask: async () => 'no' })).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/Nothing has changed/),
    });
    expect(await atTerminal(['status'], {})).toMatchObject({ exit: 0 });
    expect(await atTerminal(['release'], { ask: async () => ' Yes\n' })).toMatchObject({ exit: 0 });
    expect(await atTerminal(['status'], {})).toMatchObject({ exit: 1 });
  });

  test('of nothing changes nothing', async () => {
    expect(await latchkey(['release', '--yes'])).toMatchObject({
      exit: 1,
      out: expect.stringMatching(/Not given back/),
    });
  });
});

describe('components', () => {
  test('are named with what is wrong with them, and never shown', async () => {
    const { exit, out } = await latchkey(['components'], { on: 'linux-virtual-machine' });
    expect(exit).toBe(0);
    expect(out).toMatch(/mac +unusable +ens3 – .+was made by software/);
    expect(out).toMatch(/bound to 2 identifiers/);
    for (const value of ['52:54:00', '7d1c2e4a', '0b9b6c1e']) expect(out).not.toContain(value);
  });

  test('are shown when asked for', async () => {
    expect(await latchkey(['components', '--show-values'])).toMatchObject({
      out: expect.stringMatching(/bc:09:1b:62:0f:d8/),
    });
  });

  test('that are none at all have an exit code', async () => {
    expect(await latchkey(['components'], { on: 'linux-container-bare' })).toMatchObject({
      exit: 3,
      out: expect.stringMatching(/Kubernetes/),
    });
  });
});

describe('the command line', () => {
  test.each([
    [['--help']],
    [['request', '--help']],
    [['install', '-h']],
    [['status', '--help']],
    [['release', '--help']],
    [['components', '--help']],
  ])('%o explains itself without a configuration', async (args) => {
    rmSync(join(home, 'latchkey.json'));
    expect(await latchkey(args)).toMatchObject({ exit: 0, out: expect.stringMatching(/Exit codes:\n {2}0 /), err: '' });
  });

  test.each<[string[], RegExp]>([
    [['activate'], /no command "activate"/],
    [['status', '--frm', 'x'], /--frm/],
    [['status', '--from', 'x'], /"status" has no option --from/],
    [['status', 'now'], /"now" is too much/],
    [['install', 'a.lic', '--from', 'x'], /only one of them/],
    [['release', '--taken', '--yes'], /stands alone/],
    [['request', '--label', 'x'.repeat(65)], /./],
    [['status', '--config', 'missing.json'], /no such file/],
    [['status', '--key', 'abc'], /64 hexadecimal digits/],
    [['status', '--key', '00'.repeat(32)], /./],
  ])('%o is refused with what is wrong', async (args, sentence) => {
    expect(await latchkey(args)).toMatchObject({ exit: 2, out: '', err: expect.stringMatching(sentence) });
  });

  test('alone shows the help, and fails', async () => {
    expect(await latchkey([])).toMatchObject({ exit: 2, out: expect.stringMatching(/latchkey request/) });
  });

  test.each<[unknown, RegExp]>([
    [{}, /No product/],
    [{ product: PRODUCT }, /No public key/],
    [{ product: PRODUCT, publicKeys: [] }, /No public key/],
    [{ product: 7 }, /"product" in .* is not a text/],
    [{ product: PRODUCT, publicKeys: 'abc' }, /not a list/],
    [[], /not a JSON object/],
  ])('the configuration %o is refused with what is wrong', async (config, sentence) => {
    writeConfig(config);
    expect(await latchkey(['status'])).toMatchObject({ exit: 2, out: '', err: expect.stringMatching(sentence) });
  });

  test.each(['hex', 'base64', 'base64url'] as const)('takes a public key in %s', async (encoding) => {
    rmSync(join(home, 'latchkey.json'));
    const key = Buffer.from(vendor.publicKey).toString(encoding);
    expect(await latchkey(['status', '--product', PRODUCT, '--key', key])).toMatchObject({ exit: 1, err: '' });
  });

  test('keeps products apart', async () => {
    const first = blockIn((await latchkey(['request'])).out);
    expect(blockIn((await latchkey(['request', '--product', 'other'])).out)).not.toBe(first);
    expect(readdirSync(join(home, 'state', 'latchkey'))).toHaveLength(2);
  });
});

test('a damaged store asks again, in words', async () => {
  await latchkey(['install', '-'], { input: answer(blockIn((await latchkey(['request'])).out)).code });
  const [folder = ''] = readdirSync(join(home, 'state', 'latchkey'));
  for (const name of ['license', 'license.copy']) writeFileSync(join(home, 'state', 'latchkey', folder, name), 'x');
  expect(await latchkey(['status'])).toMatchObject({
    exit: 1,
    out: expect.stringMatching(/changed or damaged.*Make a new request/),
    err: '',
  });
});

test('a folder that cannot be used is said in words', async () => {
  writeFileSync(join(home, 'taken'), '');
  const outcome = await latchkey(['request', '--store', 'taken']);
  expect(outcome).toMatchObject({
    exit: 3,
    out: '',
    err: expect.stringMatching(/a file stands where the folder should be/),
  });
  chmodSync(join(home, 'taken'), 0o600);
});

test('no error and no output but the request itself tells a secret', async () => {
  const request = await latchkey(['request']);
  const outcomes = [
    await latchkey(['status']),
    await latchkey(['components']),
    await latchkey(['install', '-'], { input: 'x' }),
  ];
  for (const { out, err } of outcomes) expect(out + err).not.toContain(codeIn(request.out).slice(5, 30));
});

test('the command of the README runs', async () => {
  const child = spawn('npm', ['run', '-s', 'latchkey', '--', '--help']);
  expect(await text(child.stdout)).toContain('latchkey request');
});

/** The code in a block, on one line. */
function codeIn(output: string): string {
  const spelled = vendor.issuer.canonical(blockIn(output));
  if (!spelled.ok) throw new Error(spelled.problem.sentence);
  return spelled.value.code;
}
