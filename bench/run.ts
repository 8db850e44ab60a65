// All measurements of the verifier in one run, with the floors that they are held against. Usage: npm run bench
import { spawnSync } from 'node:child_process';

for (const part of ['verify', 'check', 'cold', 'chromium', 'size']) {
  const { status } = spawnSync(process.execPath, [`bench/${part}.ts`], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
