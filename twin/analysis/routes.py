"""Routes on foot through buildings and public space: the shortest, and the shortest without steps.

A route leads through doors, open links, stairs, lifts, entrances and along ways (`twin.analysis.routes_graph`). It is a
lower bound: rooms are crossed straight, and nobody waits at a door. A route without steps avoids what is known to have
steps, to be too steep or too narrow. Where nobody knows, it may pass, but it is not proven, and says what is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.analysis.routes_arcs import Arcs
from twin.analysis.routes_graph import walk_graph
from twin.analysis.routes_legs import Leg, legs_of
from twin.analysis.routes_obstacles import Obstacle, obstacles_of, unknowns_of
from twin.analysis.routes_search import (
    PROFILES,
    Profile,
    distances,
    least_blocked,
    open_seconds,
    proven_seconds,
    seconds_of,
    shortest,
)
from twin.errors import UnknownNodeError, UsageError
from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.twin import Twin

__all__ = ["Leg", "Obstacle", "Profile", "Route", "find_places", "proven_times", "route", "walking_times"]

_NAMED_BY_TYPE: Final = (Kind.EQUIPMENT, Kind.PLOT, Kind.PATH, Kind.BUILDING)


@dataclass(frozen=True)
class Route:
    """A way from one thing to another, or why there is none.

    Parameters
    ----------
    start, end : ids of the things it joins; empty where there is no way at all
    profile : ``shortest`` or ``step-free``
    legs : what one walks one after the other; empty if there is no route
    proven : whether all of it is known to be free of steps
    unknown : what would have to be known to prove it
    obstacles : what blocks the best way, if there is no route
    assumed : share of its links that are only assumed [-]
    """

    start: str
    end: str
    profile: Profile
    legs: tuple[Leg, ...]
    proven: bool
    unknown: tuple[str, ...]
    obstacles: tuple[Obstacle, ...]
    assumed: float

    @property
    def exists(self) -> bool:
        """Whether there is a route."""
        return bool(self.legs)

    @property
    def length_m(self) -> float:
        """How far one walks [m]."""
        return float(sum(leg.distance_m for leg in self.legs))

    @property
    def time_s(self) -> float:
        """How long it takes [s]."""
        return float(sum(leg.time_s for leg in self.legs))


def route(twin: Twin, start: str, end: str, *, profile: Profile = "shortest") -> Route:
    """Return the best route from one thing to another.

    Parameters
    ----------
    twin : the twin
    start, end : an id, a landlord's code or a name that only one thing has; or what several things are, such as
        ``bus stop``, of which the nearest is taken
    profile : ``shortest`` in time, or ``step-free``

    Raises
    ------
    UnknownNodeError
        If nothing answers to a name, or nothing leads to what does.
    UsageError
        If there is no such profile.
    """
    if profile not in PROFILES:
        raise UsageError(profile, "there is no such way of walking", f"Choose one of: {', '.join(PROFILES)}.")
    starts, ends = find_places(twin, start), find_places(twin, end)
    arcs, places = walk_graph(twin, [*starts, *ends])
    sources, targets = _nodes(places.out, starts, start), _nodes(places.into, ends, end)
    if set(sources) & set(targets):
        raise UsageError(start, f"is where {end} is", "Name two different places.")
    found = shortest(arcs, sources, targets, profile=profile)
    if not found:
        blocked = least_blocked(arcs, sources, targets, profile=profile)
        return Route("", "", profile, (), False, (), obstacles_of(twin, arcs, blocked), 0.0)
    of_start = _thing(places.out, starts, int(arcs.tail[found[0]]))
    of_end = _thing(places.into, ends, int(arcs.head[found[-1]]))
    unknown = unknowns_of(twin, arcs, found)
    proven = bool((arcs.step_free[found] == 1).all())
    legs = legs_of(twin, arcs, found, seconds_of(arcs, profile)[found])
    ids = twin.nodes["id"]
    return Route(ids[of_start], ids[of_end], profile, legs, proven, unknown, (), _assumed(twin, arcs, found))


def walking_times(
    twin: Twin, sources: Sequence[str], targets: Sequence[str], *, profile: Profile = "shortest"
) -> Array:
    """Return the walking time from each source to each target [s], infinite without a way, (n_sources, n_targets).

    In the profile ``step-free``, what is not known to be free of steps may be passed and takes as long as if it were;
    `proven_times` leaves it out. What lies between the two is not proven.

    Parameters
    ----------
    twin : the twin
    sources, targets : as for `route`
    profile : ``shortest`` or ``step-free``

    Raises
    ------
    UnknownNodeError
        If nothing answers to a name.
    """
    return _times(twin, sources, targets, lambda arcs: open_seconds(arcs, profile))


def proven_times(twin: Twin, sources: Sequence[str], targets: Sequence[str]) -> Array:
    """Return the time from each source to each target on ways that are known to be free of steps [s].

    It is infinite where no such way is known, (n_sources, n_targets).

    Parameters
    ----------
    twin : the twin
    sources, targets : as for `route`

    Raises
    ------
    UnknownNodeError
        If nothing answers to a name.
    """
    return _times(twin, sources, targets, lambda arcs: proven_seconds(arcs, "step-free"))


def _times(twin: Twin, sources: Sequence[str], targets: Sequence[str], seconds: Callable[[Arcs], Array]) -> Array:
    starts, ends = ([find_places(twin, one) for one in some] for some in (sources, targets))
    arcs, places = walk_graph(twin, [row for rows in (*starts, *ends) for row in rows])
    time = distances(arcs, [_all(places.out, rows) for rows in starts], seconds(arcs))
    found = np.full((len(starts), len(ends)), np.inf)
    for place, rows in enumerate(ends):
        if nodes := _all(places.into, rows):
            found[:, place] = time[:, nodes].min(axis=1)
    return found


def find_places(twin: Twin, key: str) -> list[int]:
    """Return the rows of what a name stands for: one thing, or all things of a type.

    Parameters
    ----------
    twin : the twin
    key : id, code, name, or what things are

    Raises
    ------
    UnknownNodeError
        If nothing answers to it, or several things do.
    """
    try:
        return [twin.row(key)]
    except UnknownNodeError as error:
        nodes = twin.nodes
        typed = np.char.lower(nodes["object_type"].astype(str)) == key.strip().lower()
        rows = np.flatnonzero(typed & np.isin(nodes["kind"].astype(str), _NAMED_BY_TYPE))
        if len(rows):
            return [int(row) for row in rows]
        if "nothing" in error.reason and (near := _nearest(twin, key)):
            raise UnknownNodeError(key, error.reason, f"Did you mean {near!r}?") from None
        raise


def _nearest(twin: Twin, key: str) -> str:
    """Return the name, code or type of thing that is most like what somebody wrote, or nothing."""
    from difflib import get_close_matches

    known = {str(one) for field in ("name", "code", "object_type") for one in twin.nodes[field].tolist() if one}
    return next(iter(get_close_matches(key, sorted(known), n=1)), "")


def _nodes(places: dict[int, list[int]], rows: Sequence[int], key: str) -> list[int]:
    found = _all(places, rows)
    if not found:
        raise UnknownNodeError(
            key, "no door, stair or way leads there", "`twin check` says what is not joined, and why."
        )
    return found


def _all(places: dict[int, list[int]], rows: Sequence[int]) -> list[int]:
    return sorted({node for row in rows for node in places[row]})


def _thing(places: dict[int, list[int]], rows: Sequence[int], node: int) -> int:
    return next(row for row in rows if node in places[row])


def _assumed(twin: Twin, arcs: Arcs, found: Sequence[int]) -> float:
    edges = arcs.edge[found]
    edges = edges[edges >= 0]
    return float((twin.edges["provenance"][edges] == Provenance.ASSUMED).mean()) if len(edges) else 0.0
