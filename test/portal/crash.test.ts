// kill -9 in the middle: nothing acknowledged is lost, no code is without its record, and every retry gets its answer.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { nowSeconds } from '../../portal/clock.ts';
import { createDataFolder } from '../../portal/server/folder.ts';
import { asVendor, machineModule, newMachine, temporaryFolder } from './fixture.ts';

const ROUNDS = 5;
const CALLERS = 8;
/** The kill comes when this many answers more have arrived, with others under way. */
const ACKNOWLEDGED_A_ROUND = 40;

interface Attempt {
  key: string;
  request: string;
  /** What was acknowledged before the crash. */
  answer?: string;
}

test(`A2 killed ${ROUNDS} times under load, the portal keeps every promise (I2, I3, I4)`, async () => {
  const folder = temporaryFolder();
  await createDataFolder(folder, { nowSeconds: nowSeconds() });
  const licenseKey = await asVendor(folder, nowSeconds, async (vendor) => {
    const rule = { needed: 2, of: 3 };
    await vendor.addProduct({ id: 'app', name: 'App', seats: 50_000, machine: rule, features: {}, domains: [] });
    return (await vendor.addLicense({ product: 'app' })).licenseKey;
  });

  const attempts: Attempt[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const server = await startServer(folder);
    const callers = Array.from({ length: CALLERS }, () => callUntilItFails(server.port, licenseKey, attempts));
    const enough = countAcknowledged(attempts) + ACKNOWLEDGED_A_ROUND;
    while (countAcknowledged(attempts) < enough) await new Promise((resolve) => setTimeout(resolve, 7));
    server.process.kill('SIGKILL');
    await Promise.all(callers);
  }
  const acknowledged = countAcknowledged(attempts);
  expect(attempts.length).toBeGreaterThan(acknowledged); // some were cut off

  const server = await startServer(folder);
  for (const attempt of attempts) {
    const answer = await activate(server.port, licenseKey, attempt);
    if (attempt.answer !== undefined) expect(answer).toBe(attempt.answer);
    expect(answer).toMatch(/^\{"code":"LKA1-/);
    attempt.answer = answer;
  }
  server.process.kill('SIGTERM');
  await once(server.process, 'exit');

  const store = new DatabaseSync(path.join(folder, 'portal.sqlite'));
  const codes = new Set(
    store
      .prepare('select code from issued_code')
      .all()
      .map(({ code }) => code),
  );
  const [seats] = store.prepare('select count(activation_id) as used from seat').all();
  expect(store.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(store.prepare('pragma foreign_key_check').all()).toEqual([]);
  store.close();
  for (const { answer } of attempts) expect(codes).toContain(JSON.parse(answer ?? '').code);
  expect(codes.size).toBe(attempts.length); // a retry made no second code
  expect(seats).toEqual({ used: attempts.length }); // nor took a second seat
  expect(machineModule.canonical(String([...codes][0])).ok).toBe(true);
  process.stdout.write(`${ROUNDS} kills: ${acknowledged} of ${attempts.length} acknowledged before, 0 lost\n`);
});

function countAcknowledged(attempts: readonly Attempt[]): number {
  return attempts.filter(({ answer }) => answer !== undefined).length;
}

async function startServer(folder: string): Promise<{ process: ChildProcess; port: number }> {
  const program = fileURLToPath(new URL('crash-server.ts', import.meta.url));
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(child.stdout, 'data');
  return { process: child, port: Number(line) };
}

async function callUntilItFails(port: number, licenseKey: string, attempts: Attempt[]): Promise<void> {
  for (;;) {
    const attempt: Attempt = { key: crypto.randomUUID(), request: newMachine().request() };
    attempts.push(attempt);
    try {
      attempt.answer = await activate(port, licenseKey, attempt);
    } catch {
      return; // the server is gone
    }
  }
}

async function activate(port: number, licenseKey: string, { key, request }: Attempt): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/activations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
    body: JSON.stringify({ licenseKey, request }),
  });
  return await response.text();
}
