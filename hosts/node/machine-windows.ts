// Windows: the registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed.
import { isRecord, listOf, parseJson, textIn } from './json.ts';
import { type Finding, found, hypervisorNamed, lowestFirst, type Machine } from './machine.ts';
import type { MachineSource } from './source.ts';

/** `/reg:64`, because a 32-bit process would be shown another registry. */
const MACHINE_GUID = ['query', 'HKLM\\SOFTWARE\\Microsoft\\Cryptography', '/v', 'MachineGuid', '/reg:64'];

/** Only single quotes, so that no layer of Windows' command lines has anything to interpret. */
export const HARDWARE_QUESTION = [
  `$ErrorActionPreference='SilentlyContinue'`,
  `[Console]::OutputEncoding=[Text.Encoding]::UTF8`,
  `$system=Get-CimInstance Win32_ComputerSystem`,
  `$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}'`,
  `$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1`,
  `$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex)`,
  `$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'|Select-Object Name,PermanentAddress,PnPDeviceID)`,
  `[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;` +
    `productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;` +
    `boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;` +
    `biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;` +
    `diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3`,
].join(';');

export async function readWindows(source: MachineSource): Promise<Machine> {
  const [registry, answer] = await Promise.all([
    source.run('reg', MACHINE_GUID),
    source.run('powershell', ['-NoProfile', '-NonInteractive', '-Command', HARDWARE_QUESTION]),
  ]);
  const parsed = parseJson(answer ?? '');
  const hardware = isRecord(parsed) ? parsed : {};
  const provider = hypervisorNamed(`${textIn(hardware, 'manufacturer')} ${textIn(hardware, 'model')}`);
  return {
    nature: provider === undefined ? { form: 'computer' } : { form: 'virtual machine', provider },
    findings: [
      ...found('machine-id', 'MachineGuid', /\bMachineGuid\s+REG_SZ\s+(\S+)/.exec(registry ?? '')?.[1]),
      ...found('board', 'product UUID', textIn(hardware, 'productUuid')),
      ...found('board', 'board serial', textIn(hardware, 'boardSerial')),
      ...found('board', 'BIOS serial', textIn(hardware, 'biosSerial')),
      ...found('disk', 'system disk', textIn(hardware, 'diskSerial')),
      ...addresses(listOf(hardware.adapters)),
    ],
  };
}

/** Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software. */
const NOT_PART_OF_MACHINE = /^(?:USB|BTH|BTHENUM|ROOT|SWD)\\/i;

function addresses(adapters: readonly Record<string, unknown>[]): Finding[] {
  const builtIn = adapters.filter((adapter) => !NOT_PART_OF_MACHINE.test(textIn(adapter, 'PnPDeviceID') ?? 'ROOT\\'));
  return lowestFirst(
    builtIn.flatMap((adapter) =>
      found('mac', textIn(adapter, 'Name') ?? 'adapter', textIn(adapter, 'PermanentAddress')),
    ),
  );
}
