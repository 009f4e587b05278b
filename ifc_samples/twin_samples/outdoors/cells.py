"""What lies between the buildings of every cell of the street grid, from one drawing of a cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from twin_samples.outdoors.facts import Area, Fixture, Tags, Way
from twin_samples.outdoors.grid import Cell
from twin_samples.outdoors.ground import on_ground
from twin_samples.outdoors.streets import Line
from twin_samples.outdoors.terrain import Frame

__all__ = ["areas", "barriers", "furniture", "lines", "reserves"]


def lines(cell: Cell) -> Iterator[Line]:
    """Yield the ways of a cell, as drawn."""
    for way in cell.content["way"]:
        lamps = cell.circuit(way["lamps"]) if "lamps" in way else ""
        yield Line(cell.code(way["code"]), cell.moved(way["line"]), dict(way["tags"]), lamps)


def barriers(cell: Cell, frame: Frame) -> Iterator[Way]:
    """Yield the walls of a cell."""
    for wall in cell.content["line"]:
        yield Way(cell.code(wall["code"]), on_ground(cell.moved(wall["line"]), frame), dict(wall["tags"]))


def areas(cell: Cell, frame: Frame) -> Iterator[Area]:
    """Yield the surfaces of a cell and the parking bays that are marked in them."""
    for area in cell.content["area"]:
        yield Area(cell.code(area["code"]), on_ground(cell.moved(area["ring"]), frame), dict(area["tags"]))
    for row in cell.content["bays"]:
        for k in range(row["count"]):
            yield Area(
                f"{cell.code(row['code'])}-{k + 1:02d}", on_ground(cell.moved(_bay(row, k)), frame), _space(row, k)
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


def reserves(frame: Frame, cells: Sequence[Cell]) -> Iterator[Area]:
    """Yield a meadow for every cell of the grid that holds no building."""
    held = {cell.number for cell in cells}
    spec = frame.terrain["cell"]
    for number in sorted(set(range(frame.columns * frame.rows)) - held):
        row, column = divmod(number, frame.columns)
        cell = Cell(number, column * spec["width"], row * spec["depth"], frame.drawing)
        low, high = (spec["west"] + 8.0, spec["south"] + 8.0), (spec["west"] + 122.0, spec["north"] - 8.0)
        ring = cell.moved([low, (high[0], low[1]), high, (low[0], high[1])])
        yield Area(cell.code("RESERVE"), on_ground(ring, frame), {"landuse": "meadow"})


def furniture(cell: Cell, frame: Frame) -> Iterator[Fixture]:
    """Yield what stands in a cell: single things, rows of benches and trees, charge points beside their bays."""
    drawing = cell.content
    for point in drawing["point"]:
        yield Fixture(cell.code(point["code"]), on_ground(cell.moved([point["at"]]), frame)[0], dict(point["tags"]))
    for row in drawing["row"]:
        for k, at in enumerate(on_ground(cell.moved(row["points"]), frame)):
            yield Fixture(f"{cell.code(row['code'])}-{k + 1:02d}", at, dict(row["tags"]))
    for box in drawing["cabinet"]:
        circuit = cell.circuit(box["circuit"])
        tags: Tags = {"man_made": "street_cabinet", "street_cabinet": "street_lighting", "ref": f"ARM-{circuit}"}
        yield Fixture(f"ARM-{circuit}", on_ground(cell.moved([box["at"]]), frame)[0], {**tags, "circuit": circuit})
    yield from _charge_points(cell, frame)


def _charge_points(cell: Cell, frame: Frame) -> Iterator[Fixture]:
    """Yield a charge point at the head of every bay that has one."""
    for row in cell.content["bays"]:
        for k in row.get("charging", ()):
            x, y = np.mean(_bay(row, k), axis=0)
            at = on_ground(cell.moved([[x + row["head"][0], y + row["head"][1]]]), frame)[0]
            tags: Tags = {
                "amenity": "charging_station",
                "capacity": 1,
                "socket:type2": 1,
                "socket:type2:output": "7 kW",
            }
            yield Fixture(f"IRVE-{cell.code(row['code'])}-{k + 1:02d}", at, tags)
