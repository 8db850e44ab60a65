// Running a portal: backup, restore, what is wrong with an installation (docs/operations.md).
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { nowSeconds } from './clock.ts';
import {
  type Command,
  DATA,
  flag,
  folderName,
  inOffice,
  JSON_OUTPUT,
  only,
  print,
  readPassphrase,
  text,
  withFolder,
} from './command.ts';
import { writeBackup } from './server/backup.ts';
import { confirmRestore } from './server/confirm-restore.ts';
import { examine, LAST_BACKUP } from './server/doctor.ts';
import { SetupError } from './server/private-file.ts';
import { restoreBackup } from './server/restore.ts';
import { demandPassphrase } from './server/sealed.ts';
import { databaseUrl } from './settings.ts';
import { UsageError, writeTime } from './values.ts';

const PASSPHRASE: [string, string] = ['--passphrase-file FILE', 'the passphrase; default: LATCHKEY_PASSPHRASE'];

export const OPERATION_COMMANDS: Record<string, Command> = {
  backup: {
    summary: 'Write everything into one file under a passphrase, also while the portal runs',
    usage: '--out FILE',
    options: [['--out FILE', 'a new file'], PASSPHRASE, DATA],
    run: backup,
  },
  restore: {
    summary: 'Bring a backup into a new data folder',
    usage: '<file>',
    options: [
      ['DATABASE_URL', 'environment: into this empty PostgreSQL database, wherever the backup came from'],
      PASSPHRASE,
      DATA,
    ],
    run: restore,
  },
  'confirm-restore': {
    summary: 'Let a restored portal issue codes again',
    usage: '[--issued 2027-01-31T12:00:00Z]',
    options: [['--issued TIME', 'the latest issue time that was seen anywhere; default: the clock is believed'], DATA],
    run: confirm,
  },
  doctor: {
    summary: 'Say what is wrong with this installation',
    usage: '[--json]',
    options: [JSON_OUTPUT, DATA],
    run: doctor,
  },
};

async function backup(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, out: text, 'passphrase-file': text } });
  const { out } = values;
  if (out === undefined) throw new UsageError('Name a new file with --out.');
  const passphrase = readPassphrase(values['passphrase-file'], (file) => readFileSync(file, 'utf8'));
  demandPassphrase(passphrase);
  const file = path.resolve(out);
  const rows = await withFolder(values.data, async ({ store, path: folder }) => {
    const at = nowSeconds();
    try {
      const rows = await writeBackup({ store, folder, file }, passphrase, at);
      await store.write((tx) =>
        tx
          .insertInto('setting')
          .values({ name: LAST_BACKUP, value: String(at) })
          .onConflict((same) => same.column('name').doUpdateSet({ value: String(at) }))
          .execute(),
      );
      return rows;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
        throw new SetupError(`${file} is there already; name a new file.`);
      rmSync(file, { force: true });
      throw error;
    }
  });
  print(`Wrote ${file}: ${rows} rows, and the keys. Without the passphrase it is worth nothing; keep the two apart.`);
}

async function restore(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { data: text, 'passphrase-file': text },
  });
  const file = path.resolve(only(positionals, 'the backup'));
  const passphrase = readPassphrase(values['passphrase-file'], (it) => readFileSync(it, 'utf8'));
  const place = { file, folder: folderName(values.data), databaseUrl: databaseUrl(process.env) };
  const { rows, atSeconds } = await restoreBackup(place, passphrase, nowSeconds());
  print(`Restored ${rows} rows as they were at ${writeTime(atSeconds)}, into ${place.folder}.`);
  print(
    'It issues nothing yet: codes may have left since then that it knows nothing of. When the old portal is surely stopped',
  );
  print('and the clock is right: npm run portal -- confirm-restore');
}

async function confirm(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, issued: text } });
  const issued = values.issued === undefined ? undefined : Math.floor(Date.parse(values.issued) / 1000);
  if (Number.isNaN(issued)) throw new UsageError('--issued is a time such as 2027-01-31T12:00:00Z.');
  const { issuedFrom } = await withFolder(values.data, ({ store }) => confirmRestore(store, nowSeconds(), issued));
  print(`Codes are issued again, none with an earlier time than ${writeTime(issuedFrom)}.`);
}

async function doctor(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { data: text, json: flag } });
  const findings = await inOffice(values.data, (office) => examine(office, process.env));
  if (values.json) print(JSON.stringify(findings));
  else for (const { about, state, says } of findings) print(`${MARKS[state]}  ${about}: ${says}`);
  const bad = findings.filter(({ state }) => state === 'bad').length;
  if (bad > 0) throw new SetupError(`${bad} of ${findings.length} need attention now.`);
}

const MARKS = { good: 'good   ', warning: 'warning', bad: 'BAD    ' };
