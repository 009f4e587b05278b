"""What came of a scenario as data frames, whose columns have the same types however few rows there are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from twin.model.twin import Twin
from twin.simulation.costs import Bill
from twin.simulation.impact import HOUR_S, Loss
from twin.simulation.labels import Labels
from twin.simulation.notice import notices
from twin.simulation.run import History
from twin.simulation.states import Value
from twin.simulation.timeline import Teller

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "Tables", "frame", "shown"]

_TIME, _TEXT, _NUMBER, _COUNT, _FLAG = "datetime64[us]", "str", "float64", "Int64", "bool"
_THING: Final = {"id": _TEXT, "code": _TEXT, "name": _TEXT}
_PLACE: Final = {**_THING, "building": _TEXT, "storey": _TEXT}
_LOSS: Final = {"lost_h": _NUMBER, "from": _TIME, "to": _TIME, "ended": _FLAG, "interruptions": _COUNT}
_WHY: Final = {"cause": _TEXT, "chain": _TEXT, "share_on_defaults": _NUMBER}

COLUMNS: Final[dict[str, dict[str, str]]] = {
    "impacts": {
        **_PLACE,
        "service": _TEXT,
        **_LOSS,
        "people": _NUMBER,
        "people_from": _TEXT,
        "vulnerable": _NUMBER,
        "relieved_h": _NUMBER,
        "person_h": _NUMBER,
        "cost_eur": _NUMBER,
        **_WHY,
    },
    "spaces": {**_PLACE, "long_name": _TEXT, "use": _TEXT, "service": _TEXT, **_LOSS, **_WHY},
    "timeline": {
        "time": _TIME,
        "what": _TEXT,
        "level": _TEXT,
        **_THING,
        "kind": _TEXT,
        "building": _TEXT,
        "storey": _TEXT,
        "state": _TEXT,
        "value": _TEXT,
        "number": _NUMBER,
        "cause": _COUNT,
        "root_cause": _TEXT,
        "by": _TEXT,
    },
    "states": {"time": _TIME, "id": _TEXT, "state": _TEXT, "value": _TEXT, "number": _NUMBER},
    "costs": {
        **_THING,
        "kind": _TEXT,
        "service": _TEXT,
        "low_eur": _NUMBER,
        "nominal_eur": _NUMBER,
        "high_eur": _NUMBER,
        "basis": _TEXT,
        "source": _TEXT,
        "assumed": _FLAG,
        "rule": _TEXT,
    },
    "notify": {
        "order": _COUNT,
        "building": _TEXT,
        "stair": _TEXT,
        "storey": _TEXT,
        **_THING,
        "without": _TEXT,
        "longest_h": _NUMBER,
        "from": _TIME,
        "ended": _FLAG,
        "vulnerable": _NUMBER,
        "people": _NUMBER,
    },
}
"""Columns and their types by table."""


def frame(name: str, rows: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Return rows as a table of that name, typed.

    Parameters
    ----------
    name : one of `COLUMNS`
    rows : values in the order of its columns
    """
    import pandas as pd

    return pd.DataFrame.from_records([tuple(row) for row in rows], columns=list(COLUMNS[name])).astype(COLUMNS[name])


def shown(value: Value) -> list[Any]:
    """Return a value of a state as text and as a number; NaN for a word."""
    return [value, math.nan] if isinstance(value, str) else [f"{value:g}", float(value)]


@dataclass(frozen=True)
class Tables:
    """Makes the tables of a scenario.

    Parameters
    ----------
    twin : the estate
    history : what happened on it
    found : what places lost
    bill : what it costs
    """

    twin: Twin
    history: History
    found: tuple[Loss, ...]
    bill: Bill

    def impacts(self) -> pd.DataFrame:
        """Return what each dwelling lost, one row per service."""
        labels, teller, costs = self._labels, self._teller, self._costs()
        return frame(
            "impacts",
            (
                [
                    *_place(labels, one.place),
                    one.service,
                    *self._times(one),
                    *(one.people, one.people_from, one.vulnerable, one.relieved_h, one.people * one.endured_h),
                    costs.get((one.place, one.service), math.nan),
                    *_why(teller, one),
                ]
                for one in self.found
                if one.is_home
            ),
        )

    def spaces(self) -> pd.DataFrame:
        """Return what each space outside of dwellings lost, one row per service."""
        labels, teller = self._labels, self._teller
        rows = (
            [
                *_place(labels, one.place),
                *(self.twin.nodes["long_name"][one.place], self.twin.nodes["use"][one.place], one.service),
                *self._times(one),
                *_why(teller, one),
            ]
            for one in self.found
            if not one.is_home
        )
        return frame("spaces", rows)

    def timeline(self) -> pd.DataFrame:
        """Return all that happened in sentences; the first and last row tell when the scenario begins and ends."""
        name = self.history.scenario.name
        first = [self._time(0), f"{name} begins", "run", *[""] * 8, math.nan, None, "", ""]
        last = [self._time(self.history.end_s), self._ending(), "run", *[""] * 8, math.nan, None, "", ""]
        return frame("timeline", [first, *map(self._line, range(len(self.history.changes))), last])

    def states(self) -> pd.DataFrame:
        """Return each change of a state of a node."""
        ids = self.twin.nodes["id"]
        changes = (one for one in self.history.changes if one.state and one.node >= 0)
        return frame(
            "states", ([self._time(one.time_s), ids[one.node], one.state, *shown(one.value)] for one in changes)
        )

    def costs(self) -> pd.DataFrame:
        """Return each sum of money, with how it was reckoned and from which values."""
        labels = self._labels
        return frame(
            "costs",
            (
                [
                    *_thing(labels, one.node),
                    *(one.kind, one.service, one.low_eur, one.nominal_eur, one.high_eur),
                    *(one.basis, one.source, one.assumed, one.rule),
                ]
                for one in self.bill.items
            ),
        )

    def notify(self) -> pd.DataFrame:
        """Return the dwellings to tell, in order."""
        labels = self._labels
        return frame(
            "notify",
            (
                [
                    *(number, labels.building(one.place), labels.stair(one.place), labels.storey(one.place)),
                    *_thing(labels, one.place),
                    ", ".join(loss.service.replace("_", " ") for loss in one.losses),
                    one.longest_s / HOUR_S,
                    self._time(min(loss.outages[0].from_s for loss in one.losses)),
                    all(loss.ended for loss in one.losses),
                    *(one.vulnerable, one.people),
                ]
                for number, one in enumerate(notices(self.twin, self.found), start=1)
            ),
        )

    @cached_property
    def _labels(self) -> Labels:
        return Labels.of(self.twin)

    @cached_property
    def _teller(self) -> Teller:
        return Teller.of(self.twin, self.history)

    def _costs(self) -> dict[tuple[int, str], float]:
        sums: dict[tuple[int, str], float] = {}
        for one in self.bill.items:
            if one.service:
                sums[one.node, one.service] = sums.get((one.node, one.service), 0.0) + one.nominal_eur
        return sums

    def _time(self, seconds: float) -> datetime:
        return self.history.scenario.start + timedelta(seconds=seconds)

    def _times(self, one: Loss) -> list[Any]:
        first, last = one.outages[0], one.outages[-1]
        return [one.lost_h, self._time(first.from_s), self._time(last.to_s), one.ended, len(one.outages)]

    def _line(self, place: int) -> list[Any]:
        change, labels, teller = self.history.changes[place], self._labels, self._teller
        row, nodes = change.node, self.twin.nodes
        cause = change.cause + 1 if change.cause >= 0 else None  # the first line tells that the scenario begins
        return [
            self._time(change.time_s),
            teller.sentence(place),
            teller.level(place),
            *(_thing(labels, row) if row >= 0 else [""] * 3),
            *((str(nodes["kind"][row]), labels.building(row), labels.storey(row)) if row >= 0 else [""] * 3),
            change.state,
            *shown(change.value),
            cause,
            teller.root(place),
            change.by,
        ]

    def _ending(self) -> str:
        bare = {one.place for one in self.found if one.is_home and not one.ended}
        left = f"; {len(bare)} dwellings are still without a service" if bare else ""
        return f"{self.history.scenario.name} is watched no longer{left}"


def _thing(labels: Labels, row: int) -> list[str]:
    nodes = labels.twin.nodes
    return [str(nodes[name][row]) for name in ("id", "code", "name")]


def _place(labels: Labels, row: int) -> list[str]:
    return [*_thing(labels, row), labels.building(row), labels.storey(row)]


def _why(teller: Teller, loss: Loss) -> list[Any]:
    change = loss.outages[0].change
    return [teller.origin(change), teller.chain(change), loss.rests.share]
