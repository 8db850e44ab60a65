"""The sealed store: what is changed is noticed, what is written is whole, and nobody else may read it."""

import json
import os
import stat
import sys
import tempfile
import threading
import unittest
from dataclasses import replace
from pathlib import Path

from latchkey import StoreFault
from latchkey.store import Folder, Store, StoredEvidence
from latchkey.store.keys import IN_KEYCHAIN
from latchkey.store.record import encode_record
from latchkey.store.seal import seal

SECRET = bytes(range(16))


class StoreCase(unittest.TestCase):
    def setUp(self) -> None:
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.path = Path(temporary.name) / "store"
        self.store = Store(Folder(self.path), "acme-cad")

    def keep(self, evidence: StoredEvidence) -> None:
        self.store.update(lambda _kept: (evidence, None))

    def flip(self, name: str) -> None:
        content = bytearray((self.path / name).read_bytes())
        content[len(content) // 2] ^= 1
        (self.path / name).write_bytes(content)


class WhatIsStored(StoreCase):
    def test_is_read_again_by_another_program(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X", secret=SECRET, witness=bytes(16)))
        kept = Store(Folder(self.path), "acme-cad").read()
        self.assertEqual((kept.evidence.code, kept.evidence.secret, kept.damage), ("LKA1-X", SECRET, "none"))

    def test_is_its_owners_only(self) -> None:
        self.keep(StoredEvidence(secret=SECRET))
        for path in self.path.iterdir():
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600, path)
            self.assertNotIn(SECRET, path.read_bytes())
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o700)

    def test_does_not_open_for_another_product(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        self.assertEqual(Store(Folder(self.path), "other").read().damage, "lost")

    def test_is_left_alone_when_nothing_changes(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        before = (self.path / "license").read_bytes()
        self.store.update(lambda kept: (kept.evidence, None))
        self.assertEqual((self.path / "license").read_bytes(), before)


class Tampering(StoreCase):
    def test_with_one_copy_is_noticed_and_repaired(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        self.flip("license")
        self.assertEqual((self.store.read().evidence.code, self.store.read().damage), ("LKA1-X", "repaired"))
        self.store.update(lambda kept: (kept.evidence, None))
        self.assertEqual(self.store.read().damage, "none")
        self.assertEqual(len(list(self.path.glob("license.damaged-*"))), 1, "nothing is deleted")

    def test_with_both_copies_is_noticed_and_never_believed(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        for name in ("license", "license.copy"):
            self.flip(name)
        self.assertEqual((self.store.read().evidence, self.store.read().damage), (StoredEvidence(), "lost"))

    def test_by_putting_an_older_copy_back_does_not_win(self) -> None:
        self.keep(StoredEvidence(code="LKA1-OLD"))
        old = (self.path / "license").read_bytes()
        self.keep(StoredEvidence(code="LKA1-NEW"))
        (self.path / "license").write_bytes(old)
        self.assertEqual(self.store.read().evidence.code, "LKA1-NEW")

    def test_by_a_link_is_damage(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        for name in ("license", "license.copy"):
            (self.path / name).rename(self.path / f"{name}.moved")
            (self.path / name).symlink_to(self.path / f"{name}.moved")
        self.assertEqual(self.store.read().damage, "lost")

    def test_a_record_of_a_newer_program_is_left_alone(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        record = {**json.loads(encode_record(StoredEvidence(), 9)), "version": 2}
        sealed = seal((self.path / "key").read_bytes(), "acme-cad", json.dumps(record).encode())
        (self.path / "license").write_bytes(sealed)
        with self.assertRaises(StoreFault) as raised:
            self.keep(StoredEvidence())
        self.assertEqual(raised.exception.fault, "newer")
        self.assertEqual((self.path / "license").read_bytes(), sealed)


class Writers(StoreCase):
    def test_at_the_same_time_lose_nothing(self) -> None:
        def count_up() -> None:
            store = Store(Folder(self.path), "acme-cad")
            for _round in range(5):
                store.update(lambda kept: (replace(kept.evidence, code=f"{int(kept.evidence.code or 0) + 1}"), None))

        threads = [threading.Thread(target=count_up) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.store.read().evidence.code, "15")

    @unittest.skipIf(sys.platform == "win32", "a dead process is not recognized there; its lock ends after five seconds")
    def test_that_died_with_the_lock_are_recognized(self) -> None:
        self.keep(StoredEvidence(code="1"))
        child = os.spawnvp(os.P_NOWAIT, sys.executable, [sys.executable, "-c", ""])
        os.waitpid(child, 0)
        import socket

        (self.path / "lock").write_text(json.dumps({"pid": child, "host": socket.gethostname(), "id": "x"}))
        self.keep(StoredEvidence(code="2"))
        self.assertEqual(self.store.read().evidence.code, "2")

    def test_that_cannot_write_say_what_to_do(self) -> None:
        self.path.write_text("a file stands here")
        with self.assertRaises(StoreFault) as raised:
            self.keep(StoredEvidence(code="1"))
        self.assertEqual(raised.exception.fault, "not-writable")
        self.assertRegex(str(raised.exception), "move it away")


class MemoryKeychain:
    """Stands for the system's; ``locked`` answers as one that is."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, account: str) -> "str | None":
        if self.locked:
            raise RuntimeError("locked")
        return self.entries.get((service, account))

    def set_password(self, service: str, account: str, text: str) -> None:
        if self.locked:
            raise RuntimeError("locked")
        self.entries[(service, account)] = text


class InTheKeychain(StoreCase):
    def setUp(self) -> None:
        super().setUp()
        from latchkey.store.keys import Keychain

        self.backend = MemoryKeychain()
        folder = Folder(self.path)
        self.store = Store(folder, "acme-cad", keychain=Keychain(folder, self.backend))

    def test_the_key_is_in_no_file(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        self.assertEqual((self.path / "key").read_bytes(), IN_KEYCHAIN)
        self.assertEqual(self.store.read().evidence.code, "LKA1-X")
        self.assertEqual([service for service, _account in self.backend.entries], ["latchkey"])

    def test_a_locked_keychain_is_no_damage_and_changes_nothing(self) -> None:
        self.keep(StoredEvidence(code="LKA1-X"))
        self.backend.locked = True
        with self.assertRaises(StoreFault) as raised:
            self.store.read()
        self.assertEqual(raised.exception.fault, "not-readable")
        with self.assertRaises(StoreFault):
            self.keep(StoredEvidence(code="LKA1-Y"))
        self.backend.locked = False
        self.assertEqual((self.store.read().evidence.code, self.store.read().damage), ("LKA1-X", "none"))


if __name__ == "__main__":
    unittest.main()
