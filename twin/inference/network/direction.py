"""Which way a network runs: as ports say, else away from what feeds it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from twin.inference.network.graph import components, levels
from twin.inference.network.links import Links
from twin.inference.network.things import Things
from twin.model.columns import Array

__all__ = ["directed", "parts_of", "settled", "sources_of"]


def settled(things: Things, links: Links) -> Links:
    """Return the links with what flows narrowed to one commodity where parts of one run of pipes leave no other.

    A pipe carries one commodity all along: links of which several or none may be meant take that of the links they
    share pipes and fittings with, if those agree. Heating of which the half is open becomes plain heating.
    """
    open_ = np.array([things.words.word(one) == "unknown" for one in links.carried.tolist()], dtype=bool)
    count, inline = things.twin.nodes.length, things.is_inline
    label = _runs(links.kept(open_), inline, count)
    said = np.zeros(len(label), int)
    for end in (links.one[~open_], links.other[~open_]):
        through = inline[end]
        np.bitwise_or.at(said, label[end[through]], links.carried[~open_][through])
    near = np.where(inline[links.one], said[label[links.one]], 0) | np.where(
        inline[links.other], said[label[links.other]], 0
    )
    agreed = np.array([one.bit_count() == 1 for one in near.tolist()], dtype=bool)
    fits = (links.carried == 0) | (links.carried & near != 0)
    carried = np.where(open_ & agreed & fits, near, links.carried)
    undecided = (carried & things.words.heating != 0) & (carried & ~things.words.heating == 0)
    several = undecided & (carried & (carried - 1) != 0)
    return replace(links, carried=np.where(several, things.words.bits(["heating"]), carried))


def _runs(links: Links, inline: Array, count: int) -> Array:
    """Return for each node the least node of the run of pipes and fittings it belongs to, (count,)."""
    both = inline[links.one] & inline[links.other]
    return components(count, links.one[both], links.other[both])


def parts_of(things: Things, links: Links, commodity: int) -> Array:
    """Return for each node the least node of the part of a network it belongs to, itself if to none, (n,)."""
    some = links.kept((links.carried & things.words.family(commodity)) != 0)
    return components(things.twin.nodes.length, some.one, some.other)


def sources_of(things: Things, links: Links, commodity: int) -> Array:
    """Return the nodes that feed each connected part of a network: of each part those of the best kind it has."""
    rank = things.rank(commodity)
    ends = np.unique(np.concatenate((links.one, links.other)))
    ends = ends[rank[ends] >= 0]
    part = components(things.twin.nodes.length, links.one, links.other)[ends]
    best = np.full(things.twin.nodes.length, np.iinfo(int).max)
    np.minimum.at(best, part, rank[ends])
    return np.asarray(ends[rank[ends] == best[part]])


def directed(things: Things, links: Links) -> Links:
    """Return the links with their ends in the order of the flow.

    Where ports say it, they are believed. Else flow leaves what feeds the network, along the fewest links; in drainage
    and the return of a loop it runs the other way. A link that closes a ring, or a network without a source, has no
    known direction: its ends are ordered by id, its method ends with ``-undirected``, and it is trusted less.
    """
    flow = np.array(links.flow)
    method, confidence = links.method.copy(), links.confidence.copy()
    for commodity, rows in _by_commodity(things, links).items():
        step = _away_from_source(things, links, commodity)[rows]
        silent = flow[rows] == 0
        flow[rows] = np.where(silent, step, flow[rows])
        found = rows[silent & (step != 0)]
        method[found] += "-from-source"
        confidence[found] *= 0.9
    lost = flow == 0
    method[lost] += "-undirected"
    confidence[lost] *= 0.5
    return _ordered(things, replace(links, method=method, confidence=confidence), flow)


def _away_from_source(things: Things, links: Links, commodity: int) -> Array:
    """Return 1 for links that lead from one to other as the commodity flows, -1 the other way, 0 if unknown, (n,)."""
    if commodity < 0:
        return np.zeros(len(links), int)
    on = (links.carried & things.words.along(commodity)) != 0
    some = links.kept(on)
    roots = sources_of(things, some, commodity)
    level = levels(things.twin.nodes.length, some.one, some.other, roots=roots)
    step = np.where(level[links.one] >= 0, np.sign(level[links.other] - level[links.one]), 0)
    return np.where(on, -step if commodity in things.words.reversed else step, 0)


def _by_commodity(things: Things, links: Links) -> dict[int, Array]:
    """Return the rows of the links of each commodity; -1 for those of which it is unknown."""
    names = things.words.names
    words = [things.words.word(one) for one in links.carried.tolist()]
    number = np.array([names.index(word) if word in names else -1 for word in words], int)
    return {int(one): np.flatnonzero(number == one) for one in np.unique(number)}


def _ordered(things: Things, links: Links, flow: Array) -> Links:
    ids = things.twin.nodes["id"]
    by_id = np.array([ids[one] > ids[other] for one, other in zip(links.one, links.other, strict=True)], dtype=bool)
    swap = np.where(flow == 0, by_id, flow < 0)
    one, other = np.where(swap, links.other, links.one), np.where(swap, links.one, links.other)
    return replace(links, one=one, other=other, flow=np.abs(flow))
