"""Floor plans at a true scale, one SVG for each storey, to print and to pin up."""

from __future__ import annotations

import re
from collections import defaultdict
from os import PathLike
from pathlib import Path
from typing import Final

import numpy as np

from twin.errors import OutputError
from twin.model.twin import Twin
from twin_viewers.look import NoShapeError
from twin_viewers.selection import storey_rows
from twin_viewers.send.place import write_whole
from twin_viewers.send.plan_draw import Sheet, Titles, draw_plan, name_of
from twin_viewers.send.plan_paper import paper_for
from twin_viewers.send.plan_storey import StoreyPlan, plan_of, storeys_with_plans, turn_of
from twin_viewers.storey_plan import Turn
from twin_viewers.words import words_in

__all__ = ["write_plans"]

_NO_LETTER: Final = re.compile(r"[^\w+.-]+")


def write_plans(
    twin: Twin, folder: str | PathLike[str], *, storey: str | None = None, language: str = "en"
) -> list[Path]:
    """Write a plan of each storey, or of one, and return the files.

    Parameters
    ----------
    twin : the twin
    folder : directory to write to; it is made if it is not there
    storey : id, code or name of the storey; None for all
    language : of what is written

    Raises
    ------
    NoShapeError
        If there is nothing to draw.
    UsageError
        If there is no such storey or language.
    OutputError
        If the files cannot be written.
    """
    words, folder = words_in(language), Path(folder)
    wanted = storeys_with_plans(twin)
    if storey is not None:
        wanted = [row for row in wanted if row in storey_rows(twin, storey)]
    if not wanted:
        raise NoShapeError("--plans", "no storey has rooms or walls with a shape", "Import the architect's model too.")
    _make(folder)
    titles = Titles.of(twin)
    written: list[Path] = []
    for turn, plans in _by_building(twin, wanted, titles.north):
        bounds = np.array([one.bounds for one in plans])
        paper = paper_for(np.concatenate((bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0))))
        for plan in plans:
            path = _free(folder, _name(twin, plan.storey), written)
            write_whole(path, draw_plan(twin, plan, Sheet(paper, turn, titles, words)))
            written.append(path)
    return written


def _by_building(
    twin: Twin, storeys: list[int], north: tuple[float, float] | None
) -> list[tuple[Turn, list[StoreyPlan]]]:
    """Return the plans of each building, all turned alike so that storeys lie over each other."""
    homes: dict[int, list[int]] = defaultdict(list)
    for row in storeys:
        homes[int(twin.nodes["building"][row])].append(row)
    turns = {home: turn_of(twin, rows, north) for home, rows in homes.items()}
    plans = [(turns[home], [plan_of(twin, row, turns[home]) for row in rows]) for home, rows in homes.items()]
    drawn = [(turn, [one for one in some if one.is_drawn]) for turn, some in plans]
    return [(turn, some) for turn, some in drawn if some]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(folder, f"cannot be made ({error.strerror})", "Choose another directory.") from error


def _name(twin: Twin, storey: int) -> str:
    building = int(twin.nodes["building"][storey])
    parts = [name_of(twin, row) for row in (building, storey) if row >= 0]
    return _NO_LETTER.sub("-", " ".join(parts)).strip("-.") or "plan"


def _free(folder: Path, name: str, taken: list[Path]) -> Path:
    """Return a file of that name, with a number behind it where another storey has it already."""
    path, number = folder / f"{name}.svg", 1
    while path in taken:
        number += 1
        path = folder / f"{name}-{number}.svg"
    return path
