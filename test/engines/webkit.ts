// WebKit as GTK ships it: MiniBrowser, driven through WebKitWebDriver (https://www.w3.org/TR/webdriver2/) on a screen that nobody sees.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { provideWebKit } from '../../scripts/engines.ts';
import { type Engine, EngineMissing, type Profile, type Tab } from './engine.ts';

const SCRIPT_MILLISECONDS = 60_000;

export async function openWebKit(): Promise<Engine> {
  const found = provideWebKit();
  if (!found) throw new EngineMissing('WebKitWebDriver, MiniBrowser or Xvfb is not installed');
  const port = await freePort();
  const screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1280x1024x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const display = await displayOf(screen);
  const driver = spawn(found.driver, [`--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: `:${display}`, WEBKIT_DISABLE_COMPOSITING_MODE: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  });
  const remote = new Remote(`http://127.0.0.1:${port}`);
  await remote.ready();
  const probe = await remote.newSession(found.browser);
  await remote.send('DELETE', `/session/${probe.id}`);
  return {
    name: 'WebKit',
    version: `WebKitGTK ${probe.version}`,
    lacks: {
      'sync-events': 'WebKit has no Background Sync',
      restart: 'its driver gives every session a storage in memory, gone with the session',
    },
    openProfile: async () => new Session(remote, await remote.newSession(found.browser)),
    async close() {
      driver.kill();
      screen.kill();
    },
  };
}

interface NewSession {
  id: string;
  version: string;
}

class Remote {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  async send(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(this.#base + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const { value } = (await response.json()) as { value: unknown };
    if (!response.ok) throw new Error(`WebDriver: ${JSON.stringify(value).slice(0, 500)}`);
    return value;
  }

  async ready(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      if (await this.send('GET', '/status').catch(() => undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new EngineMissing('WebKitWebDriver does not answer');
  }

  async newSession(binary: string): Promise<NewSession> {
    const value = await this.send('POST', '/session', {
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': { binary, args: ['--automation'] } },
      },
    });
    const id = String(Reflect.get(Object(value), 'sessionId'));
    const version = String(Reflect.get(Object(Reflect.get(Object(value), 'capabilities')), 'browserVersion'));
    await this.send('POST', `/session/${id}/timeouts`, { script: SCRIPT_MILLISECONDS, pageLoad: SCRIPT_MILLISECONDS });
    return { id, version };
  }
}

class Session implements Profile {
  readonly #remote: Remote;
  readonly #path: string;
  readonly #turns = new Turns();
  #opened = false;

  constructor(remote: Remote, { id }: NewSession) {
    this.#remote = remote;
    this.#path = `/session/${id}`;
  }

  async open(address: string): Promise<Tab> {
    const first = !this.#opened;
    this.#opened = true;
    const handle = await this.#turns.take(async () =>
      first
        ? this.#remote.send('GET', `${this.#path}/window`)
        : Reflect.get(Object(await this.#remote.send('POST', `${this.#path}/window/new`, { type: 'tab' })), 'handle'),
    );
    const tab = new WindowTab(this.#remote, this.#path, String(handle), this.#turns);
    await tab.goto(address);
    return tab;
  }

  async close(): Promise<void> {
    await this.#remote.send('DELETE', this.#path);
  }
}

/** One after the other. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** WebDriver talks to one window at a time. */
class WindowTab implements Tab {
  readonly #remote: Remote;
  readonly #path: string;
  readonly #handle: string;
  readonly #turns: Turns;

  constructor(remote: Remote, path: string, handle: string, turns: Turns) {
    this.#remote = remote;
    this.#path = path;
    this.#handle = handle;
    this.#turns = turns;
  }

  async run<T>(body: string): Promise<T> {
    const script = `const done = arguments[arguments.length - 1];
      (async () => { ${body} })().then((value) => done(JSON.stringify({ value: value ?? null })), (error) => done(JSON.stringify({ error: String(error) })));`;
    const answer = JSON.parse(String(await this.#here('POST', 'execute/async', { script, args: [] })));
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  }

  async goto(address: string): Promise<void> {
    await this.#here('POST', 'url', { url: address });
  }

  async close(): Promise<void> {
    await this.#here('DELETE', 'window');
  }

  #here(method: string, command: string, body?: object): Promise<unknown> {
    return this.#turns.take(async () => {
      await this.#remote.send('POST', `${this.#path}/window`, { handle: this.#handle });
      return this.#remote.send(method, `${this.#path}/${command}`, body);
    });
  }
}

function displayOf(screen: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    screen.once('error', reject);
    screen.once('exit', () => reject(new EngineMissing('Xvfb ended at once')));
    screen.stdio[3]?.once('data', (chunk: Buffer) => resolve(chunk.toString().trim()));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
