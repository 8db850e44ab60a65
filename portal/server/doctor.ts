// What is wrong with an installation, and what to do about it. It looks and changes nothing.
import { readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { chainWaiting, verifyChain } from './audit/log.ts';
import { STORE_FILE } from './folder.ts';
import { isKept, kidHex, openSigner } from './signer.ts';
import type { Store } from './store.ts';
import type { Office } from './vendor/change.ts';

const DAY_SECONDS = 86_400;
const MIN_FREE_BYTES = 500 * 1024 * 1024;
const MAX_BACKUP_DAYS = 7;
const CLOCK_TOLERANCE_SECONDS = 54_000;

export interface Finding {
  about: string;
  state: 'good' | 'warning' | 'bad';
  /** One sentence: what is the case, and what to do if it is not good. */
  says: string;
}

export async function examine(office: Office, environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  const { store } = office;
  return [
    good('data folder', `${office.folder} is private, and its parts belong together.`), // it could not be opened otherwise
    ...environmentFindings(environment, store),
    moduleFinding(office),
    await storeFinding(office),
    spaceFinding(office),
    await clockFinding(office),
    ...(await keyFindings(office)),
    await auditFinding(store),
    await webhookFinding(office),
    await backupFinding(office),
  ];
}

/** What can be said at once, without reading the whole store: for a page. */
export async function glance(office: Office, environment: NodeJS.ProcessEnv): Promise<Finding[]> {
  return [
    ...environmentFindings(environment, office.store),
    spaceFinding(office),
    await clockFinding(office),
    ...(await keyFindings(office)),
    await webhookFinding(office),
    await backupFinding(office),
  ];
}

function environmentFindings(
  { HOST = '127.0.0.1', LATCHKEY_TRUST_PROXY: proxy, LATCHKEY_BASE_URL: base }: NodeJS.ProcessEnv,
  store: Store,
): Finding[] {
  const open = !['127.0.0.1', '::1', 'localhost'].includes(HOST);
  return [
    open && proxy !== '1'
      ? warning(
          'network',
          `HOST is ${HOST}, so the portal is reached without TLS; put a proxy that speaks TLS in front and leave HOST away.`,
        )
      : good('network', 'Only a proxy on this machine reaches the portal directly.'),
    base === undefined || base.startsWith('https://')
      ? good('addresses', 'Links lead to HTTPS, or are not sent.')
      : warning('addresses', 'LATCHKEY_BASE_URL is not https; passkeys and secure cookies need it.'),
    good('database', store.kind === 'sqlite' ? 'SQLite, in the data folder.' : 'PostgreSQL, by DATABASE_URL.'),
  ];
}

/** The digests beside the sources are those that a rebuild must give. */
function moduleFinding({ modules }: Office): Finding {
  try {
    const sums = readFileSync(new URL('../../wasm/SHA256SUMS', import.meta.url), 'utf8');
    if (Object.values(modules.digests).every((digest) => sums.includes(digest)))
      return good('modules', 'The WebAssembly modules are those of this version.');
    return bad(
      'modules',
      'The WebAssembly modules are not those of this version; build them with "npm run build:wasm".',
    );
  } catch {
    return warning(
      'modules',
      'wasm/SHA256SUMS cannot be read, so the modules cannot be compared; install the portal again.',
    );
  }
}

async function storeFinding({ store, report }: Office): Promise<Finding> {
  try {
    if (store.kind === 'sqlite') {
      const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(1)`.execute(store.database);
      if (rows[0]?.integrity_check !== 'ok')
        return bad('store', 'The store is damaged; stop the portal and restore the last backup.');
    }
    await store.write((tx) =>
      tx
        .updateTable('issue_clock')
        .set((it) => ({ last_issued_at: it.ref('last_issued_at') }))
        .execute(),
    );
    return good('store', 'The store is whole and can be written.');
  } catch (error) {
    report(`the store failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return bad(
      'store',
      'The store cannot be written; look for a full disk, a read-only file system, or a database that is down.',
    );
  }
}

function spaceFinding({ folder }: Office): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const megabytes = Math.floor(free / 1024 / 1024);
  return free < MIN_FREE_BYTES
    ? bad(
        'disk',
        `Only ${megabytes} MB are free beside ${path.join(folder, STORE_FILE)}; nothing is issued when none are left.`,
      )
    : good('disk', `${megabytes} MB are free.`);
}

async function clockFinding({ store, nowSeconds }: Office): Promise<Finding> {
  const clock = await store.database.selectFrom('issue_clock').selectAll().executeTakeFirstOrThrow();
  if (clock.restored_at !== null) {
    return bad(
      'clock',
      'The store came from a backup and signs nothing; confirm it with "npm run portal -- confirm-restore".',
    );
  }
  const behind = clock.last_issued_at - nowSeconds();
  if (behind > CLOCK_TOLERANCE_SECONDS)
    return bad('clock', 'The clock is more than 15 hours behind the last code, and nothing is issued; set it.');
  return behind > 60
    ? warning('clock', `The clock is ${behind} seconds behind the last code; synchronize it.`)
    : good('clock', 'The clock is not behind what was issued.');
}

async function keyFindings({ store, folder, nowSeconds }: Office): Promise<Finding[]> {
  const keys = await store.database.selectFrom('signing_key').selectAll().execute();
  const findings = keys
    .filter(({ state }) => state !== 'retired')
    .map((key): Finding => {
      const kid = kidHex(key.public_key);
      try {
        openSigner(folder, key.public_key, key.held);
      } catch (error) {
        return bad('signing key', error instanceof Error ? error.message : `The key ${kid} cannot be used.`);
      }
      const days = Math.floor((nowSeconds() - key.since) / DAY_SECONDS);
      if (key.state === 'next' && days > 90) {
        return warning('signing key', `${kid} has waited for ${days} days; activate it, or retire it.`);
      }
      return good(
        'signing key',
        `${kid} is ${key.state}, ${key.held === 'outside' ? 'held outside' : 'in the data folder'}.`,
      );
    });
  const gone = keys.filter(
    ({ state, held, public_key }) => state === 'retired' && held === 'folder' && !isKept(folder, public_key),
  );
  if (gone.length > 0)
    findings.push(good('signing key', `${gone.length} retired keys are not in the data folder; they need not be.`));
  return findings;
}

async function auditFinding(store: Store): Promise<Finding> {
  await chainWaiting(store);
  const verified = await verifyChain(store.database);
  if (verified.ok) return good('audit log', `Whole: ${verified.head.sequence} entries.`);
  return bad(
    'audit log',
    `Not whole at entry ${verified.sequence}; somebody changed the store. Compare it with a backup.`,
  );
}

async function webhookFinding({ store, nowSeconds }: Office): Promise<Finding> {
  const since = nowSeconds() - 7 * DAY_SECONDS;
  const { failed, late } = await store.database
    .selectFrom('webhook_delivery')
    .select((it) => [
      it.fn.countAll<number>().filterWhere('state', '=', 'failed').filterWhere('created_at', '>', since).as('failed'),
      it.fn
        .countAll<number>()
        .filterWhere('state', '=', 'pending')
        .filterWhere('next_at', '<', nowSeconds() - 600)
        .as('late'),
    ])
    .executeTakeFirstOrThrow();
  if (late > 0) return warning('webhooks', `${late} messages are overdue; is the portal running?`);
  if (failed > 0)
    return warning('webhooks', `${failed} messages of the last 7 days did not arrive; see the delivery log.`);
  return good('webhooks', 'Nothing is overdue.');
}

async function backupFinding({ store, nowSeconds }: Office): Promise<Finding> {
  const row = await store.database
    .selectFrom('setting')
    .select('value')
    .where('name', '=', LAST_BACKUP)
    .executeTakeFirst();
  const days = row === undefined ? undefined : Math.floor((nowSeconds() - Number(row.value)) / DAY_SECONDS);
  if (days === undefined)
    return warning('backup', 'There has been no backup yet; make one with "npm run portal -- backup".');
  return days > MAX_BACKUP_DAYS
    ? warning('backup', `The last backup is ${days} days old; make one more often.`)
    : good('backup', `The last backup is ${days} days old.`);
}

export const LAST_BACKUP = 'last-backup';

const finding =
  (state: Finding['state']) =>
  (about: string, says: string): Finding => ({ about, state, says });
const good = finding('good');
const warning = finding('warning');
const bad = finding('bad');
