"""What a page says of each thing that it shows: its name, its place, key facts, what feeds it and what hangs on it.

Nothing is told of a thing that is not shown, and of people nothing at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.properties import last, place_of_value, rows_of_property
from twin_viewers.window.naming import label_of
from twin_viewers.window.things import thing_of
from twin_viewers.words import Words

__all__ = ["Told", "told_of"]

_WHOLES: Final = (Kind.BUILDING, Kind.STOREY, Kind.ZONE, Kind.SYSTEM)
_PROPERTIES: Final = {
    "fire_rating": ("FireRating",),
    "maker": ("Manufacturer",),
    "model": ("ModelReference", "ModelLabel"),
    "installed": ("InstallationDate", "DateInstallation"),
}
"""What is told of a thing if a property of one of these names says it."""

_MOST_LINKS: Final = 60_000


@dataclass(frozen=True)
class Told:
    """What is said of things.

    Parameters
    ----------
    rows : rows of the things, what is drawn before wholes such as dwellings and systems, (k,)
    number : place of each node among them from 1, 0 for what is not told of, (n,)
    arrays : by name, with the numbers of things and places of texts
    said : texts and headings, as JSON values
    """

    rows: NDArray[np.int64]
    number: NDArray[np.int64]
    arrays: dict[str, Array]
    said: dict[str, Any]


def told_of(twin: Twin, drawn: Array, words: Words) -> Told:
    """Return what is said of some things, and of the wholes that they are part of.

    Parameters
    ----------
    twin : the twin
    drawn : rows of the things, (m,)
    words : the language of the reader
    """
    nodes, edges = twin.nodes, twin.edges
    member = edges["relation"] == Relation.GROUPS
    shown = np.zeros(nodes.length + 1, dtype=bool)
    shown[drawn] = True
    wholes = np.concatenate((nodes["building"][drawn], nodes["storey"][drawn], _groups(twin, member, shown)))
    wholes = np.unique(wholes[(wholes >= 0) & ~shown[wholes]])
    rows = np.concatenate((drawn, wholes[np.isin(nodes["kind"][wholes].astype(str), _WHOLES)]))
    number = np.zeros(nodes.length + 1, dtype=np.int64)
    number[rows] = np.arange(len(rows)) + 1
    texts = _Texts()
    language = words.language
    arrays = {
        "name": texts.places(label_of(twin, row, language=language) for row in rows.tolist()),
        "noun": texts.places(thing_of(twin, row).one(language) for row in rows.tolist()),
        "building": number[nodes["building"][rows]].astype(np.uint32),
        "storey": number[nodes["storey"][rows]].astype(np.uint32),
        **_pairs("group", edges["source"][member], edges["target"][member], number),
        **_feeds(twin, number),
    }
    facts = []
    for place, (name, values) in enumerate(_facts(twin, rows, words)):
        has = np.flatnonzero([bool(one) for one in values])
        arrays[f"fact{place}_node"] = (has + 1).astype(np.uint32)
        arrays[f"fact{place}_text"] = texts.places(values[at] for at in has.tolist())
        facts.append(words(f"send.{name}"))
    return Told(rows, number[:-1], arrays, {"texts": texts.listed, "facts": facts})


class _Texts:
    """Texts, each kept once."""

    def __init__(self) -> None:
        self._place: dict[str, int] = {}

    @property
    def listed(self) -> list[str]:
        return list(self._place)

    def places(self, texts: Iterator[str]) -> NDArray[np.uint32]:
        return np.array([self._place.setdefault(text, len(self._place)) for text in texts], dtype=np.uint32)


def _groups(twin: Twin, member: Array, shown: Array) -> Array:
    """Return the rows of the zones and systems that group what is shown."""
    edges = twin.edges
    return edges["source"][member & shown[edges["target"]]]


def _pairs(name: str, one: Array, other: Array, number: Array) -> dict[str, Array]:
    both = np.unique(np.column_stack((number[one], number[other])), axis=0)
    both = both[(both > 0).all(axis=1)][:_MOST_LINKS]
    return {f"{name}_of": both[:, 0].astype(np.uint32), f"{name}_to": both[:, 1].astype(np.uint32)}


def _feeds(twin: Twin, number: Array) -> dict[str, Array]:
    edges = twin.edges
    feeds = edges["relation"] == Relation.FEEDS
    return _pairs("feeds", edges["source"][feeds], edges["target"][feeds], number)


def _facts(twin: Twin, rows: Array, words: Words) -> Iterator[tuple[str, list[str]]]:
    """Yield facts by name with a text for each thing, empty where nothing is known."""
    nodes = twin.nodes
    yield "code", nodes["code"][rows].astype(str).tolist()
    yield "use", [words.find("send_use", one) or one for one in nodes["use"][rows].astype(str).tolist()]
    yield "area", [_measured(one, words, 1, "m²") for one in nodes["area"][rows].tolist()]
    yield "width", [_measured(one, words, 2, "m") for one in nodes["width"][rows].tolist()]
    yield "material", _materials(twin)[rows].tolist()
    for name, properties in _PROPERTIES.items():
        yield name, _property(twin, properties)[rows].tolist()
    yield "if_fails", _losses(twin, words)[rows].tolist()


def _measured(value: float, words: Words, digits: int, unit: str) -> str:
    return f"{words.number(value, digits)}\N{NO-BREAK SPACE}{unit}" if value > 0 else ""


def _materials(twin: Twin) -> NDArray[np.str_]:
    """Return the first material that each thing, or else its type, names, (n,)."""
    table, nodes = twin["materials"], twin.nodes
    order = np.argsort(table["layer"], kind="stable")[::-1]
    own = last(nodes.length, table["node"][order], order)
    of_type = np.append(last(twin["types"].length, table["type"][order], order), -1)
    place = np.where(own >= 0, own, of_type[nodes["type"]])
    return np.append(table["name"].astype(str), "")[place]


def _property(twin: Twin, names: tuple[str, ...]) -> NDArray[np.str_]:
    values = np.append(twin["properties"]["value"].astype(str), "")
    found = np.full(twin.nodes.length, "", dtype=values.dtype)
    for name in names:
        found = np.where(found == "", values[place_of_value(twin, rows_of_property(twin, name))], found)
    return found


def _losses(twin: Twin, words: Words) -> NDArray[np.object_]:
    """Return what dwellings lose if a thing fails alone, (n,)."""
    from twin.analysis.criticality import criticality

    told = np.full(twin.nodes.length, "", dtype=object)
    for failure in criticality(twin).failures:
        if failure.dwellings:
            services = ", ".join(words.service(name) for name in failure.by_service)
            text = words.counted("send.lose", failure.dwellings, services=services)
            told[[failure.node, *failure.others]] = text
    return told
