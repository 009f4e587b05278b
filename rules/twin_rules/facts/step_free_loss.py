"""Which dwellings are not reached without steps any more once some lifts stand still, and what that costs people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twin.analysis.step_free import homes_reached, step_free, storeys_to_climb
from twin.model.once import once
from twin.model.twin import Twin

__all__ = ["Access", "access", "lifts_of_ways"]


@dataclass(frozen=True, slots=True)
class Access:
    """How dwellings are reached.

    Parameters
    ----------
    homes : whether each is reached without steps: 1, 0, or -1 for unknown
    climb : storeys that one climbs to each, infinite without a way [-]
    used : rows of the lifts that run and lead somewhere that is reached
    """

    homes: dict[int, int]
    climb: dict[int, float]
    used: tuple[int, ...]


def access(twin: Twin, out: Iterable[int] = ()) -> Access:
    """Return how dwellings are reached while some lifts stand still.

    Parameters
    ----------
    twin : the twin
    out : rows of these lifts
    """
    still = frozenset(out)
    known = _known(twin)
    if still not in known:
        ways = step_free(twin)
        reached = ways.reached(still)
        used = sorted(
            {
                lift
                for lift, end in zip(ways.lift.tolist(), ways.tail.tolist(), strict=True)
                if lift >= 0 and lift not in still and reached[end]
            }
        )
        known[still] = Access(homes_reached(twin, reached), storeys_to_climb(twin, reached), tuple(used))
    return known[still]


@once
def lifts_of_ways(twin: Twin) -> frozenset[int]:
    """Return the rows of the lifts that join any two spaces."""
    return frozenset(row for row in step_free(twin).lift.tolist() if row >= 0)


@once
def _known(twin: Twin) -> dict[frozenset[int], Access]:  # noqa: ARG001  # kept beside the twin, filled as asked for
    """Return how dwellings are reached by what stands still, as far as it was asked for."""
    return {}
