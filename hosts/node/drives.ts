// The removable drives that are plugged in, for whoever has the code on a stick and does not know where the system shows it.
import { wholeDisk } from './machine-linux.ts';
import type { MachineSource } from './source.ts';

/** Where they are mounted, as this program reaches them. */
export async function removableDrives(source: MachineSource): Promise<string[]> {
  const folders = await mountPoints(source);
  return [...new Set(folders)].map((folder) => source.at(folder));
}

async function mountPoints(source: MachineSource): Promise<string[]> {
  switch (source.platform) {
    case 'linux':
    case 'android':
      return linuxMounts(source);
    case 'darwin':
      return macVolumes(source);
    case 'win32':
      return windowsDrives(source);
    default:
      return [];
  }
}

/** Mounts of a disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so. */
function linuxMounts(source: MachineSource): string[] {
  const mounts = (source.read('/proc/self/mountinfo') ?? '').split('\n').map((line) => line.split(' '));
  return mounts.flatMap(([, , device, , mountPoint = '/']) => {
    const disk = wholeDisk(source, source.resolve(`/sys/dev/block/${device}`));
    if (mountPoint === '/' || disk === undefined) return [];
    const removable = source.read(`${disk}/removable`)?.trim() === '1' || /\/usb\d/.test(disk);
    return removable ? [unescaped(mountPoint)] : [];
  });
}

/** proc_pid_mountinfo(5): blanks and backslashes are written in octal. */
function unescaped(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}

/** Everything that is mounted for people stands in /Volumes; the system's own volume is a link there. */
function macVolumes(source: MachineSource): string[] {
  return source
    .list('/Volumes')
    .map((name) => `/Volumes/${name}`)
    .filter((path) => source.resolve(path) === path);
}

const DRIVES_QUESTION =
  "$ErrorActionPreference='SilentlyContinue';Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2'|ForEach-Object{$_.DeviceID}";

async function windowsDrives(source: MachineSource): Promise<string[]> {
  const answer = await source.run('powershell', ['-NoProfile', '-NonInteractive', '-Command', DRIVES_QUESTION]);
  return [...(answer ?? '').matchAll(/^([A-Z]:)\s*$/gim)].map(([, letter]) => `${letter}\\`);
}
