// The network between a portal and its PostgreSQL: a wire that a test can cut, or let swallow everything.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Wire {
  /** The database, reached over the wire, with a password that nobody may see. */
  databaseUrl: string;
  /** Nobody answers, and what was open is closed. */
  cut(): Promise<void>;
  /** The next commit is the last thing on the wire: it gets lost, or it gets through and its answer is lost. */
  cutAtCommit(when: 'before' | 'after'): void;
  /** Everything is taken and nothing comes back, as behind a firewall that drops packets. */
  swallow(): void;
  /** As in the beginning. */
  mend(): Promise<void>;
}

export const PASSWORD = 'canary-password-0042';

/** @param url of a server that is reached by its socket, as `startPostgres` makes them */
export async function openWire(url: string): Promise<Wire> {
  const target = new URL(url.replace('postgresql:///', 'postgresql://socket/'));
  const path = `${target.searchParams.get('host')}/.s.PGSQL.5432`;
  const sockets = new Set<Socket>();
  let swallowing = false;
  let atCommit: 'before' | 'after' | undefined;
  const cutEverything = () => {
    atCommit = undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(path);
    let committing = false;
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (data) => {
        if (swallowing) return;
        if (atCommit === 'before' && from === near && data.includes('commit\0')) return cutEverything();
        if (atCommit === 'after' && from === far && committing) return cutEverything();
        if (from === near) committing = data.includes('commit\0');
        to.write(data);
      });
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  const port = await listen(server, 0);
  const cut = async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  };
  onTestFinished(() => (server.listening ? cut() : undefined));

  target.searchParams.delete('host');
  const databaseUrl = `postgresql://latchkey:${PASSWORD}@127.0.0.1:${port}${target.pathname}?${target.searchParams}`;
  return {
    databaseUrl: databaseUrl.replace('&user=latchkey', '').replace('user=latchkey&', ''),
    cut,
    cutAtCommit: (when) => {
      atCommit = when;
    },
    swallow: () => {
      swallowing = true;
    },
    mend: async () => {
      swallowing = false;
      if (!server.listening) await listen(server, port);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
