"""Which things a picture shows: all, those of some kinds, or what one sees when looking into a storey."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.roles import COVERS, ROLES, SPACE, is_drawn, role_names_of

__all__ = ["rows_to_draw", "storey_rows", "without_doubles"]

_HEAD_M: Final = 1.5
"""Slabs, roofs and beams that begin higher above the floor of a storey than this are over people's heads [m]."""

_SAME: Final = 0.8
"""Rooms of two files are one room if they share this part of what both together fill [-]; one author measures to the
wall, the other to its finish, and no two rooms that stand side by side share a tenth."""

_OVERHEAD: Final = (*COVERS, "slab", "column or beam", "foundation")


def rows_to_draw(twin: Twin, *, storey: str | None = None, only: Sequence[str] = ()) -> NDArray[np.int64]:
    """Return the rows of the nodes that a picture shows, (n,).

    Parameters
    ----------
    twin : the twin
    storey : id, code, name or long name of the storey to look into; None for all that is there
    only : kinds or roles to show, such as ``space`` or ``wall``; empty for all

    Raises
    ------
    UsageError
        If there is no such storey or kind.
    """
    shown = is_drawn(twin).copy()
    if only:
        shown &= _is_one_of(twin, only)
    if storey is not None:
        shown &= np.isin(twin.nodes["storey"], storey_rows(twin, storey))
        shown &= ~_is_overhead(twin, shown)
    return np.flatnonzero(shown)


def without_doubles(twin: Twin, rows: Array, *, known: Array) -> NDArray[np.int64]:
    """Return rows of nodes without spaces that lie in the same place as others of another file, (k,).

    Two translucent surfaces in one place flicker, and where architect and engineer both model a room there are two.
    The one with a value is kept, else the first.

    Parameters
    ----------
    twin : the twin
    rows : rows of nodes that have a mesh, (n,)
    known : whether each node has a value to be coloured by, (n_nodes,)
    """
    nodes = twin.nodes
    spaces = rows[nodes["kind"][rows] == Kind.SPACE]
    spaces = spaces[np.argsort(~known[spaces], kind="stable")]
    box, source = nodes["box"][spaces], nodes["source"][spaces]
    plans = shapely.box(*box[:, 0, :2].T, *box[:, 1, :2].T)
    first, second = shapely.STRtree(plans).query(plans, predicate="intersects")
    other = (first < second) & (source[first] != source[second])
    first, second = first[other], second[other]
    return np.asarray(rows[~np.isin(rows, spaces[second[_shared(box[first], box[second]) > _SAME]])])


def _shared(one: Array, other: Array) -> NDArray[np.float64]:
    """Return the volume that each two boxes share over the volume they fill together, (n,)."""
    sizes = np.minimum(one[:, 1], other[:, 1]) - np.maximum(one[:, 0], other[:, 0])
    shared = np.prod(np.maximum(sizes, 0), axis=1)
    both = np.prod(one[:, 1] - one[:, 0], axis=1) + np.prod(other[:, 1] - other[:, 0], axis=1) - shared
    return np.asarray(shared / np.maximum(both, 1e-9))


def storey_rows(twin: Twin, key: str) -> NDArray[np.int64]:
    """Return the rows of the storeys that answer to a key; several buildings may each have one of that name, (n,).

    Parameters
    ----------
    twin : the twin
    key : id, code, name or long name, in capitals or not

    Raises
    ------
    UsageError
        If no storey answers to it; the message names those there are.
    """
    storeys, nodes = twin.rows(Kind.STOREY), twin.nodes
    called = {name: nodes[name][storeys].astype(str) for name in ("id", "code", "name", "long_name")}
    for values in called.values():
        if (same := values == key).any():
            return np.asarray(storeys[same])
    for values in called.values():
        if (same := np.char.lower(values) == key.lower()).any():
            return np.asarray(storeys[same])
    raise _no_storey(key, [name for values in list(called.values())[1:] for name in values.tolist() if name])


def _no_storey(key: str, names: list[str]) -> UsageError:
    names = list(dict.fromkeys(names))
    near = get_close_matches(key, names, n=1, cutoff=0.4)
    there = f"There are {', '.join(names)}." if names else "It has none with a name."
    reason = f"the twin has no such storey; did you mean {near[0]}" if near else "the twin has no such storey"
    return UsageError(f"--storey {key}", reason, there)


def _is_one_of(twin: Twin, names: Sequence[str]) -> NDArray[np.bool_]:
    known = [*ROLES, *(str(kind) for kind in Kind)]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0.75)
            raise UsageError(f"--only {name}", "there is no such kind", f"Write one of: {', '.join(near or known)}.")
    roles = role_names_of(twin)
    return np.asarray(np.isin(roles, names) | np.isin(twin.nodes["kind"].astype(str), names))


def _is_overhead(twin: Twin, shown: Array) -> NDArray[np.bool_]:
    """Return whether each node lies over the rooms of the storey it belongs to, (n,)."""
    bottom = twin.nodes["box"][:, 0, 2]
    role = role_names_of(twin)
    floor = _floor_of_storeys(twin, bottom, shown & (role == SPACE), shown)
    above = bottom > floor[twin.nodes["storey"]] + _HEAD_M
    return np.asarray(np.isin(role, COVERS) | (np.isin(role, _OVERHEAD) & above))


def _floor_of_storeys(twin: Twin, bottom: Array, spaces: Array, shown: Array) -> Array:
    """Return the level of the floor by storey, from its spaces, or what stands in it, NaN for other nodes [m], (n,)."""
    floor = np.full(twin.nodes.length, np.nan)
    for storey in np.unique(twin.nodes["storey"][shown]):
        here = shown & (twin.nodes["storey"] == storey)
        floor[storey] = np.median(bottom[here & spaces] if (here & spaces).any() else bottom[here])
    return floor
