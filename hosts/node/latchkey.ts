// The program that `npm run -s latchkey -- …` starts.
import { run } from './cli.ts';
import { terminalDesk } from './terminal.ts';

process.exitCode = await run(process.argv.slice(2), terminalDesk());
