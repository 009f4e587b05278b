"""Layers that the tables of a twin do not hold as such: worked out from relations, properties and the supply graph."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.evidence import Provenance
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.palette import COMMODITIES, OTHER, PROVENANCE
from twin_viewers.properties import place_of_value
from twin_viewers.public import public_roles_of
from twin_viewers.window.naming import label_of, natural
from twin_viewers.window.properties import bare, says_nothing, standard_table
from twin_viewers.window.search_index import owners_of_sets
from twin_viewers.window.things import DWELLING
from twin_viewers.window.tree_places import homes_of
from twin_viewers.window.values import day_of
from twin_viewers.words import words_in

__all__ = [
    "ages",
    "buildings",
    "classes_of_energy",
    "commodities",
    "conditions",
    "criticalities",
    "dwellings",
    "home_of",
    "link_evidence",
    "properties_shown",
    "public_sorts",
    "systems",
    "uses",
]

Rows = NDArray[np.int64]

_ENERGY: Final = {
    "A": "#00A06D",
    "B": "#52B153",
    "C": "#A5CC74",
    "D": "#F4E70F",
    "E": "#F0B50F",
    "F": "#EB8235",
    "G": "#D7221F",
}
"""Colours people know from the French energy label; the letters tell them apart for who does not see red and green."""

_READ: Final = "public space."
_RAW: Final = ("tags", "attributes")
_SEVERAL: Final = "several"
_DAYS_A: Final = 365.25


def uses(twin: Twin, language: str) -> Groups:
    """Return what each room is used for."""
    words, texts = words_in(language), twin.nodes["use"].astype(str)
    known = np.where((twin.nodes["kind"] == Kind.ZONE) | (texts == "unknown"), "", texts)
    return _grouped("", known, {one: words.find("use", one) or one for one in np.unique(known).tolist()})


def public_sorts(twin: Twin, language: str) -> Groups:
    """Return what each thing out of doors is, as a word."""
    roles, names = public_roles_of(twin).astype(str), words_in(language).table["public"]
    return _grouped("", roles, {one: names.get(one, ["", one])[1] for one in np.unique(roles).tolist()})


def dwellings(twin: Twin, language: str) -> Groups:
    """Return the dwelling that each thing is in."""
    return _places(twin, home_of(twin), language)


def buildings(twin: Twin, language: str) -> Groups:
    """Return the building that each thing belongs to."""
    return _places(twin, twin.nodes["building"].astype(np.int64), language)


@once
def home_of(twin: Twin) -> Rows:
    """Return the row of the dwelling that each thing is in or is, -1 for none, (n,)."""
    nodes, edges = twin.nodes, twin.edges
    home = homes_of(twin)
    own = np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == DWELLING))
    home[own] = own
    rows = np.flatnonzero((edges["relation"] == Relation.CONTAINS) & (home[edges["source"]] >= 0))
    rows = rows[nodes["kind"][edges["source"][rows]] == Kind.SPACE]
    inside = edges["target"][rows]
    free = home[inside] < 0
    home[inside[free]] = home[edges["source"][rows][free]]
    return home


def systems(twin: Twin, language: str) -> Groups:
    """Return the system that each thing belongs to, the smallest of several."""
    nodes, edges = twin.nodes, twin.edges
    rows = np.flatnonzero((edges["relation"] == Relation.GROUPS) & (nodes["kind"][edges["source"]] == Kind.SYSTEM))
    source, target = edges["source"][rows], edges["target"][rows]
    size = np.bincount(source, minlength=nodes.length)
    order = np.lexsort((source, size[source]))[::-1]  # the smallest is written last
    names = np.full(nodes.length, "", dtype=object)
    called = {
        int(one): str(nodes["name"][one]) or label_of(twin, int(one), language=language) for one in np.unique(source)
    }
    names[target[order]] = [called[int(one)] for one in source[order]]
    return _grouped("", names.astype(str), {})


def commodities(twin: Twin, language: str) -> Groups:
    """Return what flows through each thing, or to it; several where it is more than one."""
    edges, words = twin.edges, words_in(language)
    found = np.full(twin.nodes.length, "", dtype=object)
    feeds = np.flatnonzero(edges["relation"] == Relation.FEEDS)
    for commodity in sorted(set(edges["commodity"][feeds].tolist())):
        rows = feeds[edges["commodity"][feeds] == commodity]
        ends = np.unique(np.concatenate((edges["source"][rows], edges["target"][rows])))
        found[ends] = np.where(found[ends] == "", commodity, _SEVERAL)
    names = {one: words.find("commodity", one) or one.replace("_", " ") for one in set(found.tolist()) - {"", _SEVERAL}}
    names[_SEVERAL] = words("layers.several")
    return _grouped("", found.astype(str), names, COMMODITIES)


def link_evidence(twin: Twin, language: str) -> Groups:
    """Return the weakest provenance of the links that feed a thing, or that lead into a room."""
    edges, words = twin.edges, words_in(language)
    ranks = [str(one) for one in (Provenance.DECLARED, Provenance.GEOMETRIC, Provenance.ASSUMED)]
    codes = np.full(twin.nodes.length, -1, dtype=np.int64)
    for relation, ends in ((Relation.FEEDS, ("target",)), (Relation.OPENS_ONTO, ("source", "target"))):
        rows = np.flatnonzero(edges["relation"] == relation)
        told = edges["provenance"][rows].astype(str)
        for rank, provenance in enumerate(ranks):
            for end in ends:
                np.maximum.at(codes, edges[end][rows[told == provenance]], rank)
    labels = tuple(words(f"provenance.{one}") for one in ranks)
    return Groups("", labels, codes, colours=tuple(PROVENANCE[one] for one in ranks))


def conditions(twin: Twin, _: str) -> Groups:
    """Return the condition of each thing as somebody assessed it."""
    return _grouped("", _texts_of_fact(twin, "condition"), {})


def classes_of_energy(twin: Twin, _: str) -> Groups:
    """Return the class of the energy label of each dwelling, its rooms, or each thing that has one."""
    letters = np.array([text.strip()[:1].upper() for text in _texts_of_fact(twin, "energy_class").tolist()])
    home, labels = home_of(twin), tuple(_ENERGY)
    letters = np.where((letters == "") & (home >= 0), letters[home], letters)
    codes = np.array([labels.index(one) if one in _ENERGY else -1 for one in letters.tolist()], dtype=np.int64)
    return Groups("", labels, codes, ordered=True, colours=tuple(_ENERGY.values()))


def ages(twin: Twin, language: str, today: date | None) -> Numbers:
    """Return the age of each thing [a]; without a day to reckon to, the year in which it was installed."""
    words, texts = words_in(language), _texts_of_fact(twin, "installed")
    written, place = np.unique(texts, return_inverse=True)
    days = [day_of(one) if one else None for one in written.tolist()]
    if today is None:
        years = np.array([np.nan if day is None else float(day.year) for day in days])
        return Numbers(words("layers.installed"), "", years[place])
    age = np.array([np.nan if day is None else (today - day).days / _DAYS_A for day in days])
    return Numbers(words("layers.age"), words("value.a"), age[place])


def criticalities(twin: Twin, service: str | None, language: str) -> Numbers:
    """Return how many dwellings lose a service, or any, if a thing alone fails; unknown for what no network joins."""
    from twin.analysis.criticality import values

    words, edges = words_in(language), twin.edges
    joined = np.zeros(twin.nodes.length, dtype=bool)
    feeds = edges["relation"] == Relation.FEEDS
    joined[edges["source"][feeds]] = joined[edges["target"][feeds]] = True
    title = words("layers.criticality")
    if service is not None:
        title = words("layers.criticality_of", service=words.service(service))
    lost = np.where(joined, values(twin, service=service), np.nan)
    return Numbers(title, words("layers.dwellings_unit"), lost)


@once
def properties_shown(twin: Twin) -> dict[str, int]:
    """Return how many things have each property, by its full name, the most common first."""
    properties, names = twin["properties"], twin["property_sets"]["name"].tolist()
    owners, found = owners_of_sets(twin), dict[str, list[Rows]]()
    for set_, name, value in zip(*(properties[key].tolist() for key in ("set", "name", "value")), strict=True):
        if not says_nothing(name, value):
            found.setdefault(f"{names[set_]}.{name}", []).append(owners[set_])
    counts = {name: len(np.unique(np.concatenate(rows))) for name, rows in found.items()}
    for name in [one for one in counts if one.startswith(_READ)]:
        for raw in _RAW:  # as the map has it, beside what was read from it
            counts.pop(f"{raw}.{name.removeprefix(_READ)}", None)
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _places(twin: Twin, place: Rows, language: str) -> Groups:
    """Return groups by the place that each thing is in, in the order of their names."""
    labels = {one: label_of(twin, one, language=language) for one in np.unique(place[place >= 0]).tolist()}
    order = sorted(labels, key=lambda one: (natural(labels[one]), one))
    code = np.full(twin.nodes.length + 1, -1)
    code[order] = np.arange(len(order))
    return Groups("", tuple(labels[one] for one in order), code[place], ordered=True)


def _texts_of_fact(twin: Twin, key: str) -> NDArray[np.str_]:
    """Return what the properties of a fact that people ask for say of each thing, empty where none does, (n,)."""
    properties, sets = twin["properties"], twin["property_sets"]["name"]
    wanted = {bare(name): step for step, name in enumerate(standard_table()[key]["names"])}
    plain_names = [bare(one) for one in properties["name"].tolist()]
    full = [bare(f"{sets[set_]}.{one}") for set_, one in zip(properties["set"].tolist(), plain_names, strict=True)]
    steps = np.array([wanted.get(one, wanted.get(whole, -1)) for one, whole in zip(plain_names, full, strict=True)])
    pairs = zip(properties["name"].tolist(), properties["value"].tolist(), strict=True)
    steps[[says_nothing(name, value) for name, value in pairs]] = -1
    result = np.full(twin.nodes.length, "", dtype=object)
    for step in sorted(set(steps.tolist()) - {-1}, reverse=True):
        place = place_of_value(twin, np.flatnonzero(steps == step))
        has = place >= 0
        result[has] = properties["value"][place[has]]
    return result.astype(str)


def _grouped(
    title: str, values: NDArray[np.str_], names: dict[str, str], colours: dict[str, str] | None = None
) -> Groups:
    """Return groups by text, what most things have first; no text is unknown."""
    labels, codes, counts = np.unique(values, return_inverse=True, return_counts=True)
    order = np.argsort(np.where(labels == "", 1, -counts), kind="stable")
    order = order[labels[order] != ""]
    place = np.full(len(labels), -1)
    place[order] = np.arange(len(order))
    shown = labels[order].tolist()
    tones = tuple(colours.get(one, OTHER) for one in shown) if colours else ()
    return Groups(title, tuple(names.get(one, one) for one in shown), place[codes], colours=tones)
