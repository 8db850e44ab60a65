// The command line of `latchkey`.
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { WrongUsage } from './config.ts';
import { type CommandName, isCommand } from './help.ts';

const COMMON_OPTIONS = {
  product: { type: 'string' },
  key: { type: 'string', multiple: true },
  config: { type: 'string' },
  store: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const OPTIONS = {
  ...COMMON_OPTIONS,
  to: { type: 'string' },
  label: { type: 'string' },
  new: { type: 'boolean', default: false },
  qr: { type: 'boolean' },
  portal: { type: 'string' },
  from: { type: 'string' },
  stick: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  taken: { type: 'boolean', default: false },
  'show-values': { type: 'boolean', default: false },
} as const;

/** Which options a command knows, beside those that all know. */
const KNOWN: Record<CommandName, readonly string[]> = {
  request: ['to', 'label', 'new', 'qr', 'portal'],
  install: ['from', 'stick'],
  status: [],
  release: ['yes', 'to', 'taken', 'qr'],
  components: ['show-values'],
};

const PATHS = ['to', 'from', 'store', 'config'] as const;

export type Options = ReturnType<typeof parseCommandLine>['options'];

/** `folder` is where the person is, from which paths are meant. */
export function parseCommandLine(args: readonly string[], folder: string) {
  const { values, positionals } = parseStrictly(args);
  const [command, ...operands] = positionals;
  const options = { ...values };
  for (const name of PATHS) if (options[name] !== undefined) options[name] = resolve(folder, options[name]);
  if (command !== undefined && !isCommand(command)) throw new WrongUsage(`There is no command "${command}".`);
  if (command !== undefined && !options.help) demandSense(command, options, operands);
  return { command, options, operands };
}

function parseStrictly(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true, allowNegative: true });
  } catch (error) {
    if (error instanceof TypeError) throw new WrongUsage(error.message);
    throw error;
  }
}

function demandSense(
  command: CommandName,
  options: ReturnType<typeof parseStrictly>['values'],
  operands: readonly string[],
): void {
  const given = Object.entries(options).filter(([name, value]) => name === 'qr' || value !== false);
  const unknown = given.find(([name]) => !(name in COMMON_OPTIONS) && !KNOWN[command].includes(name));
  if (unknown !== undefined) throw new WrongUsage(`"${command}" has no option --${unknown[0]}.`);
  if (operands.length > (command === 'install' ? 1 : 0)) throw new WrongUsage(`"${operands.at(-1)}" is too much.`);
  if (Number(options.from !== undefined) + Number(options.stick) + operands.length > 1) {
    throw new WrongUsage('Either a file, or --from FOLDER, or --stick, and only one of them.');
  }
  if (options.taken && (options.yes || options.to !== undefined)) {
    throw new WrongUsage('--taken stands alone: it says that the portal has the receipt.');
  }
}
