"""What equipment is renewed when, what that costs over the years, and what comes first if money is short."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.said.text import joined, say
from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.study import Study
from twin.usage.tables import empty, keyed
from twin_rules.facts.energy_bill import bills
from twin_rules.facts.equipment_register import Item, items_of, price_list
from twin_rules.facts.outage_weight import dwelling_hours_lost, dwellings_lost
from twin_rules.facts.renewal_lines import Line, Terms, Years, lines_of, planned
from twin_rules.facts.renewal_tables import TABLES, plan_table, sensitivity_table, worth_table, years_table

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

__all__ = ["Measure"]


class Measure(UsageMeasure):
    """Register of equipment, and the plan of its renewal.

    Dates, lives and conditions are those of the things; what they do not say is assumed and told. Amounts are in prices
    of the first year, without tax. What is overdue is due at once. If money is short, what was due first has its turn
    first, and of that what most dwelling-hours hang on; nobody overtakes, and money not spent is kept.
    """

    about = "register of equipment, plan of renewals by year with net present cost, ranked by what hangs on it"
    reads = (
        "InstallationDate, ServiceLifeDuration, AssessmentCondition, ReplacementCost, YearOfConstruction",
        "supply of dwellings (single failures)",
        "observations energy, heat, gas, for the extended perimeter",
    )
    parameters = (
        Parameter(
            "first", 2026.0, about="first year of the plan", source="the year of the price list", low=1900, high=2200
        ),
        Parameter(
            "years", 10.0, about="number of years", source="plan pluriannuel de travaux: ten years", low=1, high=60
        ),
        Parameter(
            "rate", 0.02, about="real discount rate", source="the landlord's; between 0 and 4 %", low=0, high=0.2
        ),
        Parameter(
            "escalation", 0.02, about="rise of energy prices above others, a year", source="assumed", low=-0.1, high=0.2
        ),
        Parameter("life", 1.0, about="by which all lives are stretched", source="as they are", low=0.1, high=3),
        Parameter(
            "budget", 0.0, about="money of each year, EUR without tax; 0 for as much as it takes", source="none", low=0
        ),
        Parameter("scope", "major", about="what is in the plan", choices=("major", "all")),
        Parameter(
            "perimeter",
            "elementary",
            about="elementary: renewals, upkeep, what is left; extended: also the energy that tenants pay",
            choices=("elementary", "extended"),
        ),
    )
    what_ifs = ("budget", "life")
    columns = (
        Column("kind", "what it is", kind="text"),
        Column("installed", "year in which it was put in", kind="count"),
        Column("age_a", "age at the start of the plan", "a"),
        Column("life_a", "service life", "a", low=0),
        Column("condition", "as it is written, empty if nobody said", kind="text"),
        Column("due", "year in which its life ends", kind="count"),
        Column("renewal", "year in which it is renewed; unknown if not within the plan", kind="count"),
        Column("overdue", "whether its life has ended before the plan begins", kind="flag"),
        Column("cost_EUR", "of its renewal, without tax", "EUR", low=0),
        Column(
            "dwellings",
            "that lose a service if it alone fails; unknown if it takes no part in supply",
            kind="count",
            low=0,
        ),
        Column("lost_h", "dwelling-hours lost by one failure", "h", low=0),
        Column("assumed", "what of it is assumed: date, life, price", kind="text"),
    )
    more = TABLES
    references = (
        "ISO 15686-5:2017, life-cycle costing",
        "MEDDAT (2009), calcul du cout global: elementary and extended perimeter, second hand",
        "lives and prices: twin_rules/data/equipment_fr.toml, memory, unverified",
    )

    def measure(self, study: Study) -> Outcome:
        """Return the register and the plan."""
        everything = study["scope"] == "all"
        items = items_of(study.twin, now=int(study["first"]), everything=everything)
        if not items:
            return Outcome(empty(self.schema()[""]), reason=say("the twin holds no equipment that is renewed"))
        terms = _terms(study)
        lost = dwelling_hours_lost(study.twin, [one.row for one in items])
        lines = lines_of(study.twin, items, lost, terms)
        years = planned(lines, terms)
        energy = bills(study) if study["perimeter"] == "extended" else {}
        more = {
            "plan": plan_table(study, lines, years, terms),
            "years": years_table(lines, years, terms),
            "worth": worth_table(study, lines, years, terms, energy),
            "sensitivity": sensitivity_table(study, items, lost, terms, energy),
        }
        return Outcome(
            _register(study, items, lost, terms, _done(lines, years)),
            headline=_headline(more, lines, years, terms, unknown=_undated(items)),
            notes=_notes(study, items, lines, years, terms),
            share_assumed=_assumed(lines, years),
            more=more,
            colours=_colours(terms),
            plots=_plots(terms),
        )


def _terms(study: Study) -> Terms:
    budget = study["budget"] or math.inf
    return Terms(int(study["first"]), int(study["years"]), study["rate"], study["life"], budget)


def _done(lines: Sequence[Line], years: Years) -> dict[int, float]:
    """Return years from the start until each thing is renewed first, infinite if not within the plan."""
    return {row: float(first) for line, first in zip(lines, years.first, strict=True) for row in line.rows}


def _register(
    study: Study, items: Sequence[Item], lost: Mapping[int, float], terms: Terms, done: Mapping[int, float]
) -> pd.DataFrame:
    homes, rows = dwellings_lost(study.twin), [one.row for one in items]
    due = np.array([one.due(factor=terms.life_factor) for one in items])
    installed = np.array([one.installed for one in items])
    return keyed(
        study.twin,
        rows,
        kind=[one.kind for one in items],
        installed=_whole(installed),
        age_a=terms.start - installed,
        life_a=[one.life_a for one in items],
        condition=[one.condition for one in items],
        due=_whole(due),
        renewal=_whole(np.array([terms.start + done.get(row, math.inf) for row in rows])),
        overdue=_whole(np.where(np.isnan(due), np.nan, due < terms.start)),
        cost_EUR=[one.cost for one in items],
        dwellings=_whole(homes[rows]),
        lost_h=[lost[row] for row in rows],
        assumed=[joined(map(say, one.assumed), ", ") for one in items],
    )


def _whole(values: Any) -> Any:
    """Return numbers as whole ones, unknown where they are not finite."""
    import pandas as pd

    return pd.array([None if not math.isfinite(one) else math.floor(one) for one in values], dtype="Int64")


def _assumed(lines: Sequence[Line], years: Years) -> float:
    """Return the share of the renewals' cost that rests on an assumed date, life or price [-]."""
    cost = np.array([line.cost * len(of) for line, of in zip(lines, years.all, strict=True)])
    unsure = np.array([bool(line.assumed) for line in lines], dtype=bool)
    return float(cost[unsure].sum() / cost.sum()) if cost.sum() > 0 else 0.0


def _headline(
    more: Mapping[str, pd.DataFrame], lines: Sequence[Line], years: Years, terms: Terms, *, unknown: int
) -> str:
    spent, last = more["years"], terms.start + terms.horizon - 1
    if not spent["cost_EUR"].sum():
        undated = say("; {n} things have no date, or no size", n=unknown) if unknown else ""
        return say("Nothing is renewed from {start} to {end}{undated}.", start=terms.start, end=last, undated=undated)
    by_year = spent.groupby("year")["cost_EUR"].sum()
    dearest = int(np.argmax(by_year.to_numpy()))
    waiting = sum(_waits(line, of, terms) for line, of in zip(lines, years.all, strict=True))
    told = say(
        "Renewals of {cost:.0f} kEUR from {start} to {end} ({present:.0f} kEUR in money of {start} at {rate:.1%}), most"
        " in {year} ({most:.0f} kEUR).",
        cost=spent["cost_EUR"].sum() / 1000,
        start=terms.start,
        end=last,
        present=spent["present_EUR"].sum() / 1000,
        rate=terms.rate,
        year=terms.start + dearest,
        most=by_year.iloc[dearest] / 1000,
    )
    return joined((told, say("{n} lines find no money.", n=waiting))) if waiting else told


def _waits(line: Line, done: NDArray[np.float64], terms: Terms) -> bool:
    """Return whether a line is due within the plan, for the first time or again, and finds no money."""
    due = done[-1] + line.life_a if len(done) else line.due
    return bool(due < terms.horizon)


def _undated(items: Sequence[Item]) -> int:
    return sum(not math.isfinite(one.due()) or not math.isfinite(one.cost) for one in items)


def _notes(study: Study, items: Sequence[Item], lines: Sequence[Line], years: Years, terms: Terms) -> tuple[str, ...]:
    unknown = _undated(items)
    total = sum(len(of) * line.cost for line, of in zip(lines, years.all, strict=True)) or 1.0
    cost_of = {row: len(of) for line, of in zip(lines, years.all, strict=True) for row in line.rows}
    shares = {
        name: sum(cost_of.get(one.row, 0) * one.cost for one in items if name in one.assumed and one.row in cost_of)
        / total
        for name in ("date", "life", "price")
    }
    told = joined(
        (say("{share:.0%} on an assumed {what}", share=share, what=say(name)) for name, share in shares.items()), ", "
    )
    notes: list[str] = [
        say("Of the cost of renewals {shares}.", shares=told),
        say("Prices and lives not said of a thing: {source}.", source=say(price_list()["source"])),
        say("A thing without a date is taken to be as old as its building and renewed whenever its life had ended."),
    ]
    if unknown:
        notes.append(
            say("{n} things have no date, nor a building with one, or no size: they are in no plan.", n=unknown)
        )
    if math.isfinite(terms.budget):
        notes.append(
            say("What is due first has its turn first, then what most hangs on; nobody overtakes, money is kept.")
        )
    if study["perimeter"] == "extended":
        notes.append(
            say(
                "The extended perimeter adds the energy that tenants pay; benefits to users and society are not valued."
            )
        )
        notes.append(
            say(
                "Energy is that of meters which know nine tenths of a year, and elsewhere of reference values; it is"
                " priced at peak hours, without subscriptions."
            )
        )
    return tuple(notes)


def _colours(terms: Terms) -> tuple[Colouring, ...]:
    steps = sorted({0, 2, 4, 6, terms.horizon - 1})
    classes = [
        (float(terms.start + step), say("until {year}", year=terms.start + step))
        for step in steps
        if step < terms.horizon
    ]
    return (
        Colouring("renewal", say("Renewed"), classes=tuple(classes), unknown="later"),
        Colouring("lost_h", say("Dwelling-hours lost by a failure")),
    )


def _plots(terms: Terms) -> tuple[Plot, ...]:
    title = say("Renewals {start} to {end}", start=terms.start, end=terms.start + terms.horizon - 1)
    return (
        Plot("stack", title, x="year", y="cost_EUR", by="kind", table="years"),
        Plot(
            "bar",
            say("Net present cost by discount rate"),
            x="value",
            y="net_EUR",
            table="sensitivity",
            where=(("parameter", "rate"),),
        ),
    )
