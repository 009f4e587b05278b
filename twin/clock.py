"""Time spent by stage, told with every import."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Clock"]


class Clock:
    """Adds up the time of each stage.

    Parameters
    ----------
    seconds : time by stage so far, added to in place [s]

    Examples
    --------
    >>> clock = Clock()
    >>> with clock("read"):
    ...     pass
    >>> clock.seconds["read"] >= 0
    True
    """

    def __init__(self, seconds: dict[str, float] | None = None) -> None:
        self.seconds = {} if seconds is None else seconds

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        """Return a context whose duration is added to a stage [s]."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began
