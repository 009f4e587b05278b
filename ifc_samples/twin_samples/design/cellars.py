"""Cellars of a basement: as many as there are dwellings, in rows along their corridors."""

from __future__ import annotations

from itertools import pairwise

from twin_samples.design.cells import Box
from twin_samples.design.drafting import Pen

__all__ = ["cut", "paint_cellars"]

_RIM = 250
"""What a buried wall takes more from a cellar than a partition does [mm]."""


def paint_cellars(
    pen: Pen, zones: list[Box], dwellings: list[str], corridor: str, *, depth: int, first: int = 1
) -> None:
    """Paint one cellar for each dwelling, its door to the corridor.

    Parameters
    ----------
    pen : of the basement
    zones : rows of cellars, each along a corridor that runs in y
    dwellings : their codes
    corridor : the word of the corridor
    depth : of the building, whose façades take their thickness from the cellars beside them [mm]
    first : number of the first one
    """
    for number, (box, dwelling) in enumerate(
        zip(cut(zones, len(dwellings), depth=depth), dwellings, strict=True), start=first
    ):
        word = f"CAV{number:02}"
        pen.room(word, box, dwelling=dwelling)
        pen.door(word, corridor, "Porte de cave 83", lock="key")


def cut(zones: list[Box], count: int, *, depth: int) -> list[Box]:
    """Return zones cut across y into boxes of about one depth inside their walls, `count` of them in all [mm].

    >>> cut([(0, 1000, 2000, 7000), (3000, 1000, 5000, 4000)], 3, depth=9000)
    [(0, 1000, 2000, 4000), (0, 4000, 2000, 7000), (3000, 1000, 5000, 4000)]
    """
    inner = [(max(y0, _RIM), min(y1, depth - _RIM)) for _, y0, _, y1 in zones]
    pieces = [int(number < count) for number in range(len(zones))]
    while sum(pieces) < count:
        deepest = max(range(len(zones)), key=lambda index: (inner[index][1] - inner[index][0]) / (pieces[index] + 1))
        pieces[deepest] += 1
    boxes = []
    for (x0, y0, x1, y1), (low, high), number in zip(zones, inner, pieces, strict=True):
        lines = [y0, *(low + (high - low) * part // number for part in range(1, number)), y1]
        boxes += [(x0, start, x1, end) for start, end in pairwise(lines) if number]
    return boxes
