"""Tables of a plan of renewals: its lines, its years, what it is worth, and what it depends on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.said.text import joined, say
from twin.usage.measure import Column
from twin.usage.study import Study
from twin_rules.facts.equipment_register import Item
from twin_rules.facts.renewal_lines import Line, Terms, Years, lines_of, planned, worth
from twin_rules.physics.present_value import discounted

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TABLES", "plan_table", "sensitivity_table", "worth_table", "years_table"]

_OTHERS: Final = "others"
_MOST_KINDS: Final = 7
"""Kinds that a figure tells apart; the rest are one."""
_RATES: Final = (0.0, 0.01, 0.02, 0.03, 0.04)
_LIVES: Final = (0.8, 0.9, 1.0, 1.1, 1.2)
_ESCALATIONS: Final = (0.0, 0.02, 0.04)

_WHERE: Final = (
    Column("building", "name of the building, empty outdoors", kind="text"),
    Column("kind", "what is renewed", kind="text"),
)

TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "plan": (
        Column("rank", "turn: due first, then what most hangs on", kind="count", low=1),
        *_WHERE,
        Column("pieces", "number of things", kind="count", low=1),
        Column("due", "year in which their life ends", kind="count"),
        Column("renewal", "year in which they are renewed; unknown if not within the plan", kind="count"),
        Column("waits_a", "years that they wait for money", "a", low=0),
        Column("cost_EUR", "of the renewal, without tax", "EUR", low=0),
        Column("present_EUR", "the same in money of the first year", "EUR", low=0),
        Column("lost_h", "dwelling-hours lost if the one that most hangs on fails", "h", low=0),
        Column("assumed", "what is assumed of some of them: date, life, price", kind="text"),
    ),
    "years": (
        Column("year", "of the plan", kind="count"),
        Column("kind", "what is renewed, small sums as others", kind="text"),
        Column("cost_EUR", "renewals of the year, without tax", "EUR", low=0),
        Column("present_EUR", "the same in money of the first year", "EUR", low=0),
    ),
    "worth": (
        *_WHERE,
        Column("pieces", "number of things", kind="count", low=0),
        Column("invest_EUR", "renewals within the plan, present value", "EUR", low=0),
        Column("upkeep_EUR", "upkeep over the plan, present value", "EUR", low=0),
        Column("energy_EUR", "energy over the plan, present value; extended perimeter only", "EUR", low=0),
        Column("residual_EUR", "what is left at the end, present value", "EUR", low=0),
        Column("net_EUR", "net present cost: invest, upkeep and energy less what is left", "EUR"),
    ),
    "sensitivity": (
        Column("parameter", "which is changed", kind="text"),
        Column("value", "to what"),
        Column("renewals", "number of lines renewed within the plan", kind="count", low=0),
        Column("invest_EUR", "renewals within the plan, in prices of today", "EUR", low=0),
        Column("present_EUR", "the same in money of the first year", "EUR", low=0),
        Column("net_EUR", "net present cost", "EUR"),
    ),
}
"""Columns of the tables by name."""


def plan_table(study: Study, lines: Sequence[Line], years: Years, terms: Terms) -> pd.DataFrame:
    """Return the lines that fall due within the plan, those before it included, in their turn.

    Parameters
    ----------
    study : the estate
    lines, years : of the plan
    terms : of the plan
    """
    import pandas as pd

    within = [place for place in np.argsort(years.rank).tolist() if lines[place].due < terms.horizon]
    rank = {place: number for number, place in enumerate(within, 1)}
    rows = [
        {
            "rank": rank[place],
            "building": _building(study, line),
            "kind": line.kind,
            "pieces": line.pieces,
            "due": terms.start + line.due,
            "renewal": terms.start + years.first[place] if np.isfinite(years.first[place]) else None,
            "waits_a": years.first[place] - max(line.due, 0.0) if np.isfinite(years.first[place]) else math.nan,
            "cost_EUR": line.cost,
            "present_EUR": float(discounted(line.cost, years.first[place], rate=terms.rate))
            if np.isfinite(years.first[place])
            else math.nan,
            "lost_h": line.lost_h,
            "assumed": joined(map(say, line.assumed), ", "),
        }
        for place in within
        for line in (lines[place],)
    ]
    return pd.DataFrame(rows, columns=[one.name for one in TABLES["plan"]]).astype({"renewal": "Int64"})


def years_table(lines: Sequence[Line], years: Years, terms: Terms) -> pd.DataFrame:
    """Return costs by year and kind, the kinds that cost most apart, so that a figure can be read.

    Parameters
    ----------
    lines, years : of the plan
    terms : of the plan
    """
    import pandas as pd

    spent = [(line.kind, float(year), line.cost) for line, of in zip(lines, years.all, strict=True) for year in of]
    totals: dict[str, float] = {}
    for kind, _, cost in spent:
        totals[kind] = totals.get(kind, 0.0) + cost
    largest = sorted(totals, key=lambda kind: (-totals[kind], kind))
    shown = largest if len(largest) <= _MOST_KINDS + 1 else [*largest[:_MOST_KINDS], _OTHERS]
    table: dict[tuple[str, int], float] = {(kind, year): 0.0 for kind in shown for year in range(terms.horizon)}
    present = dict.fromkeys(table, 0.0)
    for kind, year, cost in spent:
        key = (kind if kind in shown else _OTHERS, int(year))
        table[key] += cost
        present[key] += float(discounted(cost, year, rate=terms.rate))
    rows = [(terms.start + year, kind, cost, present[kind, year]) for (kind, year), cost in table.items()]
    return pd.DataFrame(rows, columns=["year", "kind", "cost_EUR", "present_EUR"])


def worth_table(
    study: Study, lines: Sequence[Line], years: Years, terms: Terms, energy: Mapping[int, float]
) -> pd.DataFrame:
    """Return the present value of what each kind costs in each building.

    Parameters
    ----------
    study : the estate, and how prices of energy rise
    lines, years : of the plan
    terms : of the plan
    energy : what the energy of buildings costs in a year, by row [EUR]
    """
    import pandas as pd

    sums: dict[tuple[str, str], np.ndarray[Any, Any]] = {}
    for line, of in zip(lines, years.all, strict=True):
        parts = worth(line, of, terms)
        values = [line.pieces, parts["invest"], parts["upkeep"], 0.0, parts["residual"], parts["net"]]
        key = (_building(study, line), line.kind)
        sums[key] = sums.get(key, np.zeros(6)) + np.array(values)
    for building, bill in energy.items():
        present = _energy(bill, terms, study["escalation"])
        sums[str(study.twin.nodes["name"][building]), "energy"] = np.array([0, 0, 0, present, 0, present])
    names = [one.name for one in TABLES["worth"]]
    return pd.DataFrame([(*key, *values) for key, values in sorted(sums.items())], columns=names)


def sensitivity_table(
    study: Study, items: Sequence[Item], lost: Mapping[int, float], terms: Terms, energy: Mapping[int, float]
) -> pd.DataFrame:
    """Return number, cost and present value of renewals with one parameter changed at a time.

    Parameters
    ----------
    study : the estate, and how prices of energy rise
    items : its register
    lost : dwelling-hours lost if a thing fails, by row
    terms : of the plan
    energy : what the energy of buildings costs in a year, by row [EUR]
    """
    import pandas as pd

    cases = [("rate", value, replace(terms, rate=value), study["escalation"]) for value in _RATES]
    cases += [("life", value, replace(terms, life_factor=value), study["escalation"]) for value in _LIVES]
    if energy:
        cases += [("escalation", value, terms, value) for value in _ESCALATIONS]
    rows = []
    for name, value, under, escalation in cases:
        lines = lines_of(study.twin, items, lost, under)
        years = planned(lines, under)
        found = [worth(line, of, under) for line, of in zip(lines, years.all, strict=True)]
        net = sum(one["net"] for one in found) + sum(_energy(bill, under, escalation) for bill in energy.values())
        invest = sum(line.cost * len(of) for line, of in zip(lines, years.all, strict=True))
        rows.append((name, value, sum(map(len, years.all)), invest, sum(one["invest"] for one in found), net))
    return pd.DataFrame(rows, columns=[one.name for one in TABLES["sensitivity"]])


def _energy(bill: float, terms: Terms, escalation: float) -> float:
    """Return what the energy of all years is worth today, its price rising faster than others [EUR]."""
    ends = np.arange(1, terms.horizon + 1, dtype=np.float64)
    return float(discounted(bill * (1.0 + escalation) ** ends, ends, rate=terms.rate).sum())


def _building(study: Study, line: Line) -> str:
    return str(study.twin.nodes["name"][line.building]) if line.building >= 0 else ""
