"""All that a panel says of one thing: what it is, where, how old, what feeds it, what it serves, how one gets there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.window.facts_of_kinds import facts_of_kind
from twin_viewers.window.links import LinkGroup, links_of, next_devices
from twin_viewers.window.naming import label_of, sort_of
from twin_viewers.window.papers import papers_of
from twin_viewers.window.places import Crumb, places_above
from twin_viewers.window.properties import PropertySet, properties_of, standard_facts
from twin_viewers.window.supply import Chain, Served, chains_of, needs_assumed, reached_by, served_by, supply
from twin_viewers.window.things import thing_of
from twin_viewers.window.values import Fact
from twin_viewers.words import words_in

__all__ = ["Details", "Section", "details"]


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together.

    Parameters
    ----------
    key : of the section
    title : what people call it
    facts : in their order
    """

    key: str
    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Details:
    """What is known of a thing.

    Parameters
    ----------
    row : of the thing
    id : its id
    title : what people call it
    subtitle : what it is: sort, IFC class, type
    icon : name of a picture for it
    place : places from the site down, the thing itself not among them
    sections : facts by section
    properties : all properties by set
    groups : relations
    served : who loses which service if it alone fails
    reached : who may have which service from it, whether or not others stand in
    takes_part : whether it takes part in supply at all
    chains : where it has its services from, for a dwelling or room
    """

    row: int
    id: str
    title: str
    subtitle: str
    icon: str
    place: tuple[Crumb, ...]
    sections: tuple[Section, ...]
    properties: tuple[PropertySet, ...]
    groups: tuple[LinkGroup, ...]
    served: tuple[Served, ...]
    reached: tuple[Served, ...]
    takes_part: bool
    chains: tuple[Chain, ...]

    def fact(self, key: str) -> Fact | None:
        """Return the fact of a key, None if no section tells it."""
        return next((fact for section in self.sections for fact in section.facts if fact.key == key), None)

    def group(self, key: str) -> LinkGroup | None:
        """Return the relations of a group, None if there are none."""
        return next((group for group in self.groups if group.key == key), None)


def details(twin: Twin, row: int, *, language: str = "en", today: date | None = None) -> Details:
    """Return what is known of a thing.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    today : day to reckon ages to; without it none are told
    """
    sets = properties_of(twin, row, language=language)
    places = twin.nodes["kind"][row] in {Kind.ZONE, Kind.SPACE}
    return Details(
        row,
        str(twin.nodes["id"][row]),
        label_of(twin, row, language=language),
        _subtitle(twin, row, language),
        thing_of(twin, row).icon,
        places_above(twin, row, language=language),
        tuple(_sections(twin, row, sets, language, today)),
        sets,
        (*next_devices(twin, row, language=language), *links_of(twin, row, language=language)),
        () if places else served_by(twin, row),
        () if places else reached_by(twin, row),
        bool(supply(twin).component[row] >= 0),
        chains_of(twin, row) if places else (),
    )


def _subtitle(twin: Twin, row: int, language: str) -> str:
    nodes, type_ = twin.nodes, int(twin.nodes["type"][row])
    predefined = str(nodes["predefined_type"][row])
    ifc_class = str(nodes["ifc_class"][row]) + (f".{predefined}" if predefined not in {"", "NOTDEFINED"} else "")
    type_name = str(twin["types"]["name"][type_]) if type_ >= 0 else str(nodes["object_type"][row])
    sort = sort_of(twin, row, language=language)
    return " · ".join(part for part in dict.fromkeys((sort, ifc_class, type_name)) if part)


def _sections(
    twin: Twin, row: int, sets: tuple[PropertySet, ...], language: str, today: date | None
) -> Iterator[Section]:
    """Yield the sections that hold something, what people ask first before what they seldom ask."""
    words = words_in(language)
    standard = standard_facts(twin, row, sets, language=language, today=today)
    found: dict[str, tuple[Fact, ...]] = {
        "general": facts_of_kind(twin, row, sets, language=language),
        "supply": tuple(_assumed_needs(twin, row, language)),
        **standard,
        **papers_of(twin, row, language=language),
    }
    order = [key for key in words.table["section"] if key in found]
    for key in order:
        if found[key]:
            yield Section(key, words(f"section.{key}"), found[key])


def _assumed_needs(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    """Yield the needs of a thing that nobody says who meets, so that they are taken as met."""
    words = words_in(language)
    for need in needs_assumed(twin, row):
        names = [words.find("commodity", one) or one.replace("_", " ") for one in need.split("|")]
        text = words("details.taken_as_met", what=words("value.or").join(names))
        yield Fact("assumed_need", words("details.assumed_need"), need, "", text, "inferred", "no link meets it", 0.5)
