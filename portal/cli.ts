// The vendor's first steps: a data folder, products, license keys, the public key to embed, and the start.
// Usage: npm run portal -- --help
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { SetupError } from './server/private-file.ts';
import { UsageError } from './values.ts';

/** Exit codes: 0 done · 1 it could not be done · 2 the command line is wrong. */
export async function run(words: readonly string[]): Promise<number> {
  const [name, command] = find(words) ?? [];
  if (name === undefined || command === undefined) {
    const asked = words.length === 0 || isHelp(words[0]);
    (asked ? process.stdout : process.stderr).write(asked ? overview() : `There is no such command.\n\n${overview()}`);
    return asked ? 0 : 2;
  }
  const rest = words.slice(name.split(' ').length);
  if (rest.some(isHelp)) {
    process.stdout.write(helpFor(name, command));
    return 0;
  }
  return await attempt(name, command, rest);
}

async function attempt(name: string, command: Command, args: string[]): Promise<number> {
  try {
    await command.run(args);
    return 0;
  } catch (error) {
    if (error instanceof SetupError) {
      process.stderr.write(`${error.message}\n`);
      return 1;
    }
    if (isUsageMistake(error)) {
      process.stderr.write(`${error.message}\nSee: npm run portal -- ${name} --help\n`);
      return 2;
    }
    throw error;
  }
}

/** `product add` before `start`: the longest name that the words begin with. */
function find(words: readonly string[]): [string, Command] | undefined {
  const names = [words.slice(0, 2).join(' '), words[0] ?? ''];
  return Object.entries(COMMANDS).find(([name]) => names.includes(name));
}

function isHelp(word: string | undefined): boolean {
  return word === '--help' || word === '-h' || word === 'help';
}

/** Also what node:util's parseArgs says about unknown options and missing values. */
function isUsageMistake(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

const WIDTH = Math.max(...Object.keys(COMMANDS).map((name) => name.length)) + 2;

function overview(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(WIDTH)}${summary}`);
  return [
    'Usage: npm run portal -- <command> [options]',
    '',
    ...lines,
    '',
    'The data folder is named by LATCHKEY_DATA or --data. Every command explains itself with --help.',
    '',
  ].join('\n');
}

function helpFor(name: string, { summary, usage, options }: Command): string {
  const width = Math.max(...options.map(([option]) => option.length)) + 2;
  const lines = options.map(([option, meaning]) => `  ${option.padEnd(width)}${meaning}`);
  return [`${summary}.`, '', `Usage: npm run portal -- ${`${name} ${usage}`.trim()}`, '', ...lines, ''].join('\n');
}

if (import.meta.main) process.exitCode = await run(process.argv.slice(2));
