// Chromium and Firefox through one driver: the DevTools protocol for the one, WebDriver BiDi for the other.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import puppeteer, { type Browser, type BrowserContext, type LaunchOptions, type Page } from 'puppeteer-core';
import { provideChromium } from '../../scripts/chromium.ts';
import { provideFirefox } from '../../scripts/engines.ts';
import { type Engine, EngineMissing, type Profile, type Tab } from './engine.ts';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function openChromium(): Promise<Engine> {
  const executablePath = provideChromium();
  if (!executablePath) throw new EngineMissing('Chromium is not installed');
  const options: LaunchOptions = { executablePath, args: CHROMIUM_FLAGS };
  return open('Chromium', options, {});
}

export async function openFirefox(): Promise<Engine> {
  const executablePath = provideFirefox();
  if (!executablePath) throw new EngineMissing('Firefox is not installed');
  // Headless Firefox starts no content process for a private browser otherwise as root in a container.
  const options: LaunchOptions = { executablePath, browser: 'firefox' };
  return open('Firefox', options, {
    'sync-events': 'Firefox has no Background Sync',
  });
}

async function open(name: string, options: LaunchOptions, lacks: Engine['lacks']): Promise<Engine> {
  const first = await puppeteer.launch(options);
  const version = await first.version();
  return {
    name,
    version,
    lacks,
    openProfile: async () => new ContextProfile(await first.createBrowserContext(), options),
    close: () => first.close(),
  };
}

/** A context of the running browser; after `kill` a browser of its own, on a folder of its own. */
class ContextProfile implements Profile {
  #context: BrowserContext | Browser;
  readonly #options: LaunchOptions;
  #folder: string | undefined;
  #browser: Browser | undefined;

  constructor(context: BrowserContext, options: LaunchOptions) {
    this.#context = context;
    this.#options = options;
  }

  async open(address: string): Promise<Tab> {
    const page = await this.#context.newPage();
    await page.goto(address);
    return new PuppeteerTab(page);
  }

  /** The first call only moves to a browser that can be killed: to be made before anything is stored. */
  async kill(): Promise<void> {
    if (!this.#folder) await this.#context.close();
    this.#folder ??= mkdtempSync(path.join(tmpdir(), 'latchkey-profile-'));
    const ended = this.#browser && new Promise((resolve) => this.#browser?.process()?.once('exit', resolve));
    this.#browser?.process()?.kill('SIGKILL');
    await ended;
    this.#browser = await puppeteer.launch({ ...this.#options, userDataDir: this.#folder });
    this.#context = this.#browser;
  }

  /** https://chromedevtools.github.io/devtools-protocol/tot/ServiceWorker/#method-dispatchSyncEvent */
  async fireSync(origin: string, tag: string): Promise<void> {
    const [page] = await this.#context.pages();
    if (!page) throw new Error('no page is open');
    const session = await page.createCDPSession();
    const found = new Promise<string>((resolve) => {
      session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
        if (own) resolve(own.registrationId);
      });
    });
    await session.send('ServiceWorker.enable');
    const registrationId = await found;
    await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false });
    await session.detach();
  }

  async close(): Promise<void> {
    await this.#context.close();
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }
}

class PuppeteerTab implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async run<T>(body: string): Promise<T> {
    return JSON.parse(
      (await this.#page.evaluate(
        `(async () => JSON.stringify((await (async () => { ${body} })()) ?? null))()`,
      )) as string,
    );
  }

  async goto(address: string): Promise<void> {
    await this.#page.goto(address);
  }

  async close(): Promise<void> {
    await this.#page.close();
  }
}
