// The browser tests. The demo is started for them, on a free port with a throw-away folder, and says where it is and what its key is.
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium, howToGetChromium } from './scripts/chromium.ts';

const executablePath = findChromium();
if (!executablePath) throw new Error(howToGetChromium);

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

// Without a UTF-8 locale, as in many containers, Chromium calls a file with an umlaut "download".
const env = { ...process.env, LC_ALL: 'C.UTF-8' };

// The demo prints its letters, and writes them here as well, so that tests can open the links in them.
const letters = path.resolve('build/reports/letters.txt');
process.env['LATCHKEY_DEMO_LETTERS'] = letters;

export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'build/reports/browser',
  // One portal with three seats serves all of them: each file uses its own machines.
  workers: 1,
  forbidOnly: true,
  // Slow machines are no failures; a test that hangs still ends.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    launchOptions: { executablePath, args, env },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    // What is looked at is there at once, and not on its way.
    contextOptions: { reducedMotion: 'reduce' },
  },
  webServer: {
    command: 'npm run --silent demo',
    // Webhooks may go to receivers of the tests.
    env: { PORT: '0', LATCHKEY_DEMO_LETTERS: letters, LATCHKEY_WEBHOOK_NETWORKS: '127.0.0.0/8' },
    // Named groups become environment variables: PORTAL_ADDRESS, PORTAL_LICENSE_KEY and PORTAL_CONSOLE.
    wait: {
      stdout:
        /Open\s+(?<portal_address>http:\S+?)\/?\s+License key\s+(?<portal_license_key>\S+)\s+Console\s+(?<portal_console>http:\S+)/,
    },
    gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
    timeout: 180_000,
  },
});
