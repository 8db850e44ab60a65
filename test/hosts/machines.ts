// Recorded machines (test/machines), unpacked as every host's runner reads them: `platform`, files below `root`, outputs in `commands`.
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

/** A stick in the machine's USB port, with a blank in its name; the folder in which it is mounted. */
export function plugIn(machine: string): string {
  const root = path.join(machine, 'root');
  const disk = 'devices/pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host4/target4:0:0/4:0:0:0/block/sdq';
  write(path.join(root, 'sys', disk, 'removable'), '1\n');
  write(path.join(root, 'sys', disk, 'sdq1', 'partition'), '1\n');
  link(path.join(root, 'sys/dev/block/65:1'), `../../${disk}/sdq1`);
  const mounts = path.join(root, 'proc/self/mountinfo');
  const line = '901 30 65:1 / /media/ada/FIELD\\040STICK rw,nosuid,nodev - vfat /dev/sdq1 rw,uid=1000\n';
  writeFileSync(mounts, readFileSync(mounts, 'utf8') + line);
  const folder = path.join(root, 'media/ada/FIELD STICK');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A stick at a Mac, beside the link that the system's own volume is there; the folder in which it is mounted. */
export function mountVolume(machine: string): string {
  const volumes = path.join(machine, 'root/Volumes');
  link(path.join(volumes, 'Macintosh HD'), '/');
  const folder = path.join(volumes, 'FIELD STICK');
  mkdirSync(folder, { recursive: true });
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
