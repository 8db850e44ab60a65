// Sends prepared bodies over a number of connections, one request after the other on each, and measures every answer.
import { Agent, request } from 'node:http';

export interface Load {
  port: number;
  path: string;
  bodies: readonly string[];
  connections: number;
}

export interface Measured {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** By status. */
  answers: Record<number, number>;
}

export async function measure({ port, path, bodies, connections }: Load): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waits: number[] = [];
  const answers: Record<number, number> = {};
  let next = 0;
  const caller = async () => {
    for (let body = bodies[next++]; body !== undefined; body = bodies[next++]) {
      const from = performance.now();
      const status = await post(agent, port, path, body);
      waits.push(performance.now() - from);
      answers[status] = (answers[status] ?? 0) + 1;
    }
  };
  const from = performance.now();
  await Promise.all(Array.from({ length: connections }, caller));
  const seconds = (performance.now() - from) / 1000;
  agent.destroy();
  waits.sort((a, b) => a - b);
  const at = (share: number) => waits[Math.floor(waits.length * share)] ?? 0;
  return { perSecond: bodies.length / seconds, p50: at(0.5), p99: at(0.99), answers };
}

function post(agent: Agent, port: number, path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) };
    const call = request({ agent, port, host: '127.0.0.1', path, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    call.on('error', reject);
    call.end(body);
  });
}
