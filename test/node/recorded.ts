// Recorded machines (test/machines), unpacked below a folder so that they are read as the real one is.
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { type Machine, readMachine } from '../../hosts/node/machine.ts';
import { filesUnder, type MachineSource } from '../../hosts/node/source.ts';

const findingSchema = z.strictObject({
  kind: z.enum(['machine-id', 'board', 'disk', 'mac', 'cpu']),
  value: z.string(),
  source: z.string(),
});

const recordedSchema = z.strictObject({
  about: z.string(),
  platform: z.string(),
  files: z.record(z.string(), z.string()).default({}),
  links: z.record(z.string(), z.string()).default({}),
  commands: z.record(z.string(), z.string()).default({}),
  expected: z.strictObject({
    nature: z.strictObject({
      form: z.enum(['computer', 'virtual machine', 'container']),
      provider: z.string().optional(),
    }),
    findings: z.array(findingSchema),
    components: z.record(z.string(), z.string()),
  }),
});

export type Recorded = z.infer<typeof recordedSchema>;

const folder = new URL('../machines/', import.meta.url);

export const recordedNames = globSync('*.json', { cwd: folder })
  .map((name) => basename(name, '.json'))
  .sort();

export function recorded(name: string): Recorded {
  return recordedSchema.parse(JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')));
}

/** Reads a recorded machine; `change` may first change what was recorded. */
export async function readRecorded(name: string, change: (machine: Recorded) => void = () => {}): Promise<Machine> {
  const machine = recorded(name);
  change(machine);
  const root = mkdtempSync(join(tmpdir(), 'latchkey-machine-'));
  try {
    unpack(machine, root);
    return await readMachine(sourceOf(machine, root));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function unpack({ files, links }: Recorded, root: string): void {
  for (const [path, text] of Object.entries(files)) writeFileSync(prepared(root, path), text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, prepared(root, path));
}

function prepared(root: string, path: string): string {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  return join(root, path);
}

function sourceOf(machine: Recorded, root: string): MachineSource {
  const run: MachineSource['run'] = async (command) => machine.commands[command];
  return { ...filesUnder(root), platform: machine.platform, run };
}
