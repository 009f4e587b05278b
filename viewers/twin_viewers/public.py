"""How the public space is drawn: its roles, with their colours, default widths and symbols, from a data table.

A model of a building says by its IFC classes what things are. Out of doors the kind of a node says only that it is a
way, a plot or a device; its object type says what people call it: a footway, a green, a street lamp.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin

__all__ = ["NEIGHBOUR", "PUBLIC_ROLES", "PublicRole", "different", "has_lines", "public_role", "public_roles_of"]

_INFERRED: Final = ("stretch", "junction", "entrance")
"""Object types of what inference cuts ways into; the ways themselves are drawn, so these would be drawn twice."""

_RAISED: Final = "footprint"
"""Kernel of meshes that an importer raised from outlines on a map."""

NEIGHBOUR: Final = "surrounding building"
"""Role of a building of which only the outline or the mass is known."""

_KINDS_OF_FORM: Final[Mapping[str, tuple[str, ...]]] = {
    "area": (Kind.PLOT, Kind.ELEMENT),
    "way": (Kind.PATH, Kind.ELEMENT),
    "wall": (Kind.ELEMENT,),
    "footprint": (Kind.BUILDING,),
}
_KINDS_OF_SYMBOLS: Final = (Kind.EQUIPMENT,)


@dataclass(frozen=True, slots=True)
class PublicRole:
    """One role of things out of doors.

    Parameters
    ----------
    name : its name
    label : what the legend calls many of them
    form : area, way, wall, or the name of a symbol
    tone : colour, written ``#RRGGBB``
    types : object types of the nodes that play it
    rank : what has a higher one is drawn over what has a lower
    width : of ways whose width is unknown [m]
    height : of walls, and of symbols of things whose height is unknown [m]
    base : colour of a way under its bars, if not ``tone``
    bars : colour of bars across a way, empty for none
    """

    name: str
    label: str
    form: str
    tone: str
    types: tuple[str, ...]
    rank: int = 0
    width: float = 2.0
    height: float = 1.0
    base: str = ""
    bars: str = ""

    @property
    def is_lined(self) -> bool:
        """Whether lines tell its shape, and no symbol stands for it."""
        return self.form in _KINDS_OF_FORM


def _read() -> dict[str, PublicRole]:
    text = (files("twin_viewers") / "data" / "public_space.toml").read_text("utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {name: PublicRole(name, **{**row, "types": tuple(row["types"])}) for name, row in table.items()}


PUBLIC_ROLES: Final[Mapping[str, PublicRole]] = _read()
"""Roles by name, in the order in which legends list them."""


@once
def public_roles_of(twin: Twin) -> NDArray[np.object_]:
    """Return the role of each node out of doors; empty for all others, (n,).

    Parameters
    ----------
    twin : the twin

    Notes
    -----
    Ways and plots are taken for such wherever they come from. Other things must be drawn by lines, raised from their
    outline, or stand somewhere without a shape of their own and outside of all buildings.
    """
    nodes, lined = twin.nodes, has_lines(twin)
    kinds, kind = different(nodes["kind"])
    is_of = {name: _is(kinds, kind, name) for name in (Kind.PATH, Kind.PLOT, Kind.EQUIPMENT, Kind.BUILDING)}
    flat, shaped = is_of[Kind.PATH] | is_of[Kind.PLOT], nodes["mesh"] >= 0
    placed = is_of[Kind.EQUIPMENT] & np.isfinite(nodes["position"][:, 0])
    flat |= is_of[Kind.BUILDING] & (lined | shaped)
    raised = np.append(twin["meshes"]["kernel"] == _RAISED, False)[nodes["mesh"]]
    here = np.flatnonzero(flat | raised | (~shaped & (nodes["building"] < 0) & (lined | placed)))
    types, kind_of_type = different(nodes["object_type"][here])
    keys, place = np.unique(kind[here] * (len(types) + 1) + kind_of_type, return_inverse=True)
    told = [(kinds[key // (len(types) + 1)], types[key % (len(types) + 1)].lower()) for key in keys.tolist()]
    result = np.full(nodes.length, "", dtype=object)
    result[here] = np.array([public_role(*one) for one in told], dtype=object)[place] if len(here) else ""
    result[flat & ~lined & ~shaped] = ""
    result.flags.writeable = False  # all who ask for it get the same
    return result


def different(values: Array) -> tuple[list[str], NDArray[np.int64]]:
    """Return the different texts among some, and which of them each is, (n,); sorting millions of texts takes seconds.

    Parameters
    ----------
    values : texts, (n,)

    Examples
    --------
    >>> names, place = different(np.array(["b", "a", "b"], dtype=object))
    >>> names, place.tolist()
    (['b', 'a'], [0, 1, 0])
    """
    texts = values.tolist()
    found = {text: at for at, text in enumerate(dict.fromkeys(texts))}
    place = np.fromiter(map(found.__getitem__, texts), dtype=np.int64, count=len(texts))
    return [str(name) for name in found], place


def _is(names: list[str], place: Array, name: str) -> NDArray[np.bool_]:
    return np.asarray(np.array([one == name for one in names], dtype=bool)[place]) if names else np.zeros(0, dtype=bool)


def public_role(kind: str, object_type: str) -> str:
    """Return the role of a way, plot, barrier or device out of doors; empty if it is none that is drawn.

    Ways and plots of types that the data table does not name play the roles ``path`` and ``plot``.

    Parameters
    ----------
    kind : kind of the node
    object_type : what it is called

    Examples
    --------
    >>> public_role("path", "steps"), public_role("plot", "moor"), public_role("equipment", "bench")
    ('steps', 'plot', 'bench')
    """
    if kind == Kind.PATH and object_type in _INFERRED:
        return ""
    if kind == Kind.BUILDING:
        return NEIGHBOUR
    return _by_type().get((kind, object_type), kind if kind in {Kind.PATH, Kind.PLOT} else "")


def has_lines(twin: Twin) -> NDArray[np.bool_]:
    """Return whether each node is drawn by lines, (n,).

    Parameters
    ----------
    twin : the twin
    """
    result = np.zeros(twin.nodes.length, dtype=bool)
    owner: Array = twin["lines"]["node"]
    result[owner[owner >= 0]] = True
    return result


@cache
def _by_type() -> dict[tuple[str, str], str]:
    """Return roles by kind and object type: a playground may be a plot, or a device that stands on one."""
    return {
        (kind, name): role.name
        for role in PUBLIC_ROLES.values()
        for name in role.types
        for kind in _KINDS_OF_FORM.get(role.form, _KINDS_OF_SYMBOLS)
    }
