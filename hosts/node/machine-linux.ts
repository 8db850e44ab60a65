// Linux: everything is a file, in /etc, /sys, /proc and udev's own notes. No command is run and root is not needed; what only root may
// read (the DMI serials) is simply absent for everybody else.
import { type Finding, found, hypervisorNamed, lowestFirst, type Machine, type Nature } from './machine.ts';
import type { MachineSource } from './source.ts';

export function readLinux(source: MachineSource): Machine {
  return {
    nature: natureOf(source),
    findings: [
      ...machineId(source),
      ...board(source),
      ...systemDisk(source),
      ...addresses(source),
      ...processor(source),
    ],
  };
}

function machineId(source: MachineSource): Finding[] {
  return ['/etc/machine-id', '/var/lib/dbus/machine-id'].flatMap((path) =>
    found('machine-id', path, source.read(path)),
  );
}

function board(source: MachineSource): Finding[] {
  return ['product_uuid', 'board_serial', 'product_serial'].flatMap((name) =>
    found('board', `DMI ${name}`, source.read(`/sys/class/dmi/id/${name}`)),
  );
}

/** A serial number of the processor itself, as ARM boards have it: a `Serial` line, or the device tree's. */
function processor(source: MachineSource): Finding[] {
  const line = /^Serial\s*:\s*(\S+)$/m.exec(source.read('/proc/cpuinfo') ?? '');
  const tree = '/sys/firmware/devicetree/base/serial-number';
  return [...found('cpu', '/proc/cpuinfo', line?.[1]), ...found('cpu', 'device tree', source.read(tree))];
}

// The disk with the root file system.

/** In a container the root is an overlay, which is on no disk: the host's disks can be seen there, but are not ours. */
function systemDisk(source: MachineSource): Finding[] {
  const disk = wholeDisk(source, rootDevice(source));
  if (disk === undefined) return [];
  const name = disk.slice(disk.lastIndexOf('/') + 1);
  const device = source.read(`${disk}/dev`)?.trim();
  const udev = source.read(`/run/udev/data/b${device}`) ?? '';
  return [
    ...found('disk', name, source.read(`${disk}/device/serial`)), // NVMe, MMC
    ...found('disk', name, source.read(`${disk}/serial`)), // virtio
    ...found('disk', `${name} (udev)`, /^E:ID_SERIAL_SHORT=(.*)$/m.exec(udev)?.[1]), // SATA, SCSI, USB
  ];
}

/** The block device of `/` in sysfs. Of several mounts over one another the last one counts. */
function rootDevice(source: MachineSource): string | undefined {
  // proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, …
  const mounts = (source.read('/proc/self/mountinfo') ?? '').split('\n').map((line) => line.split(' '));
  const root = mounts.findLast((fields) => fields[4] === '/');
  if (root === undefined) return undefined;
  const from = root[root.indexOf('-') + 2] ?? '';
  return source.resolve(`/sys/dev/block/${root[2]}`) ?? namedDevice(source, from);
}

/** Btrfs and the like number their mounts themselves; they still name the device they are on. */
function namedDevice(source: MachineSource, path: string): string | undefined {
  if (!path.startsWith('/dev/')) return undefined;
  const device = source.resolve(path) ?? path;
  return source.resolve(`/sys/class/block/${device.slice(device.lastIndexOf('/') + 1)}`);
}

/** From a partition to its disk, and through encryption, LVM and RAID to the first disk below. */
export function wholeDisk(source: MachineSource, device: string | undefined): string | undefined {
  let current = device;
  // Real stacks are three or four deep; the bound is for a tree of files that is none.
  for (let depth = 0; current !== undefined && depth < 8; depth++) {
    const below = source.list(`${current}/slaves`)[0];
    if (below !== undefined) current = source.resolve(`${current}/slaves/${below}`);
    else if (source.read(`${current}/partition`) !== undefined) current = current.slice(0, current.lastIndexOf('/'));
    else return current;
  }
  return undefined;
}

// Network interfaces.

function addresses(source: MachineSource): Finding[] {
  const names = source.list('/sys/class/net').filter((name) => isPartOfMachine(source, name));
  return lowestFirst(names.flatMap((name) => found('mac', name, permanentAddress(source, name))));
}

/** Bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock. */
function isPartOfMachine(source: MachineSource, name: string): boolean {
  const device = source.resolve(`/sys/class/net/${name}/device`);
  if (device === undefined || /\/usb\d/.test(device)) return false;
  // Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt.
  return source.read(`/sys/class/net/${name}/device/removable`)?.trim() !== 'removable';
}

/** An address that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here. */
function permanentAddress(source: MachineSource, name: string): string | undefined {
  const folder = `/sys/class/net/${name}`;
  const wireless = source.read(`${folder}/phy80211/macaddress`);
  if (wireless !== undefined) return wireless;
  // Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address.
  if (source.read(`${folder}/addr_assign_type`)?.trim() === '0') return source.read(`${folder}/address`);
  // udev noted the address when the device appeared, before anybody changed it.
  const noted = source.read(`/run/udev/data/n${source.read(`${folder}/ifindex`)?.trim()}`) ?? '';
  return /^E:ID_NET_NAME_MAC=[a-z]{2}x([0-9a-f]{12})$/m.exec(noted)?.[1]?.replaceAll(/(..)(?!$)/g, '$1:');
}

// What this system runs on.

function natureOf(source: MachineSource): Nature {
  const container = containerProvider(source);
  if (container !== undefined) return { form: 'container', ...(container && { provider: container }) };
  const hypervisor = hypervisorProvider(source);
  if (hypervisor !== undefined) return { form: 'virtual machine', ...(hypervisor && { provider: hypervisor }) };
  return { form: 'computer' };
}

/** The container's provider, empty when it does not say; undefined outside of containers. */
function containerProvider(source: MachineSource): string | undefined {
  const noted = source.read('/run/systemd/container')?.trim();
  if (noted) return noted;
  if (source.read('/run/.containerenv') !== undefined) return 'Podman';
  const group = /\b(docker|kubepods|containerd|lxc|libpod)\b/.exec(source.read('/proc/1/cgroup') ?? '')?.[1];
  if (group === 'kubepods') return 'Kubernetes';
  if (source.read('/.dockerenv') !== undefined) return 'Docker';
  return group;
}

/** The hypervisor's name, empty when it does not say; undefined on bare metal. */
function hypervisorProvider(source: MachineSource): string | undefined {
  if (/microsoft/i.test(source.read('/proc/sys/kernel/osrelease') ?? '')) return 'WSL';
  const dmi = ['sys_vendor', 'product_name', 'bios_vendor'].map((name) =>
    source.read(`/sys/class/dmi/id/${name}`)?.trim(),
  );
  const named = hypervisorNamed(dmi.join(' '));
  if (named !== undefined) return named;
  if (source.read('/sys/hypervisor/type')?.trim() === 'xen') return 'Xen';
  return /^flags\s*:.*\bhypervisor\b/m.test(source.read('/proc/cpuinfo') ?? '') ? '' : undefined;
}
