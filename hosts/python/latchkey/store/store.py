"""The sealed store: two copies of one record and the key that seals them, in a folder of their owner.

Every change is one transaction under a lock: read, change, write the first copy, write the second, read back. A copy is written beside its place, brought
to disk, and renamed over the old one, so at every instant there is at least one whole copy, old or new; the higher generation counts. What does not open
(changed, cut, of another product) is put aside, never deleted and never believed. If no copy opens, the store is empty and says so.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from ..errors import StoreFault
from .folder import Folder
from .keys import IN_KEYCHAIN, KEY, Keychain, KeyPlace
from .lock import Lock, locked
from .record import Newer, StoredEvidence, decode_record, encode_record
from .seal import KEY_BYTES, seal, unseal

_COPIES = ("license", "license.copy")
T = TypeVar("T")


@dataclass(frozen=True)
class Kept:
    """What is stored."""

    evidence: StoredEvidence
    damage: str
    """What has happened to the files since they were last written: ``none``, ``repaired`` (one copy replaced the other), or ``lost``."""


@dataclass(frozen=True)
class _Copy:
    name: str
    content: bytes | None
    record: tuple[StoredEvidence, int] | None


class _Displaced(Exception):
    """Another process took the lock while this one slept."""


class Store:
    """The store of one product in one folder. ``keychain``: a new store keeps its key in the system's keychain."""

    def __init__(self, folder: Folder, product: str, *, keychain: KeyPlace | bool = False) -> None:
        self.folder = folder
        self._product = product
        self._keychain = keychain

    def read(self) -> Kept:
        """What is stored, without changing anything on disk."""
        return _kept_in(self._copies())

    def update(self, change: Callable[[Kept], tuple[StoredEvidence, T]]) -> T:
        """Reads, lets ``change`` answer with the evidence to store (the same object: nothing to store) and a result, stores it, and reads it back.

        ``change`` may be called again, if another process was faster; only what it returned last has happened.
        """
        for attempt in range(5):
            try:
                return self._transaction(change)
            except _Displaced:
                if attempt == 4:
                    raise
        raise AssertionError("unreachable")

    def _transaction(self, change: Callable[[Kept], tuple[StoredEvidence, T]]) -> T:
        with contextlib.ExitStack() as stack:
            with self._writable():
                self.folder.prepare()
                lock = stack.enter_context(locked(self.folder))
            copies = self._copies()
            kept = _kept_in(copies)
            evidence, result = change(kept)
            if evidence is not kept.evidence or _needs_repair(copies):
                with self._writable():
                    self._write(lock, copies, evidence)
            return result

    def _copies(self) -> list[_Copy]:
        with self._readable():
            key = self._read_key()
            return [self._copy(name, key) for name in _COPIES]

    def _copy(self, name: str, key: bytes | None) -> _Copy:
        content = self.folder.read(name)
        record = unseal(key, self._product, content) if content is not None and key is not None else None
        try:
            return _Copy(name, content, decode_record(record) if record is not None else None)
        except Newer:
            raise StoreFault("newer", _NEWER) from None

    def _read_key(self) -> bytes | None:
        key = self.folder.read(KEY)
        if key == IN_KEYCHAIN:
            return self._key_place().read()
        return key if key is not None and len(key) == KEY_BYTES else None

    def _key_place(self) -> KeyPlace:
        return Keychain(self.folder) if isinstance(self._keychain, bool) else self._keychain

    def _write(self, lock: Lock, copies: list[_Copy], evidence: StoredEvidence) -> None:
        self._clear_away(copies)
        key = self._read_key() or self._make_key()
        newest = _newest(copies)
        record = encode_record(evidence, (newest[1] if newest else 0) + 1)
        sealed = seal(key, self._product, record)
        for name in _COPIES:
            if not lock.is_still_ours():
                raise _Displaced
            self._place(name, sealed)
        for name in _COPIES:
            if unseal(key, self._product, self.folder.read(name) or b"") != record:
                raise OSError("what was read back is not what was written")

    def _clear_away(self, copies: list[_Copy]) -> None:
        """Left-overs of writers that died, and copies that do not open."""
        for name in self.folder.list():
            if name.endswith(".tmp"):
                self.folder.remove(name)
        for copy in copies:
            if copy.content is not None and copy.record is None:
                self._put_aside(copy.name, copy.content)

    def _put_aside(self, name: str, content: bytes) -> None:
        """The digest in the name: the same damage twice is kept once."""
        self.folder.rename(name, f"{name}.damaged-{hashlib.sha256(content).hexdigest()[:8]}")

    def _make_key(self) -> bytes:
        present = self.folder.read(KEY)
        in_keychain = present == IN_KEYCHAIN or self._keychain is not False
        if present is not None and present != IN_KEYCHAIN:
            self._put_aside(KEY, present)
        key = os.urandom(KEY_BYTES)
        if in_keychain:
            self._key_place().write(key)
        self._place(KEY, IN_KEYCHAIN if in_keychain else key)
        return key

    def _place(self, name: str, content: bytes) -> None:
        temporary = f"{name}.{uuid.uuid4()}.tmp"
        self.folder.create(temporary, content)
        self.folder.rename(temporary, name)
        self.folder.sync()

    @contextlib.contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            what = f"The stored license in {self.folder.path} cannot be read"
            raise StoreFault("not-readable", f"{what}: {_advice_for(error)}") from error

    @contextlib.contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreFault("not-writable", f"Nothing can be stored in {self.folder.path}: {_advice_for(error)}") from error


_NEWER = "The stored license was written by a newer version of this application; update this one."


def _advice_for(error: OSError) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return "it belongs to another user; run this as the user who made it, or choose another folder."
    if error.errno == errno.EROFS:
        return "the file system is read-only; choose another folder."
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return "the disk is full; make room and try again."
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return "a file stands where the folder should be; move it away, or choose another folder."
    name = errno.errorcode.get(error.errno or 0, "that it failed")
    return f"the system says {name}; try again, or choose another folder."


def _newest(copies: list[_Copy]) -> tuple[StoredEvidence, int] | None:
    records = [copy.record for copy in copies if copy.record is not None]
    return max(records, key=lambda record: record[1], default=None)


def _kept_in(copies: list[_Copy]) -> Kept:
    newest = _newest(copies)
    damaged = any(copy.content is not None and copy.record is None for copy in copies)
    damage = "none" if not damaged else "lost" if newest is None else "repaired"
    return Kept(newest[0] if newest else StoredEvidence(), damage)


def _needs_repair(copies: list[_Copy]) -> bool:
    """One copy is damaged, missing or older than the other. After a receipt was made, the older one still holds the secret."""
    newest = _newest(copies)
    return newest is not None and any(copy.record is None or copy.record[1] != newest[1] for copy in copies)
