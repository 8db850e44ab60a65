"""Which machine this is: the identifiers that it has, by the kinds of docs/token.md ("Derived values").

Only where they stand is known here; which of them identify nothing ("to be filled by O.E.M.") is known to the module. Nothing says where the
machine is, and root is not needed.
"""

from __future__ import annotations

from ._finding import Finding, Machine, Nature
from ._linux import read_linux
from ._macos import read_macos
from ._windows import read_windows
from .source import MachineSource, recorded_machine, this_machine

__all__ = ["Finding", "Machine", "MachineSource", "Nature", "read_machine", "recorded_machine", "this_machine"]


def read_machine(source: MachineSource | None = None) -> Machine:
    """The identifiers of this machine, or of the one that ``source`` describes."""
    source = this_machine() if source is None else source
    if source.platform in ("linux", "android"):
        return read_linux(source)
    if source.platform == "darwin":
        return read_macos(source)
    if source.platform == "win32":
        return read_windows(source)
    return Machine(Nature("computer"), ())
