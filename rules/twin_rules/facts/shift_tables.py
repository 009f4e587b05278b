"""Tables of shifts and reductions: mean days before and after, and days against what was to be expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.errors import UsageError
from twin.said.text import joined, say
from twin.usage.measure import Column
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.tables import empty
from twin_rules.facts.energy_tables import day_of
from twin_rules.facts.load_curves import Curve
from twin_rules.facts.off_peak import windows_of
from twin_rules.facts.shift_effect import Shift, similar_days

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "days_table", "delay_of", "reduction_table", "told", "window_of"]

_WHAT: Final = (
    Column("id", "id of the building", kind="text"),
    Column("building", "name of the building", kind="text"),
    Column("carrier", "electricity, gas or heat", kind="text"),
    Column("households", "number of dwellings that it stands for", kind="count", low=0),
    Column("line", "what the row is", kind="text"),
    Column("hour", "hour of the day, local", kind="count", low=0, high=23),
)
TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "days": (*_WHAT, Column("mean_kW", "mean power of the hour", "kW", low=0)),
    "reduction": (*_WHAT, Column("mean_kW", "power of the hour; flexibility is baseline less actual", "kW")),
}
"""Columns of the tables by name."""


def window_of(study: Study) -> tuple[int, int]:
    """Return the first hour and the end of the window, whole hours.

    Parameters
    ----------
    study : whose parameter ``window`` says it

    Raises
    ------
    UsageError
        If it is not one window of whole hours.
    """
    windows = windows_of(study["window"])
    if len(windows) != 1 or any(minute % 60 for minute in windows[0]):
        raise UsageError(f"window {study['window']!r}", "is not one window of whole hours", "Write it as 17:00-21:00.")
    return windows[0][0] // 60, windows[0][1] // 60


def delay_of(study: Study) -> int:
    """Return by how many hours it is drawn later [h].

    Parameters
    ----------
    study : whose parameter ``delay`` says it

    Raises
    ------
    UsageError
        If these are no whole hours.
    """
    hours = study["delay"] / 3600.0
    if hours % 1:
        raise UsageError(f"delay {study['delay']:g} s", "is no number of whole hours", "Write it as 7200, two hours.")
    return int(hours)


def days_table(study: Study, found: Sequence[tuple[Curve, Shift]]) -> pd.DataFrame:
    """Return a mean day before and after the shift, by building.

    Parameters
    ----------
    study : the estate
    found : curves and their shifts
    """
    import pandas as pd

    tables = []
    for curve, shift in found:
        for line, values in (("as it is", shift.before), ("drawn later", shift.after)):
            mean = pd.Series(values).groupby(np.asarray(curve.hours.hour)).mean()
            tables.append(_lines(study, curve, line, mean.index.to_numpy(), mean.to_numpy()))
    return pd.concat(tables, ignore_index=True) if tables else _empty()


def reduction_table(study: Study, whole: dict[tuple[int, str], Curve]) -> pd.DataFrame:
    """Return a day against what similar days before it lead one to expect, and the difference.

    Parameters
    ----------
    study : whose parameter ``day`` names the day
    whole : curves of buildings by building and carrier
    """
    import pandas as pd

    if not study["day"]:
        return _empty()
    tables = []
    day = pd.Timestamp(day_of(study["day"], subject="the day"))
    for curve in whole.values():
        mine = np.asarray(curve.hours.tz_localize(None).normalize() == day)
        if mine.sum() != 24:
            continue
        usual, actual = similar_days(curve, day), curve.kwh[mine]
        for line, values in (("baseline", usual), ("actual", actual), ("flexibility", usual - actual)):
            tables.append(_lines(study, curve, line, np.arange(24), values))
    return pd.concat(tables, ignore_index=True) if tables else _empty()


def _empty() -> pd.DataFrame:
    return empty(TABLES["days"])


def told(study: Study, reduction: pd.DataFrame) -> list[str]:
    """Return how much less was drawn in the window than expected, and how much more in the hours after it.

    Parameters
    ----------
    study : whose window it is
    reduction : the table of reductions; buildings of too few households are left out
    """
    first, end = window_of(study)
    found: list[str] = []
    if study["day"] and not len(reduction):
        found.append(say("Of {day} nothing is known: it is not held against days like it.", day=study["day"]))
    shown = reduction[reduction["households"].astype(float) >= LEAST_HOUSEHOLDS]
    for (building, carrier), rows in shown.groupby(["building", "carrier"], sort=False):
        flex = rows[rows["line"].str.endswith("flexibility")].set_index("hour")["mean_kW"]
        within = float(flex[(flex.index >= first) & (flex.index < end)].sum())
        after = float(-flex[flex.index >= end].clip(upper=0.0).sum())
        found.append(
            say(
                "{building}, {carrier}, {day}: {within:+.1f} kWh less than expected in the window, rebound of"
                " {after:.1f} kWh after it.",
                building=building,
                carrier=say(carrier),
                day=study["day"],
                within=within,
                after=after,
            )
        )
    return found


def _lines(study: Study, curve: Curve, line: str, hours: Any, values: Any) -> pd.DataFrame:
    import pandas as pd

    nodes = study.twin.nodes
    return pd.DataFrame({"hour": hours, "mean_kW": values}).assign(
        id=str(nodes["id"][curve.building]),
        building=str(nodes["name"][curve.building]),
        carrier=curve.carrier,
        households=curve.dwellings,
        line=joined((str(nodes["name"][curve.building]), say(curve.carrier), say(line)), ", "),
    )
