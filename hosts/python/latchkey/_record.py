"""Records as docs/abi.md draws them: little-endian, unaligned, ``data`` behind a u32 length."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from .errors import LatchkeyError

_LARGEST = 2**53 - 1


class RecordWriter:
    """Writes an input record of at most ``capacity`` bytes."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._bytes = bytearray()

    def finish(self) -> bytearray:
        if len(self._bytes) > self._capacity:
            raise LatchkeyError("bad-input", f"the arguments need more than the {self._capacity} bytes there are")
        return self._bytes

    def u32(self, value: int) -> RecordWriter:
        self._bytes += struct.pack("<I", value)
        return self

    def f64(self, value: float) -> RecordWriter:
        self._bytes += struct.pack("<d", value)
        return self

    def i64(self, value: int | None, name: str) -> RecordWriter:
        """A whole number, or −1 for "absent"."""
        if value is not None and not 0 <= value <= _LARGEST:
            raise LatchkeyError("bad-input", f"{name} must be a whole number of 0 or more, got {value}")
        self._bytes += struct.pack("<q", -1 if value is None else value)
        return self

    def fixed(self, value: bytes | None, length: int, name: str) -> RecordWriter:
        """Exactly ``length`` bytes; zeros when there are none."""
        if value is not None and len(value) != length:
            raise LatchkeyError("bad-input", f"{name} must have {length} bytes, got {len(value)}")
        self._bytes += bytes(length) if value is None else value
        return self

    def data(self, value: bytes) -> RecordWriter:
        self.u32(len(value))
        return self.rest(value)

    def rest(self, value: bytes) -> RecordWriter:
        """The bytes as they are, without a length in front."""
        self._bytes += value
        return self

    def text(self, value: str) -> RecordWriter:
        return self.data(utf8(value))

    def components(self, values: Sequence[bytes]) -> RecordWriter:
        """Items of 16 bytes in one ``data``."""
        self.u32(len(values) * 16)
        for index, value in enumerate(values):
            self.fixed(value, 16, f"component {index + 1}")
        return self


def utf8(value: str) -> bytes:
    """UTF-8. Half of a pair, which is no Unicode, becomes U+FFFD as in every other language, and the module judges that."""
    try:
        return value.encode()
    except UnicodeEncodeError:
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode()


class RecordReader:
    """Reads an output record, which is a copy: the area belongs to the next call."""

    def __init__(self, record: bytes) -> None:
        self._record = record
        self._at = 0

    def u32(self) -> int:
        return int.from_bytes(self.fixed(4), "little")

    def i64(self) -> int | None:
        """A whole number; ``None`` for −1, "absent"."""
        value = int.from_bytes(self.fixed(8), "little", signed=True)
        return None if value < 0 else value

    def fixed(self, length: int) -> bytes:
        end = self._at + length
        if end > len(self._record):
            raise LatchkeyError("bad-module", "the module answered a broken record")
        value = self._record[self._at : end]
        self._at = end
        return value

    def data(self) -> bytes:
        return self.fixed(self.u32())

    def text(self) -> str:
        return self.data().decode()
