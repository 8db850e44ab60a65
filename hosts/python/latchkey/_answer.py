"""The head of every answer, and the verdict behind it, from records to the types of verdict.py."""

from __future__ import annotations

from types import MappingProxyType

from ._record import RecordReader
from .verdict import Accepted, Claims, FeatureValue, MachineMatch, Problem, Refused, Verdict

_NOWHERE = 0xFFFFFFFF
_ACCEPTED, _RENEW_SOON, _RELEASABLE, _SIGNED_TIME = 1, 2, 4, 8
_GRANTED, _INTEGER = 0, 1


def read_head(record: RecordReader) -> Problem:
    """The seven members that every answer begins with."""
    code, detail = record.u32(), record.u32()
    row, group, offset = record.u32(), record.u32(), record.u32()
    name, sentence = record.text(), record.text()
    return Problem(
        code, name, sentence, detail, row or None, group or None, None if offset == _NOWHERE else offset
    )


def read_verdict(record: RecordReader) -> Verdict:
    head = read_head(record)
    flags = record.u32()
    return _read_accepted(record, head, flags) if flags & _ACCEPTED else _read_refused(record, head)


def _read_accepted(record: RecordReader, head: Problem, flags: int) -> Accepted:
    matched, needed, bound = record.u32(), record.u32(), record.u32()
    witness = record.fixed(16)
    record.i64(), record.i64()  # missed and used belong to refusals
    seconds_to_expiry, days_to_expiry, seconds_to_check_in, days_to_check_in = (record.i64() for _ in range(4))
    license_id = record.text()
    bits = tuple(bool(matched >> i & 1) for i in range(bound))
    return Accepted(
        reason=head.name,
        code=head.code,
        sentence=head.sentence,
        detail=head.detail,
        witness=witness,
        claims=_read_claims(record, license_id),
        seconds_to_expiry=seconds_to_expiry,
        days_to_expiry=days_to_expiry,
        seconds_to_check_in=seconds_to_check_in,
        days_to_check_in=days_to_check_in,
        renew_soon=bool(flags & _RENEW_SOON),
        machine=MachineMatch(bits, needed, bound) if bound else None,
        releasable=bool(flags & _RELEASABLE),
        signed_time=bool(flags & _SIGNED_TIME),
    )


def _read_refused(record: RecordReader, head: Problem) -> Refused:
    record.fixed(12)  # matched, needed, bound: a refusal tells no counts
    witness = record.fixed(16)
    missed, used = record.i64(), record.i64()
    record.fixed(32)  # countdowns belong to accepting verdicts
    return Refused(
        reason=head.name,
        code=head.code,
        sentence=head.sentence,
        detail=head.detail,
        witness=witness,
        row=head.row,
        group=head.group,
        offset=head.offset,
        license_id=record.text() or None,
        missed_seconds=missed,
        used_seconds=used,
    )


def _read_claims(record: RecordReader, license_id: str) -> Claims:
    issued_at, not_before, expires_at, refresh_at, check_in_by, renew_window, epoch = (record.i64() for _ in range(7))
    token_id, nonce = record.fixed(8), record.data()
    issuer, product, customer_id, plan = (record.text() for _ in range(4))
    return Claims(
        license_id=license_id,
        product=product,
        token_id=token_id,
        issued_at=issued_at or 0,
        not_before=not_before,
        expires_at=expires_at,
        refresh_at=refresh_at,
        check_in_by=check_in_by,
        renew_window_seconds=renew_window or 0,
        epoch=epoch,
        nonce=nonce or None,
        issuer=issuer or None,
        customer_id=customer_id or None,
        plan=plan or None,
        domains=tuple(record.text() for _ in range(record.u32())),
        features=MappingProxyType(dict(_read_feature(record) for _ in range(record.u32()))),
    )


def _read_feature(record: RecordReader) -> tuple[str, FeatureValue]:
    name, kind, integer, text = record.text(), record.u32(), record.i64(), record.text()
    return name, True if kind == _GRANTED else (integer or 0) if kind == _INTEGER else text
