"""Who is helped through the loss of a service by bottles, carriers or heaters, and for how long.

Help changes no outage: the water is off whoever brings bottles. It is kept as a state of the place, the share of its
people who are helped, so that figures can tell apart who is without and who is without help.
"""

from __future__ import annotations

from collections.abc import Iterable

from twin.simulation.run import History
from twin.simulation.states import State

__all__ = ["Span", "relief_state", "reliefs", "relieved_s"]

Span = tuple[float, float, float]
"""From when to when [s] which share of the people of a place [-] is helped."""

_ENDING = "_relief"


def relief_state(service: str) -> State:
    """Return the state that says which share of the people of a place is helped through the loss of a service.

    Parameters
    ----------
    service : such as water or lift
    """
    words = service.replace("_", " ")
    return State(f"{service}{_ENDING}", 0.0, about=f"share of people helped through the loss of {words}", worse=False)


def reliefs(history: History) -> dict[tuple[int, str], list[Span]]:
    """Return from when to when which share of the people of a place is helped, by place and service.

    Parameters
    ----------
    history : what happened
    """
    told: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for one in history.changes:
        if one.state.endswith(_ENDING):
            key = one.node, one.state.removesuffix(_ENDING)
            told.setdefault(key, []).append((one.time_s, float(one.value)))
    return {
        key: [
            (since, until, share)
            for (since, share), until in zip(mine, [*(time for time, _ in mine[1:]), history.end_s], strict=True)
            if share
        ]
        for key, mine in told.items()
    }


def relieved_s(spans: Iterable[Span], times: Iterable[tuple[float, float]]) -> float:
    """Return for how long people are helped while they lack a service, as if all of them were helped [s].

    Parameters
    ----------
    spans : from when to when [s] which share of them [-] is helped
    times : from when to when they lack it [s]

    Examples
    --------
    >>> relieved_s([(0.0, 3600.0, 0.5)], [(1800.0, 7200.0)])
    900.0
    """
    lacking = list(times)
    return sum(
        share * max(0.0, min(until, to_s) - max(since, from_s))
        for since, until, share in spans
        for from_s, to_s in lacking
    )
