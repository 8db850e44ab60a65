// One server in a process of its own, for bench/portal.ts: the portal, or the least that could be asked for.
// Usage: node bench/portal-server.ts portal <data folder> | bare <file>; prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseSync } from 'node:sqlite';
import { nowSeconds } from '../portal/clock.ts';
import { serve } from '../portal/serve.ts';
import { openPortal } from '../portal/server/portal.ts';

const [, , kind, place = ''] = process.argv;
const report = (event: string) => process.stderr.write(`${event}\n`);
const databaseUrl = process.env['DATABASE_URL'] || undefined;
process.stdout.write(`${kind === 'bare' ? await bare(place) : await portal(place)}\n`);

async function portal(folder: string): Promise<number> {
  const opened = await openPortal({ folder, databaseUrl, nowSeconds, report });
  return (await serve({ portal: opened, host: '127.0.0.1', port: 0, background: true, report })).port;
}

/** Node's server, JSON, and one row that is on the disk before the answer leaves. */
function bare(file: string): Promise<number> {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table if not exists activation (id text primary key, request text not null) strict');
  const insert = database.prepare('insert into activation values (?, ?)');
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const id = crypto.randomUUID();
      insert.run(id, String(Reflect.get(Object(body), 'request')));
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ id }));
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)); // TCP: never a string
  });
}
