"""What somebody means by the words of a search: places that narrow it, properties, and words to find."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.window.search_index import owners_of_sets, tokens_of
from twin_viewers.window.things import DWELLING, plain, things
from twin_viewers.window.tree_index import index_of

__all__ = ["Query", "is_in", "places_named", "query_of", "values_named", "with_property"]

Rows = NDArray[np.int64]

_PROPERTY: Final = re.compile(r"([^\s=:]+)\s*(?:=|:\s)\s*(\"[^\"]*\"|\S+)")
_KINDS: Final = {Kind.BUILDING: Kind.BUILDING, Kind.STOREY: Kind.STOREY, DWELLING: Kind.ZONE, Kind.SPACE: Kind.SPACE}
_LEVELS: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.ZONE, Kind.SPACE)


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for.

    Parameters
    ----------
    words : that must all fit, plain
    whole : all words as they stand, plain
    properties : names and values
    within : rows of the places, one of each of which a thing must be in
    """

    words: tuple[str, ...]
    whole: str
    properties: tuple[tuple[str, str], ...]
    within: tuple[Rows, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is looked for."""
        return not (self.words or self.properties or self.within)


def query_of(twin: Twin, text: str) -> Query:
    """Return what somebody looks for.

    Parameters
    ----------
    twin : the twin
    text : what was written
    """
    properties = tuple((plain(name), plain(value.strip('"'))) for name, value in _PROPERTY.findall(text))
    rest = plain(_PROPERTY.sub(" ", text))
    words, within, kept = rest.split(), list[Rows](), list[str]()
    while words:
        word = words.pop(0)
        kind = _place_words().get(word)
        rows = _of_kind(twin, places_named(twin, words[0]), kind) if kind and words else np.empty(0, dtype=np.int64)
        if len(rows) and (kept or properties or len(words) > 1):
            within.append(rows)
            words.pop(0)
        else:
            kept.append(word)
    return Query(tuple(kept), " ".join(kept), properties, tuple(within))


def places_named(twin: Twin, word: str) -> Rows:
    """Return the rows of the places that a word names: by all of their name or code, else by a word of it, (k,).

    Parameters
    ----------
    twin : the twin
    word : plain
    """
    whole, part = _places(twin)
    return np.array(whole.get(word) or part.get(word) or (), dtype=np.int64)


def is_in(twin: Twin, places: Rows) -> NDArray[np.bool_]:
    """Return whether each thing is one of some places, or in one, (n,).

    Parameters
    ----------
    twin : the twin
    places : rows
    """
    chosen = np.zeros(twin.nodes.length + 1, dtype=bool)
    chosen[places] = True
    return np.asarray(chosen[_levels(twin)].any(axis=1))


def with_property(twin: Twin, name: str, value: str) -> dict[int, str]:
    """Return the things that have such a property by row, with how the model writes it.

    Parameters
    ----------
    twin : the twin
    name : beginning of the name of the property, with its set before a dot or without, plain
    value : the value, or a beginning of it, plain; or a number
    """
    properties, sets = twin["properties"], twin["property_sets"]["name"]
    owners, found = owners_of_sets(twin), dict[int, str]()
    for row in _named(twin, name):
        if not _is(str(properties["value"][row]), float(properties["number"][row]), value):
            continue
        told = f"{sets[properties['set'][row]]}.{properties['name'][row]}: {properties['value'][row]}"
        found |= dict.fromkeys(owners[properties["set"][row]].tolist(), told)
    return found


def values_named(twin: Twin, name: str) -> list[str]:
    """Return the values that properties of a name have, those of most property sets first.

    Parameters
    ----------
    twin : the twin
    name : of the property, plain
    """
    properties = twin["properties"]
    told = ((str(properties["name"][row]), str(properties["value"][row])) for row in _named(twin, name))
    return [f"{own}: {value}" for (own, value), _ in Counter(told).most_common() if value]


def _named(twin: Twin, name: str) -> list[int]:
    names, full = _property_names(twin)
    exact = [row for row, one in enumerate(names) if name in {one, full[row]}]
    return exact or [row for row, one in enumerate(names) if one.startswith(name)]


@once
def _property_names(twin: Twin) -> tuple[list[str], list[str]]:
    properties, sets = twin["properties"], twin["property_sets"]["name"].tolist()
    names = [plain(one) for one in properties["name"].tolist()]
    owners = [plain(sets[set_]) for set_ in properties["set"].tolist()]
    return names, [f"{owner}.{name}" for owner, name in zip(owners, names, strict=True)]


def _is(written: str, number: float, value: str) -> bool:
    if plain(written).startswith(value) or value in tokens_of(plain(written)):
        return True
    try:
        return bool(np.isclose(number, float(value.replace(",", "."))))
    except ValueError:
        return {"yes": "true", "oui": "true", "no": "false", "non": "false"}.get(value, "\n") == plain(written)


@once
def _places(twin: Twin) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the places by their whole names and codes, and by words of them."""
    nodes = twin.nodes
    whole: dict[str, list[int]] = {}
    part: dict[str, list[int]] = {}
    for row in np.flatnonzero(np.isin(nodes["kind"].astype(str), _LEVELS)).tolist():
        names = {plain(str(nodes[field][row])) for field in ("code", "name", "long_name", "id")} - {""}
        for name in names:
            whole.setdefault(name, []).append(row)
        for word in {word for name in names for word in tokens_of(name)}:
            part.setdefault(word, []).append(row)
    return whole, part


@once
def _levels(twin: Twin) -> Rows:
    """Return the places above each thing, itself first, -1 for none, (n, k)."""
    tree, nodes = index_of(twin), twin.nodes
    size = nodes.length
    up = np.append(tree.up, -1)
    levels, now = [np.arange(size)], np.arange(size)
    while (now >= 0).any():
        now = np.where(now >= 0, up[now], -1)
        now = np.where(now == -2, -1, now)
        levels.append(np.where(now < size, now, -1))
    own = nodes["storey"][:, None]
    table = np.column_stack(levels)
    storeys = np.append(nodes["kind"] == Kind.STOREY, [False])[table]
    table = np.where(storeys & (own >= 0) & (table != np.arange(size)[:, None]), own, table)
    return np.column_stack((table, nodes["building"], nodes["storey"]))


def _of_kind(twin: Twin, rows: Rows, kind: str) -> Rows:
    return rows[twin.nodes["kind"][rows] == kind] if len(rows) else rows


@cache
def _place_words() -> dict[str, str]:
    """Return the kind of place that words such as ``storey`` or ``bâtiment`` announce."""
    return {
        plain(word): str(kind)
        for key, kind in _KINDS.items()
        for word in (*(name for pair in things()[key].names.values() for name in pair), *things()[key].also)
    }
