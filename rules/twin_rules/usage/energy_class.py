"""Energy classes of dwellings and buildings: declared, or from meters; and until when they may be let."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np

from twin.model.twin import Twin
from twin.said.text import joined, say
from twin.simulation.world import property_of
from twin.usage.measure import NODE_KEYS, Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.dated import dated
from twin_rules.facts.energy_tables import day_of, primary_factor
from twin_rules.facts.metered_class import Use, of_area, used_by_buildings
from twin_rules.facts.meters import dwellings_of_buildings
from twin_rules.facts.said_class import said_letter
from twin_rules.physics.energy_class import class_of, worse

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Measure"]

_PRIMARY: Final = ("ConsommationEnergiePrimaire_kWhEP_m2", "ConsommationEnergiePrimaire")
_CARBON: Final = ("EmissionGES_kg_m2", "EmissionGES")
_RANGE: Final = "out of range"
_UNKNOWN: Final = "unknown"
_COLOURS: Final = ("#00884D", "#4FA84B", "#A9C94B", "#F0E14A", "#EFB444", "#E58036", "#C7302B", "#8C8C8C", "#D0D0D0")
_DATES: Final = (date(2025, 12, 31), date(2026, 1, 1), date(2027, 1, 1))


class Measure(UsageMeasure):
    """Classes A to G, never guessed.

    A class that is declared counts. A building without one gets that of a year of its meters, which is an indication:
    the use of its people in their weather, not the calculation of a diagnosis. All else is unknown.
    """

    about = "energy class of dwellings and buildings, declared or from meters, and until when they may be let"
    reads = ("declared classes", "areas of dwellings", "observations energy, heat, gas of a year")
    parameters = (
        Parameter("date", "2026-01-01", about="day whose factors and bans count"),
        Parameter(
            "altitude",
            0.0,
            unit="m",
            about="of the estate; above 800 m other bounds hold",
            source="below 800 m, assumed",
        ),
    )
    columns = (
        Column("what", "dwelling or building", kind="text"),
        Column("energy_class", "A to G, unknown, or out of range", kind="text"),
        Column("based_on", "declared, meters, or nothing", kind="text"),
        Column("reason", "what was counted, or why it is not known", kind="text"),
        Column("area_m2", "floor area of the dwelling, or of all dwellings of the building", "m²", low=0),
        Column("energy_kWh", "primary energy of a square metre and a year", "kWh", low=0),
        Column("climate_kg", "greenhouse gases of a square metre and a year, CO2 equivalent", "kg", low=0),
        Column("by_energy", "class by primary energy alone, empty if unknown", kind="text"),
        Column("by_climate", "class by greenhouse gases alone, empty if unknown", kind="text"),
        Column("banned_from", "day from which it may not be newly let; unknown if never or not known", kind="time"),
        Column("may_be_let", "whether it may be newly let on the day", kind="flag"),
        Column("rank", "1 for the worst class known, among dwellings or buildings", kind="count", low=1),
    )
    more: ClassVar[Any] = {
        "dates": (
            *NODE_KEYS[:1],
            Column("building", "name of the building", kind="text"),
            Column("day", "whose factors count", kind="text"),
            Column("factor", "primary energy of electricity", low=0),
            Column("energy_kWh", "primary energy of a square metre and a year", "kWh", low=0),
            Column("energy_class", "class on that day", kind="text"),
        ),
        "count": (
            Column("what", "dwelling or building", kind="text"),
            Column("energy_class", "A to G, unknown, or out of range", kind="text"),
            Column("number", "how many", kind="count", low=0),
        ),
    }
    references = (
        "bounds and bans: twin_rules/data/energy_fr.toml, secondary sources",
        "arrete of 13/08/2025: electricity counts 1.9 from 1 January 2026; 1.7 from 2027 is unchecked",
    )

    def measure(self, study: Study) -> Outcome:
        """Return the classes of all dwellings and buildings."""
        import pandas as pd

        homes = dwellings_of_buildings(study.twin)
        if not homes:
            return Outcome(empty(self.schema()[""]), reason=say("the estate has no dwellings"))
        day = day_of(study["date"])
        used = used_by_buildings(study)
        rows = [_building(study, row, use, day) for row, use in used.items()]
        rows += [_dwelling(study, row) for row in study.dwellings.tolist()]
        table = pd.DataFrame(rows).assign(rank=None)
        table["banned_from"] = [_banned(one) for one in table["energy_class"]]
        table["may_be_let"] = [_may_be_let(one, day) for one in table["energy_class"]]
        table["rank"] = _ranks(table)
        full = keyed(study.twin, table["row"].to_numpy(np.int64), **{one.name: table[one.name] for one in self.columns})
        count = full.groupby(["what", "energy_class"], sort=True).size().rename("number").reset_index()
        return Outcome(
            full,
            headline=_headline(full),
            notes=_notes(study, day, used),
            more={"dates": _dates(study, used), "count": count},
            colours=_colours(),
            plots=(
                Plot("bar", say("Energy classes"), x="energy_class", y="number", by="what", table="count"),
                Plot(
                    "bar",
                    say("Primary energy by the day of the factors"),
                    x="building",
                    y="energy_kWh",
                    by="day",
                    table="dates",
                ),
            ),
        )


def _building(study: Study, row: int, use: Use, day: date) -> dict[str, Any]:
    energy, climate = of_area(use, day)
    found = {"row": row, "what": "building", "area_m2": use.area}
    if said := _said(study.twin, row, special=_high(study)):
        return found | said
    if _high(study):
        return found | _nothing(_RANGE, say("above 800 m other bounds hold"))
    classes = _classes(energy, climate)
    if not all(classes):
        return found | _nothing(_UNKNOWN, use.reason)
    return found | _known(worse(*classes), "meters", use.reason, energy, climate)


def _dwelling(study: Study, row: int) -> dict[str, Any]:
    area = float(study.twin.nodes["area"][row])
    found = {"row": row, "what": "dwelling", "area_m2": area}
    small = area <= dated("energy_fr")["classes"]["least_area_m2"]
    if said := _said(study.twin, row, special=small or _high(study)):
        return found | said
    if small:
        return found | _nothing(_RANGE, say("up to 40 m² other bounds hold, and no class is declared"))
    if _high(study):
        return found | _nothing(_RANGE, say("above 800 m other bounds hold, and no class is declared"))
    return found | _nothing(_UNKNOWN, say("no class is declared"))


def _high(study: Study) -> bool:
    return bool(study["altitude"] > dated("energy_fr")["classes"]["most_altitude_m"])


def _said(twin: Twin, row: int, *, special: bool) -> dict[str, Any]:
    """Return the class that a thing declares as a letter, or by both numbers; empty if it does neither.

    Of numbers that are judged by other bounds, small and high ones, nothing is said here.
    """
    numbers = [_number(twin, row, names) for names in (_PRIMARY, _CARBON)]
    found = said_letter(twin, row) or ("" if special else worse(*_classes(*numbers)))
    if not found:
        return {}
    unjudged = {"by_energy": "", "by_climate": ""} if special else {}
    return _known(found, "declared", "declared", *numbers) | unjudged


def _number(twin: Twin, row: int, names: tuple[str, ...]) -> float:
    said = next((one for name in names if isinstance(one := property_of(twin, row, name), float)), math.nan)
    return float(said)


def _classes(energy: float, climate: float) -> tuple[str, str]:
    table = dated("energy_fr")["classes"]
    names = table["names"]
    return class_of(energy, table["energy"], names), class_of(climate, table["climate"], names)


def _known(found: str, based_on: str, reason: str, energy: float, climate: float) -> dict[str, Any]:
    by_energy, by_climate = _classes(energy, climate)
    return {
        "energy_class": found,
        "based_on": based_on,
        "reason": reason,
        "energy_kWh": energy,
        "climate_kg": climate,
        "by_energy": by_energy,
        "by_climate": by_climate,
    }


def _nothing(what: str, reason: str) -> dict[str, Any]:
    return _known(what, "nothing", reason, math.nan, math.nan)


def _banned(found: str) -> Any:
    import pandas as pd

    day = dated("energy_fr")["bans"].get(found)
    return pd.Timestamp(day) if isinstance(day, date) else pd.NaT


def _may_be_let(found: str, day: date) -> bool | None:
    if found in (_UNKNOWN, _RANGE):
        return None
    ban = dated("energy_fr")["bans"].get(found)
    return not (isinstance(ban, date) and ban <= day)


def _ranks(table: pd.DataFrame) -> Any:
    """Return ranks among dwellings and among buildings: the worst class first, of that the most energy."""
    import pandas as pd

    ranks = pd.Series(pd.NA, index=table.index, dtype="Int64")
    known = table[~table["energy_class"].isin([_UNKNOWN, _RANGE])]
    for _, rows in known.groupby("what"):
        ordered = rows.sort_values(["energy_class", "energy_kWh", "row"], ascending=[False, False, True], kind="stable")
        ranks.loc[ordered.index] = range(1, len(ordered) + 1)
    return ranks


def _dates(study: Study, used: Mapping[int, Use]) -> pd.DataFrame:
    """Return the classes of buildings with meters under the factors of several days."""
    import pandas as pd

    nodes = study.twin.nodes
    rows = [
        (
            str(nodes["id"][row]),
            str(nodes["name"][row]),
            str(day),
            float(primary_factor("electricity", day)["factor"]),
            of_area(use, day)[0],
            worse(*_classes(*of_area(use, day))),
        )
        for row, use in used.items()
        if use.final
        for day in _DATES
    ]
    return pd.DataFrame(rows, columns=["id", "building", "day", "factor", "energy_kWh", "energy_class"])


def _headline(table: pd.DataFrame) -> str:
    parts = []
    for what, rows in table.groupby("what", sort=True):
        known = rows[rows["rank"].notna()]
        classes = known["energy_class"].value_counts().sort_index()
        told = joined((f"{number} {name}" for name, number in classes.items()), ", ") or say("none known")
        banned = int((known["may_be_let"] == False).sum())  # noqa: E712 - the column may hold None
        parts.append(_counted(what, len(known), len(rows), told, banned))
    return say("{parts}.", parts=joined(parts, "; "))


def _counted(what: str, known: int, count: int, classes: str, banned: int) -> str:
    if what == "dwelling":
        return say(
            "{n} of {all} dwellings have a class ({classes}), {banned} may not be let any more",
            n=known,
            all=count,
            classes=classes,
            banned=banned,
        )
    return say(
        "{n} of {all} buildings have a class ({classes}), {banned} may not be let any more",
        n=known,
        all=count,
        classes=classes,
        banned=banned,
    )


def _notes(study: Study, day: date, used: Mapping[int, Use]) -> tuple[str, ...]:
    line = primary_factor("electricity", day)
    factor = say(
        "Electricity counts {factor:g} in primary energy on {day:%Y-%m-%d} ({source}).",
        factor=line["factor"],
        day=day,
        source=say(line["source"]),
    )
    notes = [joined((factor, say("This factor is unchecked."))) if line.get("unchecked") else factor]
    if line["from_date"] > day:
        notes.append(say("No factor of that day is known: that of {first} is taken.", first=line["from_date"]))
    if any(use.final for use in used.values()):
        notes.append(
            say("A class from meters is an indication: how people lived in one year's weather, not a diagnosis.")
        )
        notes.append(
            say("Greenhouse gases of heating networks differ by network; a middle value from memory is taken.")
        )
    if "altitude" in study.defaulted:
        notes.append(say("The estate is taken to lie below 800 m: --set altitude=…."))
    return tuple(notes)


def _colours() -> tuple[Colouring, ...]:
    order = (*dated("energy_fr")["classes"]["names"], _RANGE, _UNKNOWN)
    titles = {"building": say("Energy class of buildings"), "dwelling": say("Energy class of dwellings")}
    return tuple(
        Colouring("energy_class", title, order=order, colours=_COLOURS, where=(("what", what),))
        for what, title in titles.items()
    )
