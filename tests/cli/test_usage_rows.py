"""Rows of a measure are told in the columns that say something and that the terminal has room for."""

import os

import numpy as np
import pandas as pd
import pytest

from twin.cli import usage_rows
from twin.cli.usage_rows import print_compared, print_rows
from twin.usage.compare import comparison_schema
from twin.usage.measure import NODE_KEYS, Column

COLUMNS = (
    *NODE_KEYS,
    Column("service", "where to", kind="text"),
    Column("walk_s", "walking time", unit="s"),
    Column("share", "of the way", low=0, high=1),
    Column("area_m2", "floor area", unit="m²"),
    Column("peak_at", "when", kind="time"),
)


def table(**other):
    values = {
        "id": ["x", "y", "z"],
        "code": ["A1", "A2", "A3"],
        "name": ["Flat A1", "Flat A2", "Flat A3"],
        "building": ["A"] * 3,
        "storey": [""] * 3,
        "service": ["school"] * 3,
        "walk_s": [94.98, 245.2, np.nan],
        "share": [0.00818, 0.9997, 1.0],
        "area_m2": [1234.5, 65.171, 9.0],
        "peak_at": pd.to_datetime(["2026-01-12 19:00"] * 2 + ["2026-01-13 08:30"]),
    }
    return pd.DataFrame({**values, **other})


@pytest.fixture
def told(capsys):
    def lines(frame, columns=COLUMNS, **options):
        (options.pop("by", print_rows))(frame, columns, top=0, title="", **options)
        return capsys.readouterr().out

    return lines


def test_times_are_told_in_minutes_shares_in_percent_numbers_to_three_figures(told):
    first, second, third = told(table()).splitlines()[2:5]
    assert first.split()[:6] == ["Flat", "A1", "A", "1:35", "0.818%", "1234"]
    assert second.split()[3:6] == ["4:05", "100%", "65.2"]
    assert third.split()[3:6] == ["–", "100%", "9"]
    assert first.rstrip().endswith("2026-01-12 19:00")


def test_short_times_stay_in_whole_seconds(told):
    assert "walk [s]" in told(table(walk_s=[1.2, 30.6, 59.0]))


def test_what_is_the_same_in_all_rows_is_told_once(told):
    shown = told(table())
    assert "service" not in shown.splitlines()[0]
    assert "In all rows service: school." in shown


def test_codes_that_names_hold_and_columns_that_say_nothing_are_left_out(told):
    head = told(table()).splitlines()[0]
    assert "code" not in head
    assert "storey" not in head
    assert "code" in told(table(name=["Flat"] * 3)).splitlines()[0]


def test_columns_without_room_are_named_and_no_line_is_wrapped(told, monkeypatch, capsys):
    monkeypatch.setattr(usage_rows.sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("shutil.get_terminal_size", lambda *_: os.terminal_size((40, 20)))
    monkeypatch.setenv("COLUMNS", "40")
    print_rows(table(), COLUMNS, top=0, title="")
    shown = capsys.readouterr()
    assert "Flat A1   A                1:35   0.818%\n" in shown.out
    assert "no room for area [m²], peak at" in shown.err


def test_comparison_keeps_what_is_unknown_now_beside_the_usual(told):
    columns = comparison_schema(("id", "name"), (*NODE_KEYS[:1], NODE_KEYS[2], COLUMNS[6]))
    rows = pd.DataFrame(
        {"id": ["x"], "name": ["Flat"], "walk_s": [np.nan], "walk_usual_s": [95.0], "walk_change_s": [np.nan]}
    )
    head, _, line = told(rows, columns, by=print_compared).splitlines()[:3]
    assert head.split("   ") == ["name", "walk [min]", "walk usual [min]"]
    assert line.split() == ["Flat", "–", "1:35"]
