// Signing keys on the command line: show, add, activate, retire, and take them to escrow and back (docs/keys.md).
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type Command,
  DATA,
  flag,
  inOffice,
  JSON_OUTPUT,
  only,
  print,
  readPassphrase,
  text,
  withFolder,
} from './command.ts';
import { publicKeyPem } from './server/jwt.ts';
import { type PublicKeyInfo, readPublicKeys } from './server/portal.ts';
import {
  activateSigningKey,
  addOutsideKey,
  addSigningKey,
  exportSigningKey,
  importSigningKey,
  listSigningKeys,
  retireSigningKey,
  type SigningKeyView,
} from './server/vendor/signing-keys.ts';
import { COMMAND, demand } from './server/vendor.ts';
import { UsageError, writeTime } from './values.ts';

const PRODUCT: [string, string] = [
  '--product ID',
  'for this product alone; default: for all that have none of their own',
];
const PASSPHRASE: [string, string] = ['--passphrase-file FILE', 'the passphrase; default: LATCHKEY_PASSPHRASE'];

export const KEY_COMMANDS: Record<string, Command> = {
  'key show': {
    summary: 'Show the public keys to embed',
    usage: '[--json | --pem]',
    options: [JSON_OUTPUT, ['--pem', 'as PEM, for JWT libraries'], DATA],
    run: showKeys,
  },
  'key list': {
    summary: 'List the signing keys and their states',
    usage: '[--json]',
    options: [JSON_OUTPUT, DATA],
    run: listKeys,
  },
  'key add': {
    summary: 'Make a signing key that waits: embed it, then activate it',
    usage: '[--product ID]',
    options: [PRODUCT, JSON_OUTPUT, DATA],
    run: addKey,
  },
  'key outside': {
    summary: 'Add a key that is held outside and signs through a command',
    usage: '--public-key HEX [--product ID] -- <command> [arguments]',
    options: [['--public-key HEX', 'its 32 raw bytes'], PRODUCT, JSON_OUTPUT, DATA],
    run: addOutside,
  },
  'key activate': {
    summary: 'Let a waiting key sign from now on; the one before it is retired',
    usage: '<kid>',
    options: [JSON_OUTPUT, DATA],
    run: (args) => byKid(args, activateSigningKey, 'signs from now on'),
  },
  'key retire': {
    summary: 'Retire a key that waits, or that is the own key of a product',
    usage: '<kid>',
    options: [JSON_OUTPUT, DATA],
    run: (args) => byKid(args, retireSigningKey, 'signs nothing more; what it signed stays good'),
  },
  'key export': {
    summary: 'Write a private key under a passphrase, for escrow',
    usage: '<kid> --out FILE',
    options: [['--out FILE', 'a new file'], PASSPHRASE, DATA],
    run: exportKey,
  },
  'key import': {
    summary: 'Take a private key back from escrow',
    usage: '<file> [--product ID]',
    options: [PRODUCT, PASSPHRASE, JSON_OUTPUT, DATA],
    run: importKey,
  },
};

async function showKeys(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag, pem: flag } });
  const keys = await withFolder(values.data, ({ store }) => readPublicKeys(store.database));
  if (values.pem) return print(keys.map(({ publicKey }) => publicKeyPem(publicKey).trim()).join('\n'));
  if (values.json) {
    return print(
      JSON.stringify(keys.map((key) => ({ ...key, publicKey: Buffer.from(key.publicKey).toString('hex') }))),
    );
  }
  print(keys.map(describeKey).join('\n\n'));
}

async function listKeys(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const keys = await inOffice(values.data, async (office) => demand(await listSigningKeys(office, COMMAND)));
  if (values.json) return print(JSON.stringify(keys));
  for (const key of keys) print(keyLine(key));
}

async function addKey(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag, product: text } });
  const key = await inOffice(values.data, async (office) =>
    demand(await addSigningKey(office, COMMAND, { product: values.product })),
  );
  tell(key, values.json);
}

async function addOutside(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, json: flag, product: text, 'public-key': text },
  });
  if (!/^[0-9a-f]{64}$/i.test(values['public-key'] ?? ''))
    throw new UsageError('--public-key is 64 hexadecimal digits.');
  if (positionals.length === 0) throw new UsageError('Say the command that signs, behind "--".');
  const publicKey = new Uint8Array(Buffer.from(values['public-key'] ?? '', 'hex'));
  const wish = { publicKey, command: positionals, product: values.product };
  tell(await inOffice(values.data, async (office) => demand(await addOutsideKey(office, COMMAND, wish))), values.json);
}

async function byKid(args: string[], work: typeof activateSigningKey, outcome: string): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { data: text, json: flag } });
  const kid = only(positionals, "a key's kid");
  const key = await inOffice(values.data, async (office) => demand(await work(office, COMMAND, kid)));
  print(values.json ? JSON.stringify(key) : `${key.kid} ${outcome}.`);
}

async function exportKey(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, out: text, 'passphrase-file': text },
  });
  const kid = only(positionals, "a key's kid");
  const { out } = values;
  if (out === undefined) throw new UsageError('Name a new file with --out.');
  const passphrase = readPassphrase(values['passphrase-file'], (file) => readFileSync(file, 'utf8'));
  const sealed = await inOffice(values.data, async (office) =>
    demand(await exportSigningKey(office, COMMAND, kid, passphrase)),
  );
  writeFileSync(out, sealed, { flag: 'wx', mode: 0o600 });
  print(`Wrote ${out}. Keep it and the passphrase far from the portal, and from each other.`);
}

async function importKey(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, json: flag, product: text, 'passphrase-file': text },
  });
  const sealed = readFileSync(only(positionals, 'the file from escrow'));
  const passphrase = readPassphrase(values['passphrase-file'], (file) => readFileSync(file, 'utf8'));
  const key = await inOffice(values.data, async (office) =>
    demand(await importSigningKey(office, COMMAND, sealed, passphrase, values.product)),
  );
  tell(key, values.json);
}

function tell(key: SigningKeyView, json: boolean | undefined): void {
  print(json ? JSON.stringify(key) : keyLine(key));
  if (json || key.state !== 'next') return;
  print(
    `It signs nothing yet. Embed it in your applications, ship them, then: npm run portal -- key activate ${key.kid}`,
  );
}

function keyLine({ kid, state, since, product, held, present, publicKey }: SigningKeyView): string {
  const parts = [
    kid,
    `${state} since ${writeTime(since)}`,
    product === undefined ? 'for all products' : `for ${product}`,
    held === 'outside' ? 'held outside' : present ? 'in the data folder' : 'not here',
    publicKey,
  ];
  return parts.join('  ·  ');
}

/** The key in the spellings that languages like, and the lines that make an application trust it. */
export function describeKey({ publicKey, kid, state, since, product }: PublicKeyInfo): string {
  const key = Buffer.from(publicKey);
  return [
    `Public key, hex:    ${key.toString('hex')}`,
    `Public key, base64: ${key.toString('base64')}`,
    `Key id (kid):       ${kid}`,
    `State:              ${state} since ${writeTime(since)}`,
    ...(product === undefined ? [] : [`Product:            ${product}`]),
    '',
    'Embed it in your application:',
    '',
    `  const publicKey = Uint8Array.from([${[...key].join(', ')}]);`,
    '  const verifier = await load(moduleBytes); // build/verifier.wasm',
    '  verifier.trust(publicKey);',
  ].join('\n');
}
