"""How long work tells the one who waits how far it is, without knowing who that is.

The stages of an import take a `Progress` and report to it; the command line draws bars from it, a program that calls
the library passes its own or leaves the silent one. A leaf module: everything may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

__all__ = ["Progress", "SilentProgress"]


class Progress(Protocol):
    """Something that shows how far each stage of the work is."""

    def stage(
        self, name: str, *, file: str = "", total: int | None = None
    ) -> AbstractContextManager[Callable[[int], None]]:
        """Return a context in which one stage runs; it gives a function to call with the steps just done.

        Parameters
        ----------
        name : the stage, as one verb: ``read``, ``tessellate``, ``store``
        file : the file it works on, empty if it concerns all of them
        total : steps that make the stage complete, None if that is not known beforehand
        """
        ...


class SilentProgress:
    """Progress that nobody watches.

    Examples
    --------
    >>> with SilentProgress().stage("read", file="residence.ifc", total=2) as advance:
    ...     advance(1)
    ...     advance(1)
    """

    @contextmanager
    def stage(self, name: str, *, file: str = "", total: int | None = None) -> Iterator[Callable[[int], None]]:  # noqa: ARG002
        """Return a context whose function does nothing."""
        yield _ignore


def _ignore(_steps: int) -> None:
    pass
