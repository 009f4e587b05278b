"""From what people aim at to the nodes of a twin: by id, code or name, by query, or by position.

A query holds patterns with ``*`` by field: kind, class (IFC class), type (predefined type or object type), name, code,
use, building, storey, system, commodity (what the thing is fed with). Capitals do not matter.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UnknownNodeError, UsageError
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.scenario import Aim

__all__ = ["FIELDS", "rows_of"]

_FAR_M: Final = 25.0
"""Nobody means a thing farther than that from where they point."""

Mask = NDArray[np.bool_]


def rows_of(twin: Twin, aim: Aim, *, subject: str) -> tuple[int, ...]:
    """Return the rows of the nodes that are aimed at, ascending; none if nothing is aimed at.

    Parameters
    ----------
    twin : the twin
    aim : what is aimed at
    subject : whose aim it is, for messages

    Raises
    ------
    UsageError
        If no node answers to it, or if a field does not exist.
    """
    if aim.names:
        return tuple(sorted({_named(twin, name, subject) for name in aim.names}))
    if aim.query:
        return _queried(twin, aim, subject)
    return _nearest(twin, aim.position, subject) if aim.position else ()


def _named(twin: Twin, name: str, subject: str) -> int:
    try:
        return twin.row(name)
    except UnknownNodeError as error:
        raise UsageError(f"{subject}: at = {name!r}", error.reason, error.remedy) from error


def _queried(twin: Twin, aim: Aim, subject: str) -> tuple[int, ...]:
    mask = np.ones(twin.nodes.length, dtype=bool)
    for name, pattern in aim.query:
        if name not in FIELDS:
            raise UsageError(f"{subject}: at.{name}", "is no field of a query", f"Use {', '.join(FIELDS)}.")
        mask &= FIELDS[name](twin, pattern)
    rows = np.flatnonzero(mask)
    if not len(rows):
        asked = ", ".join(f"{name} = {pattern}" for name, pattern in aim.query)
        raise UsageError(
            f"{subject}: at", f"nothing has {asked}", "See the names with twin graph, or use * for any part."
        )
    return tuple(rows.tolist())


def _nearest(twin: Twin, position: tuple[float, ...], subject: str) -> tuple[int, ...]:
    """Return the thing whose middle is nearest, among those that can be aimed at: equipment, doors, spaces, paths."""
    nodes = twin.nodes
    centre = np.where(np.isnan(nodes["box"][:, 0]), nodes["position"], nodes["box"].mean(axis=1))
    able = np.isin(nodes["kind"].astype(str), ["equipment", "element", "space", "path", "plot"])
    far = np.linalg.norm(centre[:, : len(position)] - np.array(position), axis=1)
    far = np.where(able, far, np.nan)
    if np.isnan(far).all() or np.nanmin(far) > _FAR_M:
        low, high = np.nanmin(centre, axis=0), np.nanmax(centre, axis=0)
        span = f"x {low[0]:.0f} to {high[0]:.0f}, y {low[1]:.0f} to {high[1]:.0f}"
        raise UsageError(
            f"{subject}: at = {position}", f"nothing is within {_FAR_M:.0f} m of it", f"The estate has {span}."
        )
    return (int(np.nanargmin(far)),)


def _matching(values: NDArray[np.object_], pattern: str) -> Mask:
    match = re.compile(fnmatch.translate(pattern.lower())).match
    words, which = np.unique(values.astype(str), return_inverse=True)
    return np.asarray(np.array([match(word.lower()) is not None for word in words.tolist()], dtype=bool)[which])


def _column(*names: str) -> Callable[[Twin, str], Mask]:
    def field(twin: Twin, pattern: str) -> Mask:
        return np.asarray(np.logical_or.reduce([_matching(twin.nodes[name], pattern) for name in names]))

    return field


def _place(column: str) -> Callable[[Twin, str], Mask]:
    def field(twin: Twin, pattern: str) -> Mask:
        nodes = twin.nodes
        called = np.logical_or.reduce([_matching(nodes[name], pattern) for name in ("name", "code", "id", "long_name")])
        return np.asarray((nodes[column] >= 0) & called[nodes[column]])

    return field


def _member(twin: Twin, pattern: str) -> Mask:
    """Return the members of the systems of that name."""
    edges, nodes = twin.edges, twin.nodes
    called = (nodes["kind"] == "system") & (_matching(nodes["name"], pattern) | _matching(nodes["long_name"], pattern))
    mask = np.zeros(nodes.length, dtype=bool)
    mask[edges["target"][(edges["relation"] == Relation.GROUPS) & called[edges["source"]]]] = True
    return mask


def _fed(twin: Twin, pattern: str) -> Mask:
    edges = twin.edges
    mask = np.zeros(twin.nodes.length, dtype=bool)
    mask[edges["target"][(edges["relation"] == Relation.FEEDS) & _matching(edges["commodity"], pattern)]] = True
    return mask


FIELDS: Final[dict[str, Callable[[Twin, str], Mask]]] = {
    "kind": _column("kind"),
    "class": _column("ifc_class"),
    "type": _column("predefined_type", "object_type"),
    "name": _column("name", "long_name"),
    "code": _column("code"),
    "use": _column("use"),
    "building": _place("building"),
    "storey": _place("storey"),
    "system": _member,
    "commodity": _fed,
}
"""Fields of a query, and the nodes that match a pattern in each."""
