// The last seat, wanted by 64 machines at once, from two portals on one store while one of them is killed: exactly one gets it (A1, I1–I4).
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { nowSeconds } from '../../portal/clock.ts';
import { asVendor, type Fixture, newMachine, openBeside, openFixture } from './fixture.ts';
import { onEachStore } from './stores.ts';

const ROUNDS = Number(process.env['LATCHKEY_ROUNDS'] ?? 4);
const MACHINES = 64;
const MOST_TRIES = 60;

interface Server {
  process: ChildProcess;
  port: number;
}

async function startServer({ folder, databaseUrl }: Fixture): Promise<Server> {
  const program = fileURLToPath(new URL('crash-server.ts', import.meta.url));
  const place = databaseUrl === undefined ? [folder] : [folder, databaseUrl];
  const child = spawn(process.execPath, [program, ...place], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(child.stdout, 'data');
  return { process: child, port: Number(line) };
}

interface Attempt {
  key: string;
  body: string;
}

interface Answer {
  status: number;
  code: unknown;
  activationId: unknown;
}

/** Asks one server after the other until one has answered; cut off or "not now" means: the same again. */
async function ask(ports: () => number[], first: number, { key, body }: Attempt): Promise<Answer> {
  for (let tried = 0; tried < MOST_TRIES; tried++) {
    const all = ports();
    const answer = await post(all[(first + tried) % all.length] ?? 0, key, body);
    if (answer && answer.status !== 503) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nobody answers');
}

async function post(port: number, key: string, body: string): Promise<Answer | undefined> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/activations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body,
    });
    const { code, activationId }: { code?: unknown; activationId?: unknown } = await response.json();
    return { status: response.status, code, activationId };
  } catch {
    return undefined;
  }
}

onEachStore((kind) => {
  test(`A1 the last seat, 64 at once: two portals, one killed in each of ${ROUNDS} rounds`, {
    timeout: 600_000,
  }, async () => {
    const fixture = await openFixture({ seats: 1, machine: { needed: 2, of: 3 } });
    const steady = await startServer(fixture);
    let acknowledgedBeforeKill = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const license = await asVendor(fixture, nowSeconds, (vendor) => vendor.addLicense({ product: 'app' }));
      const doomed = await startServer(fixture);
      const ports = () => [steady.port, doomed.port];
      const attempts = Array.from({ length: MACHINES }, () => ({
        key: crypto.randomUUID(),
        body: JSON.stringify({ licenseKey: license.licenseKey, request: newMachine().request() }),
      }));
      let answered = 0;
      const asking = attempts.map(async (attempt, i) => {
        const answer = await ask(ports, i, attempt);
        answered++;
        return answer;
      });
      // At another moment in each round: with the first answers, or while none has come yet.
      while (answered < round * 5) await new Promise((resolve) => setTimeout(resolve, 1));
      acknowledgedBeforeKill += answered;
      doomed.process.kill('SIGKILL');
      const answers = await Promise.all(asking);

      const winners = answers.filter(({ status }) => status === 201);
      expect(winners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(MACHINES - 1);
      await demandSound(fixture, license.id, winners[0]);
      // Whoever asks again gets the same, from whichever server.
      const again = await Promise.all(attempts.map((attempt, i) => ask(() => [steady.port], i, attempt)));
      expect(again).toEqual(answers);
    }
    process.stdout.write(
      `${kind}: ${ROUNDS} rounds of ${MACHINES}, ${acknowledgedBeforeKill} answered before the kill: ${ROUNDS} winners\n`,
    );
  });
});

async function demandSound(fixture: Fixture, licenseId: string, winner: Answer | undefined): Promise<void> {
  const store = await openBeside(fixture);
  const seats = await store.database
    .selectFrom('seat')
    .select('activation_id')
    .where('license_id', '=', licenseId)
    .execute();
  expect(seats).toEqual([{ activation_id: winner?.activationId }]);
  const codes = await store.database
    .selectFrom('issued_code')
    .innerJoin('activation', 'activation.id', 'issued_code.activation_id')
    .select('issued_code.code')
    .where('activation.license_id', '=', licenseId)
    .execute();
  expect(codes).toEqual([{ code: winner?.code }]);
}
