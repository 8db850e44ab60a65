"""What the module answers, as Python types.

Every rule, name and sentence comes out of the module; nothing is decided here. Times are whole seconds since 1970; what is absent is ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Union

FeatureValue = Union[Literal[True], int, str]
"""A feature's value: granted, a number, or a text."""


@dataclass(frozen=True)
class Evidence:
    """What the host knows when it asks. Bytes are handed on untouched."""

    product: str
    """The product that is asking."""
    now_seconds: float
    """The clock, whatever it says."""
    running_seconds: float = 0
    """Whole monotonic seconds since the stored witness was returned to this process; 0 after a start."""
    witness: bytes | None = None
    """The 16 bytes that the last check returned, as stored."""
    components: Sequence[bytes] = ()
    """This machine's components, 16 bytes each."""
    secret: bytes | None = None
    """The machine's secret (16 bytes), from which its lock is derived."""
    lock: bytes | None = None
    """The lock itself, for whoever holds a request instead of the machine. A secret wins over it."""
    host: str | None = None
    """The host name, for a web application."""
    pending: bytes | None = None
    """The pending request (16 bytes), only when installing its answer – never when checking what is installed."""


@dataclass(frozen=True)
class Claims:
    """What an accepted license says."""

    license_id: str
    product: str
    token_id: bytes
    issued_at: int
    not_before: int | None
    expires_at: int | None
    """Exclusive end of the license; ``None`` is perpetual."""
    refresh_at: int | None
    check_in_by: int | None
    renew_window_seconds: int
    epoch: int | None
    nonce: bytes | None
    issuer: str | None
    customer_id: str | None
    plan: str | None
    domains: tuple[str, ...]
    features: Mapping[str, FeatureValue]


@dataclass(frozen=True)
class MachineMatch:
    """How this machine fits the code."""

    matched: tuple[bool, ...]
    """Which of the code's bindings this machine produces."""
    needed: int
    bound: int


@dataclass(frozen=True)
class Accepted:
    """The license holds. Only here are there claims."""

    reason: str
    """``licensed`` or ``grace``."""
    code: int
    sentence: str
    detail: int
    witness: bytes
    """16 bytes to store in place of the last ones."""
    claims: Claims
    seconds_to_expiry: int | None
    days_to_expiry: int | None
    seconds_to_check_in: int | None
    days_to_check_in: int | None
    renew_soon: bool
    machine: MachineMatch | None
    """``None``: the code is not bound to a machine."""
    releasable: bool
    """The machine matched with its own lock, so that a receipt can free the seat."""
    signed_time: bool
    """Signed time was taken: delete ``pending`` in the transaction that stores code and witness."""
    accepted: Literal[True] = True


@dataclass(frozen=True)
class Refused:
    """The license does not hold; ``sentence`` tells the person what to do."""

    reason: str
    """``malformed``, ``expired``, …: the names of docs/decisions.md."""
    code: int
    sentence: str
    detail: int
    witness: bytes
    """16 bytes to store in place of the last ones."""
    row: int | None = None
    """Where a text is wrong: the row and the group, from 1."""
    group: int | None = None
    offset: int | None = None
    """Where a text is wrong: the byte in UTF-8, from 0."""
    license_id: str | None = None
    """From ``wrong-product`` on, so that support can help."""
    missed_seconds: int | None = None
    """The time that was missed, and the time that was compared with it."""
    used_seconds: int | None = None
    accepted: Literal[False] = False


Verdict = Union[Accepted, Refused]
"""All or nothing: claims exist only when the license is accepted."""


@dataclass(frozen=True)
class Problem:
    """Why something could not be read or made: a name for programs, a sentence for people, the place in the text."""

    code: int
    name: str
    sentence: str
    detail: int
    row: int | None = None
    group: int | None = None
    offset: int | None = None


@dataclass(frozen=True)
class Spelled:
    """A code as one canonical line, and as the file of rows that goes onto a stick."""

    code: str
    file: str


@dataclass(frozen=True)
class RequestMade(Spelled):
    """An activation request, with what is stored until its answer comes."""

    pending: bytes


@dataclass(frozen=True)
class Request:
    """An activation request, as read from its text. Nothing in it is trusted."""

    nonce: bytes
    lock: bytes | None
    """``None``: the machine has no secret and cannot make a receipt."""
    product: str
    components: tuple[bytes, ...]
    label: str
    license_key: str | None
    code: str


@dataclass(frozen=True)
class Receipt:
    """A deactivation receipt, as read from its text."""

    token_id: bytes
    lock: bytes
    """The lock that the receipt's secret opens."""
    code: str


@dataclass(frozen=True)
class Canonical(Spelled):
    """Any of the four codes, respelled."""

    letter: str
    """``R``, ``A``, ``D`` or ``B``."""


@dataclass(frozen=True)
class Component:
    """What the module makes of a machine's value, with the value as it was understood."""

    component: bytes
    normalized: str


@dataclass(frozen=True)
class Description:
    """Name and sentence of a status."""

    name: str
    sentence: str
