"""Codes that travel as files: on a stick, in a download folder, out of a mail program."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from .desk import FileTrouble

# The module reads 16 KiB; a file may have that in UTF-16, and words of people around it.
_LONGEST_FILE_BYTES = 65_536
_MOST_FILES = 200


def as_text(content: bytes) -> bytes:
    """UTF-16 with its mark, as Windows' editors write it, is text too; everything else goes to the module as it is."""
    if content.startswith(b"\xff\xfe"):
        return content[2:].decode("utf-16-le", "replace").encode()
    if content.startswith(b"\xfe\xff"):
        return content[2:].decode("utf-16-be", "replace").encode()
    return content


def read_code_file(path: Path) -> bytes:
    """The text of a code file."""
    with _about(path):
        file = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(file, "rb") as opened:
            status = os.fstat(opened.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise FileTrouble(f"{path} is no file with a code.")
            if status.st_size > _LONGEST_FILE_BYTES:
                raise FileTrouble(f"{path} is too large to be a code; choose the .lic file.")
            content = opened.read(_LONGEST_FILE_BYTES)
    if not content:
        raise FileTrouble(f"{path} is empty; copy the file again.")
    return as_text(content)


def license_files_in(folder: Path) -> list[Path]:
    """The ``.lic`` files in a folder and in the folders in it. Links are not followed: a stick is not asked to lead us elsewhere."""
    with _about(folder):
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    files = _license_files_among(entries)
    for entry in [entry for entry in entries if entry.is_dir(follow_symlinks=False)][:_MOST_FILES]:
        # A folder on the stick that may not be opened hides nothing that was meant for us.
        with contextlib.suppress(OSError):
            files += _license_files_among(sorted(os.scandir(entry), key=lambda it: it.name))
    return files[:_MOST_FILES]


def _license_files_among(entries: list[os.DirEntry[str]]) -> list[Path]:
    return [
        Path(entry.path)
        for entry in entries
        # macOS leaves `._name.lic` beside every file on foreign sticks.
        if entry.name.lower().endswith(".lic") and not entry.name.startswith("._") and entry.is_file(follow_symlinks=False)
    ]


def write_code_file(folder: Path, name: str, text: str) -> Path:
    """Writes a code as a file, whole or not at all, and on the stick when this returns."""
    path = folder / name
    temporary = folder / f"{name}.tmp"
    with _about(folder):
        folder.stat()
        if not folder.is_dir():
            raise FileTrouble(f"{folder} is no folder.")
        temporary.unlink(missing_ok=True)
        with open(temporary, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    return path


@contextlib.contextmanager
def _about(path: Path) -> Iterator[None]:
    try:
        yield
    except IsADirectoryError:
        raise FileTrouble(f"{path} is a folder; to look for a code in it: install --from {path}") from None
    except OSError as error:
        raise FileTrouble(f"{path} {_trouble_of(error)}") from None


def _trouble_of(error: OSError) -> str:
    sentences = {
        errno.ENOENT: "is not there; is the stick plugged in, and the name right?",
        errno.ENOTDIR: "is no folder.",
        errno.EROFS: "is read-only; use another stick, or unlock this one.",
        errno.EACCES: "may not be used by this user; check its permissions.",
        errno.EPERM: "may not be used by this user; check its permissions.",
        errno.ENOSPC: "is full; make room and try again.",
    }
    name = errno.errorcode.get(error.errno or 0, "that it failed")
    return sentences.get(error.errno or 0, f"cannot be used: the system says {name}.")
