// The lines of hosts/node/README.md, run as they are written, against a portal that is there.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { serve } from '../../portal/serve.ts';
import { openFixture } from '../portal/fixture.ts';

const root = new URL('../../', import.meta.url);

test('the first lines of the README activate, and start again from what is stored', async () => {
  const readme = readFileSync(new URL('hosts/node/README.md', root), 'utf8');
  const lines = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const { portal, licenseKey, clock } = await openFixture({ id: 'field-notes' });
  clock.nowSeconds = Math.floor(Date.now() / 1000);
  const server = await serve({ portal, host: '127.0.0.1', port: 0, report: () => {} });
  onTestFinished(() => server.stop());
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const key = Buffer.from(portal.publicKeys()[0]?.publicKey ?? []).toString('hex');
  const program = lines
    .replace("'./hosts/node/index.ts'", `'${new URL('hosts/node/index.ts', root)}'`)
    .replace(/'[0-9a-f]{64}'/, `'${key}'`)
    .replace('https://licenses.example.com', `http://localhost:${server.port}`)
    .replace(/'[0-9A-Z]{5}(-[0-9A-Z]{5}){5}'/, `'${licenseKey}'`);
  writeFileSync(join(folder, 'program.ts'), program);
  const run = async () => {
    const env = { ...process.env, XDG_STATE_HOME: folder, LOCALAPPDATA: folder, HOME: folder };
    const child = spawn(process.execPath, [join(folder, 'program.ts')], { env });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await new Promise((resolve) => child.on('close', resolve));
    return said;
  };
  expect(await run()).toBe('licensed\nactivated\n');
  expect(await run()).toBe(''); // nothing changed, so nothing is said
});
