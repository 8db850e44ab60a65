// The two databases that a portal can stand on. A suite that is given to `onEachStore` runs on both.
import pg from 'pg';
import { afterAll, beforeAll, describe } from 'vitest';
import { findPostgres, howToGetPostgres, type PostgresServer, startPostgres } from '../../scripts/postgres.ts';

let server: PostgresServer | undefined;

/** Runs `suite` on SQLite, and on a PostgreSQL server of its own; `openFixture` opens what it stands on. */
export function onEachStore(suite: (kind: 'sqlite' | 'postgres') => void): void {
  describe('on SQLite', () => suite('sqlite'));
  onPostgres(() => suite('postgres'));
}

/** Only on PostgreSQL. Where it is not installed, the skipped tests say so; under CI they are not skipped but fail. */
export function onPostgres(suite: () => void): void {
  const bin = findPostgres();
  if (!bin && process.env['CI']) throw new Error(howToGetPostgres);
  if (!bin) process.stdout.write(`${howToGetPostgres}\n`);
  describe.skipIf(!bin)(bin ? 'on PostgreSQL' : 'on PostgreSQL, which is not installed here', () => {
    beforeAll(async () => {
      server = await startPostgres(bin ?? '');
    });
    afterAll(async () => {
      await server?.stop();
      server = undefined;
    });
    suite();
  });
}

let databases = 0;

/** A new, empty place on the server of this suite; undefined on SQLite. */
export async function newDatabaseUrl(): Promise<string | undefined> {
  if (!server) return undefined;
  const schema = `test_${++databases}`;
  const client = new pg.Client(server.url());
  await client.connect();
  await client.query(`create schema ${schema}`);
  await client.end();
  return `${server.url()}&options=${encodeURIComponent(`-c search_path=${schema}`)}`;
}
