"""The one place of this package that reads a clock."""

from __future__ import annotations

import time


class SystemClock:
    """This machine's clocks."""

    def now_seconds(self) -> int:
        """Whole seconds since 1970, whatever this machine believes."""
        return int(time.time() // 1)

    def monotonic_seconds(self) -> float:
        """Seconds on a clock that nobody can set; only differences mean anything."""
        return time.monotonic()
