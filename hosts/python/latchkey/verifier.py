"""Reads codes and decides what they mean, by asking the module."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib import resources

from ._answer import read_head, read_verdict
from ._module import Module
from ._record import RecordReader, RecordWriter, utf8
from .errors import LatchkeyError
from .verdict import (
    Canonical,
    Component,
    Description,
    Evidence,
    Problem,
    Receipt,
    Request,
    RequestMade,
    Spelled,
    Verdict,
)

_MAX_TEXT_BYTES = 16_384
_SECRET, _LOCK, _PENDING, _HOST = 1, 2, 4, 8


def packaged_module(name: str = "verifier.wasm") -> bytes:
    """The bytes of ``verifier.wasm`` or ``verifier-simd.wasm``, as they are shipped in this package."""
    return resources.files(__package__).joinpath(name).read_bytes()


def load(module: bytes | None = None, *, sha256: str | None = None) -> Verifier:
    """Loads ``verifier.wasm`` from its bytes.

    Without bytes, loads the module from this package: ``verifier-simd.wasm``, which is faster, where the engine can run it.
    ``sha256`` is the digest that the bytes must have, in hex; without bytes, that of ``verifier.wasm``.

    :raises LatchkeyError: ``wrong-module`` when the digest demanded or the ABI does not fit
    """
    if module is None and sha256 is None:
        return Verifier(_packaged_fast() or Module(packaged_module(), None))
    return Verifier(Module(packaged_module() if module is None else module, sha256))


def _packaged_fast() -> Module | None:
    """Both modules give the same verdicts. The fast one is for processors with SIMD on which the engine rounds as it needs."""
    try:
        fast = Module(packaged_module("verifier-simd.wasm"), None)
    except LatchkeyError:
        return None
    return fast if fast.arithmetic_works() else None


class Verifier:
    """One instance of the module: its own memory and its own trusted keys, and no other state.

    Threads may share it; their calls take turns. For calls at the same time, load one for each thread.
    """

    def __init__(self, module: Module) -> None:
        self._module = module

    def trust(self, *public_keys: bytes) -> None:
        """Trusts public keys: 32 raw bytes each (RFC 8032). At most 32 keys can be trusted.

        :raises LatchkeyError: for a key that is none; it then counts as absent, and the keys before it are trusted
        """
        for key in public_keys:
            _demand(self._module.call("trust_key", partial(RecordWriter.rest, value=_fitted(key))))

    def check_key(self, public_key: bytes) -> Problem | None:
        """Why a public key cannot be trusted; ``None`` for a good one."""
        return _problem_of(self._module.call("check_key", lambda record: record.rest(_fitted(public_key))))

    def check(self, code: str | bytes, evidence: Evidence) -> Verdict:
        """Decides what an activation code means, from the code and what the host knows (docs/decisions.md)."""
        return read_verdict(self._module.call("check", lambda record: _write_evidence(record, code, evidence)))

    def component(self, product: str, kind: str, value: str | bytes) -> Component | Problem:
        """The component that a machine's value gives, with the value as it was understood."""
        record = self._module.call(
            "component", lambda record: record.text(product).text(kind).data(_text_bytes(value))
        )
        return _problem_of(record) or Component(record.fixed(16), record.data().decode("utf-8", "replace"))

    def create_request(
        self,
        *,
        nonce: bytes,
        product: str,
        components: Sequence[bytes],
        secret: bytes | None = None,
        witness: bytes | None = None,
        label: str = "",
        license_key: str = "",
    ) -> RequestMade:
        """Makes an activation request. Store ``pending`` with it, and show the same request until it is answered.

        ``nonce`` is 8 random bytes; ``secret`` is 16 random bytes that the machine keeps, without which no receipt can free the seat. With a
        license key one scan is enough, and the picture of the request is a secret.

        :raises LatchkeyError: ``bad-input`` when an argument is out of its limits
        """
        record = self._module.call(
            "create_request",
            lambda record: record.fixed(nonce, 8, "nonce")
            .fixed(witness, 16, "witness")
            .u32(0 if secret is None else _SECRET)
            .fixed(secret, 16, "secret")
            .text(product)
            .components(components)
            .text(label)
            .text(license_key),
        )
        _demand(record)
        pending = record.fixed(16)
        return RequestMade(code=record.text(), file=record.text(), pending=pending)

    def create_receipt(self, code: str | bytes, secret: bytes) -> Spelled | Problem:
        """Makes the receipt that frees the seat of an installed code.

        The code's signature must hold; its verdict does not matter.
        """
        record = self._module.call(
            "create_receipt", lambda record: record.fixed(secret, 16, "secret").data(_text_bytes(code))
        )
        return _problem_of(record) or Spelled(record.text(), record.text())

    def decode_request(self, text: str | bytes) -> Request | Problem:
        """Reads an activation request. Nothing in it is trusted."""
        record = self._read("decode_request", text)
        return _problem_of(record) or _read_request(record)

    def decode_receipt(self, text: str | bytes) -> Receipt | Problem:
        """Reads a deactivation receipt."""
        record = self._read("decode_receipt", text)
        return _problem_of(record) or Receipt(record.fixed(8), record.fixed(16), record.text())

    def decode_license_key(self, text: str | bytes) -> str | Problem:
        """Reads a license key; the value is its canonical spelling."""
        record = self._read("decode_license_key", text)
        return _problem_of(record) or record.text()

    def canonical(self, text: str | bytes) -> Canonical | Problem:
        """Respells any of the four codes; only its text form and checks are judged."""
        record = self._read("canonical", text)
        problem = _problem_of(record)
        if problem:
            return problem
        letter = chr(record.u32())
        return Canonical(code=record.text(), file=record.text(), letter=letter)

    def verify_signature(self, public_key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether a signature holds by the rule of docs/decisions.md ("strict plus"); false for whatever is wrong."""
        record = self._module.call(
            "verify_signature",
            lambda record: record.data(_fitted(public_key)).data(message).data(_fitted(signature)),
        )
        return _problem_of(record) is None

    def describe(self, status: int, detail: int = 0) -> Description | None:
        """Name and sentence of a status; ``None`` for a number that the module does not know."""
        head = read_head(self._module.call("describe", lambda record: record.u32(status).u32(detail)))
        return Description(head.name, head.sentence) if head.code == status else None

    def _read(self, call: str, text: str | bytes) -> RecordReader:
        return self._module.call(call, lambda record: record.data(_text_bytes(text)))


def _text_bytes(text: str | bytes) -> bytes:
    """Text in UTF-8, cut to one byte more than the module reads: a longer one is refused for its length all the same."""
    longest = _MAX_TEXT_BYTES + 1
    return (utf8(text[:longest]) if isinstance(text, str) else text)[:longest]


def _fitted(value: bytes) -> bytes:
    """A key or signature of a wrong length stays of a wrong length, and fits."""
    return value[:128]


def _write_evidence(record: RecordWriter, code: str | bytes, evidence: Evidence) -> None:
    secret, lock, pending, host = evidence.secret, evidence.lock, evidence.pending, evidence.host
    held = _SECRET if secret is not None else _LOCK if lock is not None else 0
    record.f64(evidence.now_seconds)
    record.f64(evidence.running_seconds)
    record.fixed(evidence.witness, 16, "witness")
    record.u32(held | (0 if pending is None else _PENDING) | (0 if host is None else _HOST))
    record.fixed(secret if secret is not None else lock, 16, "secret or lock")
    record.fixed(pending, 16, "pending")
    record.text(evidence.product).text(host or "")
    record.components(evidence.components)
    record.data(_text_bytes(code))


def _read_request(record: RecordReader) -> Request:
    nonce, lock = record.fixed(8), record.fixed(16)
    product, components, label = record.text(), record.data(), record.text()
    license_key = record.text()
    return Request(
        nonce=nonce,
        lock=lock if any(lock) else None,
        product=product,
        components=tuple(components[at : at + 16] for at in range(0, len(components), 16)),
        label=label,
        license_key=license_key or None,
        code=record.text(),
    )


def _problem_of(record: RecordReader) -> Problem | None:
    head = read_head(record)
    return None if head.code == 0 else head


def _demand(record: RecordReader) -> None:
    """The problem of what the program asked for is the programmer's."""
    problem = _problem_of(record)
    if problem:
        raise LatchkeyError(problem.name, problem.sentence)
