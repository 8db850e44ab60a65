"""Where the sealing key is kept: in a file beside the record, or in the keychain of the operating system.

Windows Credential Manager, macOS Keychain and the Secret Service are spoken to by the package ``keyring``. Only the key is kept there: the record is
larger than some keychains take, and its two copies are what survives a loss of power. A file ``key`` with the four bytes ``LKK1`` says that the
key is in the keychain, so that no program takes the store for damaged.
"""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any, Protocol

from ..errors import StoreFault
from .folder import Folder
from .seal import KEY_BYTES

KEY = "key"
IN_KEYCHAIN = b"LKK1"
_SERVICE = "latchkey"


class KeyPlace(Protocol):
    """Keeps 32 bytes for a store."""

    def read(self) -> bytes | None: ...

    def write(self, key: bytes) -> None: ...


class Keychain:
    """The keychain of the operating system, for the store in one folder."""

    def __init__(self, folder: Folder, backend: Any = None) -> None:
        self._account = hashlib.sha256(os.path.abspath(folder.path).encode("utf-8", "surrogateescape")).hexdigest()
        self._backend = backend if backend is not None else _system_keychain()

    def read(self) -> bytes | None:
        """:raises StoreFault: when the keychain is locked or does not answer; nothing is lost then"""
        try:
            text = self._backend.get_password(_SERVICE, self._account)
        except Exception as error:  # every backend has errors of its own
            raise StoreFault("not-readable", f"The system's keychain does not answer: {_UNLOCK}") from error
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)) if text else None
        return key if key is not None and len(key) == KEY_BYTES else None

    def write(self, key: bytes) -> None:
        text = base64.urlsafe_b64encode(key).decode().rstrip("=")
        try:
            self._backend.set_password(_SERVICE, self._account, text)
        except Exception as error:
            raise StoreFault("not-writable", f"Nothing can be stored in the system's keychain: {_UNLOCK}") from error


_UNLOCK = "unlock it and try again, or keep the key in a file."


def _system_keychain() -> Any:
    try:
        import keyring
        import keyring.backends.fail
        import keyring.backends.null
    except ImportError as error:
        raise StoreFault("not-writable", "The keychain needs the package keyring: pip install 'latchkey[keychain]'") from error
    backend = keyring.get_keyring()
    if isinstance(backend, (keyring.backends.fail.Keyring, keyring.backends.null.Keyring)) or backend.priority <= 0:
        raise StoreFault("not-writable", "This system has no keychain that can be used; keep the key in a file.")
    return backend
