"""Binds sensors to nodes by a map, one line each, and tells of every line and sensor that could not be bound."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from twin.errors import InputError, UsageError
from twin.model.twin import Twin
from twin.observations.lines import read_text
from twin.observations.places import node_of
from twin.observations.quantities import conversion, quantities, quantity_of
from twin.observations.register import Bound
from twin.observations.remarks import Remark

__all__ = ["WHERE", "Found", "bind", "read_map"]

WHERE: Final = ""
"""Cell of a line of a map that says in which file and line it stands: no heading is empty."""

_QUANTITY: Final = ("quantity", "kind", "measure", "type")
_SENSOR: Final = ("sensor", "sensor_id", "series")
_LONGEST: Final = 80
"""Letters of a heading that a message shows."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sensor that some files have.

    Parameters
    ----------
    name : as they call it
    source : number of the files, from 0
    units : that stand beside its values, several parted by a semicolon
    """

    name: str
    source: int
    units: str


def read_map(path: Path) -> list[dict[str, str]]:
    """Return the lines of a map, cells by heading in lower case, and under `WHERE` the file and line.

    Raises
    ------
    InputError
        If it cannot be read, or has no column ``sensor``.
    """
    text = read_text(path)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines = []
    for line in table:
        cells = {name.strip().lower(): (cell or "").strip() for name, cell in line.items() if name and name.strip()}
        if any(cells.values()):
            lines.append({**cells, WHERE: f"{path.name}, line {table.line_num}"})
    if not {name.strip().lower() for name in table.fieldnames or ()} & set(_SENSOR):
        names = ", ".join(filter(None, table.fieldnames or ())) or "nothing"
        raise InputError(path, f"has no column 'sensor', but {names[:_LONGEST]}", "Head it: sensor,node,quantity,unit.")
    return lines


def bind(twin: Twin, lines: Sequence[Mapping[str, str]], found: Sequence[Found]) -> tuple[list[Bound], list[Remark]]:
    """Return the sensors that a map binds, and remarks on all that it does not.

    Parameters
    ----------
    twin : the estate
    lines : of the map
    found : what the files have
    """
    bound: list[Bound] = []
    remarks: list[Remark] = []
    by_name: dict[str, list[Found]] = {}
    for one in found:
        by_name.setdefault(one.name, []).append(one)
    told: set[str] = set()
    for line in lines:
        name = next((line[key] for key in _SENSOR if line.get(key)), "")
        try:
            bound += _bound(twin, line, name, by_name.get(name, []), repeated=name in told)
        except UsageError as error:
            reason = f"{error.subject}: {error.reason}"
            remarks.append(Remark(f"{line.get(WHERE, 'the map')}, sensor {name!r}", reason, error.remedy, hinders=True))
        told.add(name)
    remarks += _unbound(by_name, told)
    return bound, remarks


def _bound(
    twin: Twin, line: Mapping[str, str], name: str, found: Sequence[Found], *, repeated: bool
) -> Iterator[Bound]:
    if not name:
        raise UsageError("the line", "names no sensor", "Fill the column sensor.")
    if repeated:
        raise UsageError(name, "stands in the map a second time: left out", "Keep one line for each sensor.")
    if not found:
        raise UsageError(name, "is in none of the files", "Check how the files write it, or leave the line out.")
    asked = next((line[key] for key in _QUANTITY if line.get(key)), "")
    if not asked:
        raise UsageError(name, "has no quantity", f"Fill the column quantity with one of {', '.join(quantities())}.")
    quantity = quantity_of(asked)
    node = str(twin.nodes["id"][node_of(twin, line, quantity)])
    for one in found:
        if ";" in one.units:
            raise UsageError(
                name, f"has several units beside its values: {one.units}", "Give each a sensor of its own."
            )
        unit = one.units or line.get("unit", "")
        conversion(unit, quantity)
        if one.units and line.get("unit") and conversion(line["unit"], quantity) != conversion(unit, quantity):
            raise UsageError(name, f"is in {line['unit']!r} by the map, in {unit!r} by the file", "Mend one of them.")
        yield Bound(name, node, quantity.name, unit, one.source)


def _unbound(by_name: Mapping[str, Sequence[Any]], told: set[str]) -> Iterator[Remark]:
    for name in sorted(by_name.keys() - told):
        yield Remark(f"sensor {name!r}", "is in no line of the map: kept, bound to nothing", "Add a line for it.")
