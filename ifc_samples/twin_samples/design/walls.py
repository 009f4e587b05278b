"""Walls of a plan: which build-up parts two cells, and how walls meet.

Every boundary between two cells becomes a strip as thick as what lies on both sides asks for. Where strips meet, the
thicker one passes and the other one stops at its face; of two equal ones the longer passes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
import shapely

from twin_samples.design.catalogue import thickness_of
from twin_samples.design.cells import Cell, Grid

__all__ = ["Materials", "Strip", "strips_of"]

_CAGE = {"stair", "lift", "landing", "hall"}
_PLANT = {"technical", "bin room", "bike room", "cellar corridor"}


@dataclass(frozen=True, slots=True)
class Materials:
    """Build-ups that differ from building to building and from storey to storey."""

    facade: str = "Façade ITE 34"
    party: str = "Voile béton 18"
    partition: str = "Cloison 7"


@dataclass(frozen=True, slots=True)
class Strip:
    """A straight wall: it runs along an axis from `start` to `end`, across it from `low` to `high` [mm]."""

    along_x: bool
    start: int
    end: int
    low: int
    high: int
    build_up: str
    external: bool

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Its plan: x0, y0, x1, y1 [mm]."""
        if self.along_x:
            return self.start, self.low, self.end, self.high
        return self.low, self.start, self.high, self.end


_Edge = tuple[str, int, int, bool, str]
"""Build-up, its faces from the line of the grid [mm], whether it is external, the unit whose façade it is."""


def strips_of(grid: Grid, materials: Materials) -> list[Strip]:
    """Return the walls, none of which overlaps another one.

    Parameters
    ----------
    grid : cells that tile the storey
    materials : build-ups of this storey
    """
    edges = {True: _edges(grid, materials, along_x=True), False: _edges(grid, materials, along_x=False)}
    strips = [
        strip for along_x in (False, True) for strip in _runs(edges[along_x], edges[not along_x], grid, along_x=along_x)
    ]
    return _trimmed(strips)


def _edges(grid: Grid, materials: Materials, *, along_x: bool) -> dict[tuple[int, int], _Edge]:
    """Return the wall on each piece of each grid line: key (line across, piece along)."""
    owner = grid.owner.T if along_x else grid.owner
    lower, upper = owner[:-1, 1:-1], owner[1:, 1:-1]
    known: dict[tuple[int, int], _Edge | None] = {}
    edges: dict[tuple[int, int], _Edge] = {}
    for line, piece in zip(*(lower != upper).nonzero(), strict=True):
        pair = (int(lower[line, piece]), int(upper[line, piece]))
        if pair not in known:
            known[pair] = _edge(pair, grid, materials)
        edge = known[pair]
        if edge is not None:
            edges[(int(line), int(piece))] = edge
    return edges


def _edge(pair: tuple[int, int], grid: Grid, materials: Materials) -> _Edge | None:
    low, high = (grid.cells[index] if index >= 0 else None for index in pair)
    if low and high and frozenset((low.code, high.code)) in grid.open_pairs:
        return None
    inner_low, inner_high = (cell is not None and not cell.outdoor for cell in (low, high))
    if inner_low and inner_high and low and high:
        build_up = _separation(low, high, materials)
        half = round(thickness_of(build_up) * 500)
        return build_up, -half, half, False, ""
    inner = low if inner_low else high if inner_high else None
    build_up = materials.facade if inner else _railing(low, high)
    thick = round(thickness_of(build_up) * 1000)
    on_low = inner_low if inner else low is not None
    unit = (inner or low or high).unit  # type: ignore[union-attr]
    return build_up, -thick if on_low else 0, 0 if on_low else thick, True, unit


def _separation(one: Cell, other: Cell, materials: Materials) -> str:
    """Return the build-up that parts two cells inside the building."""
    uses = {one.use, other.use}
    if one.dwelling and one.dwelling == other.dwelling:
        return materials.partition
    if uses & _CAGE:
        return materials.party
    if "shaft" in uses:
        shaft, room = (one, other) if one.use == "shaft" else (other, one)
        return materials.party if room.dwelling and room.unit != shaft.unit else "Carreaux de plâtre 10"
    if one.unit != other.unit:
        return materials.party
    if "cellar" in uses:
        return "Parpaing 10"
    return "Parpaing 15" if uses & _PLANT else materials.partition


def _railing(low: Cell | None, high: Cell | None) -> str:
    if low and high:
        return "Séparatif balcon 5"
    return "Acrotère 20" if "roof" in {cell.use for cell in (low, high) if cell} else "Garde-corps 5"


def _runs(
    edges: dict[tuple[int, int], _Edge], crossing: dict[tuple[int, int], _Edge], grid: Grid, *, along_x: bool
) -> list[Strip]:
    """Return pieces of one kind that follow each other as one strip, its ends drawn over what crosses there."""
    lines, stations = (grid.ys, grid.xs) if along_x else (grid.xs, grid.ys)
    strips: list[Strip] = []
    done: set[tuple[int, int]] = set()
    for line, first in sorted(edges):
        if (line, first) in done:
            continue
        edge = edges[(line, first)]
        last = first
        while edges.get((line, last + 1)) == edge:
            last += 1
            done.add((line, last))
        # what crosses at a station: the two pieces of the perpendicular line on both sides of this one
        before = [crossing[key] for key in ((first, line - 1), (first, line)) if key in crossing]
        after = [crossing[key] for key in ((last + 1, line - 1), (last + 1, line)) if key in crossing]
        start = stations[first] + min((other[1] for other in before), default=0)
        end = stations[last + 1] + max((other[2] for other in after), default=0)
        strips.append(Strip(along_x, start, end, lines[line] + edge[1], lines[line] + edge[2], edge[0], edge[3]))
    return strips


def _trimmed(strips: list[Strip]) -> list[Strip]:
    """Return them cut where a thicker or longer one passes."""
    order = sorted(strips, key=lambda strip: (strip.low - strip.high, strip.start - strip.end, strip.box))
    plans = shapely.box(*np.array([strip.box for strip in order], dtype=float).T)
    passing: dict[int, list[int]] = defaultdict(list)
    for one, other in shapely.STRtree(plans).query(plans).T.tolist():
        if other < one:
            passing[one].append(other)
    kept: list[list[Strip]] = []
    for index, strip in enumerate(order):
        pieces = [(strip.start, strip.end)]
        # the remains of what passes: where it was itself cut away, nothing stops this one
        for other in (piece for before in sorted(passing[index]) for piece in kept[before]):
            x0, y0, x1, y1 = other.box
            start, end, low, high = (x0, x1, y0, y1) if strip.along_x else (y0, y1, x0, x1)
            if low < strip.high and high > strip.low:
                pieces = [cut for piece in pieces for cut in _without(piece, start, end)]
        kept.append([replace(strip, start=start, end=end) for start, end in pieces])
    whole = [piece for pieces in kept for piece in pieces]
    return sorted(whole, key=lambda strip: (not strip.external, strip.build_up, strip.along_x, strip.box))


def _without(piece: tuple[int, int], start: int, end: int) -> list[tuple[int, int]]:
    """Return what is left of an interval without another one."""
    low, high = piece
    if end <= low or start >= high:
        return [piece]
    return [part for part in ((low, min(start, high)), (max(end, low), high)) if part[0] < part[1]]
