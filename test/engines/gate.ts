// What stands between a browser and the portal: a network that can be gone, a captive portal, a server in trouble. It counts what passes.
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

export type Weather = 'open' | 'held' | 'cut' | 'captive' | 'failing' | 'huge' | 'empty';

export interface Gate {
  server: Server;
  weather: Weather;
  /** Method and path of everything that came, preflights left out. */
  seen: string[];
  start(portal: string): Promise<string>;
  /** Lets through what was held, and everything that comes. */
  release(): void;
}

export function createGate(): Gate {
  let port = 0;
  const held: (() => void)[] = [];
  const gate: Gate = {
    server: createServer((incoming, response) => {
      if (incoming.method !== 'OPTIONS') gate.seen.push(`${incoming.method} ${incoming.url}`);
      if (gate.weather === 'held') held.push(() => forward(port, incoming, response));
      else answer(gate.weather, port, incoming, response);
    }),
    weather: 'open',
    seen: [],
    async start(portal) {
      port = Number(new URL(portal).port);
      await new Promise<void>((resolve) => gate.server.listen(0, '127.0.0.1', resolve));
      const address = gate.server.address();
      if (typeof address !== 'object' || !address) throw new Error('the gate has no port');
      return `http://localhost:${address.port}/`;
    },
    release() {
      gate.weather = 'open';
      for (const pass of held.splice(0)) pass();
    },
  };
  return gate;
}

function answer(
  weather: Exclude<Weather, 'held'>,
  port: number,
  incoming: IncomingMessage,
  response: ServerResponse,
): void {
  if (weather === 'open') return void forward(port, incoming, response);
  if (weather === 'cut') return void incoming.socket.destroy();
  // A hotel's network answers everything itself, and says yes to every preflight.
  const headers = {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Allow-Headers': '*',
    'Access-Control-Allow-Methods': '*',
  };
  if (incoming.method === 'OPTIONS') return void response.writeHead(204, headers).end();
  const html = { ...headers, 'Content-Type': 'text/html' };
  if (weather === 'captive') return void response.writeHead(200, html).end('<h1>Welcome to our guests</h1>');
  if (weather === 'failing') return void response.writeHead(500, html).end('<h1>Internal Server Error</h1>');
  if (weather === 'empty') return void response.writeHead(204, headers).end();
  response
    .writeHead(200, { ...headers, 'Content-Type': 'application/json' })
    .end(`{"code":"${'A'.repeat(2_000_000)}"}`);
}

function forward(port: number, incoming: IncomingMessage, response: ServerResponse): void {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, method, path: url, headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
}
