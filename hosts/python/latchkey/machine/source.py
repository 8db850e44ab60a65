"""Where a machine's identifiers are read: files under a root, and a few commands of the system.

Both are arguments of everything in this package, so that a recorded machine is read by the same code as this one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Kernel files are short; what is longer is not what we are looking for.
_LONGEST_FILE_BYTES = 65_536
_LONGEST_OUTPUT_BYTES = 1_048_576
_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class MachineSource:
    """A machine as a program can read it."""

    platform: str
    """As ``sys.platform`` says it."""
    root: str
    """The folder below which its files lie: ``/`` for this machine."""
    run: Callable[[str, Sequence[str]], "str | None"]
    """What a command prints; ``None`` when it is absent, fails, or takes too long."""

    def read(self, path: str) -> str | None:
        """The text of a file; ``None`` when it is absent or may not be read, which is the same to us: nothing here needs root."""
        try:
            # O_NONBLOCK: a named pipe in the place of a file must not make us wait for a writer.
            file = os.open(self._at(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except (OSError, ValueError):
            return None
        try:
            return _read_start(file).decode("utf-8", "replace")
        except OSError:
            return None
        finally:
            os.close(file)

    def list(self, folder: str) -> list[str]:
        """The names in a folder, sorted; none when there is no such folder."""
        try:
            return sorted(os.listdir(self._at(folder)))
        except OSError:
            return []

    def resolve(self, path: str) -> str | None:
        """The path with every link followed; ``None`` when it leads nowhere."""
        try:
            real = os.path.realpath(self._at(path), strict=True)
        except (OSError, ValueError):
            return None
        return "/" + os.path.relpath(real, os.path.realpath(self.root)).replace(os.sep, "/")

    def _at(self, path: str) -> str:
        return os.path.join(self.root, path.lstrip("/"))


def _read_start(file: int) -> bytes:
    """Files of the kernel say that they are empty, and one that is endless must not be read to its end."""
    read = b""
    while len(read) < _LONGEST_FILE_BYTES:
        part = os.read(file, _LONGEST_FILE_BYTES - len(read))
        if not part:
            break
        read += part
    return read


def this_machine() -> MachineSource:
    """The machine on which this program runs."""
    return MachineSource(sys.platform, os.path.abspath(os.sep), _run_command)


def recorded_machine(folder: Path) -> MachineSource:
    """A machine that was recorded in a folder: ``platform``, its files below ``root``, what its commands print in ``commands``."""

    def run(command: str, _arguments: Sequence[str]) -> str | None:
        try:
            return (folder / "commands" / command).read_bytes().decode("utf-8", "replace")
        except OSError:
            return None

    return MachineSource((folder / "platform").read_text().strip(), str(folder / "root"), run)


def _run_command(command: str, arguments: Sequence[str]) -> str | None:
    try:
        done = subprocess.run(
            [_full_path(command), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode != 0 or len(done.stdout) > _LONGEST_OUTPUT_BYTES:
        return None
    return done.stdout.decode("utf-8", "replace")


def _full_path(command: str) -> str:
    """Full paths, so that a program of the same name in somebody's PATH is never run."""
    system = os.path.join(os.environ.get("SystemRoot", r"C:\Windows"), "System32")
    if command == "reg":
        return os.path.join(system, "reg.exe")
    if command == "powershell":
        return os.path.join(system, "WindowsPowerShell", "v1.0", "powershell.exe")
    return f"/usr/sbin/{command}"
