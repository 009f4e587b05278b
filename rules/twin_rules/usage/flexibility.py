"""What can draw its power later, and what that changes: peak, off-peak share, and what tenants are charged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.privacy import LEAST_HOUSEHOLDS
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.dated import dated
from twin_rules.facts.energy_tables import day_of, price_of, tariffs
from twin_rules.facts.load_curves import WHOLE, Curve, carrier_named, curves
from twin_rules.facts.meters import dwellings_of_buildings
from twin_rules.facts.off_peak import OffPeak, off_peak_of
from twin_rules.facts.shift_effect import Shift, bill_change, shift_of
from twin_rules.facts.shift_tables import TABLES, days_table, delay_of, reduction_table, told, window_of
from twin_rules.facts.shiftable import HOT_WATER, Shiftable, shiftable_of

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_MONTHS: Final = 12.0


class Measure(UsageMeasure):
    """Shiftable load by building and kind of equipment, and what shifting it does.

    Hot water is shifted hour by hour where meters tell both its use and that of the building: what would be drawn
    within a window is drawn some hours later, as far as the store keeps it. Of other equipment only the amount is told.
    A day of an actual load reduction is told against the mean of the ten similar days before it.
    """

    about = "load that can wait by kind of equipment, effect of drawing it later on peak and charges, load reductions"
    reads = ("equipment, its feeds and volumes", "observations energy, heat, gas, water", "dated tariffs")
    parameters = (
        Parameter("window", "17:00-21:00", about="time of day in which it is not drawn"),
        Parameter(
            "delay", 14400.0, unit="s", about="by how much later it is drawn", source="four hours, a choice", low=3600
        ),
        Parameter("efficiency", 1.0, about="of keeping it", source="no loss, the best case", low=0.1, high=1),
        Parameter(
            "off_peak", "", about="off-peak hours of all points, such as 22:30-06:30; those of each point if empty"
        ),
        Parameter("date", "2026-01-01", about="day whose prices count"),
        Parameter("day", "", about="day of an actual reduction, told against similar days before; none if empty"),
    )
    unique = ("id", "kind")
    columns = (
        Column("kind", "hot_water, heat_pump, vehicle, pump, washing or electric_heater", kind="text"),
        Column("carrier", "what it draws, empty if nobody knows", kind="text"),
        Column("households", "number of dwellings of the building", kind="count", low=0),
        Column("pieces", "number of things", kind="count", low=1),
        Column("based_on", "meters, or assumed", kind="text"),
        Column("power_kW", "electric power of all of them", "kW", low=0),
        Column("energy_kWh", "use of a mean day", "kWh", low=0),
        Column("share", "of that which can wait", low=0, high=1),
        Column("shiftable_kWh", "what can wait on a mean day", "kWh", low=0),
        Column("storage_kWh", "what can be kept at most", "kWh", low=0),
        Column("moved_kWh", "what the shift puts off on a mean day", "kWh", low=0),
        Column("peak_before_kW", "peak of the building without the shift", "kW", low=0),
        Column("peak_after_kW", "peak with it", "kW", low=0),
        Column(
            "off_peak_before", "share of the use in off-peak hours without the shift; of electricity", low=0, high=1
        ),
        Column("off_peak_after", "the same with it", low=0, high=1),
        Column("bill_change_EUR", "change of the building's bill in a year, negative if it is less", "EUR"),
        Column("charge_change_EUR", "change of what a dwelling is charged in a month", "EUR"),
    )
    more = TABLES
    personal: ClassVar[Any] = {
        "": Personal("households", 3600.0, keep=("id", "kind")),
        "days": Personal("households", 3600.0, keep=("id", "carrier")),
        "reduction": Personal("households", 3600.0, keep=("id", "carrier")),
    }
    references = (
        "baseline: mean of ten similar days, one of the methods of NEBEF, memory",
        "tariffs, shares that can wait, recoverable charges: twin_rules/data/tariffs_fr.toml, memory, unverified",
    )

    def measure(self, study: Study) -> Outcome:
        """Return what can wait in all buildings."""
        import pandas as pd

        homes = dwellings_of_buildings(study.twin)
        there = [one for one in shiftable_of(study.twin) if one.building >= 0]
        outdoors = [one for one in shiftable_of(study.twin) if one.building < 0]
        if not there:
            missing = say("the twin holds nothing whose use can wait")
            apart = say("of nothing whose use can wait is known which building it is in")
            return Outcome(empty(self.schema()[""]), reason=apart if outdoors else missing)
        of_water = {one.building: one for one in curves(study, carrier_named("hot water"))[::-1]}
        whole = _wholes(study)
        made = [_row(study, one, len(homes.get(one.building, ())), of_water, whole) for one in there]
        table = pd.DataFrame([row for row, _ in made])
        found = [(curve, shift) for _, pair in made if pair for curve, shift in (pair,)]
        values = {one.name: table[one.name].to_numpy() for one in self.columns}
        full = keyed(study.twin, table["row"].to_numpy(np.int64), **values)
        more = {"days": days_table(study, found), "reduction": reduction_table(study, whole)}
        return Outcome(
            full,
            headline=_headline(full),
            notes=(*_notes(study, outdoors, whole), *told(study, more["reduction"])),
            share_assumed=_share_assumed(full),
            more={name: of for name, of in more.items() if len(of)},
            colours=(Colouring("shiftable_kWh", say("Use that can wait"), where=(("kind", HOT_WATER),)),),
            plots=_plots(more),
        )


def _wholes(study: Study) -> dict[tuple[int, str], Curve]:
    """Return the curves of whole buildings by building and carrier."""
    return {
        (one.building, name): one
        for name in ("electricity", "gas", "heat")
        for one in curves(study, carrier_named(name))
        if one.part == WHOLE
    }


def _row(
    study: Study,
    one: Shiftable,
    homes: int,
    of_water: dict[int, Curve],
    whole: dict[tuple[int, str], Curve],
) -> tuple[dict[str, Any], tuple[Curve, Shift] | None]:
    """Return the row of some equipment, and its shift if meters tell enough."""
    unknown = math.nan
    water = of_water.get(one.building) if one.kind == HOT_WATER else None
    drawn = water.kwh * dated("energy_fr")["content"]["hot_water_kwh_m3"] if water is not None else None
    energy = one.energy_kwh if drawn is None else float(np.nanmean(drawn)) * 24.0
    row = {
        "row": one.building,
        "kind": one.kind,
        "carrier": one.carrier,
        "households": homes if water is None else min(homes, water.dwellings),
        "pieces": one.pieces,
        "based_on": "assumed" if drawn is None else "meters",
        "power_kW": one.power_kw,
        "energy_kWh": energy,
        "share": one.share,
        "shiftable_kWh": one.share * energy,
        "storage_kWh": one.storage_kwh,
    }
    names = ("moved_kWh", "peak_before_kW", "peak_after_kW", "off_peak_before", "off_peak_after")
    row |= dict.fromkeys((*names, "bill_change_EUR", "charge_change_EUR"), unknown)
    curve = whole.get((one.building, one.carrier))
    if curve is None or drawn is None or water is None:
        return row, None
    shift = shift_of(
        curve,
        one.share * _on(curve, water, drawn),
        window_of(study),
        delay_h=delay_of(study),
        storage_kwh=one.storage_kwh,
        efficiency=study["efficiency"],
    )
    row["households"] = min(homes, curve.dwellings, water.dwellings)
    return row | _effect(study, curve, shift, homes), (curve, shift)


def _on(curve: Curve, water: Curve, drawn: Any) -> Any:
    """Return the heat of hot water on the hours of another curve, NaN where it is unknown."""
    import pandas as pd

    return pd.Series(drawn, index=water.hours).reindex(curve.hours).to_numpy(dtype=np.float64)


def _effect(study: Study, curve: Curve, shift: Shift, homes: int) -> dict[str, float]:
    day = day_of(study["date"])
    off = _off(study, curve, day)
    within = off.share(curve.hours)
    before, after = (float(np.nansum(of * within) / np.nansum(of)) for of in (shift.before, shift.after))
    electric = curve.carrier == "electricity"
    change = round(bill_change(shift, curve, price_of(curve.carrier, day), off), 2) + 0.0  # no minus before zero
    recoverable = tariffs()["charges"]["recoverable_share"]
    return {
        "moved_kWh": float(shift.moved.sum()) / (len(curve.hours) / 24.0),
        "peak_before_kW": shift.peaks[0],
        "peak_after_kW": shift.peaks[1],
        "off_peak_before": before if electric else math.nan,
        "off_peak_after": after if electric else math.nan,
        "bill_change_EUR": change,
        "charge_change_EUR": change * recoverable / homes / _MONTHS if homes else math.nan,
    }


def _off(study: Study, curve: Curve, day: date) -> OffPeak:
    return off_peak_of(study.twin, min(curve.meters), day, said=study["off_peak"])


def _headline(table: pd.DataFrame) -> str:
    shown = table[table["households"].astype(float) >= LEAST_HOUSEHOLDS]
    whole = shown["shiftable_kWh"].sum()
    known = table[table["moved_kWh"].notna() & (table["households"].astype(float) >= LEAST_HOUSEHOLDS)]
    parts = [
        say(
            "in {building} {moved:.0f} kWh of {carrier} a day, peak {before:.0f} to {after:.0f} kW, {charge:+.2f} EUR"
            " per dwelling and month",
            building=row["name"],
            moved=row["moved_kWh"],
            carrier=say(row["carrier"]),
            before=row["peak_before_kW"],
            after=row["peak_after_kW"],
            charge=row["charge_change_EUR"],
        )
        for _, row in known.iterrows()
    ]
    if not parts:
        return say("{whole:.0f} kWh a day could wait; no meters tell what a shift would change.", whole=whole)
    return say("{whole:.0f} kWh a day could wait; drawn later: {parts}.", whole=whole, parts=joined(parts, "; "))


def _notes(study: Study, outdoors: Sequence[Shiftable], whole: dict[tuple[int, str], Curve]) -> tuple[str, ...]:
    notes: list[str] = [
        say("Which share can wait, and for how long, is from memory; so are prices: TWIN_TARIFFS=file holds your own."),
        say(
            "Equipment without meters is taken to run a usual time each day; only metered hot water is shifted by hour."
        ),
    ]
    notes += [
        say(
            "Outdoors {n} charging places could shift {use:.0f} kWh a day.",
            n=one.pieces,
            use=one.share * one.energy_kwh,
        )
        for one in outdoors
    ]
    if whole and _off(study, next(iter(whole.values())), day_of(study["date"])).assumed:
        notes.append(
            say("Off-peak hours are assumed (22:30-06:30); those of each point stand on its bill: --set off_peak=….")
        )
    if study["efficiency"] == 1.0:
        notes.append(say("Keeping heat loses nothing here: the best case."))
    return tuple(notes)


def _share_assumed(table: pd.DataFrame) -> float:
    """Return the share of what can wait that rests on no meters [-]."""
    total = table["shiftable_kWh"].sum()
    return float(table.loc[table["based_on"] == "assumed", "shiftable_kWh"].sum() / total) if total > 0 else 1.0


def _plots(more: dict[str, pd.DataFrame]) -> tuple[Plot, ...]:
    found = []
    if len(more["reduction"]):
        shown = more["reduction"].iloc[0]
        where = (("building", str(shown["building"])), ("carrier", str(shown["carrier"])))
        title = say("The day against similar days")
        found.append(Plot("line", title, x="hour", y="mean_kW", by="line", table="reduction", where=where))
    if len(more["days"]):
        found.append(
            Plot("line", say("A mean day with hot water drawn later"), x="hour", y="mean_kW", by="line", table="days")
        )
    found.append(Plot("bar", say("Use that can wait on a mean day"), x="name", y="shiftable_kWh", by="kind"))
    return tuple(found)
