"""One writer at a time, among processes and languages: a file that only one can create.

A process that died with it is recognized; one that sleeps with it loses it, notices before it writes, and begins again.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import time
import uuid
from collections.abc import Iterator

from .folder import Folder

_LOCK = "lock"
# A write is a few milliseconds long. Somebody who has not moved for this long is not coming back soon.
_STALE_SECONDS = 5.0
_STEP_SECONDS = 0.01


class Lock:
    """The right to write."""

    def __init__(self, folder: Folder, content: bytes) -> None:
        self._folder = folder
        self._content = content

    def is_still_ours(self) -> bool:
        """False when somebody thought that this process was dead and took it."""
        return self._folder.read(_LOCK) == self._content


@contextlib.contextmanager
def locked(folder: Folder) -> Iterator[Lock]:
    """Waits for the lock, and gives it back."""
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "id": str(uuid.uuid4())}
    content = json.dumps(holder, separators=(",", ":")).encode()
    _acquire(folder, content)
    lock = Lock(folder, content)
    try:
        yield lock
    finally:
        # A lock that cannot be removed is recognized as dead by whoever comes next.
        with contextlib.suppress(OSError):
            if lock.is_still_ours():
                folder.remove(_LOCK)


def _acquire(folder: Folder, content: bytes) -> None:
    observed: bytes | None = None
    waited = 0.0
    while not _create(folder, content):
        holder = folder.read(_LOCK) or b""
        if holder != observed:
            observed, waited = holder, 0.0
        elif waited >= _STALE_SECONDS or _is_dead(holder):
            _put_aside(folder, holder)
        time.sleep(_STEP_SECONDS)
        waited += _STEP_SECONDS


def _create(folder: Folder, content: bytes) -> bool:
    try:
        folder.create(_LOCK, content)
    except FileExistsError:
        return False
    return True


def _put_aside(folder: Folder, holder: bytes) -> None:
    """By renaming, which only one of several can do; and if the lock changed hands in that instant, its new holder notices and begins again."""
    if (folder.read(_LOCK) or b"") != holder:
        return
    aside = f"{_LOCK}.{uuid.uuid4()}.tmp"
    with contextlib.suppress(FileNotFoundError):
        folder.rename(_LOCK, aside)
        folder.remove(aside)


def _is_dead(holder: bytes) -> bool:
    """Only where process numbers are the same world: a container that shares the folder has others."""
    try:
        record = json.loads(holder)
        if record["host"] != socket.gethostname() or not isinstance(record["pid"], int) or sys.platform == "win32":
            return False  # on Windows the signal 0 would end the process; there patience alone decides
        os.kill(record["pid"], 0)
    except ProcessLookupError:
        return True
    except (ValueError, KeyError, TypeError, OSError, OverflowError):
        return False
    return False
