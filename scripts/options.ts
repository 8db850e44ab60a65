// Options of a command whose leading comment is its manual: --help prints it, and so does a wrong option.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<T extends Options> = ReturnType<typeof parseArgs<{ options: T }>>['values'];

/** The options of this process; ends it for --help with 0, and for an option that there is not with 2. */
export function readOptions<const T extends Options>(url: string, options: T): Values<T> {
  if (process.argv.slice(2).includes('--help')) {
    process.stdout.write(manualOf(url));
    process.exit(0);
  }
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!(error instanceof Error) || !code.startsWith('ERR_PARSE_ARGS_')) throw error;
    process.stderr.write(`${error.message}\n\n${manualOf(url)}`);
    process.exit(2);
  }
}

/** The leading comment of a program. */
export function manualOf(url: string): string {
  const [comment = ''] = /^(\/\/.*\n)+/.exec(readFileSync(fileURLToPath(url), 'utf8')) ?? [];
  return comment.replace(/^\/\/ ?/gm, '');
}
