"""Links that nothing but membership in a system suggests: from its source to those that nothing reaches."""

from __future__ import annotations

import numpy as np

from twin.inference.network.direction import parts_of
from twin.inference.network.links import Links
from twin.inference.network.places import Places
from twin.inference.network.things import Things
from twin.model.columns import Array
from twin.model.evidence import Provenance

__all__ = ["member_links"]

_CONFIDENCE = 0.3
"""The author says that things work together, not which feeds which."""


def member_links(things: Things, places: Places, links: Links) -> Links:
    """Return a link from the source of each system to each member, or linked part of it, that has no source yet.

    Boards and meters that are sources themselves are fed by the one that feeds the others, if one is; other members by
    the only source in their dwelling, else by that one. A system without a source gets no link, nor do single pipes.
    """
    system, member = things.memberships
    ends: list[tuple[int, int, int]] = []
    for one in np.unique(system).tolist():
        for commodity in _commodities(things, one):
            members = np.unique(member[(system == one) & things.is_equipment[member] & ~things.sensing[member]])
            fed = _star(things, places, links, members=members, commodity=commodity)
            ends += [(source, target, 1 << commodity) for source, target in fed]
    columns = np.array(ends, int).reshape(-1, 3)
    count = len(columns)
    return Links.made(
        (columns[:, 0], columns[:, 1]),
        (Provenance.ASSUMED, "system-membership"),
        carried=columns[:, 2],
        gap=np.full(count, np.nan),
        confidence=np.full(count, _CONFIDENCE),
        flow=np.where([bool(things.words.is_reversed(one)) for one in columns[:, 2].tolist()], -1, 1).astype(int),
    )


def _commodities(things: Things, system: int) -> list[int]:
    """Return what a system carries, one or several, by number."""
    carried = int(things.of_system[system])
    if carried & things.words.heating and carried.bit_count() > 1 and carried & ~things.words.heating == 0:
        carried = things.words.bits(["heating"])
    return [place for place in range(len(things.words.names)) if carried >> place & 1]


def _star(things: Things, places: Places, links: Links, *, members: Array, commodity: int) -> list[tuple[int, int]]:
    rank = things.rank(commodity)
    sources = members[rank[members] >= 0]
    if len(sources) == 0:
        return []
    part = parts_of(things, links, commodity)
    hub = _hub(rank, sources)
    lone = ~np.isin(part[members], part[sources]) & ~things.is_passive[members]
    fed = [(hub, int(one)) for one in sources if hub >= 0 and part[one] != part[hub]]
    for one in _first_of_parts(places, members[lone], part, hub):
        near = _feeder(places, one, sources, hub)
        if near >= 0:
            fed.append((near, one))
    return fed


def _hub(rank: Array, sources: Array) -> int:
    """Return the source that feeds the others: the only one of the best kind, -1 if there are several."""
    best = sources[rank[sources] == rank[sources].min()]
    return int(best[0]) if len(best) == 1 else -1


def _first_of_parts(places: Places, members: Array, part: Array, hub: int) -> list[int]:
    """Return one member of each linked part: the nearest to the hub, by row where that is unknown."""
    away = np.linalg.norm(places.centre[members] - places.centre[hub], axis=1) if hub >= 0 else np.zeros(len(members))
    order = np.lexsort((members, np.nan_to_num(away, nan=np.inf), part[members]))
    first = np.unique(part[members[order]], return_index=True)[1]
    return [int(one) for one in members[order][first]]


def _feeder(places: Places, member: int, sources: Array, hub: int) -> int:
    """Return what feeds a member: the only source in its dwelling, else the hub; -1 if neither is there."""
    home = places.dwelling[member]
    mine = sources[places.dwelling[sources] == home] if home >= 0 else sources[:0]
    return int(mine[0]) if len(mine) == 1 else hub
