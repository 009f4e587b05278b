"""Load curves of buildings from their meters: the whole, its dwellings together, and what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from twin.usage.study import Study
from twin_rules.facts.dated import dated
from twin_rules.facts.meters import CARRIERS, Carrier, Metered, dwellings_of_buildings, metered, top

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DWELLINGS", "SHARED", "WHOLE", "Curve", "carrier_named", "curves", "outdoors"]

WHOLE: Final = "whole"
DWELLINGS: Final = "dwellings"
SHARED: Final = "shared"
_Told: TypeAlias = "tuple[pd.DatetimeIndex, dict[int, NDArray[np.float64]], dict[int, float]]"
"""All hours, and use and coverage by the row of the meter."""
_LEAST_WEIGHT: Final = 0.5
"""Hours in which the meters heard stand for less than so much of the use are unknown."""
_MONTH_DAYS: Final = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAST_OF_MONTH: Final = 0.8
_LEAST_COVERAGE: Final = 0.9
"""Share of each calendar month, and of the time of all meters, that must be known to speak of a year [-]."""


@dataclass(frozen=True)
class Curve:
    """What a part of a building uses, by hour.

    Parameters
    ----------
    carrier : electricity, heat, gas, hot water
    building : row of it
    part : the whole building, its dwellings, or what they share
    dwellings : number of them that it stands for, so that none can be told apart
    behind : number of dwellings that hang on its meters
    meters : rows of the meters
    by_place : share of the meters whose place was taken for what hangs on them [-]
    hours : local hours, in order of time, (n,)
    kwh : use within each hour, NaN if unknown; of hot water in m³, (n,)
    coverage : share of the meters' time that is known [-]
    produced : what solar panels of the building gave within each hour, empty without a meter of theirs [kWh], (n,)
    """

    carrier: str
    building: int
    part: str
    dwellings: int
    behind: int
    meters: tuple[int, ...]
    by_place: float
    hours: pd.DatetimeIndex
    kwh: NDArray[np.float64]
    coverage: float
    produced: NDArray[np.float64]

    @property
    def first_day(self) -> date:
        """The local day on which it begins."""
        first: date = self.hours[0].date()
        return first

    @property
    def lacking(self) -> tuple[int, ...]:
        """The calendar months, 1 to 12, of which too little is known to speak of a year."""
        month = np.asarray(self.hours.month)[np.isfinite(self.kwh)]
        known = np.bincount(month, minlength=13)[1:] / (np.array(_MONTH_DAYS) * 24)
        return tuple((np.flatnonzero(known < _LEAST_OF_MONTH) + 1).tolist())

    @property
    def of_a_year(self) -> bool:
        """Whether enough is known to speak of a year: a part of the seasons tells nothing of the others."""
        return not self.lacking and self.coverage >= _LEAST_COVERAGE


def carrier_named(name: str) -> Carrier:
    """Return a carrier by name."""
    return next(one for one in CARRIERS if one.name == name)


def curves(study: Study, carrier: Carrier) -> list[Curve]:
    """Return the curves of all buildings with meters of a carrier; gas in kWh by its heat content.

    Parameters
    ----------
    study : estate, observations and period
    carrier : what is used
    """
    table = _hourly(study, carrier)
    if table is None or not len(table):
        return []
    told = _table(table)
    meters = metered(study.twin, told[1], carrier)
    if carrier.name == "hot water":
        meters = [one for one in meters if not one.by_place]
    homes = dwellings_of_buildings(study.twin)
    by_building: dict[int, list[Metered]] = {}
    for one in meters:
        if one.building >= 0:
            by_building.setdefault(one.building, []).append(one)
    made = [_of_building(carrier, those, len(homes.get(row, ())), told) for row, those in sorted(by_building.items())]
    return [curve for of in made for curve in of]


def outdoors(study: Study) -> pd.DataFrame:
    """Return the coldest and warmest hour of local days outdoors: date, low, high [°C]; empty if nobody measured."""
    import pandas as pd

    empty = pd.DataFrame({"date": pd.Series([], dtype=object), "low": [], "high": []})
    if study.observations is None:
        return empty
    told = study.observations.hourly("outdoor_temperature", "mean", start=study.start, end=study.end)
    if not len(told):
        return empty
    by_hour = told.groupby("time", sort=True)["value"].mean()
    days = by_hour.groupby(pd.DatetimeIndex(by_hour.index).date)
    table = pd.DataFrame({"low": days.min(), "high": days.max(), "n": days.size()})
    table = table[table["n"] >= 20].rename_axis("date").reset_index()
    return table[["date", "low", "high"]]


def _hourly(study: Study, carrier: Carrier) -> pd.DataFrame | None:
    import pandas as pd

    if study.observations is None:
        return None
    told = []
    for quantity, how in carrier.quantities:
        if study.observations.chosen(quantity):
            told.append(study.observations.hourly(quantity, how, start=study.start, end=study.end))
    if not told:
        return None
    table = pd.concat(told, ignore_index=True)
    content = dated("energy_fr")["content"]["gas_kwh_m3"] if carrier.name == "gas" else 1.0
    return table.assign(value=table["value"] * content)


def _table(
    told: pd.DataFrame,
) -> _Told:
    """Return all hours, and use and coverage by the row of the meter; of two sensors on one meter the first counts."""
    import pandas as pd

    one_each = told.drop_duplicates(["node", "time"])
    first, last = one_each["time"].min(), one_each["time"].max()
    hours = pd.date_range(first.tz_convert("UTC"), last.tz_convert("UTC"), freq="h").tz_convert(first.tz)
    wide = one_each.pivot(index="time", columns="node", values="value").reindex(hours)
    known = one_each.groupby("node")["coverage"].sum() / max(len(hours), 1)
    nodes = [int(node) for node in wide.columns.to_numpy()]
    values = {node: wide[node].to_numpy(dtype=np.float64) for node in nodes}
    return hours, values, {node: min(float(known.loc[node]), 1.0) for node in nodes}


def _of_building(carrier: Carrier, meters: Sequence[Metered], homes: int, told: _Told) -> list[Curve]:
    """Return the curves of the parts of one building."""
    hours, values, coverage = told
    suns = [values[one.row] for one in meters if one.produces]
    found = []
    for part, those in _parts([one for one in meters if not one.produces], homes).items():
        behind = len(frozenset[int]().union(*(one.dwellings for one in those)))
        found.append(
            Curve(
                carrier.name,
                those[0].building,
                part,
                dwellings=_stands_for(part, behind, homes),
                behind=behind,
                meters=tuple(one.row for one in those),
                by_place=float(np.mean([one.by_place for one in those])),
                hours=hours,
                kwh=_summed([values[one.row] for one in those]),
                coverage=float(np.mean([coverage[one.row] for one in those])),
                produced=_summed(suns) if suns and part == WHOLE else np.empty(0),
            )
        )
    return found


def _parts(meters: Sequence[Metered], homes: int) -> dict[str, list[Metered]]:
    """Return the meters of the parts of a building: those of the whole, of single dwellings, of what is shared."""
    uppermost = top(meters)
    single = top([one for one in meters if len(one.dwellings) == 1])
    shared = top([one for one in meters if not one.dwellings and len(one.behind) > 1])
    found = {WHOLE: uppermost} if any(one.dwellings for one in uppermost) else {}
    if homes > 1 and {one.row for one in single} != {one.row for one in uppermost} and single:
        found[DWELLINGS] = single
    if shared and single:
        found[SHARED] = shared
    return found


def _stands_for(part: str, behind: int, homes: int) -> int:
    """Return how many dwellings a curve stands for: if a few are left out, they could be found by subtraction."""
    if part == SHARED:
        return homes
    left = homes - behind
    return min(behind, left) if part == DWELLINGS and left > 0 else behind


def _summed(values: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the sum by hour; where some meters are silent, the others grow by what those use on average."""
    table = np.array(values)
    known = np.isfinite(table)
    counts = known.sum(axis=1)
    mean = np.where(counts > 0, np.nansum(table, axis=1) / np.maximum(counts, 1), 0.0)
    weight = mean if mean.sum() > 0 else np.ones(len(mean))
    heard = (known * weight[:, None]).sum(axis=0) / weight.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(heard >= _LEAST_WEIGHT, np.nansum(table, axis=0) / heard, np.nan))
