// The command as on another machine: `node elsewhere.ts RECORDED ARGUMENTS…`.
import { run } from '../../hosts/node/cli.ts';
import { terminalDesk } from '../../hosts/node/terminal.ts';
import { readRecorded } from './recorded.ts';

const [recorded = '', ...args] = process.argv.slice(2);
process.exitCode = await run(args, { ...terminalDesk(), machine: await readRecorded(recorded) });
