"""What lies between the buildings of every cell of the street grid, from one drawing of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from twin_samples.design.model import EstateDesign
from twin_samples.outdoors.facts import Area, Fixture, Point, Tags
from twin_samples.outdoors.streets import XY, Line
from twin_samples.outdoors.terrain import Frame, data, heights

__all__ = ["Cell", "areas", "cells_of", "furniture", "lines"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the street grid: its number from the south-west and where its zero lies [m]."""

    number: int
    x: float
    y: float

    def code(self, code: str) -> str:
        """Return what a thing of the drawing is called in this cell."""
        return code if self.number == 0 else f"{code}-{self.number + 1}"

    def circuit(self, name: str) -> str:
        """Return the circuit of this cell that the drawing calls `name`, three to a cell."""
        return f"EP-{3 * self.number + int(name.removeprefix('EP-'))}"

    def moved(self, points: Sequence[Sequence[float]]) -> tuple[XY, ...]:
        """Return points of the drawing where they lie in the estate."""
        return tuple((p[0] + self.x, p[1] + self.y, *p[2:]) for p in points)


def cells_of(estate: EstateDesign) -> tuple[Frame, list[Cell]]:
    """Return the street grid of an estate and its cells that hold a building."""
    cell = data("terrain")["cell"]
    spots = {
        (
            int((building.place.x - cell["west"]) // cell["width"]),
            int((building.place.y - cell["south"]) // cell["depth"]),
        )
        for building in estate.buildings
    }
    columns, rows = max(i for i, _ in spots) + 1, max(j for _, j in spots) + 1
    cells = [Cell(j * columns + i, i * cell["width"], j * cell["depth"]) for i, j in sorted(spots)]
    return Frame(columns, rows), cells


def lines(cell: Cell) -> Iterator[Line]:
    """Yield the ways of a cell and its walls, as drawn."""
    for way in data("cell")["way"]:
        lamps = cell.circuit(way["lamps"]) if "lamps" in way else ""
        yield Line(cell.code(way["code"]), cell.moved(way["line"]), dict(way["tags"]), lamps)


def areas(cell: Cell, frame: Frame) -> Iterator[Area]:
    """Yield the surfaces of a cell and the parking bays that are marked in them."""
    for area in data("cell")["area"]:
        yield Area(cell.code(area["code"]), _ground(cell.moved(area["ring"]), frame), dict(area["tags"]))
    for row in data("cell")["bays"]:
        for k in range(row["count"]):
            yield Area(
                f"{cell.code(row['code'])}-{k + 1:02d}", _ground(cell.moved(_bay(row, k)), frame), _space(row, k)
            )


def _bay(row: dict[str, Any], k: int) -> list[list[float]]:
    """Return the ring of the bay number `k` of a row."""
    x, y = row["first"][0] + k * row["step"][0], row["first"][1] + k * row["step"][1]
    width, depth = row["size"]
    return [[x, y], [x + width, y], [x + width, y + depth], [x, y + depth]]


def _space(row: dict[str, Any], k: int) -> Tags:
    """Return the attributes of the bay number `k` of a row."""
    tags: Tags = {"amenity": "parking_space", "access": "private"}
    if k in row.get("accessible", ()):
        tags["parking_space"] = "disabled"
    if k in row.get("charging", ()):
        tags["parking_space"] = "charging"
    return tags


def furniture(cell: Cell, frame: Frame) -> Iterator[Fixture]:
    """Yield what stands in a cell: single things, rows of benches and trees, charge points beside their bays."""
    drawing = data("cell")
    for point in drawing["point"]:
        yield Fixture(cell.code(point["code"]), _ground(cell.moved([point["at"]]), frame)[0], dict(point["tags"]))
    for row in drawing["row"]:
        for k, at in enumerate(_ground(cell.moved(row["points"]), frame)):
            yield Fixture(f"{cell.code(row['code'])}-{k + 1:02d}", at, dict(row["tags"]))
    for box in drawing["cabinet"]:
        circuit = cell.circuit(box["circuit"])
        tags: Tags = {"man_made": "street_cabinet", "street_cabinet": "street_lighting", "ref": f"ARM-{circuit}"}
        yield Fixture(f"ARM-{circuit}", _ground(cell.moved([box["at"]]), frame)[0], {**tags, "circuit": circuit})
    yield from _charge_points(cell, frame)


def _charge_points(cell: Cell, frame: Frame) -> Iterator[Fixture]:
    """Yield a charge point at the head of every bay that has one."""
    for row in data("cell")["bays"]:
        for k in row.get("charging", ()):
            x, y = np.mean(_bay(row, k), axis=0)
            at = _ground(cell.moved([[x + row["head"][0], y + row["head"][1]]]), frame)[0]
            tags: Tags = {
                "amenity": "charging_station",
                "capacity": 1,
                "socket:type2": 1,
                "socket:type2:output": "7 kW",
            }
            yield Fixture(f"IRVE-{cell.code(row['code'])}-{k + 1:02d}", at, tags)


def _ground(points: Sequence[XY], frame: Frame) -> tuple[Point, ...]:
    """Return points with the height that they say, or else that of the ground."""
    flat = np.array([point[:2] for point in points], dtype=np.float64)
    return tuple(
        (float(x), float(y), round(point[2] if len(point) == 3 else float(z), 3))
        for (x, y), z, point in zip(flat, heights(frame, flat), points, strict=True)
    )
