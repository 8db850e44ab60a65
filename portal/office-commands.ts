// API keys, the audit log and JWTs on the command line.
import { parseArgs } from 'node:util';
import { type Command, DATA, flag, inOffice, JSON_OUTPUT, only, print, text, texts } from './command.ts';
import { auditCsv, entryAnswer } from './server/audit/file.ts';
import { chainWaiting, readable, rowsInOrder, verifyChain } from './server/audit/log.ts';
import { SetupError } from './server/private-file.ts';
import { createApiKey, listApiKeys, revokeApiKey } from './server/vendor/api-keys.ts';
import { issueJwt } from './server/vendor/license-jwt.ts';
import { SCOPES } from './server/vendor/scopes.ts';
import { COMMAND, demand } from './server/vendor.ts';
import { parseDuration, parseLastDay, UsageError, writeTime } from './values.ts';

export const OFFICE_COMMANDS: Record<string, Command> = {
  'api-key add': {
    summary: 'Make an API key and print it, once',
    usage: '<name> --scope SCOPE [options]',
    options: [
      ['--scope SCOPE', 'what it may do; may be repeated: read, write, *, or'],
      ...Object.entries(SCOPES).map(([scope, meaning]): [string, string] => [`  ${scope}`, meaning]),
      ['--product ID', 'only what belongs to this product'],
      ['--until 2027-12-31', 'its last day'],
      JSON_OUTPUT,
      DATA,
    ],
    run: addApiKey,
  },
  'api-key list': {
    summary: 'List the API keys, without their secrets',
    usage: '[--json]',
    options: [JSON_OUTPUT, DATA],
    run: showApiKeys,
  },
  'api-key revoke': { summary: 'Revoke an API key at once', usage: '<id>', options: [DATA], run: dropApiKey },
  'audit verify': {
    summary: 'Compute the chain of the audit log again, and say whether it is whole',
    usage: '[--noted SEQUENCE:HASH]',
    options: [['--noted SEQUENCE:HASH', 'an end of the log that was noted earlier, elsewhere'], JSON_OUTPUT, DATA],
    run: verifyAudit,
  },
  'audit export': {
    summary: 'Print the audit log, oldest first',
    usage: '[--format csv|json] [--since 2026-12-31]',
    options: [
      ['--format csv|json', 'json has one entry per line; default: json'],
      ['--since 2026-12-31', 'from this day on'],
      DATA,
    ],
    run: exportAudit,
  },
  'license jwt': {
    summary: 'Make the JWT form of a license',
    usage: '<license id> [options]',
    options: [
      ['--for 30d', 'how long it is good; at most as long as its license'],
      ['--issuer NAME', '`iss`; default: what the product says, or your name'],
      ['--audience NAME', '`aud`; default: what the product says, or its id'],
      JSON_OUTPUT,
      DATA,
    ],
    run: makeJwt,
  },
};

async function addApiKey(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, json: flag, scope: texts, product: text, until: text },
  });
  const name = only(positionals, 'a name for the key');
  if (values.scope === undefined)
    throw new UsageError('Say what the key may do with --scope, such as --scope licenses:write.');
  const wish = { name, scopes: values.scope, product: values.product, expiresAt: parseLastDay('until', values.until) };
  const made = await inOffice(values.data, async (office) => demand(await createApiKey(office, COMMAND, wish)));
  if (values.json) return print(JSON.stringify(made));
  print(`API key: ${made.key}`);
  print(`Id:      ${made.id}`);
  print(`Scopes:  ${made.scopes.join(' ')}`);
  print('This is the only time that the key is shown.');
}

async function showApiKeys(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const keys = await inOffice(values.data, async (office) => demand(await listApiKeys(office, COMMAND)));
  if (values.json) return print(JSON.stringify(keys));
  if (keys.length === 0) return print('There is no API key yet; make one with: npm run portal -- api-key add');
  for (const { id, name, scopes, product, lastUsedAt, expiresAt } of keys) {
    const parts = [
      `${id}  ${name}`,
      scopes.join(' '),
      ...(product === undefined ? [] : [`only ${product}`]),
      lastUsedAt === undefined ? 'never used' : `last used ${writeTime(lastUsedAt)}`,
      ...(expiresAt === undefined ? [] : [`until ${writeTime(expiresAt)}`]),
    ];
    print(parts.join('  ·  '));
  }
}

async function dropApiKey(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { data: text } });
  const id = only(positionals, "the key's id");
  await inOffice(values.data, async (office) => demand(await revokeApiKey(office, COMMAND, id)));
  print(`${id} opens nothing from now on.`);
}

async function verifyAudit(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag, noted: text } });
  const noted = readNoted(values.noted);
  const verified = await inOffice(values.data, async ({ store }) => {
    await chainWaiting(store);
    return await verifyChain(store.database, noted);
  });
  if (values.json) print(JSON.stringify(verified));
  if (!verified.ok)
    throw new SetupError(`The audit log is not whole: ${FAULTS[verified.reason]} ${verified.sequence}.`);
  if (values.json) return;
  print(`The audit log is whole: ${verified.head.sequence} entries.`);
  print(`Its end, to be noted elsewhere: ${verified.head.sequence}:${verified.head.hash}`);
}

const FAULTS = {
  changed: 'something was changed at entry',
  missing: 'entries are missing at',
  head: 'entries are missing at the end, before',
} as const;

function readNoted(noted: string | undefined): { sequence: number; hash: string } | undefined {
  if (noted === undefined) return undefined;
  const [, sequence = '', hash = ''] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(noted) ?? [];
  if (hash === '') throw new UsageError('--noted is what an earlier "audit verify" printed, SEQUENCE:HASH.');
  return { sequence: Number(sequence), hash };
}

async function exportAudit(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, format: text, since: text } });
  const format = values.format ?? 'json';
  if (format !== 'json' && format !== 'csv') throw new UsageError('--format is csv or json.');
  const since = parseLastDay('since', values.since);
  await inOffice(values.data, async ({ store }) => {
    await chainWaiting(store);
    let first = true;
    for await (const row of rowsInOrder(store.database, since === undefined ? undefined : since - 86_400)) {
      const entry = entryAnswer(readable(row));
      const csv = format === 'csv' ? auditCsv([entry]) : '';
      process.stdout.write(
        format === 'json' ? `${JSON.stringify(entry)}\n` : first ? csv : csv.slice(csv.indexOf('\r\n') + 2),
      );
      first = false;
    }
  });
}

async function makeJwt(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, json: flag, for: text, issuer: text, audience: text },
  });
  const id = only(positionals, "a license's id");
  const wish = { seconds: parseDuration('for', values.for), issuer: values.issuer, audience: values.audience };
  const issued = await inOffice(values.data, async (office) => demand(await issueJwt(office, COMMAND, id, wish)));
  print(values.json ? JSON.stringify(issued) : issued.jwt);
}
