"""From what was found to what a request carries: for each kind the first identifier that the module can use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .machine import Finding
from .verdict import Problem
from .verifier import Verifier


@dataclass(frozen=True)
class Judged:
    """What the module makes of a machine's identifiers."""

    used: tuple[tuple[Finding, bytes], ...]
    """One of each kind, with its component."""
    unusable: tuple[tuple[Finding, Problem], ...]
    """Identifiers that the module refuses, with its reason."""
    spare: tuple[Finding, ...]
    """Good ones of a kind that has one already."""

    @property
    def components(self) -> tuple[bytes, ...]:
        return tuple(component for _finding, component in self.used)


def judge_findings(verifier: Verifier, product: str, findings: Iterable[Finding]) -> Judged:
    """Which of a machine's identifiers are used for a product, and which are not and why."""
    used: dict[str, tuple[Finding, bytes]] = {}
    unusable: list[tuple[Finding, Problem]] = []
    spare: list[Finding] = []
    for finding in findings:
        reading = verifier.component(product, finding.kind, finding.value)
        if isinstance(reading, Problem):
            unusable.append((finding, reading))
        elif finding.kind in used:
            spare.append(finding)
        else:
            used[finding.kind] = (finding, reading.component)
    return Judged(tuple(used.values()), tuple(unusable), tuple(spare))
