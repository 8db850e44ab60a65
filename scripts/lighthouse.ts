// Measures the pages as a browser's maker does: accessibility, best practices and performance, each 95 of 100 or more on every page.
// Performance is measured in time, so a busy machine may miss it: it is said then, and counts as a failure only with --strict.
// Usage: npm run lighthouse [-- --strict]
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import lighthouse, { type Config, desktopConfig, type Flags } from 'lighthouse';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { howToGetChromium, provideChromium } from './chromium.ts';

const LEAST = 0.95;
const CATEGORIES = ['accessibility', 'best-practices', 'performance'] as const;
const DEMANDED = process.argv.includes('--strict') ? CATEGORIES : CATEGORIES.slice(0, 2);
/** A busy machine measures itself and not the page: performance counts by the best of these. */
const MOST_TRIES = 3;
/** A desktop is the easier case: the first few pages of each kind stand for the rest. */
const ON_A_DESKTOP = 3;
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const letters = path.join(tmpdir(), `latchkey-letters-${process.pid}.txt`);

const chromium = provideChromium();
if (!chromium) {
  process.stderr.write(`${howToGetChromium}\n`);
  process.exit(1);
}
const demo = await startDemo();
const browser = await puppeteer.launch({ executablePath: chromium, args: ARGS });
try {
  process.exitCode = (await measureAll(browser, demo.address)) ? 0 : 1;
} finally {
  await browser.close();
  demo.stop();
  rmSync(letters, { force: true });
}

/** Signed out first, because signing in changes what the first pages show. */
async function measureAll(browser: Browser, address: string): Promise<boolean> {
  const page = await browser.newPage();
  const link = readLink();
  const { pathname, search } = new URL(link);
  const open = ['/', '/check', '/sign-in', '/help', '/give-back', pathname + search];
  const first = await measurePages(page, address, open);
  const own = await signIn(page, link);
  return (await measurePages(page, address, own)) && first;
}

async function measurePages(page: Page, address: string, paths: readonly string[]): Promise<boolean> {
  let good = true;
  for (const name of paths) good = (await measure(page, address + name, 'phone')) && good;
  for (const name of paths.slice(0, ON_A_DESKTOP)) good = (await measure(page, address + name, 'desktop')) && good;
  return good;
}

async function measure(page: Page, url: string, form: 'phone' | 'desktop'): Promise<boolean> {
  const flags: Flags = { onlyCategories: [...CATEGORIES], disableStorageReset: true, logLevel: 'error' };
  const config: Config | undefined = form === 'desktop' ? desktopConfig : undefined;
  const best = new Map<string, number>();
  const complaints = new Set<string>();
  for (let tries = 0; tries < MOST_TRIES && !isEnough(best); tries++) {
    const result = await lighthouse(url, flags, config, page);
    if (!result) throw new Error(`Lighthouse measured nothing at ${url}`);
    complaints.clear();
    for (const { id, score, auditRefs } of Object.values(result.lhr.categories)) {
      best.set(id, Math.max(best.get(id) ?? 0, score ?? 0));
      for (const ref of auditRefs) {
        const audit = result.lhr.audits[ref.id];
        if (audit && audit.score !== null && audit.score < 0.9 && ref.weight > 0)
          complaints.add(`${id}: ${audit.title}`);
      }
    }
  }
  const scores = CATEGORIES.map((id) => `${id} ${Math.round((best.get(id) ?? 0) * 100)}`).join(', ');
  const good = isEnough(best, DEMANDED);
  const mark = isEnough(best) ? 'ok  ' : good ? 'slow' : 'FAIL';
  process.stdout.write(`${mark} ${form.padEnd(8)}${new URL(url).pathname}: ${scores}\n`);
  if (!isEnough(best)) for (const complaint of complaints) process.stdout.write(`       ${complaint}\n`);
  return good;
}

function isEnough(scores: ReadonlyMap<string, number>, categories: readonly string[] = CATEGORIES): boolean {
  return categories.every((id) => (scores.get(id) ?? 0) >= LEAST);
}

/** The link in the letter that the demo begins with. */
function readLink(): string {
  const link = /http:\S+\/enter\?token=\S+/.exec(readFileSync(letters, 'utf8'))?.[0];
  if (!link) throw new Error('the demo printed no letter');
  return link;
}

/** Opens the sample account; answers the pages that it has. */
async function signIn(page: Page, link: string): Promise<string[]> {
  await page.goto(link);
  await Promise.all([page.waitForNavigation(), page.click('form[action="/enter"] button')]);
  const license = await firstLink(page, '.due a[href*="/machines/"]');
  const machine = license.replace(/\/renew$/, '');
  const home = license.replace(/\/machines\/.*/, '');
  const parts = ['', '/renew', '/give-back', '/move', '/replace'].map((it) => machine + it);
  return [
    '/licenses',
    home,
    `${machine}/code`,
    '/licenses/add',
    '/account',
    `${home}/activate`,
    `${home}/batch`,
    `${home}/key`,
    ...parts,
  ];
}

async function firstLink(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (link) => link.getAttribute('href') ?? '');
}

function startDemo(): Promise<{ address: string; stop: () => void }> {
  mkdirSync(path.dirname(letters), { recursive: true });
  writeFileSync(letters, '');
  const env = { ...process.env, PORT: '0', LATCHKEY_DEMO_LETTERS: letters };
  const child = spawn('npm', ['run', '--silent', 'demo'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const address = /Open\s+(http:\S+?)\/?\s/.exec(said)?.[1];
      if (address && said.includes('── Letter')) resolve({ address, stop });
    });
    child.on('exit', (code) => reject(new Error(`the demo ended with ${code}`)));
  });
}
