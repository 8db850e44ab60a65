"""Verdicts and machines in words, for a terminal. The sentences about licenses are the module's."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ..license import Standing
from ..machine import Machine
from ..verdict import Accepted, FeatureValue, MachineMatch, Refused, Verdict


def standing_in_words(standing: Standing) -> str:
    lines = verdict_in_words(standing.verdict) if standing.verdict else [standing.sentence]
    if standing.request:
        lines.append("A request waits for its answer; to see it again: latchkey request")
    if standing.receipt:
        lines.append("A receipt waits to be taken to the vendor; to see it again: latchkey release")
    if standing.notice:
        lines.append(f"Note: {standing.notice}")
    return "\n".join(lines)


def verdict_in_words(verdict: Verdict) -> list[str]:
    return _accepted_in_words(verdict) if isinstance(verdict, Accepted) else _refused_in_words(verdict)


def _accepted_in_words(verdict: Accepted) -> list[str]:
    claims = verdict.claims
    lines = [f"{verdict.reason}: {verdict.sentence}", row("Product", claims.product), row("License", claims.license_id)]
    if claims.plan is not None:
        lines.append(row("Plan", claims.plan))
    lines += [row("Feature", _feature_in_words(name, value)) for name, value in claims.features.items()]
    lines.append(row("License until", _until(claims.expires_at, verdict.days_to_expiry) or "no end"))
    check_in = _until(claims.check_in_by, verdict.days_to_check_in)
    if check_in is not None:
        lines.append(row("Check in by", check_in))
    if verdict.renew_soon:
        lines.append("Renew soon: the license ends before long, and nothing stops until then.")
    if verdict.machine:
        lines.append(row("This machine", _machine_in_words(verdict.machine)))
    return lines


def _feature_in_words(name: str, value: FeatureValue) -> str:
    return name if value is True else f"{name} = {value}"


def _machine_in_words(machine: MachineMatch) -> str:
    present = sum(machine.matched)
    tight = present == machine.needed and machine.bound > machine.needed
    spare = "; ask for a new code before more of it changes" if tight else ""
    return f"{present} of {machine.bound} identifiers fit, {machine.needed} needed{spare}"


def _refused_in_words(verdict: Refused) -> list[str]:
    lines = [f"{verdict.reason}: {verdict.sentence}"]
    place = _place_in_words(verdict)
    if place:
        lines.append(row("Where", place))
    if verdict.license_id is not None:
        lines.append(row("License", verdict.license_id))
    if verdict.missed_seconds is not None:
        lines.append(row("Limit", _date_of(verdict.missed_seconds)))
    if verdict.used_seconds is not None:
        lines.append(row("Time that counts", _date_of(verdict.used_seconds)))
    return lines


def _place_in_words(verdict: Refused) -> str:
    if verdict.row is not None:
        return f"row {verdict.row}" if verdict.group is None else f"row {verdict.row}, group {verdict.group}"
    return "" if verdict.offset is None else f"byte {verdict.offset}, counted from 0"


def _until(seconds: int | None, days: int | None) -> str | None:
    if seconds is None:
        return None
    return _date_of(seconds) if days is None else f"{_date_of(seconds)} · {_days_in_words(days)} left"


def _days_in_words(days: int) -> str:
    return "less than a day" if days == 0 else "1 day" if days == 1 else f"{days} days"


def _date_of(seconds: int) -> str:
    """To the minute and in UTC, so that two people on the phone see the same."""
    date = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=seconds)
    return date.strftime("%Y-%m-%d %H:%M UTC")


def row(name: str, value: str) -> str:
    return f"  {name.ljust(18)}{value}"


def nature_in_words(machine: Machine) -> str | None:
    """Said aloud where copies of a machine are to be expected."""
    name = f" ({machine.nature.provider})" if machine.nature.provider else ""
    if machine.nature.form == "container":
        return f"This is a container{name}. Containers of one image may look like one machine."
    if machine.nature.form == "virtual machine":
        return f"This is a virtual machine{name}. A copy of it looks like the same machine."
    return None
