// Where Firefox and WebKit for the engine suite are; installed on a throw-away Debian, elsewhere only looked for.
import { existsSync, globSync } from 'node:fs';
import { installFromDebian, isDebian, isThrowAway } from './debian.ts';

export const howToGetFirefox =
  'On Debian: apt-get install firefox-esr. Or name an installed one: FIREFOX_PATH=/path/to/firefox';
export const howToGetWebKit = 'On Debian: apt-get install webkit2gtk-driver xvfb';

const FIREFOX = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

export function provideFirefox(): string | undefined {
  const named = process.env['FIREFOX_PATH'];
  return provide('Firefox', () => (named ? [named] : FIREFOX).find((it) => existsSync(it)), ['firefox-esr']);
}

export interface WebKit {
  driver: string;
  browser: string;
}

export function provideWebKit(): WebKit | undefined {
  return provide('WebKit', findWebKit, ['webkit2gtk-driver', 'xvfb']);
}

function findWebKit(): WebKit | undefined {
  const driver = '/usr/bin/WebKitWebDriver';
  const [browser] = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser');
  return existsSync(driver) && existsSync('/usr/bin/Xvfb') && browser ? { driver, browser } : undefined;
}

function provide<T>(name: string, find: () => T | undefined, packages: string[]): T | undefined {
  const found = find();
  if (found || !isThrowAway() || !isDebian()) return found;
  process.stderr.write(`${name} (once) … `);
  process.stderr.write(installFromDebian(...packages) ? 'ready\n' : 'failed\n');
  return find();
}
