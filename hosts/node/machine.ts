// Which machine this is: the identifiers that it has, by the kinds of docs/token.md ("Derived values"). Only where they stand is known
// here; which of them identify nothing ("to be filled by O.E.M.") is known to the module. Nothing says where the machine is.
import type { ComponentKind } from '../js/verdict.ts';
import { readLinux } from './machine-linux.ts';
import { readMacos } from './machine-macos.ts';
import { readWindows } from './machine-windows.ts';
import { type MachineSource, thisMachine } from './source.ts';

/** One identifier. A kind may have several: the first that the module can use stands for it. */
export interface Finding {
  kind: ComponentKind;
  value: string;
  /** Where it was found, for people. */
  source: string;
}

/** What the system runs on. Copies of a container or of a virtual machine share identifiers, so people are told. */
export interface Nature {
  form: 'computer' | 'virtual machine' | 'container';
  /** Who provides it, as far as it says so: "VirtualBox", "Docker". */
  provider?: string;
}

export interface Machine {
  nature: Nature;
  /** In the order of preference within each kind. */
  findings: Finding[];
}

export async function readMachine(source: MachineSource = thisMachine()): Promise<Machine> {
  switch (source.platform) {
    case 'linux':
    case 'android':
      return readLinux(source);
    case 'darwin':
      return readMacos(source);
    case 'win32':
      return readWindows(source);
    default:
      return { nature: { form: 'computer' }, findings: [] };
  }
}

/** A finding from a value as a file or a command gives it; none when there is nothing in it. */
export function found(kind: ComponentKind, source: string, text: string | undefined): Finding[] {
  // Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value.
  const value = text?.replace(/\0+$/, '').trim();
  return value ? [{ kind, value, source }] : [];
}

/** MAC addresses, the lowest first: which interface the system happens to name first changes, the lowest address does not. */
export function lowestFirst(findings: readonly Finding[]): Finding[] {
  const bare = (finding: Finding) => finding.value.toLowerCase().replaceAll(/[^0-9a-f]/g, '');
  return [...findings].sort((a, b) => (bare(a) < bare(b) ? -1 : bare(a) > bare(b) ? 1 : 0));
}

/** Manufacturer and model by which virtual machines introduce themselves, on every system. */
const HYPERVISORS: readonly (readonly [RegExp, string])[] = [
  [/virtualbox|innotek/, 'VirtualBox'],
  [/vmware/, 'VMware'],
  [/parallels/, 'Parallels'],
  [/microsoft corporation.*virtual machine/, 'Hyper-V'],
  [/amazon ec2(?!.*metal)/, 'Amazon EC2'],
  [/google compute engine/, 'Google Compute Engine'],
  [/digitalocean/, 'DigitalOcean'],
  [/apple.*virtual/, 'Apple Virtualization'],
  [/openstack/, 'OpenStack'],
  [/\bxen\b|hvm domu/, 'Xen'],
  [/bhyve/, 'bhyve'],
  [/qemu|\bkvm\b|bochs|virtual machine/, 'QEMU'],
];

export function hypervisorNamed(manufacturerAndModel: string): string | undefined {
  const text = manufacturerAndModel.toLowerCase();
  return HYPERVISORS.find(([pattern]) => pattern.test(text))?.[1];
}
