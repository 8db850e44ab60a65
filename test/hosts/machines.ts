// Recorded machines (test/machines), unpacked as every host's runner reads them: `platform`, files below `root`, outputs in `commands`.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { recorded } from '../node/recorded.ts';

export function unpackRecorded(name: string, folder: string): string {
  const { platform, files, links, commands } = recorded(name);
  write(path.join(folder, 'platform'), platform);
  mkdirSync(path.join(folder, 'root'), { recursive: true });
  for (const [file, text] of Object.entries(files)) write(path.join(folder, 'root', file), text);
  for (const [file, target] of Object.entries(links)) link(path.join(folder, 'root', file), target);
  for (const [command, output] of Object.entries(commands)) write(path.join(folder, 'commands', command), output);
  return folder;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function link(file: string, target: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  symlinkSync(target, file);
}
