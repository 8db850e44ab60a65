"""What the store keeps: evidence, never a verdict. One record, so that every change of it is one write."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from ..verdict import Spelled

RECORD_VERSION = 1
"""The version of the record below. A newer program's record is left alone."""


@dataclass(frozen=True)
class PendingRequest(Spelled):
    """The one request that waits for its answer."""

    pending: bytes
    """16 bytes for the module, when the answer comes."""


@dataclass(frozen=True)
class StoredEvidence:
    """Everything that a machine keeps about a license."""

    code: str | None = None
    """The installed activation code, canonical."""
    secret: bytes | None = None
    """This machine's secret, 16 bytes, until it is given away in a receipt."""
    witness: bytes | None = None
    """What the module last said about time, 16 bytes."""
    request: PendingRequest | None = None
    receipt: Spelled | None = None
    """A finished receipt, until somebody says that it was taken."""


class Newer(Exception):
    """A newer program wrote this record."""


def encode_record(evidence: StoredEvidence, generation: int) -> bytes:
    """``generation`` counts the writes, so that of two copies the newer one is known."""
    request, receipt = evidence.request, evidence.receipt
    record = {
        "version": RECORD_VERSION,
        "generation": generation,
        "code": evidence.code,
        "secret": evidence.secret and _to_text(evidence.secret),
        "witness": evidence.witness and _to_text(evidence.witness),
        "request": request and {"code": request.code, "file": request.file, "pending": _to_text(request.pending)},
        "receipt": receipt and {"code": receipt.code, "file": receipt.file},
    }
    return json.dumps({name: value for name, value in record.items() if value is not None}).encode()


def decode_record(record: bytes) -> tuple[StoredEvidence, int] | None:
    """Evidence and generation; ``None`` for what is no record.

    :raises Newer: for a record of a later version
    """
    try:
        parsed = json.loads(record)
        version, generation = parsed["version"], parsed["generation"]
        if not (_is_count(version) and _is_count(generation)):
            return None
        if version > RECORD_VERSION:
            raise Newer
        return _evidence_in(parsed), generation
    except (ValueError, KeyError, TypeError):
        return None


def _evidence_in(record: dict[str, Any]) -> StoredEvidence:
    request, receipt = record.get("request"), record.get("receipt")
    return StoredEvidence(
        code=_text(record["code"]) if "code" in record else None,
        secret=_bytes(record["secret"], 16) if "secret" in record else None,
        witness=_bytes(record["witness"], 16) if "witness" in record else None,
        request=request
        and PendingRequest(_text(request["code"]), _text(request["file"]), _bytes(request["pending"], 16)),
        receipt=receipt and Spelled(_text(receipt["code"]), _text(receipt["file"])),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("expected a text")
    return value


def _bytes(value: object, length: int) -> bytes:
    text = _text(value)
    try:
        decoded = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("expected base64url") from error
    if len(decoded) != length:
        raise ValueError(f"expected {length} bytes")
    return decoded


def _to_text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value < 2**53
