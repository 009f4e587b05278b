"""What a thing is called elsewhere: ids, codes, classifications, materials and documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from twin.model.columns import Columns
from twin.model.twin import Twin
from twin_viewers.window.values import Fact, Origin, quantity
from twin_viewers.words import words_in

__all__ = ["papers_of"]

_ATTRIBUTES = ("code", "long_name", "tag", "object_type", "description", "ifc_class", "predefined_type")


def papers_of(twin: Twin, row: int, *, language: str = "en") -> dict[str, tuple[Fact, ...]]:
    """Return the materials, classifications, documents and ids of a thing, as facts by section.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    """
    return {
        "documents": tuple(_documents(twin, row, language)),
        "materials": tuple(_materials(twin, row, language)),
        "classification": tuple(_classifications(twin, row, language)),
        "identity": tuple(_identity(twin, row, language)),
    }


def _documents(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    word = words_in(language)("details.document")
    for one, origin in _told(twin["documents"], twin, row):
        text = " · ".join(part for part in (str(one["identification"]), str(one["name"])) if part)
        location = str(one["location"])
        yield Fact("document", word, location, "", text or location, origin, link=location)


def _materials(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    word = words_in(language)("details.material")
    for one, origin in sorted(_told(twin["materials"], twin, row), key=lambda pair: pair[0]["layer"]):
        name, thickness = str(one["name"]), float(one["thickness"])
        text = name if np.isnan(thickness) else f"{name} · {quantity(round(thickness * 1000), 'mm', language)}"
        yield Fact("material", str(one["category"]) or word, name, "", text, origin)


def _classifications(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    word = words_in(language)("section.classification")
    for one, origin in _told(twin["classifications"], twin, row):
        code, name = str(one["code"]), str(one["name"])
        text = " · ".join(part for part in (code, name if name != code else "") if part)
        yield Fact("classification", str(one["system"]) or word, code, "", text, origin, link=str(one["location"]))


def _identity(twin: Twin, row: int, language: str) -> Iterator[Fact]:
    words, nodes = words_in(language), twin.nodes
    identity = str(nodes["id"][row])
    yield Fact("id", words("details.id"), identity, "", identity)
    for key in _ATTRIBUTES:
        if text := str(nodes[key][row]):
            yield Fact(key, words(f"details.{key}"), text, "", text)
    if (type_ := int(nodes["type"][row])) >= 0:
        name = str(twin["types"]["name"][type_])
        yield Fact("type", words("details.type"), name, "", name)
    if (source := int(nodes["source"][row])) >= 0:
        name = str(twin["sources"]["name"][source])
        yield Fact("source", words("details.source"), name, "", name)
    if (provenance := str(nodes["provenance"][row])) != "declared":
        told = words.find("provenance", provenance) or provenance
        yield Fact("provenance", words("details.provenance"), provenance, "", told, "inferred")
    for place in np.flatnonzero(twin["register"]["node"] == row).tolist():
        field, code = (str(twin["register"][name][place]) for name in ("field", "code"))
        yield Fact(f"register_{field}", words("details.register", field=_field(field, language)), code, "", code)
    for place in np.flatnonzero(twin["same_as"]["node"] == row).tolist():
        yield _elsewhere(twin, twin["same_as"].row(place), language)


def _field(field: str, language: str) -> str:
    return words_in(language).find("register", field) or field


def _elsewhere(twin: Twin, told: dict[str, Any], language: str) -> Fact:
    name, file = str(told["name"]) or str(told["global_id"]), str(twin["sources"]["name"][told["source"]])
    word, confidence = words_in(language)("details.same_as"), round(float(told["confidence"]), 3)
    return Fact("same_as", word, str(told["id"]), "", f"{name} · {file}", "inferred", str(told["method"]), confidence)


def _told(table: Columns, twin: Twin, row: int) -> Iterator[tuple[dict[str, Any], Origin]]:
    """Yield the rows of a table about a thing; those about its type if it has none of its own."""
    own = np.flatnonzero(table["node"] == row)
    type_, origin = int(twin.nodes["type"][row]), "own"
    if not len(own) and type_ >= 0:
        own, origin = np.flatnonzero(table["type"] == type_), "type"
    for place in own.tolist():
        yield table.row(place), ("own" if origin == "own" else "type")
