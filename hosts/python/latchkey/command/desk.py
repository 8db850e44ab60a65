"""The person in front of the command, and the place where it runs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..machine import Machine, this_machine
from .drives import removable_drives

DONE, REFUSED, USAGE, MACHINE = 0, 1, 2, 3
"""Exit codes."""


class WrongUsage(Exception):
    """The command line or the configuration is wrong; the message says what to do."""


class FileTrouble(Exception):
    """A file or folder that was named cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Desk:
    """Everything that the command touches, so that it can be tried on another one."""

    print: Callable[[str], None]
    complain: Callable[[str], None]
    read_input: Callable[[], bytes]
    ask: Callable[[str], str]
    sticks: Callable[[], list[Path]]
    """The folders of the removable drives that are plugged in."""
    interactive: bool
    """A person types."""
    terminal: bool
    """A terminal shows what is printed."""
    folder: Path
    host_name: str
    machine: Machine | None = None
    """Another machine than the one on which the program runs."""


def terminal_desk() -> Desk:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    return Desk(
        print=lambda text: print(text, flush=True),
        complain=lambda text: print(text, file=sys.stderr, flush=True),
        read_input=_read_paste if sys.stdin.isatty() else sys.stdin.buffer.read,
        ask=input,
        sticks=lambda: removable_drives(this_machine()),
        interactive=sys.stdin.isatty(),
        terminal=sys.stdout.isatty(),
        folder=Path.cwd(),
        host_name=socket.gethostname(),
    )


def _read_paste() -> bytes:
    """Lines until an empty one or the end of a code's block."""
    lines: list[bytes] = []
    for line in sys.stdin.buffer:
        if not line.strip() and lines:
            break
        lines.append(line)
        if b"-----END LATCHKEY" in line:
            break
    return b"".join(lines)
