"""Where people want to go: things by name, by what they are, by their use, or by a tag of the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UnknownNodeError
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["destinations", "destinations_of_words", "known_destinations"]

_BY_TYPE: Final = (Kind.EQUIPMENT, Kind.PLOT, Kind.PATH, Kind.BUILDING)
_TAGS: Final = (
    "amenity",
    "shop",
    "leisure",
    "healthcare",
    "office",
    "tourism",
    "public_transport",
    "craft",
    "social_facility",
)
"""Tags of OpenStreetMap that say what one can do at a place."""


def destinations(twin: Twin, key: str) -> NDArray[np.int64]:
    """Return the rows of what somebody calls a destination, ascending.

    Parameters
    ----------
    twin : the twin
    key : an id, code or name; or what things are (``bus stop``), what shared spaces are used for (``common room``) or
        called (``Laverie``), or a tag (``amenity=library`` or only ``library``); capitals do not matter

    Raises
    ------
    UnknownNodeError
        If nothing answers to it.
    """
    from difflib import get_close_matches

    try:
        return np.array([twin.row(key)], dtype=np.int64)
    except UnknownNodeError:
        found = destinations_of_words(twin, [key])
    if len(found):
        return found
    near = get_close_matches(key.strip().lower(), sorted(_places(twin)), n=3)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"There are {', '.join(known_destinations(twin)[:12])}."
    raise UnknownNodeError(key, "no destination has that id, code, name, type, use or tag", remedy)


def destinations_of_words(twin: Twin, words: Iterable[str]) -> NDArray[np.int64]:
    """Return the rows of all that some words stand for, ascending; none if nothing does.

    Parameters
    ----------
    twin : the twin
    words : types, uses, names of shared spaces, tags
    """
    known = _places(twin)
    rows = {row for word in words for row in known.get(word.strip().lower(), ())}
    return np.array(sorted(rows), dtype=np.int64)


def known_destinations(twin: Twin) -> list[str]:
    """Return what plots and things outdoors with a tag of use, and shared spaces with a use, are called.

    Parameters
    ----------
    twin : the twin
    """
    nodes = twin.nodes
    tagged = [str(nodes["object_type"][row]) for row, _, _ in _tagged(twin)]
    shared = nodes["use"][_shared_spaces(twin)].tolist()
    return sorted({one for one in (*tagged, *shared) if one and one != "unknown"})


@once
def _places(twin: Twin) -> dict[str, list[int]]:
    """Return the rows of all destinations by each word that they answer to."""
    nodes, found = twin.nodes, dict[str, list[int]]()

    def add(word: str, row: int) -> None:
        if word and row not in found.setdefault(word.strip().lower(), []):
            found[word.strip().lower()].append(row)

    for row in np.flatnonzero(np.isin(nodes["kind"].astype(str), _BY_TYPE)).tolist():
        add(str(nodes["object_type"][row]), row)
    for row in _shared_spaces(twin).tolist():
        for column in ("use", "name", "long_name", "object_type"):
            add(str(nodes[column][row]), row)
    for row, tag, value in _tagged(twin):
        add(value.replace("_", " "), row)
        add(value, row)
        add(f"{tag}={value}", row)
    return found


def _shared_spaces(twin: Twin) -> Array:
    """Return the rows of the spaces that belong to no dwelling."""
    nodes, edges = twin.nodes, twin.edges
    home = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    private = np.zeros(nodes.length, dtype=bool)
    private[edges["target"][(edges["relation"] == Relation.GROUPS) & home[edges["source"]]]] = True
    return np.flatnonzero((nodes["kind"] == Kind.SPACE) & ~private)


def _tagged(twin: Twin) -> list[tuple[int, str, str]]:
    """Return node, tag and value of all tags that say what one can do there."""
    table, links, nodes = twin["properties"], twin["node_property_sets"], twin.nodes
    chosen = np.flatnonzero(np.isin(table["name"].astype(str), _TAGS))
    of_set: dict[int, list[tuple[str, str]]] = {}
    for row in chosen.tolist():
        of_set.setdefault(int(table["set"][row]), []).append((str(table["name"][row]), str(table["value"][row])))
    told = np.flatnonzero(np.isin(links["set"], list(of_set)))
    return [
        (int(links["node"][row]), tag, part.strip())
        for row in told.tolist()
        if nodes["kind"][links["node"][row]] in _BY_TYPE
        for tag, value in of_set[int(links["set"][row])]
        for part in value.split(";")
    ]
