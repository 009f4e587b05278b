"""The runs that lie beside an estate."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from twin.errors import InputError
from twin.model.twin import Twin
from twin.simulation.run_folder import open_run, twin_hash

__all__ = ["Saved", "runs_of"]

_RECORD: Final = "run.json"
_PATTERNS: Final = (_RECORD, f"*/{_RECORD}", f"*/*/{_RECORD}")


@dataclass(frozen=True, slots=True)
class Saved:
    """A run that was saved.

    Parameters
    ----------
    folder : where
    name : what people call the scenario
    start : local time at which it begins
    duration_s : how long it is watched [s]
    is_of_this : whether it ran on this estate as it is now; None if nobody asked
    problem : why it cannot be played, empty if it can
    """

    folder: Path
    name: str
    start: datetime | None
    duration_s: float
    is_of_this: bool | None
    problem: str = ""


def runs_of(folder: Path, *, twin: Twin | None = None) -> tuple[Saved, ...]:
    """Return the runs that were saved in a folder, or up to two folders down, those of the estate first, by start.

    Parameters
    ----------
    folder : in which the estate lies
    twin : the estate, to say which runs are of it
    """
    mine = None if twin is None else twin_hash(twin)
    paths = sorted({path.parent for pattern in _PATTERNS for path in folder.glob(pattern)})
    found = [one for one in (_saved(path, mine) for path in paths) if one is not None]
    return tuple(sorted(found, key=_order))


def _saved(folder: Path, mine: str | None) -> Saved | None:
    """Return a run, None if a folder holds something else that goes by the name of its record."""
    try:
        told = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        if not str(told["format"]).startswith("estate-twin run"):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        record = open_run(folder).record
    except (InputError, KeyError, TypeError, ValueError) as error:
        return Saved(folder, folder.name, None, 0.0, None, str(error))
    scenario = record.scenario
    is_of_this = None if mine is None else record.twin_hash == mine
    return Saved(folder, scenario.name, scenario.start, scenario.duration_s, is_of_this)


def _order(one: Saved) -> tuple[bool, bool, datetime, Path]:
    return bool(one.problem), one.is_of_this is False, one.start or datetime.max, one.folder
