"""What the properties of a thing say: all of them by set, and the facts that people ask for."""

from __future__ import annotations

import tomllib
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.window.things import is_dwelling, plain
from twin_viewers.window.tree_places import is_outdoors
from twin_viewers.window.values import Fact, Origin, day_of, duration, quantity, text_of, unknown, years_of
from twin_viewers.words import words_in

__all__ = ["PropertySet", "bare", "properties_of", "says_nothing", "standard_facts", "standard_table"]


@dataclass(frozen=True, slots=True)
class PropertySet:
    """The properties of one set.

    Parameters
    ----------
    name : of the set
    origin : whether the thing itself has it, or its type
    facts : its properties
    """

    name: str
    origin: Origin
    facts: tuple[Fact, ...]


def properties_of(twin: Twin, row: int, *, language: str = "en") -> tuple[PropertySet, ...]:
    """Return all properties of a thing and of its type by set; what the thing itself says hides what its type says.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    """
    own, of_types = _sets_by_owner(twin)
    names = twin["property_sets"]["name"]
    told: set[tuple[str, str]] = set()
    found = []
    type_ = int(twin.nodes["type"][row])
    for origin, sets in (("own", own.get(row, ())), ("type", of_types.get(type_, ()) if type_ >= 0 else ())):
        for set_ in sets:
            facts = tuple(_facts(twin, set_, origin, told, language))
            if facts:
                found.append(PropertySet(str(names[set_]), "own" if origin == "own" else "type", facts))
    return tuple(sorted(found, key=lambda one: one.name))


def standard_facts(
    twin: Twin, row: int, sets: tuple[PropertySet, ...], *, language: str = "en", today: date | None = None
) -> dict[str, tuple[Fact, ...]]:
    """Return the facts that people ask for by section; those expected of such a thing that nobody says as unknown.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    sets : its properties
    language : ``en`` or ``fr``
    today : day to reckon ages to; without it none are told
    """
    by_name = _by_name(sets)
    words, found = words_in(language), dict[str, list[Fact]]()
    for key, spec in standard_table().items():
        known = next((by_name[name] for name in _plain_names(key) if name in by_name), None)
        name = words(f"details.{key}")
        if known is not None:
            found.setdefault(spec["section"], []).append(_formed(key, name, spec.get("form", ""), known, language))
        elif _expected(twin, row, spec.get("of", ())):
            found.setdefault(spec["section"], []).append(unknown(key, name, language))
    _reckon(found, language, today)
    return {section: tuple(facts) for section, facts in found.items()}


@cache
def standard_table() -> dict[str, dict[str, Any]]:
    """Return the table of facts that people ask for, by key."""
    text = (files("twin_viewers.window") / "data" / "facts.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@once
def _sets_by_owner(twin: Twin) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the property sets of each thing, and of each type."""
    found = []
    for table, owner in (("node_property_sets", "node"), ("type_property_sets", "type")):
        sets: dict[int, list[int]] = {}
        for one, set_ in zip(twin[table][owner].tolist(), twin[table]["set"].tolist(), strict=True):
            sets.setdefault(one, []).append(set_)
        found.append(sets)
    return found[0], found[1]


@once
def _rows_of_set(twin: Twin) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the rows of all properties in the order of their sets, and where each set starts."""
    sets = twin["properties"]["set"]
    order = np.argsort(sets, kind="stable")
    return order, np.searchsorted(sets[order], np.arange(twin["property_sets"].length + 1))


def _facts(twin: Twin, set_: int, origin: str, told: set[tuple[str, str]], language: str) -> Iterator[Fact]:
    order, first = _rows_of_set(twin)
    properties, set_name = twin["properties"], str(twin["property_sets"]["name"][set_])
    for row in order[first[set_] : first[set_ + 1]].tolist():
        name, value = str(properties["name"][row]), str(properties["value"][row])
        if (set_name, name) in told:
            continue
        told.add((set_name, name))
        if says_nothing(name, value):
            yield unknown(name, name, language)
            continue
        number, unit = float(properties["number"][row]), str(properties["unit"][row])
        text = text_of(value, number, unit, language)
        kept = value if np.isnan(number) else number
        yield Fact(name, name, kept, unit, text, "own" if origin == "own" else "type", f"{set_name}.{name}")


def says_nothing(name: str, value: str) -> bool:
    """Return whether the value of a property stands for none: a placeholder, or its own name, as templates have it.

    Parameters
    ----------
    name : of the property
    value : as it is written

    Examples
    --------
    >>> says_nothing("BarCode", "BarCode"), says_nothing("FireRating", "EI30")
    (True, False)
    """
    written = bare(value)
    return written in _EMPTY or written == bare(name)


_EMPTY: Final = frozenset({"", "n/a", "none", "null", "unknown", "notdefined", "unset", "$", "tbd", "notknown"})


def _by_name(sets: tuple[PropertySet, ...]) -> dict[str, Fact]:
    found: dict[str, Fact] = {}
    for one in sorted(sets, key=lambda one: one.origin == "type"):
        for fact in one.facts:
            if fact.is_known:
                found.setdefault(bare(fact.name), fact)
                found.setdefault(bare(f"{one.name}.{fact.name}"), fact)
    return found


@cache
def _plain_names(key: str) -> tuple[str, ...]:
    return tuple(bare(name) for name in standard_table()[key]["names"])


def bare(name: str) -> str:
    """Return the name of a property without capitals, accents, blanks and signs between words.

    Examples
    --------
    >>> bare("Numéro de série")
    'numerodeserie'
    """
    return plain(name).replace(" ", "").replace("_", "").replace("'", "")


def _expected(twin: Twin, row: int, of: tuple[str, ...]) -> bool:
    kind, ifc_class = str(twin.nodes["kind"][row]), str(twin.nodes["ifc_class"][row])
    piece = ifc_class.endswith(("Segment", "Fitting")) or bool(is_outdoors(twin)[row])
    kind = "dwelling" if is_dwelling(twin, row) else kind
    return any((one == kind and not piece) or (one.startswith("Ifc") and ifc_class.startswith(one)) for one in of)


def _formed(key: str, name: str, form: str, fact: Fact, language: str) -> Fact:
    written = str(fact.value)
    text, value, unit = fact.text, fact.value, fact.unit
    if form == "duration" and (years := years_of(written)) is not None:
        text, value, unit = duration(years, language), years, "a"
    if form == "class":
        text = value = written.strip()[:1].upper()
    if form == "date" and (day := day_of(written)) is not None:
        value = day.isoformat()
    return Fact(key, name, value, unit, text, fact.origin, fact.method, fact.confidence)


def _reckon(found: dict[str, list[Fact]], language: str, today: date | None) -> None:
    """Add the age of a thing, how much of its life is left, and the end of its warranty, where they are known."""
    known = {fact.key: fact for facts in found.values() for fact in facts if fact.is_known}
    installed = day_of(str(known["installed"].value)) if "installed" in known else None
    words, life = words_in(language), known.get("service_life")
    if installed and today:
        age = (today - installed).days / 365.25
        rests = known["installed"].method
        found["age"].append(_worked(words, "age", age, rests, language))
        if life and isinstance(life.value, float):
            found["age"].append(_worked(words, "life_left", life.value - age, f"{rests}, {life.method}", language))
    start = known.get("warranty_start", known.get("installed"))
    period = known.get("warranty_period")
    if start and period and "warranty_end" not in known and isinstance(period.value, float):
        begins = day_of(str(start.value))
        if begins:
            months = begins.month - 1 + round(period.value * 12)
            year, month = begins.year + months // 12, months % 12 + 1
            ends = date(year, month, min(begins.day, monthrange(year, month)[1]))
            text = text_of(ends.isoformat(), float("nan"), "", language)
            method = f"{start.method} + {period.method}"
            fact = Fact("warranty_end", words("details.warranty_end"), ends.isoformat(), "", text, "worked out", method)
            found["warranty"].append(fact)


def _worked(words: Any, key: str, years: float, method: str, language: str) -> Fact:
    text = f"{quantity(abs(round(years, 1)), '', language)} {words('value.a')}"
    text = words("value.over", n=text) if years < 0 else text
    return Fact(key, words(f"details.{key}"), round(years, 2), "a", text, "worked out", method)
