"""Keeps what has been worked out about a twin beside it, so that thousands of runs on one twin share it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from twin.model.twin import Twin

__all__ = ["once"]

_KEPT: Final = "_worked_out"
_Result = TypeVar("_Result")


def once(function: Callable[[Twin], _Result]) -> Callable[[Twin], _Result]:
    """Return the function so that it works its result out once for each twin; a twin never changes.

    Parameters
    ----------
    function : works something out about a twin

    Examples
    --------
    >>> @once
    ... def size(twin: Twin) -> list[int]:
    ...     return [twin.nodes.length]
    >>> nothing = Twin({})
    >>> size(nothing) is size(nothing)
    True
    """

    @wraps(function)
    def kept(twin: Twin) -> Any:
        results = vars(twin).setdefault(_KEPT, {})
        name = f"{function.__module__}.{function.__qualname__}"
        if name not in results:
            results[name] = function(twin)
        return results[name]

    return kept
