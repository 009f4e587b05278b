"""How long a crew walks from one thing of the estate to another."""

from __future__ import annotations

import math
from dataclasses import dataclass

from twin.analysis.routes import walking_times
from twin.errors import UnknownNodeError
from twin.model.once import once
from twin.model.twin import Twin
from twin.said.text import say

__all__ = ["Travel", "travel_s"]


@dataclass(frozen=True, slots=True)
class Travel:
    """How long it takes, and where the number comes from."""

    lasts_s: float
    rests_on: str


def travel_s(twin: Twin, start: int, end: int, *, otherwise_s: float) -> Travel:
    """Return how long one walks from one thing to another on the walking network.

    Parameters
    ----------
    twin : the twin
    start, end : rows of the things; -1 for somewhere outside of the estate
    otherwise_s : what is taken where no way is known [s]
    """
    if start == end and start >= 0:
        return Travel(0.0, say("already there"))
    walked = _walked(twin, start, end) if start >= 0 else math.inf
    return Travel(walked, say("walking network")) if math.isfinite(walked) else Travel(otherwise_s, say("assumed"))


def _walked(twin: Twin, start: int, end: int) -> float:
    known = _known(twin)
    if (start, end) not in known:
        ids = twin.nodes["id"]
        try:
            known[start, end] = float(walking_times(twin, [ids[start]], [ids[end]])[0, 0])
        except UnknownNodeError:  # nothing leads to one of them
            known[start, end] = math.inf
    return known[start, end]


@once
def _known(twin: Twin) -> dict[tuple[int, int], float]:  # noqa: ARG001  # kept beside the twin, filled as asked for
    """Return the times by both ends, as far as they were asked for."""
    return {}
