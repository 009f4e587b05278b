"""What people know better than models and inference: a file of corrections, each signed.

A corrections file is a table with one line per correction, as any spreadsheet writes it. It names things as people do,
by id, code or name, so that it outlives the models that it corrects.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan, nan
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError
from twin.importers.spreadsheet import read_table_text
from twin.model.findings import Finding, Severity
from twin.model.relations import Relation
from twin.model.schema import EDGES, NODES
from twin.model.twin import Twin

__all__ = ["EDGE_FIELDS", "NODE_FIELDS", "Correction", "Corrections", "read_corrections", "recalled"]

NODE_FIELDS: Final = (
    "name",
    "long_name",
    "code",
    "description",
    "object_type",
    "predefined_type",
    "tag",
    "use",
    "area",
    "headcount",
    "elevation",
    "is_external",
)
"""Columns of a thing that can be set."""
EDGE_FIELDS: Final = ("clear_width", "step_free", "lockable", "self_closing", "fire_rating")
"""Columns of the links that a door, stair or lift makes; set by naming the door."""
_COLUMNS: Final = ("action", "thing", "within", "what", "value", "commodity", "via", "author", "date", "reason")
_NEEDED: Final = ("action", "thing", "what", "author")
_HEADINGS: Final = {
    "action": ("action", "do", "faire"),
    "thing": ("thing", "from", "objet", "de"),
    "within": ("within", "in", "dans"),
    "what": ("what", "field", "property", "relation", "quoi", "champ", "propriété", "propriete"),
    "value": ("value", "to", "valeur", "vers"),
    "commodity": ("commodity", "fluide"),
    "via": ("via", "par"),
    "author": ("author", "auteur"),
    "date": ("date",),
    "reason": ("reason", "raison", "motif"),
}
_ACTIONS: Final = ("set", "link", "unlink")
_WORDS: Final = {"yes": 1, "true": 1, "1": 1, "oui": 1, "no": 0, "false": 0, "0": 0, "non": 0, "unknown": -1, "": -1}


@dataclass(frozen=True, slots=True)
class Correction:
    """One line of a corrections file.

    Parameters
    ----------
    action : ``set``, ``link`` or ``unlink``
    thing : id, code or name of the thing, or of the first end of the link
    within : id, code or name of what contains it, where its name alone is not enough; may be empty
    what : field or ``Set.Property`` to set, or relation
    value : new value, or id, code or name of the other end
    commodity : what flows, for supply relations; may be empty
    via : id, code or name of the door, stair, lift or wall that makes the link; may be empty
    author : who says so
    date : when, ISO 8601; may be empty
    reason : why; may be empty
    file : name of the file
    line : line in it
    """

    action: str
    thing: str
    within: str
    what: str
    value: str
    commodity: str
    via: str
    author: str
    date: str
    reason: str
    file: str
    line: int

    @property
    def method(self) -> str:
        """Method of the edges that it makes."""
        return f"correction by {self.author}"

    @property
    def is_property(self) -> bool:
        """Whether it sets a property in a property set."""
        return self.action == "set" and "." in self.what

    def parsed(self) -> Any:
        """Return the value in the type of the field.

        Raises
        ------
        ValueError
            If it is none of that type.
        """
        spec = NODES[self.what] if self.what in NODE_FIELDS else EDGES[self.what]
        if spec.is_text:
            return self.value
        if spec.type.startswith("int"):
            return _WORDS[self.value.casefold()] if self.value.casefold() in _WORDS else int(self.value)
        return nan if self.value.casefold() in {"", "unknown"} else _number(self.value)


@dataclass(frozen=True, slots=True)
class Corrections:
    """A corrections file.

    Parameters
    ----------
    lines : what it corrects
    findings : lines that say nothing that can be done
    """

    lines: tuple[Correction, ...] = ()
    findings: tuple[Finding, ...] = ()


def read_corrections(path: Path) -> Corrections:
    """Return the lines of a corrections file, and findings for those that cannot be used.

    Raises
    ------
    InputError
        If the file cannot be read, or lacks a column that every correction needs.
    """
    rows = csv.reader(io.StringIO(content := read_table_text(path)), delimiter=_delimiter(content))
    headings = [_column(heading) for heading in next(rows, [])]
    missing = [name for name in _NEEDED if name not in headings]
    if missing:
        raise InputError(path, f"has no column {', '.join(missing)}", f"Name the columns {', '.join(_COLUMNS)}.")
    lines, findings = [], []
    for values, number in _records(headings, rows):
        one = Correction(**{name: values.get(name, "") for name in _COLUMNS}, file=path.name, line=number)
        if wrong := _wrong(one, values.get("", "")):
            findings.append(_unusable(one, *wrong))
        else:
            lines.append(one)
    return Corrections(tuple(lines), tuple(findings))


def recalled(twin: Twin) -> Corrections:
    """Return the corrections that a twin was made with, for when its models are read again."""
    table = twin["corrections"]
    names = (*_COLUMNS, "file", "line")
    return Corrections(
        tuple(Correction(**{name: table.row(row)[name] for name in names}) for row in range(table.length))
    )


def _records(headings: list[str], rows: Iterable[list[str]]) -> Iterator[tuple[Mapping[str, str], int]]:
    """Give the lines that hold anything, with their numbers; what stands beyond the headings under no name."""
    for number, row in enumerate(rows, start=2):
        values = [value.strip() for value in row]
        if any(values) and not values[0].startswith("#"):
            record = dict(zip(headings, values, strict=False)) | {"": "".join(values[len(headings) :])}
            yield {**record, **{name: record.get(name, "").casefold() for name in ("action",)}}, number


def _wrong(one: Correction, beyond: str) -> tuple[str, str] | None:
    """Return what is wrong with a line and what to do about it, None if nothing is."""
    relations = [str(relation) for relation in Relation]
    fields = (*NODE_FIELDS, *EDGE_FIELDS)
    if beyond:
        return f"has more values than columns ({beyond!r})", "Put values with separators into quotes."
    if one.action not in _ACTIONS:
        return f"cannot {one.action!r}", f"Write {', '.join(_ACTIONS)}."
    if not one.thing or not one.author:
        return "names no thing" if not one.thing else "names no author", "Fill in that column."
    if one.action != "set" and (one.what not in relations or not one.value):
        reason = f"knows no relation {one.what!r}" if one.value else "names no other end"
        return reason, f"Write one of {', '.join(relations)}, and both ends."
    if one.action == "set" and not one.is_property and one.what not in fields:
        return f"knows no field {one.what!r}", f"Write one of {', '.join(fields)}, or a property as Set.Property."
    return _wrong_value(one)


def _wrong_value(one: Correction) -> tuple[str, str] | None:
    try:
        if one.action == "set" and not one.is_property:
            one.parsed()
    except ValueError:
        return f"cannot set {one.what} to {one.value!r}", "Write a number, yes, no or unknown, as the field asks for."
    try:
        if one.date:
            date.fromisoformat(one.date)
    except ValueError:
        return f"has no date {one.date!r}", "Write dates as 2026-01-31."
    return None


def _unusable(one: Correction, reason: str, remedy: str) -> Finding:
    message = f"Line {one.line} of the corrections {reason}; it was left out"
    return Finding("correction-unusable", Severity.WARNING, message, remedy, one.file, name=one.thing)


def _number(value: str) -> float:
    number = float(value.replace(",", "."))
    if isnan(number):
        raise ValueError(value)
    return number


def _delimiter(content: str) -> str:
    return max(",;\t", key=content.partition("\n")[0].count)


def _column(heading: str) -> str:
    plain = heading.strip().casefold()
    return next((name for name, words in _HEADINGS.items() if plain in words), plain)
