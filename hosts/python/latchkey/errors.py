"""What goes wrong, apart from what a verdict says."""

from __future__ import annotations


class LatchkeyError(Exception):
    """A mistake of the program, never of a customer's input: a bad key, a wrong module, an argument out of its limits."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        """Kebab-case name, for programs."""


class StoreFault(Exception):
    """The store cannot do its work here and now. What is stored stays as it is."""

    def __init__(self, fault: str, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault
        """``not-readable``, ``not-writable`` or ``newer``."""


class NothingIdentifies(Exception):
    """This machine has nothing that tells it from others, so no request can be made for it."""
