"""The life of a license on a machine: request, install, check, give back.

Nothing here knows what a license means: evidence goes to the module, its verdict goes to the caller, and what it says to store is stored.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Union

from .clock import SystemClock
from .components import Judged, judge_findings
from .errors import NothingIdentifies, StoreFault
from .machine import Machine, read_machine
from .store import Folder, Kept, PendingRequest, Store, StoredEvidence, state_folder
from .verdict import Accepted, Evidence, Problem, Refused, Spelled, Verdict
from .verifier import Verifier, load

_SECRET_BYTES = 16
_NONCE_BYTES = 8


@dataclass(frozen=True)
class Standing:
    """Where the customer stands. Without a code there is no verdict, only what to do."""

    verdict: Verdict | None
    """``None``: no code is installed."""
    reason: str
    """The verdict's, or ``no-code``, ``store-damaged``, ``store-fault``."""
    sentence: str
    request: Spelled | None = None
    """The request that waits for its answer."""
    receipt: Spelled | None = None
    """The receipt that nobody has confirmed yet."""
    notice: str | None = None
    """What happened to the store, where that needs to be known."""

    @property
    def accepted(self) -> bool:
        return self.verdict is not None and self.verdict.accepted


@dataclass(frozen=True)
class ShownRequest(Spelled):
    """The request to show: the same one until it is answered."""

    is_new: bool


@dataclass(frozen=True)
class NotReleased:
    """The license was not given back, and nothing has changed."""

    reason: str
    """``no-code``, ``no-secret``, ``not-releasable`` or ``unreadable-code``."""
    sentence: str
    problem: Problem | None = None


Release = Union[Spelled, NotReleased]
"""The receipt, or why there is none."""


class License:
    """The license of one product on this machine.

    :param product: the product's id, as the vendor's portal knows it
    :param public_keys: the vendor's public keys, 32 bytes each; there is no default
    :param module: the verifier; from this package when absent
    :param folder: where the store lies; the user's own place for such things when absent
    :param keychain: a new store keeps its key in the system's keychain
    :raises LatchkeyError: for a public key that is none, or a wrong module
    """

    def __init__(
        self,
        product: str,
        public_keys: Sequence[bytes],
        *,
        module: bytes | None = None,
        folder: str | os.PathLike[str] | Folder | None = None,
        keychain: bool = False,
        machine: Machine | None = None,
        clock: SystemClock | None = None,
    ) -> None:
        if not public_keys:
            raise ValueError("public_keys: expected at least one public key, got none")
        self.product = product
        self.machine = read_machine() if machine is None else machine
        self._verifier: Verifier = load(module)
        self._verifier.trust(*public_keys)
        self.identifiers: Judged = judge_findings(self._verifier, product, self.machine.findings)
        place = state_folder(product) if folder is None else folder
        self._store = Store(place if isinstance(place, Folder) else Folder(place), product, keychain=keychain)
        self._clock = SystemClock() if clock is None else clock
        # The witness that the module returned to this process last, and since when it has been the same.
        self._returned: tuple[bytes, float] | None = None

    @property
    def folder(self) -> Path:
        """Where the store lies."""
        return self._store.folder.path

    def request(self, *, label: str = "", license_key: str = "", fresh: bool = False) -> ShownRequest:
        """The pending request: the same one until it is answered or, with ``fresh``, thrown away.

        :raises NothingIdentifies: when nothing tells this machine from others
        :raises StoreFault: when it cannot be stored
        """
        if not self.identifiers.used:
            raise NothingIdentifies(self._nothing_identifies())

        def change(kept: Kept) -> tuple[StoredEvidence, ShownRequest]:
            evidence = kept.evidence
            if evidence.request and not fresh:
                return evidence, ShownRequest(evidence.request.code, evidence.request.file, is_new=False)
            # The secret stays the same for one life of a license, so that an answer under way to an older request is not spoiled.
            secret = evidence.secret or secrets.token_bytes(_SECRET_BYTES)
            made = self._verifier.create_request(
                nonce=secrets.token_bytes(_NONCE_BYTES),
                product=self.product,
                components=self.identifiers.components,
                secret=secret,
                witness=evidence.witness,
                label=label,
                license_key=license_key,
            )
            request = PendingRequest(made.code, made.file, made.pending)
            return replace(evidence, secret=secret, request=request), ShownRequest(made.code, made.file, is_new=True)

        return self._store.update(change)

    def carries_license_key(self, request: Spelled) -> bool:
        """Whether a request is a secret, because the license key is in it."""
        reading = self._verifier.decode_request(request.code)
        return isinstance(reading, Problem) or reading.license_key is not None

    def install(self, text: str | bytes) -> Verdict:
        """Installs an activation code, in any spelling. It is stored, and read back, before this says that it is accepted.

        :raises StoreFault: when it cannot be stored
        """

        def change(kept: Kept) -> tuple[StoredEvidence, Verdict]:
            evidence = kept.evidence
            verdict = self._judge(text, evidence, _pending_of(evidence))
            judged = _with_witness(evidence, verdict)
            if not verdict.accepted:
                return judged, verdict
            spelling = self._verifier.canonical(text)
            if isinstance(spelling, Problem):
                raise TypeError("canonical: expected the spelling of a code that was accepted, got none")
            request = None if verdict.signed_time else judged.request
            return replace(judged, code=spelling.code, request=request), verdict

        verdict = self._store.update(change)
        self._remember(verdict.witness)
        return verdict

    def preview(self, text: str | bytes) -> Verdict:
        """What this code would be worth here; nothing is stored."""
        evidence = self._store.read().evidence
        return self._judge(text, evidence, _pending_of(evidence))

    def check(self) -> Standing:
        """To be asked at every start, every hour, and at the end.

        Never raises for what is in the store or for what cannot be stored.
        """

        def change(kept: Kept) -> tuple[StoredEvidence, Standing]:
            standing = self._standing_of(kept)
            verdict = standing.verdict
            return (_with_witness(kept.evidence, verdict) if verdict else kept.evidence), standing

        try:
            standing = self._store.update(change)
        except StoreFault as fault:
            return self._check_without_storing(fault)
        if standing.verdict:
            self._remember(standing.verdict.witness)
        return standing

    def release(self) -> Release:
        """Gives the license back: token and secret are replaced by the receipt that frees the seat. Until it is taken, the same receipt again.

        :raises StoreFault: when the receipt cannot be stored; the license is then as it was
        """

        def change(kept: Kept) -> tuple[StoredEvidence, Release]:
            evidence = kept.evidence
            if evidence.receipt:
                return evidence, evidence.receipt
            release = self._create_receipt(evidence)
            if isinstance(release, NotReleased):
                return evidence, release
            return StoredEvidence(witness=evidence.witness, receipt=release), release

        return self._store.update(change)

    def receipt_taken(self) -> bool:
        """Somebody has taken the receipt to the vendor; it need not be kept any more. False: there was none."""

        def change(kept: Kept) -> tuple[StoredEvidence, bool]:
            evidence = kept.evidence
            return (replace(evidence, receipt=None), True) if evidence.receipt else (evidence, False)

        return self._store.update(change)

    def _judge(self, text: str | bytes, evidence: StoredEvidence, pending: bytes | None) -> Verdict:
        return self._verifier.check(
            text,
            Evidence(
                product=self.product,
                now_seconds=self._clock.now_seconds(),
                running_seconds=self._running_seconds(evidence.witness),
                witness=evidence.witness,
                components=self.identifiers.components,
                secret=evidence.secret,
                pending=pending,
            ),
        )

    def _running_seconds(self, stored: bytes | None) -> int:
        """Zero after a start, and when another process has stored a witness since."""
        if self._returned is None or stored != self._returned[0]:
            return 0
        return int(self._clock.monotonic_seconds() - self._returned[1])

    def _remember(self, witness: bytes) -> None:
        """A witness that comes back unchanged was returned when it first came: fractions of a second are not lost by asking often."""
        if self._returned is None or self._returned[0] != witness:
            self._returned = (witness, self._clock.monotonic_seconds())

    def _create_receipt(self, evidence: StoredEvidence) -> Release:
        if evidence.code is None:
            return NotReleased("no-code", _NO_CODE)
        if evidence.secret is None:
            return NotReleased("no-secret", _NO_SECRET)
        verdict = self._judge(evidence.code, evidence, None)
        if isinstance(verdict, Accepted) and not verdict.releasable:
            return NotReleased("not-releasable", _NO_SECRET)
        receipt = self._verifier.create_receipt(evidence.code, evidence.secret)
        if isinstance(receipt, Problem):
            return NotReleased("unreadable-code", receipt.sentence, receipt)
        return receipt

    def _standing_of(self, kept: Kept) -> Standing:
        evidence = kept.evidence
        verdict = None if evidence.code is None else self._judge(evidence.code, evidence, None)
        reason, sentence = _reason_and_sentence(kept, verdict)
        return Standing(
            verdict,
            reason,
            sentence,
            request=evidence.request and Spelled(evidence.request.code, evidence.request.file),
            receipt=evidence.receipt,
            notice=_REPAIRED if kept.damage == "repaired" else None,
        )

    def _check_without_storing(self, fault: StoreFault) -> Standing:
        """A store that cannot be written must not stop anybody who holds a valid code: the verdict stands, the witness is not renewed."""
        try:
            return replace(self._standing_of(self._store.read()), notice=str(fault))
        except StoreFault as unreadable:
            return Standing(None, "store-fault", str(unreadable))

    def _nothing_identifies(self) -> str:
        what = "Nothing on this machine tells it from others"
        if self.machine.nature.form != "container":
            return f"{what}; run `latchkey components` to see what was found and why it is not usable."
        return f"{what}: containers of one image are alike. Start it with the host's id: -v /etc/machine-id:/etc/machine-id:ro"


def _pending_of(evidence: StoredEvidence) -> bytes | None:
    return evidence.request.pending if evidence.request else None


_NO_CODE = "No activation code is installed on this machine; make a request and install its answer."
_NO_SECRET = "This code was not issued to a request of this machine, so no receipt can free its seat; ask the vendor to free it."
_GIVEN_BACK = "The license of this machine was given back; take the receipt to the vendor."
_LOST = (
    "The stored license was changed or damaged and cannot be read; it is kept aside. Make a new request and install its answer."
)
_REPAIRED = "One of the two stored copies was changed or damaged; it was put aside and made anew from the other."


def _reason_and_sentence(kept: Kept, verdict: Verdict | None) -> tuple[str, str]:
    if verdict is not None:
        return verdict.reason, verdict.sentence
    if kept.damage == "lost":
        return "store-damaged", _LOST
    return "no-code", _GIVEN_BACK if kept.evidence.receipt else _NO_CODE


def _with_witness(evidence: StoredEvidence, verdict: Accepted | Refused) -> StoredEvidence:
    """The witness comes back from every check; an unchanged one is nothing to store."""
    if evidence.witness == verdict.witness or (evidence.witness is None and not any(verdict.witness)):
        return evidence
    return replace(evidence, witness=verdict.witness)
