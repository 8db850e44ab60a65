"""Linux: everything is a file, in /etc, /sys, /proc and udev's own notes.

No command is run and root is not needed; what only root may read (the DMI serials) is simply absent for everybody else.
"""

from __future__ import annotations

import re

from ._finding import Finding, Machine, Nature, found, hypervisor_named, lowest_first, trimmed
from .source import MachineSource


def read_linux(source: MachineSource) -> Machine:
    findings = [
        *_machine_id(source),
        *_board(source),
        *_system_disk(source),
        *_addresses(source),
        *_processor(source),
    ]
    return Machine(_nature(source), tuple(findings))


def _machine_id(source: MachineSource) -> list[Finding]:
    paths = ("/etc/machine-id", "/var/lib/dbus/machine-id")
    return [finding for path in paths for finding in found("machine-id", path, source.read(path))]


def _board(source: MachineSource) -> list[Finding]:
    names = ("product_uuid", "board_serial", "product_serial")
    return [it for name in names for it in found("board", f"DMI {name}", source.read(f"/sys/class/dmi/id/{name}"))]


def _processor(source: MachineSource) -> list[Finding]:
    """A serial number of the processor itself, as ARM boards have it: a ``Serial`` line, or the device tree's."""
    line = _match(r"^Serial\s*:\s*(\S+)$", source.read("/proc/cpuinfo"))
    tree = source.read("/sys/firmware/devicetree/base/serial-number")
    return [*found("cpu", "/proc/cpuinfo", line), *found("cpu", "device tree", tree)]


# The disk with the root file system.


def _system_disk(source: MachineSource) -> list[Finding]:
    """In a container the root is an overlay, which is on no disk: the host's disks can be seen there, but are not ours."""
    disk = whole_disk(source, _root_device(source))
    if disk is None:
        return []
    name = disk.rpartition("/")[2]
    device = trimmed(source.read(f"{disk}/dev"))
    noted = source.read(f"/run/udev/data/b{device}")
    return [
        *found("disk", name, source.read(f"{disk}/device/serial")),  # NVMe, MMC
        *found("disk", name, source.read(f"{disk}/serial")),  # virtio
        *found("disk", f"{name} (udev)", _match(r"^E:ID_SERIAL_SHORT=(.*)$", noted)),  # SATA, SCSI, USB
    ]


def _root_device(source: MachineSource) -> str | None:
    """The block device of ``/`` in sysfs. Of several mounts over one another the last one counts."""
    # proc_pid_mountinfo(5): id, parent, major:minor, root, mount point, options, any optional fields, "-", type, source, …
    mounts = [line.split(" ") for line in (source.read("/proc/self/mountinfo") or "").split("\n")]
    root = next((fields for fields in reversed(mounts) if len(fields) > 4 and fields[4] == "/"), None)
    if root is None:
        return None
    after = root[root.index("-") + 1 :] if "-" in root else root
    mounted = after[1] if len(after) > 1 else ""
    return source.resolve(f"/sys/dev/block/{root[2]}") or _named_device(source, mounted)


def _named_device(source: MachineSource, path: str) -> str | None:
    """Btrfs and the like number their mounts themselves; they still name the device they are on."""
    if not path.startswith("/dev/"):
        return None
    device = source.resolve(path) or path
    return source.resolve(f"/sys/class/block/{device.rpartition('/')[2]}")


def whole_disk(source: MachineSource, device: str | None) -> str | None:
    """From a partition to its disk, and through encryption, LVM and RAID to the first disk below."""
    # Real stacks are three or four deep; the bound is for a tree of files that is none.
    for _depth in range(8):
        if device is None:
            return None
        below = source.list(f"{device}/slaves")
        if below:
            device = source.resolve(f"{device}/slaves/{below[0]}")
        elif source.read(f"{device}/partition") is not None:
            device = device.rpartition("/")[0]
        else:
            return device
    return None


# Network interfaces.


def _addresses(source: MachineSource) -> list[Finding]:
    names = [name for name in source.list("/sys/class/net") if _is_part_of_machine(source, name)]
    return lowest_first(it for name in names for it in found("mac", name, _permanent_address(source, name)))


def _is_part_of_machine(source: MachineSource, name: str) -> bool:
    """Bridges, tunnels and containers' ends have no device; what hangs on USB or on an outside port leaves with the dock."""
    device = source.resolve(f"/sys/class/net/{name}/device")
    if device is None or re.search(r"/usb[0-9]", device):
        return False
    # Documentation/ABI/testing/sysfs-devices-removable: ports that firmware marks as facing outside, such as Thunderbolt.
    return trimmed(source.read(f"/sys/class/net/{name}/device/removable")) != "removable"


def _permanent_address(source: MachineSource, name: str) -> str | None:
    """An address that the hardware came with. Randomized Wi-Fi and bonded ports show another one, which is worth nothing here."""
    folder = f"/sys/class/net/{name}"
    wireless = source.read(f"{folder}/phy80211/macaddress")
    if wireless is not None:
        return wireless
    # Documentation/ABI/testing/sysfs-class-net: 0 is a permanent address.
    if trimmed(source.read(f"{folder}/addr_assign_type")) == "0":
        return source.read(f"{folder}/address")
    # udev noted the address when the device appeared, before anybody changed it.
    noted = source.read(f"/run/udev/data/n{trimmed(source.read(f'{folder}/ifindex'))}")
    plain = _match(r"^E:ID_NET_NAME_MAC=[a-z]{2}x([0-9a-f]{12})$", noted)
    return None if plain is None else ":".join(plain[at : at + 2] for at in range(0, 12, 2))


# What this system runs on.


def _nature(source: MachineSource) -> Nature:
    container = _container_provider(source)
    if container is not None:
        return Nature("container", container or None)
    hypervisor = _hypervisor_provider(source)
    if hypervisor is not None:
        return Nature("virtual machine", hypervisor or None)
    return Nature("computer")


def _container_provider(source: MachineSource) -> str | None:
    """The container's provider, empty when it does not say; ``None`` outside of containers."""
    noted = trimmed(source.read("/run/systemd/container"))
    if noted:
        return noted
    if source.read("/run/.containerenv") is not None:
        return "Podman"
    group = _match(r"\b(docker|kubepods|containerd|lxc|libpod)\b", source.read("/proc/1/cgroup"))
    if group == "kubepods":
        return "Kubernetes"
    if source.read("/.dockerenv") is not None:
        return "Docker"
    return group


def _hypervisor_provider(source: MachineSource) -> str | None:
    """The hypervisor's name, empty when it does not say; ``None`` on bare metal."""
    if "microsoft" in (source.read("/proc/sys/kernel/osrelease") or "").lower():
        return "WSL"
    names = ("sys_vendor", "product_name", "bios_vendor")
    named = hypervisor_named(" ".join(trimmed(source.read(f"/sys/class/dmi/id/{name}")) for name in names))
    if named is not None:
        return named
    if trimmed(source.read("/sys/hypervisor/type")) == "xen":
        return "Xen"
    flags = _match(r"^(flags)\s*:.*\bhypervisor\b", source.read("/proc/cpuinfo"))
    return None if flags is None else ""


def _match(pattern: str, text: str | None) -> str | None:
    match = re.search(pattern, text or "", re.MULTILINE | re.ASCII)
    return match.group(1) if match else None
