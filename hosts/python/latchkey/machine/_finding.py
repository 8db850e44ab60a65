"""Identifiers and what a system runs on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One identifier. A kind may have several: the first that the module can use stands for it."""

    kind: str
    value: str
    source: str
    """Where it was found, for people."""


@dataclass(frozen=True)
class Nature:
    """What the system runs on. Copies of a container or of a virtual machine share identifiers, so people are told."""

    form: str
    """``computer``, ``virtual machine`` or ``container``."""
    provider: str | None = None
    """Who provides it, as far as it says so: "VirtualBox", "Docker"."""


@dataclass(frozen=True)
class Machine:
    """A machine and its identifiers, in the order of preference within each kind."""

    nature: Nature
    findings: tuple[Finding, ...]


# What JavaScript's `trim` removes, which is what the other hosts do.
_BLANK = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"


def found(kind: str, source: str, text: str | None) -> list[Finding]:
    """A finding from a value as a file or a command gives it; none when there is nothing in it."""
    # Device-tree files end in a zero byte, text files in a line break: both belong to the file, not to the value.
    value = (text or "").rstrip("\0").strip(_BLANK)
    return [Finding(kind, value, source)] if value else []


def trimmed(text: str | None) -> str:
    return (text or "").strip(_BLANK)


def lowest_first(findings: Iterable[Finding]) -> list[Finding]:
    """MAC addresses, the lowest first: which interface the system happens to name first changes, the lowest address does not."""
    return sorted(findings, key=lambda finding: re.sub(r"[^0-9a-f]", "", finding.value.lower()))


# Manufacturer and model by which virtual machines introduce themselves, on every system.
_HYPERVISORS = (
    (r"virtualbox|innotek", "VirtualBox"),
    (r"vmware", "VMware"),
    (r"parallels", "Parallels"),
    (r"microsoft corporation.*virtual machine", "Hyper-V"),
    (r"amazon ec2(?!.*metal)", "Amazon EC2"),
    (r"google compute engine", "Google Compute Engine"),
    (r"digitalocean", "DigitalOcean"),
    (r"apple.*virtual", "Apple Virtualization"),
    (r"openstack", "OpenStack"),
    (r"\bxen\b|hvm domu", "Xen"),
    (r"bhyve", "bhyve"),
    (r"qemu|\bkvm\b|bochs|virtual machine", "QEMU"),
)


def hypervisor_named(manufacturer_and_model: str) -> str | None:
    text = manufacturer_and_model.lower()
    return next((name for pattern, name in _HYPERVISORS if re.search(pattern, text, re.ASCII)), None)
