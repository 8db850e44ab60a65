// The compilers and runtimes of the other languages. On a throw-away Debian (CI or a container, as root) what is missing is installed;
// elsewhere a person is told the command. Nothing is installed unasked on somebody's own machine.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

export interface Toolchain {
  /** What answers when it is there, and the oldest version that will do. */
  probe: readonly string[];
  oldest?: readonly [number, number];
  /** What installs it on Debian 12. */
  install: string;
}

/** By the names that `host.json` uses. */
const toolchains: Readonly<Record<string, Toolchain>> = {
  python: {
    probe: ['python3', '-c', 'import sys, venv, ensurepip; print(sys.version)'],
    oldest: [3, 10],
    install: 'apt-get install -y python3 python3-venv',
  },
  go: {
    probe: ['go', 'version'],
    oldest: [1, 21],
    install: 'sh scripts/install-go.sh',
  },
  java: {
    probe: ['mvn', '--version'],
    oldest: [3, 6],
    install: 'apt-get install -y maven openjdk-17-jdk-headless',
  },
  rust: {
    probe: ['cargo', '--version'],
    oldest: [1, 85],
    // Debian's own Rust is older than the crates; this one is kept new for its browsers.
    install: 'apt-get install -y cargo-web build-essential',
  },
  c: {
    probe: ['sh', '-c', 'cc --version && c++ --version && make --version && pkg-config --version'],
    install: 'apt-get install -y build-essential pkg-config',
  },
  wasm2c: {
    probe: ['wasm2c', '--version'],
    oldest: [1, 0],
    install: 'apt-get install -y wabt',
  },
  'secret-service': {
    probe: ['sh', '-c', 'command -v dbus-daemon && command -v dbus-send && command -v gnome-keyring-daemon'],
    install: 'apt-get install -y --no-install-recommends dbus gnome-keyring',
  },
  'c-libraries': {
    probe: ['pkg-config', '--exists', 'libcrypto', 'jansson', 'libqrencode', 'libsodium'],
    install: 'apt-get install -y pkg-config libssl-dev libjansson-dev libqrencode-dev libsodium-dev',
  },
};

/** Undefined when the toolchain is there (perhaps only now); else the reason, with the command that helps. */
export function missingToolchain(name: string): string | undefined {
  const toolchain = toolchains[name];
  if (toolchain === undefined) throw new TypeError(`expected a toolchain of scripts/toolchains.ts, got ${name}`);
  if (isThere(toolchain) || (isThrowAwayDebian() && install(name, toolchain))) return undefined;
  return `${name} ${toolchain.oldest?.join('.') ?? ''} or newer is not installed: ${toolchain.install}`;
}

function isThere({ probe, oldest }: Toolchain): boolean {
  const [program = '', ...args] = probe;
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) return false;
  if (oldest === undefined) return true;
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(`${stdout}${stderr}`) ?? [];
  return Number(major) > oldest[0] || (Number(major) === oldest[0] && Number(minor) >= oldest[1]);
}

function install(name: string, toolchain: Toolchain): boolean {
  process.stderr.write(`${name} (once) … `);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const steps = toolchain.install.startsWith('apt-get')
    ? ['apt-get update -qq', toolchain.install]
    : [toolchain.install];
  const done = steps.every((step) => spawnSync('sh', ['-c', step], { env, stdio: 'pipe' }).status === 0);
  const good = done && isThere(toolchain);
  process.stderr.write(good ? 'ready\n' : 'failed\n');
  return good;
}

export function isThrowAwayDebian(): boolean {
  const alone = Boolean(process.env['CI']) || existsSync('/.dockerenv') || existsSync('/run/.containerenv');
  const debian = existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
  return debian && process.getuid?.() === 0 && alone;
}
