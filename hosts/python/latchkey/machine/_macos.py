"""macOS: four commands of the system, read-only, none of which needs root."""

from __future__ import annotations

import json
import re
from typing import Any

from ._finding import Finding, Machine, Nature, found, hypervisor_named, lowest_first
from .source import MachineSource


def read_macos(source: MachineSource) -> Machine:
    platform = source.run("ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"])
    volume = source.run("diskutil", ["info", "-plist", "/"])
    disks = source.run("system_profiler", ["-json", "SPNVMeDataType", "SPSerialATADataType"])
    ports = source.run("networksetup", ["-listallhardwareports"])
    provider = hypervisor_named(f"{_property(platform, 'manufacturer')} {_property(platform, 'model')}")
    findings = [
        *found("machine-id", "IOPlatformUUID", _property(platform, "IOPlatformUUID")),
        *found("board", "IOPlatformSerialNumber", _property(platform, "IOPlatformSerialNumber")),
        *_system_disk(volume, disks),
        *_addresses(ports),
    ]
    nature = Nature("computer") if provider is None else Nature("virtual machine", provider)
    return Machine(nature, tuple(findings))


def _property(listing: str | None, name: str) -> str:
    """A property in ioreg's listing: ``"name" = "value"``, or ``"name" = <"value">`` for one that is data."""
    match = re.search(f'"{name}" = <?"([^"]*)"', listing or "")
    return match.group(1) if match else ""


def _system_disk(volume: str | None, disks: str | None) -> list[Finding]:
    """The disk below the volume that is ``/``: an APFS volume lies in a container, whose physical store is a partition of the disk."""
    store = re.search(r"<key>APFSPhysicalStore</key>\s*<string>(disk[0-9]+)s[0-9]+</string>", volume or "")
    parent = re.search(r"<key>ParentWholeDisk</key>\s*<string>(disk[0-9]+)</string>", volume or "")
    match = store or parent
    if match is None:
        return []
    drive = next((drive for drive in _drives_in(disks) if drive.get("bsd_name") == match.group(1)), {})
    serial = drive.get("device_serial")
    return found("disk", match.group(1), serial if isinstance(serial, str) else None)


def _drives_in(report: str | None) -> list[dict[str, Any]]:
    """system_profiler: {"SPNVMeDataType": [{"_name": controller, "_items": [{"bsd_name", "device_serial", …}]}], …}"""
    try:
        parsed = json.loads(report or "")
    except ValueError:
        return []
    controllers = [it for group in parsed.values() for it in _dicts_in(group)] if isinstance(parsed, dict) else []
    return [drive for controller in controllers for drive in _dicts_in(controller.get("_items"))]


def _dicts_in(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


# The ports that are soldered in. Adapters on USB and Thunderbolt, phones and bridges have other names.
_BUILT_IN = re.compile(r"(?:Wi-Fi|AirPort|(?:Built-in )?Ethernet(?: (?:Slot )?[0-9]+)?|10 ?Gb(?:it)? Ethernet)", re.IGNORECASE)

_PORT = re.compile(
    r"^Hardware Port: ([^\r\n]+)\r?\nDevice: (\S+)\r?\nEthernet Address: ([0-9a-f:]{17})\s*$", re.IGNORECASE | re.MULTILINE
)


def _addresses(listing: str | None) -> list[Finding]:
    """networksetup: blocks of ``Hardware Port:``, ``Device:``, ``Ethernet Address:`` with the address that the hardware came with."""
    ports = [match.groups() for match in _PORT.finditer(listing or "")]
    built_in = [(device, address) for port, device, address in ports if _BUILT_IN.fullmatch(port)]
    return lowest_first(it for device, address in built_in for it in found("mac", device, address))
