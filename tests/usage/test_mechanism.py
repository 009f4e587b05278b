"""A measure is found, asked, checked against what it declares, and kept from telling of single households."""

import numpy as np
import pandas as pd
import pytest

from twin.errors import UsageError
from twin.usage import run
from twin.usage.compare import compared
from twin.usage.measure import Column, Personal
from twin.usage.outcome import Outcome
from twin.usage.privacy import shown_and_withheld
from twin.usage.tables import conformed

AREA = '''"""Dwellings by floor area."""

import numpy as np

from twin.usage.measure import Column, Parameter, Personal, UsageMeasure
from twin.usage.outcome import Outcome
from twin.usage.tables import keyed


class Measure(UsageMeasure):
    """Dwellings that are at least so large."""

    about = "dwellings by floor area"
    reads = ("area",)
    parameters = (Parameter("least", 0.0, unit="m**2", about="smallest shown", source="assumed"),)
    columns = (Column("area_m2", "floor area", unit="m²"), Column("homes", "dwellings", kind="count"))
    personal = {"": Personal("homes")}

    def measure(self, study):
        rows = study.dwellings
        return Outcome(keyed(study.twin, rows, area_m2=30.0 + study["least"], homes=np.arange(len(rows)) + 3),
                       headline="Some.", share_assumed=0.9)
'''


@pytest.fixture(autouse=True)
def forget():
    """Look for measures anew in each test, and after it."""
    run._installed.cache_clear()
    yield
    run._installed.cache_clear()


@pytest.fixture
def homes(wire):
    return wire(dict.fromkeys("abcd", "dwelling"))


def test_measure_dropped_into_a_fresh_package_answers(add_package, homes):
    add_package({"usage/floor_area.py": AREA})
    found = run.measured(homes, "floor-area", {"least": "200 dm**2"})
    assert list(found.table) == ["id", "code", "name", "building", "storey", "area_m2", "homes"]
    assert found.table["area_m2"].tolist() == [32.0, 32.0]
    assert found.said == "Rests mostly on assumed data (90%). Some."


def test_rows_of_few_households_are_withheld_with_the_reason(add_package, homes):
    add_package({"usage/floor_area.py": AREA})
    found = run.measured(homes, "floor-area")
    assert found.table["homes"].tolist() == [5, 6]
    assert found.withheld[["id", "reason"]].values.tolist() == [[one, "fewer than 5 households"] for one in "ab"]


def test_broken_measure_is_left_out_and_said_to_be(add_package):
    add_package({"usage/bad.py": "class Measure:\n    pass\nraise RuntimeError('no')\n"})
    assert "bad" not in run.measures()
    assert ["bad" in str(one) for one in run.measure_problems()] == [True]


def test_unknown_measure_names_the_nearest(add_package):
    add_package({"usage/floor_area.py": AREA})
    with pytest.raises(UsageError, match="Did you mean floor-area"):
        run.measure_named("flor-area")


def test_measure_that_breaks_its_schema_is_a_mistake_of_the_measure():
    columns = (Column("a", "a"), Column("b", "b", kind="flag"))
    with pytest.raises(TypeError, match=r"missing: \['b'\], not declared: \['c'\]"):
        conformed(pd.DataFrame({"a": [1.0], "c": [2]}), columns, subject="x")
    typed = conformed(pd.DataFrame({"b": [True, None], "a": [1, np.nan]}), columns, subject="x")
    assert typed["b"].isna().tolist() == [False, True]


@pytest.mark.parametrize("bin_s", [1800.0, "bin"])
def test_bins_under_an_hour_are_withheld(bin_s):
    table = pd.DataFrame({"id": ["a"], "homes": [9], "bin": [1800.0]})
    shown, withheld = shown_and_withheld(table, Personal("homes", bin_s), keys=("id",))
    assert not len(shown)
    assert withheld["reason"].tolist() == ["less than an hour"]


def test_one_withheld_row_of_a_total_takes_a_second_with_it():
    table = pd.DataFrame({"stair": list("abc"), "homes": [3, 7, 20], "whole": "A"})
    shown, withheld = shown_and_withheld(table, Personal("homes", totals=("whole",)), keys=("stair",))
    assert (shown["stair"].tolist(), withheld["stair"].tolist()) == (["c"], ["a", "b"])


def test_row_that_does_not_say_how_many_it_stands_for_is_withheld():
    table = pd.DataFrame({"id": ["a", "b"], "homes": pd.array([pd.NA, 6], dtype="Int64")})
    assert shown_and_withheld(table, Personal("homes"), keys=("id",))[0]["id"].tolist() == ["b"]


def test_comparison_shows_only_what_differs(add_package, homes):
    add_package({"usage/floor_area.py": AREA})
    now, usual = (run.measured(homes, "floor-area", {"least": least}) for least in (10, 0))
    same = compared(usual, usual, keys=("id",), unique=("id",))
    table = compared(now, usual, keys=("id", "code", "name", "building", "storey"), unique=("id",))
    assert not len(same)
    assert table[["id", "area_m2", "area_usual_m2", "area_change_m2"]].values.tolist() == [
        ["c", 40.0, 30.0, 10.0],
        ["d", 40.0, 30.0, 10.0],
    ]


def test_last_figures_of_sums_are_no_difference():
    columns = (Column("id", "id", kind="text"), Column("people", "people"))
    now, usual = (
        Outcome(pd.DataFrame({"id": ["a", "b"], "people": people}), schema={"": columns})
        for people in ([107.601, 2.0], [107.6, 3.0])
    )
    assert compared(now, usual, keys=("id",), unique=("id",))["id"].tolist() == ["b"]
