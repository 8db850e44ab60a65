// The command `latchkey`: reads the command line, asks the license, and prints. `run` takes everything it touches as an argument.
import { resolve } from 'node:path';
import { LatchkeyError } from '../js/index.ts';
import { FileTrouble, readCodeFile } from './codefile.ts';
import { componentsCommand, installCommand, releaseCommand, requestCommand, statusCommand } from './commands.ts';
import { readConfig, WrongUsage } from './config.ts';
import { type Desk, EXIT } from './desk.ts';
import { type CommandName, helpFor } from './help.ts';
import { type License, NothingIdentifies, openLicense, packagedModule } from './license.ts';
import { type Options, parseCommandLine } from './options.ts';
import { StoreFault } from './store.ts';

export async function run(args: readonly string[], desk: Desk): Promise<number> {
  try {
    const { command, options, operands } = parseCommandLine(args, desk.folder);
    if (command !== undefined && !options.help) return await runCommand(command, options, operands, desk);
    desk.print(helpFor(command));
    return options.help ? EXIT.done : EXIT.usage;
  } catch (error) {
    const exit = exitFor(error);
    if (exit === undefined || !(error instanceof Error)) throw error;
    desk.complain(`latchkey: ${error.message}`);
    if (exit === EXIT.usage) desk.complain('Help: latchkey --help');
    return exit;
  }
}

/** Mistakes of the person and troubles of the machine have an exit code; anything else is a defect and shows where. */
function exitFor(error: unknown): number | undefined {
  if (error instanceof WrongUsage) return EXIT.usage;
  // What a person can get wrong about a key, a product's id or a label is judged by the module.
  if (error instanceof LatchkeyError) return EXIT.usage;
  if (error instanceof FileTrouble || error instanceof StoreFault || error instanceof NothingIdentifies)
    return EXIT.machine;
  return undefined;
}

async function runCommand(
  command: CommandName,
  options: Options,
  operands: readonly string[],
  desk: Desk,
): Promise<number> {
  const license = await open(options, desk);
  switch (command) {
    case 'request':
      return requestCommand(license, options, desk);
    case 'install':
      return installCommand(license, options, () => readCode(operands[0], desk), desk);
    case 'status':
      return statusCommand(license, options, desk);
    case 'release':
      return releaseCommand(license, options, desk);
    case 'components':
      return componentsCommand(license, options, desk);
  }
}

async function open(options: Options, desk: Desk): Promise<License> {
  const { product, publicKeys } = readConfig({
    product: options.product,
    keys: options.key,
    file: options.config,
    folder: desk.folder,
  });
  return openLicense({
    product,
    publicKeys,
    module: await verifierModule(),
    ...(options.store !== undefined && { folder: options.store }),
    ...(desk.machine && { machine: desk.machine }),
    ...(desk.clock && { clock: desk.clock }),
  });
}

async function verifierModule(): Promise<BufferSource> {
  try {
    return await packagedModule();
  } catch {
    throw new FileTrouble('The verifier is missing; build it first: npm run build:wasm');
  }
}

async function readCode(operand: string | undefined, desk: Desk): Promise<string> {
  if (operand !== undefined && operand !== '-') return readCodeFile(resolve(desk.folder, operand));
  if (operand === '-' || !desk.interactive) return desk.readInput();
  desk.print('Paste the activation code, then an empty line:');
  return desk.readPaste();
}
