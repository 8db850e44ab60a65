"""The WebAssembly module behind a Verifier: instantiated, its ABI checked, called with records."""

from __future__ import annotations

import functools
import hashlib
import threading
from collections.abc import Callable
from typing import Any

import wasmtime

from ._record import RecordReader, RecordWriter
from .errors import LatchkeyError

ABI_VERSION = 1


class Module:
    """One instance with its own memory. Calls of several threads take turns."""

    def __init__(self, wasm: bytes, sha256: str | None) -> None:
        if sha256 is not None:
            _demand_digest(wasm, sha256)
        try:
            compiled = _compile(wasm)
            self._store = wasmtime.Store(compiled.engine)
            self._exports: Any = wasmtime.Instance(self._store, compiled.module, []).exports(self._store)
        except wasmtime.WasmtimeError as error:
            raise LatchkeyError("wrong-module", f"these bytes are no module that runs here: {error}") from error
        self._turn = threading.Lock()
        version = self._number("abi_version")
        if version != ABI_VERSION:
            raise LatchkeyError("wrong-module", f"the module speaks ABI {version}, this host speaks {ABI_VERSION}")
        memory = self._exports.get("memory")
        if not isinstance(memory, wasmtime.Memory):
            raise LatchkeyError("wrong-module", "the module exports no memory")
        self._memory = memory
        # The memory never grows, so these places stay.
        self._input, self._capacity = self._number("input_offset"), self._number("input_capacity")
        self._output = self._number("output_offset")

    def call(self, name: str, write: Callable[[RecordWriter], object]) -> RecordReader:
        """Calls ``name`` with the record that ``write`` makes."""
        writer = RecordWriter(self._capacity)
        write(writer)
        record = writer.finish()
        with self._turn:
            self._memory.write(self._store, record, self._input)
            length = self._number(name, len(record))
            return RecordReader(bytes(self._memory.read(self._store, self._output, self._output + length)))

    def arithmetic_works(self) -> bool:
        """False on an engine that rounds where the fast module needs it not to; the module says so itself."""
        return self._number("arithmetic_works") == 1

    def _number(self, name: str, *arguments: int) -> int:
        try:
            function = self._exports[name]
        except KeyError:
            raise LatchkeyError("wrong-module", f"the module has no {name}") from None
        return int(function(self._store, *arguments))


class _Compiled:
    def __init__(self, wasm: bytes) -> None:
        self.engine = wasmtime.Engine()
        self.module = wasmtime.Module(self.engine, wasm)


@functools.lru_cache(maxsize=2)
def _compile(wasm: bytes) -> _Compiled:
    """Compiling is what takes time; a second verifier of the same bytes is there at once."""
    return _Compiled(wasm)


def _demand_digest(wasm: bytes, expected: str) -> None:
    actual = hashlib.sha256(wasm).hexdigest()
    if actual != expected.lower():
        raise LatchkeyError("wrong-module", f"the module has the SHA-256 {actual}, demanded was {expected}")
