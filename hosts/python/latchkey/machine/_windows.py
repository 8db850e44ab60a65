"""Windows: the registry, and one question to CIM through the PowerShell that every Windows since 8 brings. No administrator is needed."""

from __future__ import annotations

import json
import re
from typing import Any

from ._finding import Finding, Machine, Nature, found, hypervisor_named, lowest_first
from .source import MachineSource

# `/reg:64`, because a 32-bit process would be shown another registry.
_MACHINE_GUID = ("query", r"HKLM\SOFTWARE\Microsoft\Cryptography", "/v", "MachineGuid", "/reg:64")

# Only single quotes, so that no layer of Windows' command lines has anything to interpret.
HARDWARE_QUESTION = ";".join(
    (
        "$ErrorActionPreference='SilentlyContinue'",
        "[Console]::OutputEncoding=[Text.Encoding]::UTF8",
        "$system=Get-CimInstance Win32_ComputerSystem",
        "$volume='{Win32_LogicalDisk.DeviceID='''+$env:SystemDrive+'''}'",
        "$partition=Get-CimInstance -Query ('ASSOCIATORS OF '+$volume+' WHERE AssocClass=Win32_LogicalDiskToPartition')|Select-Object -First 1",
        "$disk=Get-CimInstance Win32_DiskDrive -Filter ('Index='+$partition.DiskIndex)",
        "$adapters=@(Get-CimInstance -Namespace root/StandardCimv2 -ClassName MSFT_NetAdapter -Filter 'ConnectorPresent=True'"
        "|Select-Object Name,PermanentAddress,PnPDeviceID)",
        "[pscustomobject]@{manufacturer=$system.Manufacturer;model=$system.Model;"
        "productUuid=(Get-CimInstance Win32_ComputerSystemProduct).UUID;"
        "boardSerial=(Get-CimInstance Win32_BaseBoard).SerialNumber;"
        "biosSerial=(Get-CimInstance Win32_BIOS).SerialNumber;"
        "diskSerial=$disk.SerialNumber;adapters=$adapters}|ConvertTo-Json -Compress -Depth 3",
    )
)


def read_windows(source: MachineSource) -> Machine:
    registry = source.run("reg", _MACHINE_GUID)
    answer = source.run("powershell", ["-NoProfile", "-NonInteractive", "-Command", HARDWARE_QUESTION])
    hardware = _parse(answer)
    provider = hypervisor_named(f"{_text(hardware, 'manufacturer') or ''} {_text(hardware, 'model') or ''}")
    guid = re.search(r"\bMachineGuid\s+REG_SZ\s+(\S+)", registry or "", re.ASCII)
    findings = [
        *found("machine-id", "MachineGuid", guid.group(1) if guid else None),
        *found("board", "product UUID", _text(hardware, "productUuid")),
        *found("board", "board serial", _text(hardware, "boardSerial")),
        *found("board", "BIOS serial", _text(hardware, "biosSerial")),
        *found("disk", "system disk", _text(hardware, "diskSerial")),
        *_addresses(hardware.get("adapters")),
    ]
    nature = Nature("computer") if provider is None else Nature("virtual machine", provider)
    return Machine(nature, tuple(findings))


def _parse(answer: str | None) -> dict[str, Any]:
    try:
        parsed = json.loads(answer or "")
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    return value if isinstance(value, str) else None


# Adapters on USB and Bluetooth leave with the dock; those under ROOT and SWD are made of software.
_NOT_PART_OF_MACHINE = re.compile(r"(?:USB|BTH|BTHENUM|ROOT|SWD)\\", re.IGNORECASE)


def _addresses(adapters: object) -> list[Finding]:
    listed = [it for it in adapters if isinstance(it, dict)] if isinstance(adapters, list) else []
    built_in = [it for it in listed if not _NOT_PART_OF_MACHINE.match(_text(it, "PnPDeviceID") or "ROOT\\")]
    return lowest_first(
        finding
        for it in built_in
        for finding in found("mac", _text(it, "Name") or "adapter", _text(it, "PermanentAddress"))
    )
