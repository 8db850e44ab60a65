"""The removable drives that are plugged in, for whoever has the code on a stick and does not know where the system shows it."""

from __future__ import annotations

import re
from pathlib import Path

from ..machine import MachineSource
from ..machine._linux import whole_disk


def removable_drives(source: MachineSource) -> list[Path]:
    """Where they are mounted, as this program reaches them."""
    if source.platform == "win32":
        return [Path(letter + "\\") for letter in _windows_drives(source)]
    points = _linux_mounts(source) if source.platform in ("linux", "android") else _mac_volumes(source)
    return [Path(source.root, point.lstrip("/")) for point in dict.fromkeys(points)]


def _linux_mounts(source: MachineSource) -> list[str]:
    """Mounts of a disk that says that it can be taken out, or that hangs on USB, as sticks of some makers do without saying so."""
    points = []
    for line in (source.read("/proc/self/mountinfo") or "").split("\n"):
        fields = line.split(" ")
        if len(fields) < 5 or fields[4] == "/":
            continue
        disk = whole_disk(source, source.resolve(f"/sys/dev/block/{fields[2]}"))
        if disk is None:
            continue
        if (source.read(f"{disk}/removable") or "").strip() == "1" or re.search(r"/usb[0-9]", disk):
            points.append(_unescaped(fields[4]))
    return points


def _unescaped(text: str) -> str:
    """proc_pid_mountinfo(5): blanks and backslashes are written in octal."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match.group(1), 8)), text)


def _mac_volumes(source: MachineSource) -> list[str]:
    """Everything that is mounted for people stands in /Volumes; the system's own volume is a link there."""
    if source.platform != "darwin":
        return []
    paths = [f"/Volumes/{name}" for name in source.list("/Volumes")]
    return [path for path in paths if source.resolve(path) == path]


_QUESTION = (
    "$ErrorActionPreference='SilentlyContinue';Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=2'|ForEach-Object{$_.DeviceID}"
)


def _windows_drives(source: MachineSource) -> list[str]:
    answer = source.run("powershell", ["-NoProfile", "-NonInteractive", "-Command", _QUESTION])
    return re.findall(r"^([A-Za-z]:)\s*$", answer or "", re.MULTILINE)
