"""Last links: from the open end of a pipe to the terminal beside it, from a riser to the dwellings along it."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from twin.inference.network.bodies import Bodies
from twin.inference.network.direction import parts_of
from twin.inference.network.graph import matched
from twin.inference.network.links import Links
from twin.inference.network.mouths import Mouths
from twin.inference.network.places import Places
from twin.inference.network.stacks import Homes, homes_of
from twin.inference.network.things import Things
from twin.model.columns import Array
from twin.model.evidence import Provenance

__all__ = ["dwelling_links", "end_to_terminal", "nearest_in_dwelling"]

_TAP_M: Final = 1.2
"""How far the end of a pipe may be from the terminal it feeds: taps and hoses are rarely modelled, and the mixer of a
shower sits 1.0 to 1.2 m above its tray."""
_RISER_M: Final = 2.0
"""Least height of a riser: a pipe that goes through a storey, not up to a basin."""
_DUCT_M: Final = 1.0
"""How far outside the outline of a dwelling its riser may stand: in a duct behind the wall or on the landing."""
_CONFIDENCE: Final = 0.2
_TO_DWELLINGS: Final = ("cold_water", "hot_water", "heating_flow", "heating", "power")
"""What any dwelling can be taken to use; gas or a fire main may well pass it by."""
_ALTERNATIVES: Final = ("heating_flow", "heating", "power")
"""One is enough for a heater: a radiator whose pipe ends early is not an electric one."""


def end_to_terminal(things: Things, places: Places, mouths: Mouths, links: Links) -> Links:
    """Return links from ends that are open to the nearest terminal in the same space that nothing feeds yet.

    Parameters
    ----------
    things : the things
    places : where they are
    mouths : ends that nothing joins
    links : what is linked already
    """
    linked = np.zeros(things.twin.nodes.length, int)
    for end in (links.one, links.other):
        np.bitwise_or.at(linked, end, links.carried)
    waiting = things.equipment[(things.needs[things.equipment] & ~linked[things.equipment]) != 0]
    bodies = Bodies.of(things.twin, waiting)
    end, body = bodies.near(mouths.centre - _TAP_M, mouths.centre + _TAP_M)
    owner, target = mouths.owner[end], bodies.rows[body]
    missing = things.needs[target] & ~linked[target]
    space = places.at(mouths.centre)[end]
    here = (space == places.space[target]) | (space < 0) | (places.space[target] < 0)
    fits = here & (things.words.widened(things.carried[owner]) & missing != 0)
    end, body, owner, target = end[fits], body[fits], owner[fits], target[fits]
    gap = bodies.distance(mouths.centre[end], body, within=_TAP_M)
    best = matched(end, len(mouths) + body, gap, count=len(mouths) + len(waiting))
    carried = things.words.shared(things.carried[owner], things.carried[target])
    return Links.made(
        (owner[best], target[best]),
        (Provenance.GEOMETRIC, "open-end-near-terminal"),
        carried=carried[best],
        gap=gap[best],
        confidence=0.6 - 0.3 * gap[best] / _TAP_M,
    )


def nearest_in_dwelling(things: Things, places: Places, links: Links) -> Links:
    """Return links from the nearest thing of a network to the terminals of the same dwelling that it does not reach."""
    found: list[Links] = []
    for commodity in range(len(things.words.names)):
        found.append(_within_dwelling(things, places, Links.joined([links, *found]), commodity))
    return Links.joined(found)


def _within_dwelling(things: Things, places: Places, links: Links, commodity: int) -> Links:
    bit = 1 << commodity
    on = _network(things, links, commodity)
    on = on[things.is_inline[on]]
    enough = things.words.bits(_ALTERNATIVES) if things.words.names[commodity] in _ALTERNATIVES else bit
    served = np.unique(np.concatenate((links.one, links.other))[np.tile((links.carried & enough) != 0, 2)])
    waiting = things.equipment[(things.needs[things.equipment] & bit) != 0]
    waiting = waiting[~np.isin(waiting, served) & (places.dwelling[waiting] >= 0)]
    first, second, gap = [], [], []
    for one in waiting.tolist():
        near = on[places.dwelling[on] == places.dwelling[one]]
        away = np.linalg.norm(places.centre[near] - places.centre[one], axis=1)
        if np.isfinite(away).any():
            first.append(int(near[np.nanargmin(away)]))
            second.append(one)
            gap.append(float(np.nanmin(away)))
    return _assumed(first, second, bit, gap, "nearest-in-dwelling")


def dwelling_links(things: Things, places: Places, links: Links) -> Links:
    """Return links from the riser of their stack to the dwellings in which nothing of a network stands.

    That is the nearest riser that passes their height: one in or beside the dwelling, or any of the building if the
    network reaches another dwelling of the same stack.
    """
    homes = homes_of(places)
    stack = homes.stacks()
    found = []
    for commodity in map(things.words.names.index, _TO_DWELLINGS):
        on = _network(things, links, commodity)
        reached = np.isin(homes.rows, places.dwelling[on])
        limit = np.where(np.isin(stack, stack[reached]), np.inf, _DUCT_M)
        risers = on[_is_riser(things, on)]
        found.append(
            _riser_links(things, places, homes, risers=risers, limit=np.where(reached, -1, limit), commodity=commodity)
        )
    return Links.joined(found)


def _riser_links(things: Things, places: Places, homes: Homes, *, risers: Array, limit: Array, commodity: int) -> Links:
    """Return the links from the nearest riser to each dwelling, not farther than its limit."""
    nodes, first, second, gap = things.twin.nodes, [], [], []
    plan = shapely.points(places.centre[risers][:, :2] - places.rooms.origin)
    low, high = nodes["box"][risers, 0, 2], nodes["box"][risers, 1, 2]
    for one in np.flatnonzero(limit >= 0).tolist() if len(risers) else []:
        near = (low < homes.top[one]) & (high > homes.bottom[one]) & (nodes["building"][risers] == homes.building[one])
        away = np.where(near, shapely.distance(plan, homes.outlines[one]), np.inf)
        if np.isfinite(away.min()) and away.min() <= limit[one]:
            first.append(int(risers[int(away.argmin())]))
            second.append(int(homes.rows[one]))
            gap.append(float(away.min()))
    return _assumed(first, second, 1 << commodity, gap, "riser-of-stack")


def _network(things: Things, links: Links, commodity: int) -> Array:
    """Return the things on the networks of a commodity that have a source, (n,)."""
    part = parts_of(things, links, commodity)
    rows = np.unique(np.concatenate((links.one, links.other))[np.tile((links.carried & (1 << commodity)) != 0, 2)])
    rank = things.rank(commodity)
    return rows[np.isin(part[rows], part[rows[rank[rows] >= 0]])]


def _is_riser(things: Things, rows: Array) -> Array:
    size = np.diff(things.twin.nodes["box"][rows], axis=1)[:, 0]
    return np.asarray((size[:, 2] >= _RISER_M) & (size[:, :2].max(axis=1) < size[:, 2] / 4))


def _assumed(one: list[int], other: list[int], carried: int, gap: list[float], method: str) -> Links:
    count = len(one)
    return Links.made(
        (np.array(one, int), np.array(other, int)),
        (Provenance.ASSUMED, method),
        carried=np.full(count, carried),
        gap=np.array(gap, float),
        confidence=np.full(count, _CONFIDENCE),
        flow=np.ones(count, int),
    )
