"""What each door opens to the street if it alone fails open, by how doors stand now."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from twin_rules.facts.locks import LOCKED, UNKNOWN, Passages

__all__ = ["opened_by"]


def opened_by(found: Passages, *, taken_as_open: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the places that anybody reaches besides if one door fails open, by door; without doors that add none.

    Parameters
    ----------
    found : the passages
    taken_as_open : locks that one gets through, such as `OPEN` alone or with `UNKNOWN`
    """
    piece = _pieces(found, np.isin(found.lock, list(taken_as_open)))
    street = int(piece[0])
    members: dict[int, list[int]] = {}
    for place, one in enumerate(piece.tolist()):
        members.setdefault(one, []).append(place)
    opened: dict[int, frozenset[int]] = {}
    shut = np.isin(found.lock, [LOCKED, UNKNOWN]) & ~np.isin(found.lock, list(taken_as_open)) & (found.via >= 0)
    for door, ends in _ends_by_door(found, piece, shut).items():
        reached = _spread(street, ends) - {street}
        if reached:
            opened[door] = frozenset(place for one in reached for place in members[one])
    return opened


def _pieces(found: Passages, passable: NDArray[np.bool_]) -> NDArray[np.int64]:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    count = len(found.rows)
    links = (found.source[passable], found.target[passable])
    graph = coo_array((np.ones(len(links[0]), dtype=np.int8), links), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _ends_by_door(
    found: Passages, piece: NDArray[np.int64], shut: NDArray[np.bool_]
) -> dict[int, list[tuple[int, int]]]:
    ends: dict[int, list[tuple[int, int]]] = {}
    one, two = piece[found.source[shut]].tolist(), piece[found.target[shut]].tolist()
    for door, *pair in zip(found.via[shut].tolist(), one, two, strict=True):
        ends.setdefault(door, []).append((pair[0], pair[1]))
    return ends


def _spread(start: int, links: list[tuple[int, int]]) -> set[int]:
    """Return what one gets to from a start along a few links."""
    reached = {start}
    for _ in links:
        reached |= {two for one, two in links if one in reached} | {one for one, two in links if two in reached}
    return reached
