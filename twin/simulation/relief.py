"""Who is helped through the loss of a service by bottles, carriers or heaters, and for how long.

Help changes no outage: the water is off whoever brings bottles. It is kept as a state of the place, the share of its
people who are helped, so that figures can tell apart who is without and who is without help.
"""

from __future__ import annotations

from collections.abc import Iterable

from twin.simulation.run import History
from twin.simulation.states import State

__all__ = ["relief_state", "relieved_s"]

_ENDING = "_relief"


def relief_state(service: str) -> State:
    """Return the state that says which share of the people of a place is helped through the loss of a service.

    Parameters
    ----------
    service : such as water or lift
    """
    words = service.replace("_", " ")
    return State(f"{service}{_ENDING}", 0.0, about=f"share of people helped through the loss of {words}", worse=False)


def relieved_s(history: History, place: int, service: str, times: Iterable[tuple[float, float]]) -> float:
    """Return for how long the people of a place are helped while they lack a service, as if all were helped [s].

    Parameters
    ----------
    history : what happened
    place : row of the dwelling or space
    service : what it lacks
    times : from when to when it lacks it, since the start [s]
    """
    name = f"{service}{_ENDING}"
    told = [(one.time_s, float(one.value)) for one in history.changes if one.node == place and one.state == name]
    ends = [time for time, _ in told[1:]] + [history.end_s]
    return sum(
        share * max(0.0, min(until, to_s) - max(since, from_s))
        for (since, share), until in zip(told, ends, strict=False)
        for from_s, to_s in times
    )
