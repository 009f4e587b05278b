"""What a page is made from: the tables and figures of a run as plain rows, and the estate if it is at hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from twin.model.twin import Twin
from twin.simulation.results import Run
from twin.simulation.run_folder import twin_hash

__all__ = ["Account", "Row", "estate_of"]

Row = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """A run and the estate that it was run on.

    Parameters
    ----------
    run : what came of the scenario
    twin : the estate, None if it is not at hand
    """

    run: Run
    twin: Twin | None = None

    @cached_property
    def timeline(self) -> list[Row]:
        """What happened, in order."""
        return self._rows("timeline")

    @cached_property
    def impacts(self) -> list[Row]:
        """What each dwelling lost."""
        return self._rows("impacts")

    @cached_property
    def notify(self) -> list[Row]:
        """Whom to tell, in order."""
        return self._rows("notify")

    @cached_property
    def costs(self) -> list[Row]:
        """Each sum of money."""
        return self._rows("costs")

    @cached_property
    def changes(self) -> list[Row]:
        """Each change of a state."""
        return self._rows("states")

    @property
    def start(self) -> datetime:
        """When the scenario begins."""
        return self.run.record.scenario.start

    @property
    def end(self) -> datetime:
        """Until when it is watched."""
        return self.run.record.scenario.end

    @cached_property
    def services(self) -> list[str]:
        """The services that dwellings lost, the one with most dwelling-hours first."""
        figures = self.run.summary["services"]
        lost = [name for name, one in figures.items() if one["interruptions"]]
        return sorted(lost, key=lambda name: (-figures[name]["dwelling_h"], name))

    @cached_property
    def is_same_estate(self) -> bool:
        """Whether the estate is still as it was when the scenario ran on it."""
        return self.twin is not None and twin_hash(self.twin) == self.run.record.twin_hash

    @cached_property
    def rests_on_assumptions(self) -> float:
        """Share of the hours lost that rests on defaults [-], 0 if nothing was lost."""
        return float(self.run.summary["data_quality"]["share_on_defaults"] or 0.0)

    @cached_property
    def failures(self) -> list[Row]:
        """What the events did to things: the first changes of states, which all others go back to."""
        hazards = {one.hazard for one in self.run.record.scenario.occurrences}
        lines = self.timeline
        return [
            one
            for one in lines
            if one["id"]
            and one["state"]
            and one["by"] in hazards
            and (one["cause"] is None or not lines[one["cause"]]["state"])
        ]

    def row(self, identity: str) -> int | None:
        """Return the row of a thing in the estate, None if it is not there."""
        return self._row_of.get(identity)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {} if self.twin is None else {one: row for row, one in enumerate(self.twin.nodes["id"].tolist())}

    def _rows(self, name: str) -> list[Row]:
        table = self.run.table(name)
        plain = table.astype(object).where(table.notna(), None)
        return [{str(key): value for key, value in one.items()} for one in plain.to_dict("records")]


def estate_of(run: Run, folder: Path) -> Twin | None:
    """Return the estate that a run was run on, if it lies in the folder of the run, one above or here; else None.

    A run knows its estate by what it says, not by a path, so that both may be moved.

    Parameters
    ----------
    run : the run
    folder : where it is saved
    """
    from twin.errors import StoreError
    from twin.store.load import load

    for path in _beside(folder):
        try:
            twin = load(path)
        except StoreError:  # another GeoPackage, such as a map
            continue
        if twin_hash(twin) == run.record.twin_hash:
            return twin
    return None


def _beside(folder: Path) -> Iterator[Path]:
    whole = folder.resolve()
    places = dict.fromkeys((whole, whole.parent, whole.parent.parent, Path().resolve()))
    for place in places:
        yield from sorted(place.glob("*.gpkg"))
