// A real keychain: gnome-keyring, which speaks the Secret Service, on a bus of its own and with a password that a program types.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

const SERVICE = 'org.freedesktop.secrets';
/** Without folders of services nothing is started by the bus: no second keychain, and no window that asks a person for the password. */
const BUS = (folder: string) => `<busconfig>
  <type>session</type>
  <listen>unix:path=${folder}/bus</listen>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
`;

export class SecretService {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  #bus: ChildProcess | undefined;
  #keyring: ChildProcess | undefined;

  /** Keychain, bus and control sockets lie in this folder. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#environment = {
      HOME: folder,
      XDG_DATA_HOME: path.join(folder, 'data'),
      XDG_RUNTIME_DIR: path.join(folder, 'run'),
      DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/bus`,
    };
    for (const name of ['data', 'run']) mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, 'bus.xml'), BUS(folder));
  }

  /** For programs that are to find it, and no other. */
  get environment(): NodeJS.ProcessEnv {
    return { ...this.#environment, DISPLAY: '', WAYLAND_DISPLAY: '' };
  }

  /** Started and unlocked; what it kept before it ended is there again. */
  async start(): Promise<void> {
    const bus = spawn('dbus-daemon', [`--config-file=${this.#folder}/bus.xml`, '--nofork', '--print-address'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#bus = bus;
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: bus.stdout }).once('line', () => resolve());
      bus.once('close', (status) => reject(new Error(`dbus-daemon ended with ${status}`)));
    });
    const control = `--control-directory=${this.#folder}/run/keyring`;
    this.#keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets', control], {
      env: { ...process.env, ...this.environment },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#keyring.stdin?.end('a password that a person would type');
    await this.#appears();
  }

  async #appears(): Promise<void> {
    for (let tries = 0; tries < 300; tries++) {
      if (this.#keyring?.exitCode !== null) break;
      const answer = this.#ask('org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', `string:${SERVICE}`);
      if (answer.includes('boolean true')) return;
      await pause(100);
    }
    throw new Error('expected gnome-keyring-daemon to appear on its bus, which it did not');
  }

  /** Locks what it keeps, as a system does when its user goes away. */
  lock(): void {
    const everything = 'array:objpath:/org/freedesktop/secrets/collection/login';
    this.#ask(SERVICE, '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', everything);
  }

  #ask(destination: string, object: string, method: string, argument: string): string {
    const args = ['--session', '--print-reply', `--dest=${destination}`, object, method, argument];
    const { stdout } = spawnSync('dbus-send', args, { encoding: 'utf8', env: { ...process.env, ...this.environment } });
    return stdout ?? '';
  }

  /** The end of both processes. */
  async stop(): Promise<void> {
    for (const child of [this.#keyring, this.#bus]) {
      if (!child || child.exitCode !== null) continue;
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await ended;
    }
  }
}
