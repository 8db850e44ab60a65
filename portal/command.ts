// What every command of the vendor's command line stands on: its shape, the data folder, and how results are printed.
import path from 'node:path';
import { nowSeconds } from './clock.ts';
import { type DataFolder, openDataFolder } from './server/folder.ts';
import { loadModules } from './server/modules.ts';
import type { Office } from './server/vendor/change.ts';
import { openOffice, Vendor } from './server/vendor.ts';
import { databaseUrl } from './settings.ts';
import { UsageError } from './values.ts';

export interface Command {
  summary: string;
  usage: string;
  /** What --help lists: an option and its meaning. */
  options: [string, string][];
  run(args: string[]): Promise<void>;
}

export const text = { type: 'string' } as const;
export const texts = { type: 'string', multiple: true } as const;
export const flag = { type: 'boolean' } as const;
export const DATA: [string, string] = ['--data DIR', 'the data folder; default: LATCHKEY_DATA'];
export const JSON_OUTPUT: [string, string] = ['--json', 'print the result as JSON'];

export function asVendor<T>(data: string | undefined, work: (vendor: Vendor) => Promise<T>): Promise<T> {
  return withFolder(data, async (folder) => work(new Vendor(folder, await loadModules(), nowSeconds)));
}

export async function withFolder<T>(data: string | undefined, work: (folder: DataFolder) => Promise<T>): Promise<T> {
  const folder = await openDataFolder(folderName(data), databaseUrl(process.env));
  try {
    return await work(folder);
  } finally {
    await folder.store.close();
  }
}

export function inOffice<T>(data: string | undefined, work: (office: Office) => Promise<T>): Promise<T> {
  return withFolder(data, async (folder) => work(openOffice(folder, await loadModules(), nowSeconds)));
}

export function folderName(data: string | undefined): string {
  const name = data ?? process.env['LATCHKEY_DATA'];
  if (!name) throw new UsageError('Which data folder? Set LATCHKEY_DATA, or add --data DIR.');
  return path.resolve(name);
}

export function only(positionals: readonly string[], what: string): string {
  const [value, ...more] = positionals;
  if (value === undefined || more.length > 0) throw new UsageError(`Say ${what}, and only that, before the options.`);
  return value;
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** From a file or the environment, never from the command line, which every user of the machine can see. */
export function readPassphrase(file: string | undefined, read: (file: string) => string): string {
  if (file !== undefined) return read(file).replace(/\r?\n$/, '');
  const passphrase = process.env['LATCHKEY_PASSPHRASE'];
  if (passphrase) return passphrase;
  throw new UsageError(
    'A passphrase is needed: put it into LATCHKEY_PASSPHRASE, or into a file named by --passphrase-file.',
  );
}
