"""Plans as cells: rectangles painted over each other until they tile a storey, before any wall has a thickness.

A designer paints rooms from large to small; what is painted later wins. So a plan has neither gaps nor overlaps,
and walls follow from what lies on both sides of a boundary. Lengths here are whole millimetres,
which makes every comparison exact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Cell", "DoorSpec", "Grid", "Sketch", "WindowSpec", "blocks_of", "grid_of"]

Box = tuple[int, int, int, int]
"""x0, y0, x1, y1 [mm]."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A room before walls.

    Parameters
    ----------
    code, name, long_name, use : as those of the room it becomes
    unit : what it is part of: a dwelling, the common parts, a shop; other units begin behind a party wall
    dwelling : code of the dwelling it is counted to
    through : goes through the slab above
    outdoor : balcony or terrace
    """

    code: str
    name: str
    long_name: str
    use: str
    unit: str
    dwelling: str = ""
    through: bool = False
    outdoor: bool = False


@dataclass(frozen=True, slots=True)
class DoorSpec:
    """A door wanted between two cells; `at`, from 0 to 1, is its place on their wall, and gives way if taken."""

    rooms: tuple[str, str]
    type: str
    at: float = 0.5
    side: str = ""
    """On which side of the first room, ``N``, ``S``, ``W`` or ``E``; wherever they share most if empty."""
    sill: float = 0.0
    fire_rating: str = ""
    self_closing: bool = False
    lock: str = "none"
    fails: str = ""
    lift: str = ""


@dataclass(frozen=True, slots=True)
class WindowSpec:
    """A window wanted in the façade of a cell."""

    room: str
    side: str
    type: str
    sill: float
    at: float = 0.5


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a storey shall be: cells as painted, doors and windows, and pairs of cells without a wall between them."""

    paint: tuple[tuple[Cell, Box], ...] = ()
    doors: tuple[DoorSpec, ...] = ()
    windows: tuple[WindowSpec, ...] = ()
    open_pairs: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: Sketch) -> Sketch:
        """Return both, the other painted over this one."""
        return Sketch(
            self.paint + other.paint,
            self.doors + other.doors,
            self.windows + other.windows,
            self.open_pairs + other.open_pairs,
        )

    def moved(self, dx: int, dy: int = 0) -> Sketch:
        """Return it at another place [mm]."""
        return self._mapped(lambda box: (box[0] + dx, box[1] + dy, box[2] + dx, box[3] + dy))

    def mirrored(self, width: int) -> Sketch:
        """Return it with x running the other way, from `width` down to zero [mm]."""
        turned = self._mapped(lambda box: (width - box[2], box[1], width - box[0], box[3]))
        swap = {"W": "E", "E": "W"}
        doors = tuple(
            replace(door, side=swap.get(door.side, door.side), at=1 - door.at if door.side in "NS" else door.at)
            for door in turned.doors
        )
        windows = tuple(
            replace(pane, side=swap.get(pane.side, pane.side), at=1 - pane.at if pane.side in "NS" else pane.at)
            for pane in turned.windows
        )
        return replace(turned, doors=doors, windows=windows)

    def stretched(self, west: int, *, more_west: int, east: int, more_east: int) -> Sketch:
        """Return it with what begins at `west` beginning further west, and what ends at `east` ending further east."""
        return self._mapped(
            lambda box: (
                box[0] - more_west if box[0] == west else box[0],
                box[1],
                box[2] + more_east if box[2] == east else box[2],
                box[3],
            )
        )

    def _mapped(self, move: Callable[[Box], Box]) -> Sketch:
        return replace(self, paint=tuple((cell, move(box)) for cell, box in self.paint))


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells on the lines that bound them: `owner[i, j]` is the cell between lines i and i + 1 in x, j and j + 1 in y.

    Parameters
    ----------
    xs, ys : the lines [mm]
    cells : each once
    owner : index of a cell, -1 outside, with a rim of outside all around: line i lies between owner[i] and owner[i + 1]
    open_pairs : codes of two cells that no wall parts
    """

    xs: list[int]
    ys: list[int]
    cells: tuple[Cell, ...]
    owner: npt.NDArray[np.int64]
    open_pairs: frozenset[frozenset[str]]


def grid_of(sketch: Sketch) -> Grid:
    """Return the painted cells on a grid; cells that were painted over entirely are left out.

    Parameters
    ----------
    sketch : what was painted, in its order
    """
    xs = sorted({x for _, box in sketch.paint for x in (box[0], box[2])})
    ys = sorted({y for _, box in sketch.paint for y in (box[1], box[3])})
    column, row = ({value: index + 1 for index, value in enumerate(lines)} for lines in (xs, ys))
    cells = tuple({cell.code: cell for cell, _ in sketch.paint}.values())
    index = {cell.code: number for number, cell in enumerate(cells)}
    owner = np.full((len(xs) + 1, len(ys) + 1), -1, dtype=np.int64)
    for cell, (x0, y0, x1, y1) in sketch.paint:
        owner[column[x0] : column[x1], row[y0] : row[y1]] = index[cell.code]
    pairs = frozenset(frozenset(pair) for pair in sketch.open_pairs)
    return Grid(xs, ys, cells, owner, pairs)


def blocks_of(grid: Grid) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Return the cells as few boxes: x0, y0, x1, y1 [mm] (n, 4), and the index of the cell of each (n,).

    Parameters
    ----------
    grid : cells that tile the storey
    """
    boxes: list[tuple[int, int, int, int]] = []
    owners: list[int] = []
    begun: dict[tuple[int, int, int], int] = {}
    for column, owner in enumerate(grid.owner[1:-1, 1:-1].tolist()):
        runs = set(_runs(owner))
        # what begins or ends with this column; all other runs go on as they are
        for run in [run for run in begun if run not in runs]:
            boxes.append((grid.xs[begun.pop(run)], grid.ys[run[0]], grid.xs[column], grid.ys[run[1]]))
            owners.append(run[2])
        for run in sorted(runs - begun.keys()):
            begun[run] = column
    boxes += [(grid.xs[start], grid.ys[run[0]], grid.xs[-1], grid.ys[run[1]]) for run, start in begun.items()]
    owners += [run[2] for run in begun]
    return np.array(boxes, dtype=float), np.array(owners)


def _runs(column: list[int]) -> list[tuple[int, int, int]]:
    """Return where the same cell goes on in a column: first line, last line, the cell; not the outside."""
    ends = [index for index in range(1, len(column)) if column[index] != column[index - 1]]
    return [(first, last, column[first]) for first, last in pairwise([0, *ends, len(column)]) if column[first] >= 0]
