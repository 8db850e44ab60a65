// macOS: four commands of the system, read-only, none of which needs root.
import { isRecord, listOf, parseJson, textIn } from './json.ts';
import { type Finding, found, hypervisorNamed, lowestFirst, type Machine } from './machine.ts';
import type { MachineSource } from './source.ts';

export async function readMacos(source: MachineSource): Promise<Machine> {
  const [platform, volume, disks, ports] = await Promise.all([
    source.run('ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
    source.run('diskutil', ['info', '-plist', '/']),
    source.run('system_profiler', ['-json', 'SPNVMeDataType', 'SPSerialATADataType']),
    source.run('networksetup', ['-listallhardwareports']),
  ]);
  const provider = hypervisorNamed(`${property(platform, 'manufacturer')} ${property(platform, 'model')}`);
  return {
    nature: provider === undefined ? { form: 'computer' } : { form: 'virtual machine', provider },
    findings: [
      ...found('machine-id', 'IOPlatformUUID', property(platform, 'IOPlatformUUID')),
      ...found('board', 'IOPlatformSerialNumber', property(platform, 'IOPlatformSerialNumber')),
      ...systemDisk(volume, disks),
      ...addresses(ports),
    ],
  };
}

/** A property in ioreg's listing: `"name" = "value"`, or `"name" = <"value">` for one that is data. */
function property(listing: string | undefined, name: string): string {
  return new RegExp(`"${name}" = <?"([^"]*)"`).exec(listing ?? '')?.[1] ?? '';
}

/** The disk below the volume that is `/`: an APFS volume lies in a container, whose physical store is a partition of the disk. */
function systemDisk(volume: string | undefined, disks: string | undefined): Finding[] {
  const store = /<key>APFSPhysicalStore<\/key>\s*<string>(disk\d+)s\d+<\/string>/.exec(volume ?? '')?.[1];
  const parent = /<key>ParentWholeDisk<\/key>\s*<string>(disk\d+)<\/string>/.exec(volume ?? '')?.[1];
  const name = store ?? parent;
  const drive = drivesIn(parseJson(disks ?? '')).find((item) => item.bsd_name === name);
  return name === undefined || drive === undefined ? [] : found('disk', name, textIn(drive, 'device_serial'));
}

/** system_profiler: {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …} */
function drivesIn(report: unknown): Record<string, unknown>[] {
  if (!isRecord(report)) return [];
  const controllers = Object.values(report).flatMap(listOf);
  return controllers.flatMap((controller) => listOf(controller._items));
}

/** The ports that are soldered in. Adapters on USB and Thunderbolt, phones and bridges have other names. */
const BUILT_IN = /^(?:Wi-Fi|AirPort|(?:Built-in )?Ethernet(?: (?:Slot )?\d+)?|10 ?Gb(?:it)? Ethernet)$/i;

/** networksetup: blocks of `Hardware Port:`, `Device:`, `Ethernet Address:` with the address that the hardware came with. */
function addresses(listing: string | undefined): Finding[] {
  const ports = (listing ?? '').matchAll(
    /^Hardware Port: (.+)\r?\nDevice: (\S+)\r?\nEthernet Address: ([0-9a-f:]{17})\s*$/gim,
  );
  const builtIn = [...ports].filter(([, port]) => BUILT_IN.test(port ?? ''));
  return lowestFirst(builtIn.flatMap(([, , device, address]) => found('mac', device ?? '', address)));
}
