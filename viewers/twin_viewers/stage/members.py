"""Which things one sees of a node: of a dwelling its rooms, of a system its devices, of a storey all that is in it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["with_members"]

_LEVELS: Final = 4
"""Site, building, system or dwelling, and what these group: no chain of wholes is longer."""


def with_members(twin: Twin, rows: Array) -> NDArray[np.int64]:
    """Return the rows of some nodes with all that they group and hold, sorted, (k,).

    Parameters
    ----------
    twin : the twin
    rows : rows of the nodes, (n,)
    """
    nodes, edges = twin.nodes, twin.edges
    member = np.zeros(nodes.length + 1, dtype=bool)
    member[np.asarray(rows, dtype=np.int64)] = True
    groups = np.isin(edges["relation"], (Relation.GROUPS, Relation.CONTAINS))
    wholes, parts = edges["source"][groups], edges["target"][groups]
    for _ in range(_LEVELS):
        before = int(member.sum())
        member[parts[member[wholes]]] = True
        for column in ("storey", "building", "parent"):
            member[:-1] |= member[nodes[column]]  # -1, which is none, asks the last, which never is a member
        if int(member.sum()) == before:
            break
    return np.flatnonzero(member)
