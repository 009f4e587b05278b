"""Typical days, weekdays, months and the coldest week of load curves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from twin_rules.facts.load_curves import WHOLE, Curve
from twin_rules.physics.degree_days import mean_of_extremes

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["by_hour", "by_month", "by_weekday", "coldest_week"]

_WEEK_D = 7


def by_hour(curve: Curve) -> pd.DataFrame:
    """Return the mean power of each hour of working days and days off: day, hour, mean_kW.

    Parameters
    ----------
    curve : by hour
    """
    import pandas as pd

    day = np.where(np.asarray(curve.hours.day_of_week) < 5, "working day", "weekend")
    table = pd.DataFrame({"day": day, "hour": np.asarray(curve.hours.hour), "mean_kW": curve.kwh})
    return table.groupby(["day", "hour"], sort=True)["mean_kW"].mean().reset_index()


def by_weekday(curve: Curve) -> pd.DataFrame:
    """Return the mean use of each day of the week: weekday (1 is Monday), energy_kWh.

    Parameters
    ----------
    curve : by hour
    """
    import pandas as pd

    weekday = np.asarray(curve.hours.day_of_week) + 1
    table = pd.DataFrame({"weekday": weekday, "energy_kWh": curve.kwh})
    return (table.groupby("weekday")["energy_kWh"].mean() * 24.0).reset_index()


def by_month(curve: Curve) -> pd.DataFrame:
    """Return the use of each month: month (its beginning), energy_kWh, known_share.

    Parameters
    ----------
    curve : by hour
    """
    import pandas as pd

    month = curve.hours.tz_localize(None).to_period("M").to_timestamp()
    table = pd.DataFrame({"month": month, "energy_kWh": curve.kwh})
    groups = table.groupby("month")["energy_kWh"]
    first = pd.DatetimeIndex(groups.groups).tz_localize(curve.hours.tz)
    length = (first + pd.offsets.MonthBegin(1) - first) / pd.Timedelta(hours=1)
    known = (groups.count() / length.to_numpy()).clip(upper=1.0)
    return pd.DataFrame({"energy_kWh": groups.sum(min_count=1), "known_share": known}).reset_index()


def coldest_week(curves: Sequence[Curve], weather: pd.DataFrame) -> date | None:
    """Return the first of the seven days with most degree days; without weather, with most use; None without either.

    Parameters
    ----------
    curves : by hour
    weather : date, low, high of days
    """
    import pandas as pd

    if len(weather) >= _WEEK_D:
        days = pd.Series(mean_of_extremes(weather["low"], weather["high"]), index=pd.DatetimeIndex(weather["date"]))
    else:
        use = [pd.Series(one.kwh, index=one.hours.date) for one in curves if one.part == WHOLE]
        if not use:
            return None
        days = pd.concat(use).groupby(level=0).sum()
        days.index = pd.DatetimeIndex(days.index)
    sums = days.asfreq("D").rolling(_WEEK_D, min_periods=_WEEK_D).sum().dropna()
    last = int(np.argmax(sums.to_numpy())) if len(sums) else -1
    end: date = (pd.DatetimeIndex(sums.index) if len(sums) else pd.DatetimeIndex(days.index))[last].date()
    return end - timedelta(days=_WEEK_D - 1)
