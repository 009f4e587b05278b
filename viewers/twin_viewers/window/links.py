"""The relations of a thing to others, grouped as people ask for them, each with why it is believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.window.naming import label_of, natural, sort_of
from twin_viewers.window.properties import says_nothing
from twin_viewers.window.trace import Direction, Station, stations
from twin_viewers.window.values import quantity
from twin_viewers.words import words_in

__all__ = ["Link", "LinkGroup", "edges_at", "links_of", "next_devices"]

_GROUPS: Final = (
    ("fed_by", Relation.FEEDS, "in"),
    ("feeds", Relation.FEEDS, "out"),
    ("serves", Relation.SERVES, "out"),
    ("served_by", Relation.SERVES, "in"),
    ("monitors", Relation.MONITORS, "out"),
    ("monitored_by", Relation.MONITORS, "in"),
    ("controls", Relation.CONTROLS, "out"),
    ("controlled_by", Relation.CONTROLS, "in"),
    ("passages", Relation.OPENS_ONTO, "both"),
    ("leads_between", Relation.OPENS_ONTO, "via"),
    ("members", Relation.GROUPS, "out"),
    ("member_of", Relation.GROUPS, "in"),
    ("contains", Relation.CONTAINS, "out"),
    ("inside", Relation.CONTAINS, "in"),
    ("neighbours", Relation.ADJACENT, "both"),
    ("walks_to", Relation.WALKS_TO, "both"),
    ("refers_to", Relation.REFERS_TO, "out"),
    ("referred_by", Relation.REFERS_TO, "in"),
    ("covers", Relation.COVERS, "out"),
    ("covered_by", Relation.COVERS, "in"),
)
"""Groups in the order of a panel: their key, their relation, and which end of it the thing is."""

_AREA: Final = ("shared-wall", "shared-slab", "double-wall")
"""Methods whose number is an area [m²]."""
_HIDDEN: Final = (Kind.PORT,)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation to another thing.

    Parameters
    ----------
    row : of the other thing
    label : what people call it
    sort : what it is
    edge : row of the relation
    commodity : what flows, empty if nothing does
    via : row of the door, stair or lift that makes it, -1 if none
    note : what is to be said of it: commodity, door, width, steps, area
    provenance : declared, geometric or assumed
    method : what made it
    confidence : 0 to 1 [-]
    value : number that it rests on, NaN if none
    evidence : the three in words
    """

    row: int
    label: str
    sort: str
    edge: int
    commodity: str
    via: int
    note: str
    provenance: str
    method: str
    confidence: float
    value: float
    evidence: str


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """Relations of one sort.

    Parameters
    ----------
    key : of the group
    title : what people call it
    count : how many there are
    links : the first of them
    """

    key: str
    title: str
    count: int
    links: tuple[Link, ...]


def links_of(twin: Twin, row: int, *, language: str = "en", most: int = 200) -> tuple[LinkGroup, ...]:
    """Return the relations of a thing by group; groups without any are left out.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    most : links told of each group at most
    """
    groups, told = [], set[int]()
    for key, relation, end in _GROUPS:
        pairs = list(_pairs(twin, row, relation, end))
        if relation == Relation.REFERS_TO or end == "via":  # what another relation says better, or says twice
            each = {other: (edge, other) for edge, other in pairs if other not in told}
            pairs = list(each.values())
        told |= {other for _, other in pairs}
        if pairs:
            title = words_in(language)(f"relation.{key}")
            shown = _shown(twin, pairs, language)[:most]
            links = tuple(_link(twin, edge, other, language, row) for edge, other in shown)
            groups.append(LinkGroup(key, title, len(pairs), links))
    return tuple(groups)


def edges_at(twin: Twin, row: int, end: str) -> list[int]:
    """Return the rows of the relations that a thing is at one end of.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    end : ``source``, ``target`` or ``via``
    """
    order, first = _by_end(twin)[end]
    edges: list[int] = order[first[row] : first[row + 1]].tolist()
    return edges


def next_devices(twin: Twin, row: int, *, language: str = "en") -> tuple[LinkGroup, ...]:
    """Return the next things with a name that feed a thing and that it feeds, past pieces of pipe and cable.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    """
    ways: tuple[tuple[Direction, str], ...] = (("upstream", "next_up"), ("downstream", "next_down"))
    groups = []
    for direction, key in ways:
        found = stations(twin, row, direction)
        if any(station.pieces for station in found):
            links = tuple(_next(twin, station, language) for station in found)
            title = words_in(language)(f"relation.{key}")
            groups.append(LinkGroup(key, title, len(links), tuple(sorted(links, key=lambda link: natural(link.label)))))
    return tuple(groups)


def _next(twin: Twin, station: Station, language: str) -> Link:
    words, link = words_in(language), _link(twin, station.edge, station.row, language, station.row)
    notes = [words.find("commodity", station.commodity) or station.commodity.replace("_", " ")]
    if station.pieces:
        notes.append(words.counted("details.pieces", station.pieces))
    evidence = _evidence(station.provenance, link.method, station.confidence, float("nan"), language)
    return replace(
        link,
        note=" · ".join(notes),
        commodity=station.commodity,
        provenance=station.provenance,
        confidence=station.confidence,
        value=float("nan"),
        evidence=evidence,
    )


@once
def _by_end(twin: Twin) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the edges in order of each of their ends, and where those of each node start."""
    found = {}
    for end in ("source", "target", "via"):
        order = np.argsort(twin.edges[end], kind="stable")
        found[end] = (order, np.searchsorted(twin.edges[end][order], np.arange(twin.nodes.length + 1)))
    return found


def _pairs(twin: Twin, row: int, relation: str, end: str) -> Iterator[tuple[int, int]]:
    """Yield each relation of a sort with the thing at its other end."""
    edges, kinds = twin.edges, twin.nodes["kind"]
    for own, other in (("source", "target"), ("target", "source")):
        if (end in {"out", "both"} and own == "source") or (end in {"in", "both"} and own == "target"):
            for edge in edges_at(twin, row, own):
                there = int(edges[other][edge])
                if edges["relation"][edge] == relation and kinds[there] not in _HIDDEN:
                    yield edge, there
        elif end == "via":
            for edge in edges_at(twin, row, "via"):
                if edges["relation"][edge] == relation:
                    yield edge, int(edges[own][edge])


def _shown(twin: Twin, pairs: list[tuple[int, int]], language: str) -> list[tuple[int, int]]:
    if len(pairs) > _MANY:
        return pairs
    return sorted(pairs, key=lambda pair: (natural(label_of(twin, pair[1], language=language)), pair))


_MANY: Final = 2000
"""Relations beyond which they are not sorted, so that a panel opens at once."""


def _link(twin: Twin, edge: int, other: int, language: str, row: int) -> Link:
    told = twin.edges.row(edge)
    via = int(told["via"])
    confidence, value = round(float(told["confidence"]), 3), float(told["value"])
    method, provenance = str(told["method"]), str(told["provenance"])
    return Link(
        other,
        label_of(twin, other, language=language),
        sort_of(twin, other, language=language),
        edge,
        str(told["commodity"]),
        via if via not in {row, other} else -1,
        " · ".join(_notes(twin, told, (row, other), language)),
        provenance,
        method,
        confidence,
        value,
        _evidence(provenance, method, confidence, value, language),
    )


def _notes(twin: Twin, told: dict[str, Any], ends: tuple[int, int], language: str) -> Iterator[str]:
    words = words_in(language)
    if told["commodity"]:
        yield words.find("commodity", str(told["commodity"])) or str(told["commodity"]).replace("_", " ")
    if told["via"] >= 0 and told["via"] not in ends:
        yield label_of(twin, int(told["via"]), language=language)
    for name, unit in (("clear_width", "m"), ("length", "m")):
        if np.isfinite(told[name]):
            yield words(f"details.{name}_of", n=quantity(round(float(told[name]), 2), unit, language))
    if np.isfinite(told["slope"]) and told["slope"]:
        yield words("details.slope_of", n=words.share(float(told["slope"])))
    if told["relation"] in {Relation.OPENS_ONTO, Relation.WALKS_TO}:
        yield words(f"details.step_free_{ {1: 'yes', 0: 'no'}.get(int(told['step_free']), 'unknown') }")
    if told["lockable"] == 1:
        yield words("details.lockable")
    if told["fire_rating"] and not says_nothing("FireRating", str(told["fire_rating"])):
        yield str(told["fire_rating"])
    if told["method"] in _AREA and np.isfinite(told["value"]):
        yield quantity(round(float(told["value"]), 1), "m2", language)


def _evidence(provenance: str, method: str, confidence: float, value: float, language: str) -> str:
    words = words_in(language)
    parts = [words.find("provenance", provenance) or provenance, method]
    if confidence < 1:
        parts.append(words("details.confidence", n=words.share(confidence)))
    if np.isfinite(value) and confidence < 1:
        parts.append(words("details.rests_on", n=quantity(round(value, 3), "", language)))
    return " · ".join(part for part in parts if part)
