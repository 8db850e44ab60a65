// The desk of a person at a terminal.
import { hostname } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { text } from 'node:stream/consumers';
import type { Desk } from './desk.ts';
import { removableDrives } from './drives.ts';
import { thisMachine } from './source.ts';

export function terminalDesk(): Desk {
  return {
    print: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
    readInput: () => text(process.stdin),
    readPaste,
    ask,
    sticks: () => removableDrives(thisMachine()),
    interactive: process.stdin.isTTY === true,
    terminal: process.stdout.isTTY === true,
    // npm starts scripts in the package's folder and notes where the person was.
    folder: process.env.INIT_CWD ?? process.cwd(),
    hostName: hostname(),
  };
}

async function readPaste(): Promise<string> {
  const terminal = createInterface({ input: process.stdin });
  const lines: string[] = [];
  for await (const line of terminal) {
    if (line.trim() === '' && lines.length > 0) break;
    lines.push(line);
    if (line.includes('-----END LATCHKEY')) break;
  }
  terminal.close();
  return lines.join('\n');
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}
