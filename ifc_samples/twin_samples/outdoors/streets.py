"""Streets around the cells of an estate, their pavements, and the crossings at every junction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from twin_samples.outdoors.facts import Tags
from twin_samples.outdoors.grid import XY, Cell
from twin_samples.outdoors.terrain import Frame, data

__all__ = ["Line", "streets"]


@dataclass(frozen=True, slots=True)
class Line:
    """A way as it is drawn, before it meets others; `lamps` names the circuit that lights it."""

    code: str
    points: tuple[XY, ...]
    tags: Tags = field(default_factory=dict)
    lamps: str = ""


def streets(frame: Frame, cells: Sequence[Cell]) -> list[Line]:
    """Return the carriageways, pavements and crossings of the street grid of an estate.

    Parameters
    ----------
    frame : where the streets run
    cells : that hold buildings; each lights the streets nearest to it
    """
    return [*_carriageways(frame, cells), *_pavements(frame), *_crossings(frame)]


def _carriageways(frame: Frame, cells: Sequence[Cell]) -> Iterator[Line]:
    """Yield every street of the grid, block by block."""
    rule = data("streets")
    names = rule["names"]
    for number, (axis, along, at) in enumerate(_axes(frame)):
        tags: Tags = {"highway": "residential", "name": names[number % len(names)], **rule["street"]}
        for k, (low, high) in enumerate(pairwise(along)):
            ends = ((at, low), (at, high)) if axis == "x" else ((low, at), (high, at))
            middle = ((ends[0][0] + ends[1][0]) / 2, (ends[0][1] + ends[1][1]) / 2)
            cell = min(cells, key=lambda cell: math.dist(cell.middle, middle))
            yield Line(f"RUE-{number + 1:02d}-{k + 1}", ends, tags, cell.circuit("EP-3"))


def _axes(frame: Frame) -> Iterator[tuple[str, tuple[float, ...], float]]:
    """Yield direction held fixed, crossing lines and position of each street: south first, then west to east."""
    yield from (("y", frame.xs, y) for y in frame.ys)
    yield from (("x", frame.ys, x) for x in frame.xs)


def _pavements(frame: Frame) -> Iterator[Line]:
    """Yield the pavements on both sides of every street, between junctions."""
    off = data("streets")["pavement_offset"]
    tags: Tags = {"highway": "footway", "footway": "sidewalk", **data("streets")["pavement"]}
    for axis, along, at in _axes(frame):
        for low, high in pairwise(along):
            for side in (-off, off):
                ends = ((low + off, at + side), (high - off, at + side))
                points = ends if axis == "y" else tuple((y, x) for x, y in ends)
                yield Line(f"TROTTOIR-{axis}{at:.0f}-{low:.0f}-{'G' if side > 0 else 'D'}", points, tags)


def _crossings(frame: Frame) -> Iterator[Line]:
    """Yield four crossings around every junction, and one in the middle of each street that runs east."""
    rule = data("streets")
    off = rule["pavement_offset"]
    corners = ((-off, -off), (off, -off), (off, off), (-off, off))
    for x in frame.xs:
        for y in frame.ys:
            for k, (a, b) in enumerate(zip(corners, (*corners[1:], corners[0]), strict=True)):
                ends = ((x + a[0], y + a[1]), (x + b[0], y + b[1]))
                yield Line(f"PASSAGE-{x:.0f}-{y:.0f}-{k}", ends, {**rule["crossing"], "kerb": rule["kerbs"][k]})
    for x in frame.xs[:-1]:
        for y in frame.ys:
            at = x + rule["crossing_at"]
            ends = ((at, y - off), (at, y + off))
            yield Line(f"PASSAGE-{at:.0f}-{y:.0f}", ends, {**rule["crossing"], "kerb": "lowered"})
