// Where the Chromium for the browser tests is: named by CHROMIUM_PATH, fetched by Playwright, or installed on the machine.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { installFromDebian, isDebian, isThrowAway } from './debian.ts';

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** What to tell a person whose machine has none. Nothing is downloaded unasked on somebody's own machine. */
export const howToGetChromium =
  'The browser tests need Chromium or Chrome, and none was found. Run: npx playwright install chromium\n' +
  'Or name an installed one: CHROMIUM_PATH=/path/to/chromium npm test';

export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named) return existsSync(named) ? named : undefined;
  return [chromium.executablePath(), ...usualPlaces].find((place) => existsSync(place));
}

/** On a throw-away machine (CI or a container, as root) installs what the system offers; elsewhere only looks. */
export function provideChromium(): string | undefined {
  const found = findChromium();
  if (found || process.env['CHROMIUM_PATH'] || !isThrowAway()) return found;
  process.stderr.write('Chromium (once) … ');
  const done = isDebian() ? installFromDebian('chromium', 'fonts-liberation') : installFromPlaywright();
  process.stderr.write(done ? 'ready\n' : 'failed\n');
  return findChromium();
}

function installFromPlaywright(): boolean {
  const args = ['node_modules/playwright/cli.js', 'install', '--with-deps', 'chromium'];
  return spawnSync(process.execPath, args).status === 0;
}
