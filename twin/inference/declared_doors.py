"""What space boundaries say about doors: the spaces on their sides, and whether one side is outside."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from twin.inference.passages import target_of
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Declared", "declared_doors"]


@dataclass(frozen=True, slots=True)
class Declared:
    """What boundaries say of one door.

    Parameters
    ----------
    spaces : nodes of the spaces it bounds
    external : whether one of its boundaries is external
    """

    spaces: frozenset[int] = field(default_factory=frozenset)
    external: bool = False


def declared_doors(twin: Twin) -> dict[int, Declared]:
    """Return what boundaries say, by the node of the door or of the opening without one.

    A boundary may name the opening in place of the door in it; both count as the door.

    Parameters
    ----------
    twin : the twin
    """
    boundaries, filler = twin["boundaries"], _filler_of(twin)
    spaces, external = defaultdict[int, set[int]](set), defaultdict[int, bool](bool)
    rows = zip(*(boundaries[name].tolist() for name in ("element", "space", "side")), strict=True)
    for element, space, side in rows:
        if element < 0:
            continue
        door = filler.get(element, element)
        spaces[door].add(space)
        external[door] |= str(side).startswith("EXTERNAL")
    return {door: Declared(frozenset(found), external[door]) for door, found in spaces.items()}


def _filler_of(twin: Twin) -> dict[int, int]:
    fills = target_of(twin, Relation.FILLS)
    fillers = np.flatnonzero(fills >= 0)
    return dict(zip(fills[fillers].tolist(), fillers.tolist(), strict=True))
