"""Bars on top of each other add up to the total."""

import pandas as pd

from twin.model.twin import Twin
from twin.usage.measure import Column
from twin.usage.outcome import Outcome, Plot
from twin.usage.plot import figure

COLUMNS = (
    Column("year", "when", kind="count"),
    Column("kind", "what", kind="text"),
    Column("cost_EUR", "sum", "EUR", low=0),
)


def drawn(rows):
    table = pd.DataFrame(rows, columns=["year", "kind", "cost_EUR"])
    outcome = Outcome(table, schema={"": COLUMNS}, measure="costs")
    return figure(Twin({}), outcome, Plot("stack", "Costs", x="year", y="cost_EUR", by="kind")).axes[0]


def test_bars_stand_on_those_before_them():
    axes = drawn([(2026, "lift", 5.0), (2026, "boiler", 3.0), (2027, "boiler", 2.0)])
    tops = [round(bar.get_y() + bar.get_height(), 6) for bar in axes.containers[-1]]
    assert tops == [8.0, 2.0]
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()] == ["lift", "boiler"]


def test_rows_of_one_kind_and_year_are_added_up():
    axes = drawn([(2026, "lift", 5.0), (2026, "lift", 1.0)])
    assert [bar.get_height() for bar in axes.containers[0]] == [6.0]


def test_what_nobody_knows_has_no_height():
    axes = drawn([(2026, "lift", float("nan")), (2026, "boiler", 2.0)])
    assert axes.containers[-1][0].get_y() == 0.0
