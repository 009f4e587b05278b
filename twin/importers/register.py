"""The landlord's own codes, joined to the things of the twin.

A register is a table that every landlord can export: one line per thing, with the thing as the model calls it and the
codes as the landlord does. Headings in English or French; commas, semicolons or tabs; UTF-8 or Windows-1252.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from twin.errors import InputError, UsageError
from twin.importers.spreadsheet import read_table_text
from twin.model.algebra import joined
from twin.model.columns import Columns, text
from twin.model.findings import Finding, Severity
from twin.model.schema import table_of, table_of_findings
from twin.model.twin import Twin

__all__ = ["FIELDS", "Entry", "read_register", "with_register"]

FIELDS: Final = ("group", "building", "stair", "dwelling", "space", "equipment")
"""Codes of a register line, from the whole to the part; the last one given is the thing's own."""

_HEADINGS: Final = {
    "thing": ("thing", "id", "globalid", "global_id", "name", "objet", "nom", "guid"),
    "within": ("within", "in", "dans"),
    "kind": ("kind", "nature"),
    "group": ("group", "groupe"),
    "building": ("building", "batiment", "bâtiment"),
    "stair": ("stair", "cage", "escalier", "cage d'escalier"),
    "dwelling": ("dwelling", "logement", "lot"),
    "space": ("space", "local", "piece", "pièce"),
    "equipment": ("equipment", "equipement", "équipement"),
}


class Entry(NamedTuple):
    """One line of a register.

    Parameters
    ----------
    line : where it stands
    thing : id, GlobalId, name, long name or tag
    within : name or code of something that contains it, where the name alone is not enough; may be empty
    kind : kind of node, may be empty
    codes : landlord's codes by field
    """

    line: int
    thing: str
    within: str
    kind: str
    codes: dict[str, str]


def read_register(path: Path) -> list[Entry]:
    """Return the lines of a register.

    Raises
    ------
    InputError
        If it cannot be read, or if no column says which thing a line is about.
    UsageError
        If no column holds a code.
    """
    lines = csv.reader(io.StringIO(read_table_text(path)), dialect=_dialect(read_table_text(path)))
    headings = [_field(heading) for heading in next(lines, [])]
    if "thing" not in headings:
        raise InputError(
            path, "no column names the things", f"Give one of the headings {', '.join(_HEADINGS['thing'])}."
        )
    if not set(headings) & set(FIELDS):
        raise UsageError(path, "no column holds a code", f"Give at least one of the headings {', '.join(FIELDS)}.")
    return list(_entries(headings, lines))


def with_register(twin: Twin, entries: Iterable[Entry], *, file: str) -> Twin:
    """Return the twin with the codes of a register, and findings for lines that name nothing or too much."""
    codes = twin.nodes["code"].copy()
    rows = _known(twin)
    findings: list[Finding] = []
    finder = _Finder(twin)
    for entry in entries:
        found = finder.rows(entry)
        if len(found) == 1:
            codes[found[0]] = next((entry.codes[field] for field in reversed(FIELDS) if entry.codes.get(field)), "")
            rows.update({(found[0], field): code for field, code in entry.codes.items()})
        else:
            findings.append(_unmatched(entry, found, file))
    return _joined(twin, codes.tolist(), rows, findings)


def _known(twin: Twin) -> dict[tuple[int, str], str]:
    """Return the codes that the twin has already, by node and field."""
    table = twin["register"]
    return dict(
        zip(zip(table["node"].tolist(), table["field"].tolist(), strict=True), table["code"].tolist(), strict=True)
    )


def _joined(twin: Twin, codes: list[str], rows: dict[tuple[int, str], str], findings: list[Finding]) -> Twin:
    tables = dict(twin.tables)
    tables["nodes"] = Columns({**twin.nodes, "code": text(codes)}, twin.nodes.length)
    columns = zip(*((*key, code) for key, code in rows.items()), strict=True) if rows else ((),) * 3
    tables["register"] = table_of("register", dict(zip(("node", "field", "code"), columns, strict=True)))
    tables |= joined([{"findings": twin["findings"]}, {"findings": table_of_findings(findings)}])
    return Twin(tables, twin.meta)


class _Finder:
    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._rows: dict[str, set[int]] = {}
        for column in ("id", "global_id", "name", "long_name", "tag"):
            for row, value in enumerate(twin.nodes[column].tolist()):
                if value:
                    self._rows.setdefault(value.casefold(), set()).add(row)

    def rows(self, entry: Entry) -> list[int]:
        """Return the nodes that a line may mean, in order."""
        nodes = self._twin.nodes
        found = sorted(self._rows.get(entry.thing.casefold(), ()))
        if entry.kind:
            found = [row for row in found if nodes["kind"][row] == entry.kind.casefold()]
        if entry.within:
            places = self._rows.get(entry.within.casefold(), set())
            found = [row for row in found if places & set(self._above(row))]
        return found

    def _above(self, row: int) -> Iterator[int]:
        parent = self._twin.nodes["parent"]
        for _ in range(64):
            row = int(parent[row])
            if row < 0:
                return
            yield row


def _unmatched(entry: Entry, found: list[int], file: str) -> Finding:
    what = f"means {len(found)} things" if found else "means nothing in the models"
    remedy = "Use the id, or say `within` and `kind`." if found else "Check the spelling; `twin graph` lists all names."
    return Finding(
        "register-unmatched",
        Severity.WARNING,
        f"Line {entry.line} of the register: {entry.thing!r} {what}",
        remedy,
        file,
    )


def _dialect(content: str) -> type[csv.Dialect]:
    class Dialect(csv.excel):
        delimiter = max(",;\t", key=content.partition("\n")[0].count)

    return Dialect


def _field(heading: str) -> str:
    plain = heading.strip().casefold()
    return next((field for field, words in _HEADINGS.items() if plain in words), plain)


def _entries(headings: list[str], lines: Iterable[list[str]]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=2):
        values = dict(zip(headings, (value.strip() for value in line), strict=False))
        if values.get("thing"):
            codes = {field: values[field] for field in FIELDS if values.get(field)}
            yield Entry(number, values["thing"], values.get("within", ""), values.get("kind", ""), codes)
