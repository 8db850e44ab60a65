// Sticks that are plugged in, on the three systems.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { removableDrives } from '../../hosts/node/drives.ts';
import { filesUnder, recordedMachine } from '../../hosts/node/source.ts';
import { plugIn, unpackRecorded } from '../hosts/machines.ts';

const work = mkdtempSync(path.join(tmpdir(), 'latchkey-drives-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

test('on Linux are the mounts of a disk that can be taken out, and not those of the system', async () => {
  const machine = unpackRecorded('linux-laptop-dock', path.join(work, 'laptop'));
  expect(await removableDrives(recordedMachine(machine))).toEqual([]);
  const folder = plugIn(machine);
  expect(await removableDrives(recordedMachine(machine))).toEqual([folder]);
});

test('on macOS are the folders in /Volumes, without the system’s own, which is a link', async () => {
  const root = path.join(work, 'mac');
  mkdirSync(path.join(root, 'Volumes', 'FIELD STICK'), { recursive: true });
  symlinkSync('/', path.join(root, 'Volumes', 'Macintosh HD'));
  const source = { ...filesUnder(root), platform: 'darwin', run: async () => undefined };
  expect(await removableDrives(source)).toEqual([path.join(root, 'Volumes', 'FIELD STICK')]);
});

test.each([
  ['two sticks', 'E:\r\nF:\r\n', 2],
  ['no stick', '', 0],
  ['no answer', undefined, 0],
  ['something else', 'Get-CimInstance : Access denied\r\n', 0],
])('on Windows are what the system calls removable: %s', async (_what, answer, count) => {
  const source = { ...filesUnder(work), platform: 'win32', run: async () => answer };
  expect(await removableDrives(source)).toHaveLength(count);
});
