"""What features are in the twin, by a table of rules over the keys of OpenStreetMap."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
import shapely

from twin.importers.public_space.translating import IGNORE
from twin.model.columns import Array
from twin.model.findings import Finding, Severity

__all__ = ["IGNORED", "UNKNOWN", "Meaning", "left_out", "meaning_of", "shapes_of"]

_SHAPES: Final = np.array(["", "point", "line", "line", "area", "point", "line", "area", ""], dtype=object)
"""By Shapely's type of geometry, from -1 for a missing one to 7 for a collection, which is nothing by itself."""
_KEYWORD: Final = re.compile(r"[a-z0-9_:;.-]+|[A-Z]{2}:.*")
"""Values of OpenStreetMap that are keywords; columns of other vocabularies may bear the name of a key by chance."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a feature is.

    Parameters
    ----------
    kind : kind of node; empty if it is none
    object_type : what it is more exactly
    ifc_class : the IFC class nearest to it
    """

    kind: str
    object_type: str
    ifc_class: str


IGNORED: Final = Meaning("", "ignored", "")
"""Understood, and no thing of the public space."""
UNKNOWN: Final = Meaning("", "unknown", "")


@dataclass(frozen=True, slots=True)
class _Rule:
    key: str
    on: frozenset[str]
    kind: str
    values: Mapping[str, str]
    ignore: frozenset[str]

    def meaning(self, value: str, ifc_classes: Mapping[str, Mapping[str, str]]) -> Meaning | None:
        if value in self.values:
            return _meaning(self.kind, self.values[value], value, ifc_classes)
        if value in self.ignore or ("*" in self.ignore and _KEYWORD.fullmatch(value)):
            return IGNORED
        known = "*" in self.values and _KEYWORD.fullmatch(value)
        return _meaning(self.kind, self.values["*"], value, ifc_classes) if known else None


def shapes_of(geometry: Array) -> Array:
    """Return for each geometry whether it is a ``point``, ``line`` or ``area``; empty for anything else, (n,)."""
    return np.asarray(_SHAPES[shapely.get_type_id(geometry) + 1])


def meaning_of(tags: Sequence[Mapping[str, str]], shapes: Sequence[str]) -> list[Meaning]:
    """Return what each feature is.

    Parameters
    ----------
    tags : for each feature its values by key of OpenStreetMap
    shapes : whether each is a point, a line or an area
    """
    return [_meant(own, shape) for own, shape in zip(tags, shapes, strict=True)]


def left_out(meanings: Sequence[Meaning], tags: Sequence[Mapping[str, str]], file: str) -> list[Finding]:
    """Return findings that count what is no thing of the twin, one for each reason."""
    found = []
    for meaning, code, what, remedy in (
        (UNKNOWN, "public-space-unknown", "could not be understood", "Say what they are with keys of OpenStreetMap."),
        (IGNORED, "public-space-ignored", "were left out, being no things in the open", "Nothing need be done."),
    ):
        told = Counter(_main_tag(own) for one, own in zip(meanings, tags, strict=True) if one is meaning)
        if told:
            most = ", ".join(
                f"{count} {tag}" for tag, count in sorted(told.items(), key=lambda it: (-it[1], it[0]))[:8]
            )
            severity = Severity.WARNING if meaning is UNKNOWN else Severity.INFO
            found.append(Finding(code, severity, f"{told.total()} features {what}: {most}", remedy, file))
    return found


def _main_tag(tags: Mapping[str, str]) -> str:
    if IGNORE in tags:
        return tags[IGNORE]
    key = next((key for key in _rules()[0] if key in tags), None)
    return f"{key}={tags[key]}" if key else next((f"with {key}" for key in sorted(tags)), "without attributes")


def _meant(tags: Mapping[str, str], shape: str) -> Meaning:
    if IGNORE in tags:
        return IGNORED
    by_key, ifc_classes = _rules()
    answers = [
        (order, answer)
        for key in tags
        for order, rule in by_key.get(key, ())
        if shape in rule.on and (answer := rule.meaning(tags[key], ifc_classes)) is not None
    ]
    return min(answers, key=lambda one: one[0])[1] if answers else UNKNOWN


def _meaning(kind: str, object_type: str, value: str, ifc_classes: Mapping[str, Mapping[str, str]]) -> Meaning:
    named = value.replace("_", " ") if object_type == "=" else object_type
    classes = ifc_classes.get(kind, {})
    return Meaning(kind, named, classes.get(named, classes.get("*", "")))


@cache
def _rules() -> tuple[dict[str, list[tuple[int, _Rule]]], dict[str, dict[str, str]]]:
    """Return the rules by key, each with its place in the order, and the IFC classes by kind and type."""
    text = files("twin.importers.public_space").joinpath("data/public_space.toml").read_text(encoding="utf-8")
    table: dict[str, Any] = tomllib.loads(text)
    by_key: dict[str, list[tuple[int, _Rule]]] = {}
    for order, row in enumerate(table["rules"]):
        on = frozenset(row.get("on", ("point", "line", "area")))
        rule = _Rule(row["key"], on, row.get("kind", ""), row.get("values", {}), frozenset(row.get("ignore", ())))
        by_key.setdefault(rule.key, []).append((order, rule))
    return by_key, table["ifc_class"]
