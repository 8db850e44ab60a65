"""Where the store lies, and the steps on the file system of which a write is made.

Each step is one that can fail or be the last one before the power goes; the store is built so that any of them may be.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import stat
import sys
import time
from pathlib import Path

_OWNER_ONLY_FOLDER = 0o700
_OWNER_ONLY_FILE = 0o600
_OTHERS = 0o077
# A record has a few kilobytes; what is longer was not written by us.
_LONGEST_FILE_BYTES = 262_144
# Absent on Windows, where permissions and links work differently.
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAITING = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_WINDOWS = sys.platform == "win32"


def state_folder(product: str) -> Path:
    """The user's own place for a product's license. The digest keeps apart names that would look alike to a file system."""
    name = re.sub(r"[^A-Za-z0-9.-]+", "_", product)[:32]
    digest = hashlib.sha256(product.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return _state_root() / f"{name}-{digest}"


def _state_root() -> Path:
    if _WINDOWS:
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Latchkey"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Latchkey"
    # XDG Base Directory Specification: a relative path is invalid and ignored.
    state = os.environ.get("XDG_STATE_HOME", "")
    return (Path(state) if os.path.isabs(state) else Path.home() / ".local" / "state") / "latchkey"


# On a read-only disk, or a stick without permissions, a customer's license is read all the same.
_WHERE_PERMISSIONS_STAY = contextlib.suppress(OSError)


class Folder:
    """A folder for its owner only."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def prepare(self) -> None:
        """Makes the folder; one that others may enter is closed to them."""
        self.path.mkdir(mode=_OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
        if not _WINDOWS and self.path.stat().st_mode & _OTHERS:
            with _WHERE_PERMISSIONS_STAY:
                self.path.chmod(_OWNER_ONLY_FOLDER)

    def list(self) -> list[str]:
        return os.listdir(self.path)

    def read(self, name: str) -> bytes | None:
        """The bytes of a plain file; ``None`` when there is none. Links are not followed."""
        try:
            file = os.open(self.path / name, os.O_RDONLY | _NO_FOLLOW | _NO_WAITING | _BINARY)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.ELOOP:
                return b""  # a link: none of our files, and thus damage
            raise
        with os.fdopen(file, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode) or status.st_size > _LONGEST_FILE_BYTES:
                return b""
            if not _WINDOWS and status.st_mode & _OTHERS and status.st_uid == os.getuid():
                with _WHERE_PERMISSIONS_STAY:
                    os.fchmod(opened.fileno(), _OWNER_ONLY_FILE)
            return opened.read(_LONGEST_FILE_BYTES)

    def create(self, name: str, content: bytes) -> None:
        """A new file for its owner only, on disk before this returns. Fails when the name is taken."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY
        with os.fdopen(os.open(self.path / name, flags, _OWNER_ONLY_FILE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def rename(self, old: str, new: str) -> None:
        """Puts a file in the place of another in one step."""
        for attempt in range(1, 11):
            try:
                os.replace(self.path / old, self.path / new)
                return
            except PermissionError:
                # On Windows a virus scanner may hold a new file for a moment; elsewhere the first try is the only one.
                if not _WINDOWS or attempt == 10:
                    raise
                time.sleep(0.02 * attempt)

    def remove(self, name: str) -> None:
        (self.path / name).unlink(missing_ok=True)

    def sync(self) -> None:
        """Renames are on disk when this returns."""
        if _WINDOWS:
            return  # a folder cannot be opened as a file there, and NTFS writes its journal itself
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
