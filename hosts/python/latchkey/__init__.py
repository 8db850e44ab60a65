"""Latchkey: software licensing that works offline.

The verifier is one WebAssembly module; this package carries bytes to it and words from it, and keeps what a machine has to keep.
"""

from .errors import LatchkeyError, NothingIdentifies, StoreFault
from .license import License, NotReleased, ShownRequest, Standing
from .verdict import (
    Accepted,
    Canonical,
    Claims,
    Component,
    Description,
    Evidence,
    MachineMatch,
    Problem,
    Receipt,
    Refused,
    Request,
    RequestMade,
    Spelled,
    Verdict,
)
from .verifier import Verifier, load, packaged_module

__all__ = [
    "Accepted",
    "Canonical",
    "Claims",
    "Component",
    "Description",
    "Evidence",
    "LatchkeyError",
    "License",
    "MachineMatch",
    "NotReleased",
    "NothingIdentifies",
    "Problem",
    "Receipt",
    "Refused",
    "Request",
    "RequestMade",
    "ShownRequest",
    "Spelled",
    "Standing",
    "StoreFault",
    "Verdict",
    "Verifier",
    "load",
    "packaged_module",
]
