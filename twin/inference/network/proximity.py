"""Links of pipes, ducts and cables that nobody joined: by where they end and what they touch.

First the flat ends of two things that face each other in one place, then ends that stop at a body (a radiator, a
boiler, the side of another pipe), then bodies that touch and have no flat ends. Each step only takes what the steps
before it left open, and only between things that may carry the same commodity.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from twin.inference.network.bodies import Bodies
from twin.inference.network.graph import components, nearest_mutual, pairs_within
from twin.inference.network.links import Links
from twin.inference.network.mouths import Mouths, mouths_of
from twin.inference.network.things import Things
from twin.model.columns import Array
from twin.model.evidence import Provenance

__all__ = ["near_links", "without_shortcuts"]

_LEAST_GAP_M: Final = 0.04
"""Gap that is bridged even for the thinnest pipe: a union or the tail of a valve left out of the model. Small pipes are
laid 5 cm or more from axis to axis."""
_MOST_GAP_M: Final = 0.15
"""Gap that is never exceeded: a flexible connection of a large duct."""
_SIDE_GAP_M: Final = 0.01
"""How near the side of a pipe an end must come to be a branch: a saddle is drawn onto or into the pipe."""
_TOUCH_M: Final = 0.01
"""How near bodies without flat ends must come: a flange with its seal."""


class _Meeting(NamedTuple):
    """Ends that may meet something.

    Which end, the thing met, its end (-1 for its body), the gap, the gap allowed, whether it is the side of a pipe.
    """

    end: Array
    thing: Array
    other: Array
    gap: Array
    allowed: Array
    is_side: Array

    def kept(self, rows: Array) -> _Meeting:
        return _Meeting(*(column[rows] for column in self))


def near_links(things: Things, *, earlier: Links, taken: Array) -> tuple[Links, Mouths]:
    """Return the links that the shapes of things suggest, and the ends that nothing joins.

    Parameters
    ----------
    things : the things
    earlier : links that are known already
    taken : ports that are joined already, (n,)
    """
    nodes = things.twin.nodes
    rows = things.equipment[(nodes["mesh"][things.equipment] >= 0) & ~things.sensing[things.equipment]]
    rows = rows[~_complete(things, rows, taken)]
    inline = things.is_inline[rows]
    mouths = mouths_of(things.twin, rows[inline])
    blunt = Bodies.of(things.twin, rows[inline & ~np.isin(rows, mouths.owner)])
    mouths = mouths.kept(~_joined_already(things, mouths, taken))
    bodies = Bodies.of(things.twin, rows)
    meetings = _meetings(things, mouths, bodies)
    best = meetings.kept(_mutual(meetings, len(mouths)))
    late = _late(things, mouths, meetings, best, earlier)
    touching = _touching(things, blunt, bodies)
    links = Links.joined([*(_of_meetings(things, mouths, one) for one in (best, late)), touching])
    return links, mouths.kept(~_used(mouths, best, late))


def _meetings(things: Things, mouths: Mouths, bodies: Bodies) -> _Meeting:
    """Return all that ends may meet; where two ends may meet, each once."""
    facing, ending = _facing(things, mouths), _ending(things, mouths, bodies)
    count = things.twin.nodes.length
    ending = ending.kept(~np.isin(ending.end * count + ending.thing, facing.end * count + facing.thing))
    return _Meeting(*(np.concatenate(pair) for pair in zip(facing, ending, strict=True)))


def _mutual(meetings: _Meeting, count: int) -> Array:
    """Return which meetings are the nearest of all their ends, (n,)."""
    other = np.where(meetings.other >= 0, meetings.other, meetings.end)
    behind = np.where(meetings.is_side, _MOST_GAP_M, 0)  # a fitting within reach is there to join; a bare side is not
    return nearest_mutual(meetings.end, other, meetings.gap + behind, count=count)


def _late(things: Things, mouths: Mouths, meetings: _Meeting, best: _Meeting, earlier: Links) -> _Meeting:
    """Return the nearest meetings of ends left open that join parts of the network not joined yet."""
    used = _used(mouths, best)
    one = np.concatenate((earlier.one, mouths.owner[best.end]))
    part = components(things.twin.nodes.length, one, np.concatenate((earlier.other, best.thing)))
    open_ = meetings.kept(~used[meetings.end] & (part[mouths.owner[meetings.end]] != part[meetings.thing]))
    return open_.kept(nearest_mutual(open_.end, open_.end, open_.gap, count=len(mouths)))


def _used(mouths: Mouths, *meetings: _Meeting) -> Array:
    """Return which ends meet something, (n,)."""
    used = np.zeros(len(mouths), dtype=bool)
    for one in meetings:
        used[one.end] = used[one.other[one.other >= 0]] = True
    return used


def _joined_already(things: Things, mouths: Mouths, taken: Array) -> Array:
    """Return which ends have a joined port of their own thing nearby, (n,)."""
    nodes = things.twin.nodes
    taken = taken[np.isfinite(nodes["position"][taken]).all(axis=1)]
    points = np.concatenate((mouths.centre, nodes["position"][taken]))
    owner = np.concatenate((mouths.owner, nodes["parent"][taken]))
    one, other = pairs_within(points, _MOST_GAP_M)
    mine = (owner[one] == owner[other]) & (one < len(mouths)) & (other >= len(mouths))
    near = np.linalg.norm(points[one[mine]] - points[other[mine]], axis=1) <= _allowed(mouths.radius[one[mine]])
    found = np.zeros(len(mouths), dtype=bool)
    found[one[mine][near]] = True
    return found


def _complete(things: Things, rows: Array, taken: Array) -> Array:
    """Return which things have ports, all of them joined, (n,)."""
    nodes = things.twin.nodes
    count = nodes.length
    has, joined = (np.bincount(nodes["parent"][ports], minlength=count) for ports in (things.ports, np.unique(taken)))
    return np.asarray((has[rows] > 0) & (joined[rows] >= has[rows]))


def _allowed(radius: Array) -> Array:
    """Return the gap that is bridged at an end of that radius: its diameter, within reason [m], (n,)."""
    return np.asarray(np.clip(2 * radius, _LEAST_GAP_M, _MOST_GAP_M))


def _facing(things: Things, mouths: Mouths) -> _Meeting:
    """Return the ends that may meet each other, seen from both."""
    one, other = pairs_within(mouths.centre, _MOST_GAP_M)
    one, other = np.concatenate((one, other)), np.concatenate((other, one))
    gap = np.linalg.norm(mouths.centre[one] - mouths.centre[other], axis=1)
    allowed = _allowed(np.minimum(mouths.radius[one], mouths.radius[other]))
    owner, target = mouths.owner[one], mouths.owner[other]
    fits = (gap <= allowed) & (owner != target) & things.words.meet(things.carried[owner], things.carried[target])
    return _Meeting(one, target, other, gap, allowed, np.zeros(len(one), dtype=bool)).kept(fits)


def _ending(things: Things, mouths: Mouths, bodies: Bodies) -> _Meeting:
    """Return the bodies that ends may stop at or in."""
    allowed = _allowed(mouths.radius)[:, None]
    end, body = bodies.near(mouths.centre - allowed, mouths.centre + allowed)
    owner, target = mouths.owner[end], bodies.rows[body]
    fits = (owner != target) & things.words.meet(things.carried[owner], things.carried[target])
    end, body, target = end[fits], body[fits], target[fits]
    gap = bodies.distance(mouths.centre[end], body, within=_MOST_GAP_M)
    is_side = np.char.endswith(things.ifc_class[target].astype(str), "Segment")
    reach = np.where(is_side, _SIDE_GAP_M, allowed[end, 0])
    return _Meeting(end, target, np.full(len(end), -1), gap, reach, is_side).kept(gap <= reach)


def _of_meetings(things: Things, mouths: Mouths, meetings: _Meeting) -> Links:
    """Return meetings as links, those of two ends once."""
    once = meetings.kept(
        (meetings.other < 0) | (meetings.end < meetings.other) | ~np.isin(meetings.other, meetings.end)
    )
    parts = []
    for method, rows in (("ends-meet", once.other >= 0), ("end-at-body", once.other < 0)):
        some = once.kept(rows)
        parts.append(_links(things, (mouths.owner[some.end], some.thing), method, some.gap, some.allowed))
    return Links.joined(parts)


def _touching(things: Things, blunt: Bodies, bodies: Bodies) -> Links:
    """Return the links of bodies that touch, one of which has no flat ends."""
    one, other, gap = blunt.touching(bodies, _TOUCH_M)
    ends = blunt.rows[one], bodies.rows[other]
    fits = (ends[0] != ends[1]) & things.words.meet(things.carried[ends[0]], things.carried[ends[1]])
    return _links(things, (ends[0][fits], ends[1][fits]), "bodies-touch", gap[fits], np.full(int(fits.sum()), _TOUCH_M))


def _links(things: Things, ends: tuple[Array, Array], method: str, gap: Array, allowed: Array) -> Links:
    carried = things.words.shared(things.carried[ends[0]], things.carried[ends[1]])
    confidence = 0.9 - 0.4 * gap / allowed
    return Links.made(ends, (Provenance.GEOMETRIC, method), carried=carried, gap=gap, confidence=confidence)


def without_shortcuts(things: Things, links: Links) -> Links:
    """Return the links without those of pipe to pipe where both join the same fitting: they meet in it.

    Where several pipes end in one point inside a fitting, all of them are near each other too.
    """
    is_segment = np.char.endswith(things.ifc_class.astype(str), "Segment")
    beside: dict[int, set[int]] = {}
    for one, other in zip(links.one.tolist(), links.other.tolist(), strict=True):
        for pipe, fitting in ((one, other), (other, one)):
            if is_segment[pipe] and not is_segment[fitting]:
                beside.setdefault(pipe, set()).add(fitting)
    ends = zip(links.one.tolist(), links.other.tolist(), strict=True)
    met = np.array([bool(beside.get(one, set()) & beside.get(other, set())) for one, other in ends], dtype=bool)
    between = is_segment[links.one] & is_segment[links.other] & (links.provenance != Provenance.DECLARED)
    return links.kept(~(met & between))
