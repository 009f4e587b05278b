"""What buildings use of electricity, heat and gas: how much, when, how peaked, and how it follows the weather."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.assumed_energy import assumed_use
from twin_rules.facts.dated import dated
from twin_rules.facts.energy_figures import figures_of
from twin_rules.facts.heat_makers import warmed_by_power
from twin_rules.facts.load_curves import SHARED, WHOLE, Curve, carrier_named, curves, outdoors
from twin_rules.facts.load_profiles import by_hour, by_month, by_weekday, coldest_week
from twin_rules.facts.off_peak import off_peak_of
from twin_rules.facts.tenants import shops_behind

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_CARRIERS: Final = ("electricity", "heat", "gas")
_COLDEST: Final = {
    "electricity": say("Electricity in the coldest week"),
    "heat": say("Heat in the coldest week"),
    "gas": say("Gas in the coldest week"),
}
_WHAT: Final = (
    Column("id", "id of the building", kind="text"),
    Column("building", "name of the building", kind="text"),
    Column("carrier", "electricity, heat or gas", kind="text"),
    Column("part", "whole building, dwellings, or what is shared", kind="text"),
    Column("households", "number of dwellings that it stands for", kind="count", low=0),
)
_ODD: Final = 5.0
"""Use above so many times the reference is told as odd [-]."""
_YEAR_H: Final = 8766.0
_PERSONAL: Final = Personal("households", 3600.0, keep=("id", "carrier", "part"))


class Measure(UsageMeasure):
    """Use, peaks and the weather, by building and carrier.

    With meters the figures are measured; buildings without any get the use of reference values for their area,
    dwellings and people, and say so. No row stands for fewer than five households.
    """

    about = "use of electricity, heat and gas by building: load curve, peak, off-peak share, degree days"
    reads = ("dwellings", "feeds and monitors of meters", "observations energy, power, heat, gas, outdoor_temperature")
    parameters = (
        Parameter(
            "off_peak", "", about="off-peak hours of all points, such as 22:30-06:30; those of each point if empty"
        ),
        Parameter(
            "reference",
            0.0,
            about="degree days of the year that use is normalised to, K d; 0 leaves that unknown",
            source="the weather service's mean of your town; none is assumed",
            low=0,
        ),
        Parameter("method", "simple", about="how degree days are counted", choices=("simple", "costic")),
        Parameter(
            "threshold", 18.0, about="°C above which nobody heats", source="DJU18, the French usage", low=0, high=30
        ),
    )
    unique = ("id", "carrier", "part")
    columns = (
        Column("carrier", "electricity, heat or gas", kind="text"),
        Column("part", "whole building, dwellings, or what is shared", kind="text"),
        Column("households", "number of dwellings that it stands for", kind="count", low=0),
        Column("meters", "number of meters that it comes from", kind="count", low=0),
        Column("based_on", "meters, or assumed", kind="text"),
        Column("coverage", "share of the meters' time that is known", low=0, high=1),
        Column("days", "length of the period", "d", low=0),
        Column("energy_kWh", "use within the period", "kWh", low=0),
        Column("per_dwelling_kWh", "the same for a dwelling and a year", "kWh", low=0),
        Column("per_area_kWh", "the same for a square metre of dwellings and a year", "kWh", low=0),
        Column("mean_kW", "mean power", "kW", low=0),
        Column("peak_kW", "greatest mean power of an hour", "kW", low=0),
        Column("peak_at", "local hour of the peak", kind="time"),
        Column("load_factor", "mean over peak", low=0, high=1),
        Column("ramping_kW", "sum of all rises and falls between hours, by day", "kW", low=0),
        Column("off_peak_share", "share used in off-peak hours; of electricity only", low=0, high=1),
        Column("self_consumption", "share of the building's solar power used at once", low=0, high=1),
        Column("self_sufficiency", "share of the use that the building's solar power meets", low=0, high=1),
        Column("degree_days", "degree days of the days that are known, K d", low=0),
        Column("base_kWh", "use of a day without heating, from the regression", "kWh"),
        Column("per_degree_day_kWh", "use of one more degree day, from the regression", "kWh"),
        Column("per_degree_day_low_kWh", "lower end of its 95 % interval", "kWh"),
        Column("per_degree_day_high_kWh", "upper end of its 95 % interval", "kWh"),
        Column("determined", "share of the variance of days that degree days explain, R²", low=0, high=1),
        Column("normalised_kWh", "use of a year in the weather of the reference", "kWh"),
    )
    more: ClassVar[Any] = {
        "hours": (
            *_WHAT,
            Column("day", "working day or day off", kind="text"),
            Column("hour", "hour of the day, local", kind="count", low=0, high=23),
            Column("mean_kW", "mean power", "kW", low=0),
        ),
        "weekdays": (
            *_WHAT,
            Column("weekday", "1 is Monday", kind="count", low=1, high=7),
            Column("energy_kWh", "mean use of such a day", "kWh", low=0),
        ),
        "months": (
            *_WHAT,
            Column("month", "beginning of the month", kind="time"),
            Column("energy_kWh", "use of the month", "kWh", low=0),
            Column("known_share", "share of its hours that are known", low=0, high=1),
        ),
        "week": (
            *_WHAT,
            Column("time", "local hour", kind="time"),
            Column("mean_kW", "mean power of the hour", "kW", low=0),
        ),
    }
    personal: ClassVar[Any] = {
        "": Personal("households", 3600.0, totals=("id", "carrier"), keep=("id", "carrier", "part")),
        "hours": _PERSONAL,
        "weekdays": _PERSONAL,
        "months": _PERSONAL,
        "week": _PERSONAL,
    }
    references = (
        "degree days: simple and professional (COSTIC) methods, twin_rules.physics.degree_days",
        "load factor, ramping: CityLearn; self-consumption: Luthander et al. 2015, DOI 10.1016/j.apenergy.2014.12.028",
        "reference use without meters: twin_rules/data/energy_fr.toml, memory, unverified",
    )

    def measure(self, study: Study) -> Outcome:
        """Return the use of all buildings."""
        import pandas as pd

        known = [curve for name in _CARRIERS for curve in curves(study, carrier_named(name)) if curve.carrier == name]
        weather = outdoors(study)
        parts = [figures_of(study, one, weather) for one in known]
        assumed = assumed_use(study, {(one.building, one.carrier) for one in known})
        table = pd.DataFrame([*parts, *assumed], columns=["row", *(one.name for one in self.columns)])
        if not len(table):
            missing = say("the estate has no dwellings and no meters")
            apart = say("of no dwelling and no meter is known which building it is in")
            return Outcome(empty(self.schema()[""]), reason=apart if len(study.dwellings) else missing)
        values = {one.name: table[one.name].to_numpy() for one in self.columns}
        full = keyed(study.twin, table["row"].to_numpy(dtype=np.int64), **values)
        more = _profiles(study, known, weather) if known else {}
        return Outcome(
            full,
            headline=_headline(full),
            notes=_notes(study, known, weather),
            share_assumed=_share_assumed(full),
            more=more,
            colours=(Colouring("per_area_kWh", say("Use by area"), where=_first(full)),),
            plots=_plots(more),
        )


def _profiles(study: Study, known: list[Curve], weather: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the further tables."""
    import pandas as pd

    start, names = coldest_week(known, weather), study.twin.nodes["name"]
    tables: dict[str, list[pd.DataFrame]] = {"hours": [], "weekdays": [], "months": [], "week": []}
    for one in known:
        what: dict[str, Any] = {
            "id": str(study.twin.nodes["id"][one.building]),
            "building": str(names[one.building] or study.twin.nodes["id"][one.building]),
            "carrier": one.carrier,
            "part": one.part,
            "households": one.dwellings,
        }
        made = {"hours": by_hour(one), "weekdays": by_weekday(one), "months": by_month(one)}
        made["week"] = _week(one, start)
        for table, frame in made.items():
            tables[table].append(frame.assign(**what))
    return {table: pd.concat(frames, ignore_index=True) for table, frames in tables.items()}


def _week(curve: Curve, start: date | None) -> pd.DataFrame:
    import pandas as pd

    if start is None:
        return pd.DataFrame({"time": pd.Series([], dtype="datetime64[ns]"), "mean_kW": []})
    first = pd.Timestamp(start, tz=curve.hours.tz)
    inside = (curve.hours >= first) & (curve.hours < first + pd.DateOffset(days=7))
    return pd.DataFrame({"time": curve.hours[inside].tz_localize(None), "mean_kW": curve.kwh[inside]})


def _share_assumed(table: pd.DataFrame) -> float:
    """Return the share of the buildings' use that nobody measured, by day: what is assumed stands for a year [-]."""
    whole = table[table["part"] == WHOLE]
    daily = whole["energy_kWh"] / whole["days"]
    total = daily.sum()
    return float(daily[whole["based_on"] == "assumed"].sum() / total) if total > 0 else 0.0


def _first(table: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    whole = table[table["part"] == WHOLE]
    carrier = next((one for one in _CARRIERS if (whole["carrier"] == one).any()), "electricity")
    return (("carrier", carrier), ("part", WHOLE))


def _headline(table: pd.DataFrame) -> str:
    shown = table[(table["part"] == WHOLE) & (table["households"].astype(float) >= LEAST_HOUSEHOLDS)]
    measured = shown[shown["based_on"] == "meters"]
    shown = measured if len(measured) else shown
    if not len(shown):
        return say("No building has {n} households or more behind its meters.", n=LEAST_HOUSEHOLDS)
    parts = []
    for carrier, every in shown.groupby("carrier", sort=False):
        rows = every[every["energy_kWh"].notna()]
        if not len(rows):
            parts.append(say("{carrier}: unknown, as area or people are", carrier=say(carrier)))
            continue
        where = say("one building") if len(rows) == 1 else say("{n} buildings", n=len(rows))
        if len(rows) < len(every):
            where = say("{n} of {all} buildings, of the others area or people are unknown", n=len(rows), all=len(every))
        most = (
            rows[rows["per_dwelling_kWh"].notna() & (rows["based_on"] == "meters")]
            .sort_values("per_dwelling_kWh", kind="stable")
            .tail(1)
        )
        dear = [
            say(
                ", most per dwelling in {building} ({use:.0f} kWh a year)",
                building=one["name"],
                use=one["per_dwelling_kWh"],
            )
            for one in most.to_dict("records")
        ]
        parts.append(
            say(
                "{carrier}: {use:.0f} MWh in {where}{most}",
                carrier=say(carrier),
                use=rows["energy_kWh"].sum() / 1000,
                where=where,
                most=joined(dear, ""),
            )
        )
    told = say("{parts}.", parts=joined(parts, "; "))
    return told if len(measured) else say("By assumption, nobody measured it: {told}", told=told)


def _notes(study: Study, known: list[Curve], weather: pd.DataFrame) -> tuple[str, ...]:
    notes: list[str] = [say("Power of an hour is its mean: peaks within the hour are higher.")]
    if not known:
        notes.append(
            say(
                "Nobody measured anything: use is that of reference values for area, dwellings and people, from memory."
            )
        )
        return tuple(notes)
    off = off_peak_of(study.twin, min(known[0].meters), known[0].first_day, said=study["off_peak"])
    if off.assumed:
        notes.append(
            say("Off-peak hours are assumed (22:30-06:30); those of each point stand on its bill: --set off_peak=….")
        )
    if any(one.by_place for one in known):
        notes.append(say("Some meters hang in no network: what they count was taken from where they stand."))
    if not len(weather):
        notes.append(say("No whole day of outdoor temperature is known: use is not related to degree days."))
    elif not study["reference"]:
        notes.append(say("Name the degree days of a reference year to compare years: --set reference=1700."))
    short = sum(not one.of_a_year for one in known)
    if short:
        notes.append(
            say(
                "{n} of {all} curves know less than nine tenths of a year: what that makes in a year, by dwelling and"
                " square metre, is left unknown.",
                n=short,
                all=len(known),
            )
        )
    notes += [
        say("What warms {building} is in its electricity.", building=study.twin.nodes["name"][one.building])
        for one in known
        if one.part == WHOLE and one.carrier == "electricity" and one.building in warmed_by_power(study.twin)
    ]
    notes += _shops(study, known)
    notes += [
        say(
            "The meters of {building} count {times:.0f} times the electricity that its dwellings usually use: look at"
            " what they count.",
            building=study.twin.nodes["name"][one.building],
            times=_times(one),
        )
        for one in known
        if one.part == WHOLE
        and one.carrier == "electricity"
        and one.dwellings >= LEAST_HOUSEHOLDS
        and _times(one) > _ODD
    ]
    if any(one.carrier == "gas" for one in known):
        notes.append(
            say("Gas counts 10 kWh per cubic metre, lower heating value, from memory; your invoice says the true one.")
        )
    return tuple(notes)


def _shops(study: Study, known: list[Curve]) -> list[str]:
    """Return which shops are counted with what is shared: alone they would tell of one tenant."""
    names = study.twin.nodes["name"]
    told: list[str] = []
    for one in known:
        shops = shops_behind(study.twin, one.meters, carrier_named(one.carrier)) if one.part == SHARED else []
        if shops:
            rooms = ", ".join(str(names[row]) for row in shops)
            told.append(
                say(
                    "Shared {carrier} of {building} holds that of {rooms}: alone it would tell of one tenant.",
                    carrier=say(one.carrier),
                    building=names[one.building],
                    rooms=rooms,
                )
            )
    return told


def _times(curve: Curve) -> float:
    """Return how many times the reference a building uses of electricity [-]."""
    values = dated("energy_fr")["reference"]
    usual = (values["electricity_kwh_dwelling"] + values["common_kwh_dwelling"]) * max(curve.behind, 1)
    return float(np.nanmean(curve.kwh) * _YEAR_H / usual) if np.isfinite(curve.kwh).any() else 0.0


def _plots(more: dict[str, Any]) -> tuple[Plot, ...]:
    whole: tuple[tuple[str, str], ...] = (("part", WHOLE),)
    found = []
    if more and len(more["week"]):
        carriers = [
            one for one in _CARRIERS if ((more["week"]["carrier"] == one) & (more["week"]["part"] == WHOLE)).any()
        ]
        for one in carriers:
            where = (*whole, ("carrier", one))
            found.append(Plot("line", _COLDEST[one], x="time", y="mean_kW", by="building", table="week", where=where))
        hours = (("carrier", "electricity"), ("part", WHOLE), ("day", "working day"))
        found.append(
            Plot(
                "line",
                say("Power over a working day"),
                x="hour",
                y="mean_kW",
                by="building",
                table="hours",
                where=hours,
            )
        )
        found.append(
            Plot("bar", say("Use by month"), x="month", y="energy_kWh", by="building", table="months", where=whole)
        )
    found.append(
        Plot("bar", say("Use of a dwelling in a year"), x="name", y="per_dwelling_kWh", by="carrier", where=whole)
    )
    return tuple(found)
