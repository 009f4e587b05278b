"""Rooms that one tenant uses alone, a shop, of which a meter tells that is counted with what a building shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_rules.facts.meters import Carrier, metered

__all__ = ["shops_behind"]

_OF_SHOPS: Final = frozenset({"commerce", "storage", "wet", "unknown", ""})
"""What rooms of a shop are used for: it has a store and a WC besides."""
_LINES: Final = ("IfcPipe", "IfcDuct", "IfcCable")
"""What leads through rooms of others."""


def shops_behind(twin: Twin, meters: Iterable[int], carrier: Carrier) -> list[int]:
    """Return the rows of the shops that hang on meters which tell of nothing but a shop, ascending.

    Parameters
    ----------
    twin : the estate
    meters : rows of the meters
    carrier : what they count
    """
    nodes, edges = twin.nodes, twin.edges
    inside = (edges["relation"] == Relation.CONTAINS) & (nodes["kind"][edges["source"]] == Kind.SPACE)
    room = np.full(nodes.length, -1, dtype=np.int64)
    room[edges["target"][inside]] = edges["source"][inside]
    shops = set[int]()
    for one in metered(twin, meters, carrier):
        # a meter may hang in a box elsewhere: what it feeds says whose it is
        ends = [row for row in one.behind - {one.row} if not nodes["ifc_class"][row].startswith(_LINES)]
        rooms = {int(room[row]) for row in ends} - {-1}
        if {str(nodes["use"][row]) for row in rooms} <= _OF_SHOPS:
            shops |= {row for row in rooms if nodes["use"][row] == "commerce"}
    return sorted(shops)
