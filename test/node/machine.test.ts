import { describe, expect, test } from 'vitest';
import { judgeFindings } from '../../hosts/node/components.ts';
import { type Machine, readMachine } from '../../hosts/node/machine.ts';
import { HARDWARE_QUESTION } from '../../hosts/node/machine-windows.ts';
import { thisMachine } from '../../hosts/node/source.ts';
import { loadVerifier } from '../vendor.ts';
import { readRecorded, recorded, recordedNames } from './recorded.ts';

const kindsOf = (findings: readonly { kind: string }[]) => [...new Set(findings.map((finding) => finding.kind))];

/** What is to be found, without what the module makes of it. */
function expectedOf(name: string): Machine {
  const { nature, findings } = recorded(name).expected;
  const { form, provider } = nature;
  return { nature: { form, ...(provider !== undefined && { provider }) }, findings };
}

describe('a recorded machine is read as expected', () => {
  test('there are machines of every sort', () => {
    expect(recordedNames.length).toBeGreaterThanOrEqual(6);
    const natures = recordedNames.map((name) => recorded(name).expected.nature.form);
    expect(new Set(natures)).toEqual(new Set(['computer', 'virtual machine', 'container']));
    expect(new Set(recordedNames.map((name) => recorded(name).platform))).toEqual(
      new Set(['linux', 'darwin', 'win32']),
    );
  });

  test.each(recordedNames)('%s', async (name) => {
    const machine = await readRecorded(name);
    expect(machine).toEqual(expectedOf(name));
  });
});

describe('the module makes components of it', () => {
  test.each(recordedNames)('%s', async (name) => {
    const verifier = await loadVerifier();
    const { used } = judgeFindings(verifier, 'acme-cad', (await readRecorded(name)).findings);
    const components = used.map(({ finding, bytes }) => [finding.kind, Buffer.from(bytes).toString('hex')]);
    expect(Object.fromEntries(components)).toEqual(recorded(name).expected.components);
  });

  test('an address that software made up is refused, with a reason, and the machine can still be told apart', async () => {
    const verifier = await loadVerifier();
    const judged = judgeFindings(verifier, 'acme-cad', (await readRecorded('linux-virtual-machine')).findings);
    expect(judged.unusable.map(({ finding, problem }) => [finding.kind, problem.name])).toEqual([
      ['board', 'unusable'],
      ['mac', 'unusable'],
    ]);
    expect(judged.used.map(({ finding }) => finding.kind)).toEqual(['machine-id', 'board']);
    expect(judged.spare.map(({ source }) => source)).toEqual(['/var/lib/dbus/machine-id']);
  });

  test('the second identifier of a kind stands in for a first that is refused', async () => {
    const verifier = await loadVerifier();
    const machine = await readRecorded('linux-laptop-dock', ({ files }) => {
      files['/sys/class/dmi/id/product_uuid'] = '03000200-0400-0500-0006-000700080009\n';
    });
    const { used } = judgeFindings(verifier, 'acme-cad', machine.findings);
    expect(used.find(({ finding }) => finding.kind === 'board')?.finding.source).toBe('DMI board_serial');
  });
});

describe('what leaves with the dock', () => {
  test('is no identifier: USB and outside ports, on Linux', async () => {
    const { findings } = await readRecorded('linux-laptop-dock');
    const addresses = findings.filter(({ kind }) => kind === 'mac').map(({ value }) => value);
    expect(addresses).not.toContain('00:e0:4c:68:01:02');
    expect(addresses).not.toContain('00:50:b6:aa:71:9c');
    expect(addresses).toHaveLength(2);
  });

  test('leaves the same machine behind', async () => {
    const undocked = await readRecorded('linux-laptop-dock', (machine) => {
      for (const paths of [machine.files, machine.links])
        for (const path of Object.keys(paths)) if (/enx00e04c680102|enp58s0/.test(path)) delete paths[path];
    });
    expect(undocked).toEqual(expectedOf('linux-laptop-dock'));
  });
});

describe('on Linux', () => {
  test('without root the DMI serials are absent, and the rest is a usable set', async () => {
    const machine = await readRecorded('linux-laptop-dock', ({ files }) => {
      for (const name of ['product_uuid', 'board_serial', 'product_serial']) delete files[`/sys/class/dmi/id/${name}`];
    });
    expect(kindsOf(machine.findings)).toEqual(['machine-id', 'disk', 'mac']);
  });

  test('an address that somebody has set is replaced by the one that udev noted', async () => {
    const bonded = await readRecorded('linux-desktop', ({ files }) => {
      const folder = '/sys/devices/pci0000:00/0000:00:1c.0/0000:04:00.0/net/enp4s0';
      files[`${folder}/address`] = '00:11:22:33:44:55\n';
      files[`${folder}/addr_assign_type`] = '3\n';
      files['/run/udev/data/n2'] = 'E:ID_BUS=pci\nE:ID_NET_NAME_MAC=enxa8a1597c20e4\n';
    });
    expect(bonded.findings.find(({ kind }) => kind === 'mac')?.value).toBe('a8:a1:59:7c:20:e4');
  });

  test('an address that somebody has set counts for nothing where udev noted none', async () => {
    const spoofed = await readRecorded('linux-desktop', ({ files }) => {
      files['/sys/devices/pci0000:00/0000:00:1c.0/0000:04:00.0/net/enp4s0/addr_assign_type'] = '3\n';
    });
    expect(kindsOf(spoofed.findings)).not.toContain('mac');
  });

  test('another disk than the one with the system does not count', async () => {
    const withSecond = await readRecorded('linux-virtual-machine', ({ files }) => {
      files['/sys/devices/pci0000:00/0000:00:05.0/virtio2/block/vdb/dev'] = '254:16\n';
      files['/sys/devices/pci0000:00/0000:00:05.0/virtio2/block/vdb/serial'] = 'BACKUP01\n';
    });
    expect(withSecond).toEqual(expectedOf('linux-virtual-machine'));
  });

  test('a disk stack that bites its tail ends', async () => {
    const machine = await readRecorded('linux-desktop', ({ links }) => {
      for (const path of Object.keys(links)) if (path.includes('/dm-0/slaves/')) delete links[path];
      links['/sys/devices/virtual/block/dm-0/slaves/dm-1'] = '../../dm-1';
    });
    expect(kindsOf(machine.findings)).not.toContain('disk');
  });

  test('a file without an end is read to a bound', async () => {
    const machine = await readRecorded('linux-container-bare', ({ links }) => {
      links['/etc/machine-id'] = '/dev/zero';
    });
    expect(machine.findings).toEqual([]);
  });

  test.each([
    ['WSL', { '/proc/sys/kernel/osrelease': '6.6.87.2-microsoft-standard-WSL2\n' }],
    [
      'Hyper-V',
      {
        '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n',
        '/sys/class/dmi/id/product_name': 'Virtual Machine\n',
      },
    ],
    [
      'VirtualBox',
      { '/sys/class/dmi/id/sys_vendor': 'innotek GmbH\n', '/sys/class/dmi/id/product_name': 'VirtualBox\n' },
    ],
    ['Amazon EC2', { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2\n', '/sys/class/dmi/id/product_name': 'm7i.large\n' }],
    ['Xen', { '/sys/hypervisor/type': 'xen\n' }],
  ])('a virtual machine is named: %s', async (provider, files) => {
    const machine = await readRecorded('linux-desktop', (desktop) => void Object.assign(desktop.files, files));
    expect(machine.nature).toEqual({ form: 'virtual machine', provider });
  });

  test.each([
    [
      'a Surface',
      {
        '/sys/class/dmi/id/sys_vendor': 'Microsoft Corporation\n',
        '/sys/class/dmi/id/product_name': 'Surface Laptop 5\n',
      },
    ],
    [
      'bare metal in a cloud',
      { '/sys/class/dmi/id/sys_vendor': 'Amazon EC2\n', '/sys/class/dmi/id/product_name': 'm7i.metal-24xl\n' },
    ],
  ])('%s is no virtual machine', async (_name, files) => {
    const machine = await readRecorded('linux-desktop', (desktop) => void Object.assign(desktop.files, files));
    expect(machine.nature).toEqual({ form: 'computer' });
  });
});

describe('commands that fail', () => {
  test.each(['macos', 'windows'])('leave out what they would have said: %s', async (name) => {
    for (const command of Object.keys(recorded(name).commands)) {
      const machine = await readRecorded(name, ({ commands }) => void delete commands[command]);
      expect(machine.findings.length, command).toBeLessThan(recorded(name).expected.findings.length);
    }
  });

  test.each(['macos', 'windows'])('or print something else do no harm: %s', async (name) => {
    for (const output of ['', 'null', '[1,"x"]', '{"adapters":7,"SPNVMeDataType":[{"_items":3}]}', '\u0000\ufffd']) {
      const machine = await readRecorded(name, ({ commands }) => {
        for (const command of Object.keys(commands)) commands[command] = output;
      });
      expect(machine.findings).toEqual([]);
    }
  });
});

test('the question to Windows has nothing in it that its command lines would interpret', () => {
  expect(HARDWARE_QUESTION).not.toMatch(/["%^&<>`\n]/);
});

test('a system that we do not know has no identifiers, and says so by having none', async () => {
  expect(await readMachine({ ...thisMachine(), platform: 'sunos' })).toEqual({
    nature: { form: 'computer' },
    findings: [],
  });
});

test('this machine is read without a fault, twice the same', async () => {
  const machine = await readMachine();
  expect(await readMachine()).toEqual(machine);
  for (const { value } of machine.findings) expect(value).toBe(value.trim());
});
