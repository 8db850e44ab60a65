// The hosts by their descriptors, hosts/<folder>/host.json: what each needs, how it is built, and how its runner and command are started.
// What a descriptor may say is written in hosts/README.md.
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { globSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { missingToolchain } from './toolchains.ts';

const root = path.join(import.meta.dirname, '..');

const descriptorSchema = z.strictObject({
  language: z.string(),
  engine: z.string(),
  toolchain: z.array(z.string()),
  build: z.array(z.array(z.string()).min(1)),
  runner: z.array(z.string()).min(1),
  command: z.array(z.string()).min(1),
  /** What the host proves by itself, run in its folder: its store, its README's examples. */
  test: z.array(z.array(z.string()).min(1)).default([]),
  /** What makes the runner open the system's keychain; absent: it does not. */
  keychain: z.array(z.array(z.string()).min(1)).optional(),
  /** The modules that the runner is tried with, in the folder build. */
  modules: z.array(z.string()).min(1).default(['verifier.wasm']),
});

export interface Host extends z.infer<typeof descriptorSchema> {
  /** The name of its folder below hosts/. */
  name: string;
}

/** A host that is not there to be tried, and why. */
export interface Skipped {
  host: Host;
  because: string;
}

export const hostNames = globSync('hosts/*/host.json', { cwd: root })
  .map((file) => path.basename(path.dirname(file)))
  .sort();

export function readHost(name: string): Host {
  const folder = path.join(root, 'hosts', name);
  const text = readFileSync(path.join(folder, 'host.json'), 'utf8');
  const filled = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? fill(value, name) : value));
  return { ...descriptorSchema.parse(filled), name };
}

function fill(word: string, name: string): string {
  return word
    .replaceAll('{out}', path.join(root, 'build', 'hosts', name))
    .replaceAll('{modules}', path.join(root, 'build'))
    .replaceAll('{node}', process.execPath);
}

/** Builds a host, unless its toolchain is missing: the reason, or undefined when it is ready. A build that fails is an error. */
export function buildHost(host: Host): string | undefined {
  const missing = host.toolchain.map(missingToolchain).find((reason) => reason !== undefined);
  if (missing !== undefined) return missing;
  mkdirSync(path.join(root, 'build', 'hosts', host.name), { recursive: true });
  const failed = runAll(host, host.build);
  if (failed !== undefined) throw new Error(`${host.name}: ${failed}`);
  return undefined;
}

/** Makes the runner of a host open the system's keychain. A build that fails is an error. */
export function buildWithKeychain(host: Host): void {
  const failed = runAll(host, host.keychain ?? []);
  if (failed !== undefined) throw new Error(`${host.name}: ${failed}`);
}

/** The host's own tests: what failed, or undefined. */
export function testHost(host: Host): string | undefined {
  return runAll(host, host.test);
}

function runAll(host: Host, commands: readonly string[][]): string | undefined {
  for (const [program = '', ...args] of commands) {
    const { status, stdout, stderr, error } = spawnSync(program, args, { cwd: folderOf(host), encoding: 'utf8' });
    if (status !== 0) return `${[program, ...args].join(' ')} failed\n${error ?? ''}${stdout}${stderr}`;
  }
  return undefined;
}

export function folderOf(host: Host): string {
  return path.join(root, 'hosts', host.name);
}

/** A runner that is alive: calls go in, answers come out in the same order. */
export class Runner {
  readonly process: ChildProcessWithoutNullStreams;
  readonly #waiting: { resolve(answer: unknown): void; reject(error: Error): void }[] = [];
  #said = '';
  #over: Error | undefined;

  constructor(host: Host, module: string) {
    const [program = '', ...args] = host.runner;
    this.process = spawn(program, [...args, path.join(root, 'build', module)], { cwd: folderOf(host) });
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#hear(line));
    this.process.stderr.on('data', (text) => {
      this.#said += String(text);
    });
    this.process.on('close', (status) =>
      this.#end(new Error(`${host.name}'s runner ended (${status}): ${this.#said}`)),
    );
    this.process.on('error', (error) => this.#end(error));
    this.process.stdin.on('error', () => {}); // its end is told by close
  }

  call(call: Readonly<Record<string, unknown>>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#over);
      this.#waiting.push({ resolve, reject });
      this.process.stdin.write(`${JSON.stringify(call)}\n`);
    });
  }

  /** Fails when the runner does not end well: a leak that a sanitizer finds is told then. */
  end(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#over) return reject(this.#over);
      this.process.on('close', (status) => (status === 0 ? resolve() : reject(this.#over)));
      this.process.stdin.end();
    });
  }

  #hear(line: string): void {
    const next = this.#waiting.shift();
    try {
      next?.resolve(JSON.parse(line));
    } catch {
      next?.reject(new Error(`expected one JSON object a line, got ${line.slice(0, 200)}`));
    }
  }

  #end(error: Error): void {
    this.#over = error;
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }
}
