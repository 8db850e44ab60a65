// What the command needs to be told: the product and whom to trust. There is no default for either.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, parseJson, textIn } from './json.ts';

export const CONFIG_NAME = 'latchkey.json';

export interface Config {
  product: string;
  publicKeys: Uint8Array[];
}

export interface ConfigOptions {
  product?: string | undefined;
  /** Public keys as text. */
  keys?: readonly string[] | undefined;
  /** A configuration file; `latchkey.json` in `folder` when absent. */
  file?: string | undefined;
  /** The folder in which the command runs. */
  folder: string;
}

/** The command line or the configuration is wrong; the message says what to do. */
export class WrongUsage extends Error {
  override readonly name = 'WrongUsage';
}

/** Options win over the file, each for itself. */
export function readConfig(options: ConfigOptions): Config {
  const file = readFile(options);
  const product = options.product ?? file.product;
  const keys = options.keys?.length ? options.keys : file.publicKeys;
  if (!product) throw new WrongUsage(`No product. Pass --product ID, or write "product" into ${CONFIG_NAME}.`);
  if (!keys?.length) {
    throw new WrongUsage(
      `No public key. Pass --key KEY, or write "publicKeys": ["…"] into ${CONFIG_NAME}. The vendor's portal shows the key; it ships with the application.`,
    );
  }
  return { product, publicKeys: keys.map(readKey) };
}

function readFile({ file, folder }: ConfigOptions): { product?: string; publicKeys?: string[] } {
  const path = file ?? join(folder, CONFIG_NAME);
  const text = readText(path, file !== undefined);
  if (text === undefined) return {};
  const parsed = parseJson(text);
  if (!isRecord(parsed))
    throw new WrongUsage(`${path} is not a JSON object like {"product": "…", "publicKeys": ["…"]}.`);
  const product = textIn(parsed, 'product');
  const keys = parsed.publicKeys;
  if (parsed.product !== undefined && product === undefined)
    throw new WrongUsage(`"product" in ${path} is not a text.`);
  if (keys === undefined) return { ...(product !== undefined && { product }) };
  if (!isTextList(keys)) throw new WrongUsage(`"publicKeys" in ${path} is not a list of texts.`);
  return { ...(product !== undefined && { product }), publicKeys: keys };
}

/** A file that was named must be there; the one that is looked for need not. */
function readText(path: string, named: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent && !named) return undefined;
    throw new WrongUsage(`${path} cannot be read: ${absent ? 'there is no such file' : 'check its permissions'}.`);
  }
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** 32 bytes as hexadecimal digits, base64 or base64url. Whether they are a good key is judged by the module. */
export function readKey(text: string): Uint8Array {
  const trimmed = text.trim();
  const hex = /^[0-9a-f]{64}$/i.test(trimmed);
  const base64 = /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed);
  if (!hex && !base64)
    throw new WrongUsage('A public key is 64 hexadecimal digits, or 43 characters of base64. Copy it again.');
  return new Uint8Array(Buffer.from(trimmed, hex ? 'hex' : 'base64'));
}
