"""How many people the doors of a room let out in time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.said.text import joined, say
from twin_rules.physics.exit_width import people_through

__all__ = ["Exits", "exits_of"]


@dataclass(frozen=True, slots=True)
class Exits:
    """The ways out of a room.

    Parameters
    ----------
    widths_m : clear widths of those that are known, the widest first [m]
    unknown : number of those whose width nobody knows
    """

    widths_m: tuple[float, ...]
    unknown: int

    @property
    def people(self) -> float:
        """Most people that the known exits are enough for; NaN if none of the exits there are is known."""
        return float("nan") if self.unknown and not self.widths_m else float(people_through(self.widths_m))

    @property
    def words(self) -> str:
        """The exits as people read them, such as ``1.43 m, 0.93 m, 1 of unknown width``."""
        known = [say("{width:.2f} m", width=width) for width in self.widths_m]
        known += [say("{n} of unknown width", n=self.unknown)] if self.unknown else []
        return joined(known, ", ") if known else say("none")


def exits_of(twin: Twin, room: int, *, shut: Iterable[int] = ()) -> Exits:
    """Return the ways out of a room: links from which one gets outside without coming back through it.

    Parameters
    ----------
    twin : the estate
    room : its row
    shut : rows of doors that nobody gets through
    """
    closed, links = frozenset(int(row) for row in shut), _links(twin)
    widths = [
        width
        for other, via, width in links.get(room, ())
        if via not in closed and _gets_out(twin, other, room, links, closed)
    ]
    known = sorted((width for width in widths if np.isfinite(width)), reverse=True)
    return Exits(tuple(known), len(widths) - len(known))


_Links = dict[int, list[tuple[int, int, float]]]


@once
def _links(twin: Twin) -> _Links:
    """Return what each space opens onto: the space behind, the door and the clear width."""
    edges = twin.edges
    found: _Links = {}
    for place in np.flatnonzero(edges["relation"] == Relation.OPENS_ONTO).tolist():
        ends = int(edges["source"][place]), int(edges["target"][place])
        facts = int(edges["via"][place]), float(edges["clear_width"][place])
        for here, there in (ends, ends[::-1]):
            found.setdefault(here, []).append((there, *facts))
    return found


def _gets_out(twin: Twin, start: int, room: int, links: _Links, closed: frozenset[int]) -> bool:
    """Return whether one gets outside from a space without passing a room."""
    kinds = twin.nodes["kind"]
    seen, queue = {room, start}, [start]
    while queue:
        here = queue.pop()
        if kinds[here] in (Kind.EXTERIOR, Kind.PATH, Kind.PLOT):
            return True
        new = [there for there, via, _ in links.get(here, ()) if there not in seen and via not in closed]
        seen.update(new)
        queue += new
    return False
