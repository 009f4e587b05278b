"""What people ask of a dwelling, a room, a storey, a system or a way before anything else."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from twin.analysis.criticality_runs import has_name
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.people import people_of
from twin_viewers.window.links import edges_at
from twin_viewers.window.naming import label_of
from twin_viewers.window.outdoors import facts_outdoors
from twin_viewers.window.properties import PropertySet
from twin_viewers.window.things import DWELLING, is_dwelling
from twin_viewers.window.values import Fact, quantity, unknown
from twin_viewers.words import words_in

__all__ = ["facts_of_kind"]

_HEIGHTS: Final = ("FinishCeilingHeight", "Height", "UnboundedHeight", "UsableHeight", "Unbounded Height")
_OCCUPANCY: Final = ("OccupancyNumber", "OccupancyNumberPeak", "DesignOccupancy", "Occupancy")
_SOME: Final = 12
"""Names told of many things."""


def facts_of_kind(twin: Twin, row: int, sets: tuple[PropertySet, ...], *, language: str = "en") -> tuple[Fact, ...]:
    """Return what people ask first of a thing of its kind.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    sets : its properties
    language : ``en`` or ``fr``
    """
    kind = DWELLING if is_dwelling(twin, row) else str(twin.nodes["kind"][row])
    if kind in {Kind.PATH, Kind.PLOT}:
        return facts_outdoors(twin, row, sets, language=language)
    told = _BY_KIND.get(kind)
    return tuple(told(twin, row, sets, language)) if told else tuple(_sizes(twin, row, language))


def _dwelling(twin: Twin, row: int, _: tuple[PropertySet, ...], language: str) -> Iterator[Fact]:
    nodes, words = twin.nodes, words_in(language)
    rooms = _ends(twin, row, Relation.GROUPS)
    rooms = [one for one in rooms if nodes["kind"][one] == Kind.SPACE]
    yield _counted("rooms", len(rooms), language)
    yield _sum_of_rooms(float(nodes["area"][row]), language)
    yield _people(twin, row, language)
    own = int(nodes["storey"][row])
    for storey in sorted({int(nodes["storey"][one]) for one in rooms} - {own, -1}):
        label = label_of(twin, storey, language=language)
        yield Fact("also_on", words("details.also_on"), label, "", label, "place", row=storey)
    yield from _entrance(twin, row, language)


def _sum_of_rooms(area: float, language: str) -> Fact:
    fact = _number("area", area, "m2", language)
    return replace(fact, origin="worked out", method="sum of its rooms") if fact.is_known else fact


def _people(twin: Twin, row: int, language: str) -> Fact:
    number, low, high, told, _ = people_of(twin).at(row)
    name = words_in(language)("details.people")
    if math.isnan(number):
        return unknown("people", name, language)
    words = words_in(language)
    band = "" if told == "counted" else words("details.between", low=words.number(low), high=words.number(high))
    text = " · ".join(part for part in (words.number(number), band) if part)
    return Fact("people", name, number, "", text, "own" if told == "counted" else "inferred", told)


def _entrance(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    edges, name = twin.edges, words_in(language)("details.entrance")
    mine = [edge for edge in edges_at(twin, row, "source") if edges["method"][edge] == "entrance"]
    for edge in mine:
        door = int(edges["target"][edge])
        label, confidence = label_of(twin, door, language=language), round(float(edges["confidence"][edge]), 3)
        yield Fact("entrance", name, label, "", label, "inferred", "entrance", confidence, door)
    if not mine:
        yield unknown("entrance", name, language)


def _space(twin: Twin, row: int, sets: tuple[PropertySet, ...], language: str) -> Iterator[Fact]:
    nodes, words = twin.nodes, words_in(language)
    use, told = str(nodes["use"][row]), str(nodes["use_from"][row])
    if use in {"", "unknown"}:
        yield unknown("use", words("details.use"), language)
    else:
        yield Fact("use", words("details.use"), use, "", words.find("use", use) or use, "inferred", told)
    yield _area(twin, row, sets, language)
    yield _height(twin, row, sets, language)
    occupancy = _property(sets, _OCCUPANCY)
    name = words("details.occupancy")
    if occupancy:
        yield Fact("occupancy", name, occupancy.value, "", occupancy.text, occupancy.origin, occupancy.method)
    else:
        yield unknown("occupancy", name, language)


def _area(twin: Twin, row: int, sets: tuple[PropertySet, ...], language: str) -> Fact:
    """Return the floor area of a room, with the property that says it; without one it follows from the shape."""
    fact = _number("area", float(twin.nodes["area"][row]), "m2", language)
    if not isinstance(fact.value, float):
        return fact
    said = [
        other
        for one in sets
        for other in one.facts
        if isinstance(other.value, float) and other.unit == "m2" and math.isclose(other.value, fact.value, rel_tol=1e-6)
    ]
    if said:
        return replace(fact, origin=said[0].origin, method=said[0].method)
    return replace(fact, origin="worked out", method="geometry")


def _height(twin: Twin, row: int, sets: tuple[PropertySet, ...], language: str) -> Fact:
    name, told = words_in(language)("details.height"), _property(sets, _HEIGHTS)
    if told and isinstance(told.value, float) and told.value > 0:
        return Fact("height", name, told.value, "m", told.text, told.origin, told.method)
    low, high = twin.nodes["box"][row][:, 2]
    if np.isfinite(high - low) and high > low:
        text = quantity(round(float(high - low), 2), "m", language)
        return Fact("height", name, float(high - low), "m", text, "worked out", "geometry")
    return unknown("height", name, language)


def _building(twin: Twin, row: int, _: tuple[PropertySet, ...], language: str) -> Iterator[Fact]:
    nodes = twin.nodes
    column = "building" if nodes["kind"][row] == Kind.BUILDING else "storey"
    mine = nodes[column] == row
    if nodes["kind"][row] == Kind.SITE:
        own = nodes["building"]
        mine = (own >= 0) & (nodes["parent"][own] == row) & (own >= 0)
        yield _counted("buildings", int((nodes["parent"] == row).sum()), language)
    if nodes["kind"][row] == Kind.STOREY:
        height = float(nodes["elevation"][row])
        yield _number("elevation", height, "m", language)
    else:
        yield _counted("storeys", int((mine & (nodes["kind"] == Kind.STOREY)).sum()), language)
    homes = np.flatnonzero(mine & (nodes["kind"] == Kind.ZONE) & (nodes["use"] == DWELLING))
    spaces = mine & (nodes["kind"] == Kind.SPACE)
    yield _counted("dwellings", len(homes), language)
    yield _counted("rooms", int(spaces.sum()), language)
    area = nodes["area"][spaces]
    if np.isfinite(area).any():
        total, name = float(np.nansum(area)), words_in(language)("details.area_of_rooms")
        text = quantity(round(total), "m2", language)
        yield Fact("area_of_rooms", name, total, "m2", text, "worked out", "sum of what is known")
    heads = people_of(twin).headcount[homes]
    if len(homes) and np.isfinite(heads).all():
        counted = all(int(home) in people_of(twin).counted for home in homes)
        name, text = words_in(language)("details.people"), words_in(language).number(float(heads.sum()), 0)
        origin, method = ("own", "counted") if counted else ("inferred", "assumed")
        yield Fact("people", name, float(heads.sum()), "", text, "own" if origin == "own" else "inferred", method)


def _system(twin: Twin, row: int, _: tuple[PropertySet, ...], language: str) -> Iterator[Fact]:
    edges, words = twin.edges, words_in(language)
    members = set(_ends(twin, row, Relation.GROUPS))
    yield _counted("members", len(members), language)
    inside = np.zeros(twin.nodes.length, dtype=bool)
    inside[list(members)] = True
    mine = np.flatnonzero(inside[edges["source"]] & inside[edges["target"]])
    mine = mine[edges["relation"][mine] == Relation.FEEDS]
    flows = sorted(set(edges["commodity"][mine].tolist()))
    if flows:
        text = ", ".join(words.find("commodity", one) or one.replace("_", " ") for one in flows)
        yield Fact("commodity", words("details.commodity"), "|".join(flows), "", text, "inferred")
    gives, takes = set(edges["source"][mine].tolist()), set(edges["target"][mine].tolist())
    classes = twin.nodes["ifc_class"]
    for key, ends in (("sources", gives - takes), ("terminals", takes - gives)):
        named = sorted(one for one in ends if has_name(str(classes[one]))) or sorted(ends)
        yield _counted(key, len(named), language)
        for one in named[:_SOME] if key == "sources" else ():
            label = label_of(twin, one, language=language)
            yield Fact("source_of_system", words("details.source_of_system"), label, "", label, "worked out", row=one)


def _sizes(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    """Yield width and height of a door or window, and the space that it leaves to pass."""
    nodes, edges = twin.nodes, twin.edges
    for key in ("width", "height"):
        value = float(nodes[key][row])
        if np.isfinite(value):
            yield _number(key, value, "m", language)
    clear = edges["clear_width"][edges_at(twin, row, "via")]
    if np.isfinite(clear).any():
        fact = _number("clear_width", float(np.nanmin(clear)), "m", language)
        yield replace(fact, origin="worked out", method="narrowest passage")


_BY_KIND: Final[dict[str, Callable[[Twin, int, tuple[PropertySet, ...], str], Iterator[Fact]]]] = {
    DWELLING: _dwelling,
    Kind.SPACE: _space,
    Kind.SITE: _building,
    Kind.BUILDING: _building,
    Kind.STOREY: _building,
    Kind.SYSTEM: _system,
    Kind.ZONE: _system,
    Kind.GROUP: _system,
}


def _ends(twin: Twin, row: int, relation: str) -> list[int]:
    edges = twin.edges
    mine = edges_at(twin, row, "source")
    return [int(edges["target"][edge]) for edge in mine if edges["relation"][edge] == relation]


def _property(sets: tuple[PropertySet, ...], names: tuple[str, ...]) -> Fact | None:
    told = {fact.name: fact for one in sets for fact in one.facts if fact.is_known}
    return next((told[name] for name in names if name in told), None)


def _counted(key: str, count: int, language: str) -> Fact:
    words = words_in(language)
    return Fact(key, words(f"details.{key}"), float(count), "", words.number(count), "worked out")


def _number(key: str, value: float, unit: str, language: str) -> Fact:
    name = words_in(language)(f"details.{key}")
    if math.isnan(value):
        return unknown(key, name, language)
    return Fact(key, name, value, unit, quantity(round(value, 2), unit, language))
