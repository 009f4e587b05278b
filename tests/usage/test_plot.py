"""Figures and colours show what a measure declares, whatever it is about."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from twin.errors import UsageError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.map_plot import grouped, places_of
from twin.usage.measure import Column
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.plot import draw, figure
from twin.usage.plot_style import ramp
from twin_viewers.usage_colours import entries_of, usage_values

COLUMNS = (
    Column("id", "id", kind="text"),
    Column("day", "day", kind="text"),
    Column("hour", "hour", "h", kind="count"),
    Column("power_kw", "power", "kW", low=0),
    Column("share", "share", low=0, high=1),
    Column("state", "state", kind="text"),
)
LEAST = (("day", "Mon"),)


@pytest.fixture
def home():
    """Return a dwelling of two rooms, a bench 10 m off and a way of two stretches."""
    box = np.full((6, 2, 3), np.nan)
    box[1], box[2] = [[0, 0, 0], [2, 2, 2]], [[2, 0, 0], [4, 2, 2]]
    position = np.full((6, 3), np.nan)
    position[3] = [10, 1, 0]
    nodes = {
        "id": ["flat", "kitchen", "hall", "bench", "way", "stretch"],
        "kind": ["zone", "space", "space", "equipment", "path", "path"],
        "use": ["dwelling", "", "", "", "", ""],
        "parent": [-1, -1, -1, -1, -1, 4],
        "box": box,
        "position": position,
    }
    edges = {"source": [0, 0], "target": [1, 2], "relation": ["groups", "groups"]}
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


def outcome(*colours, **columns):
    filled = {"id": ["flat"], "day": ["Mon"], "hour": [1], "power_kw": [1.0], "share": [0.5], "state": ["a"]}
    table = pd.DataFrame({**filled, **columns})
    return Outcome(table, "Some.", colours=colours, schema={"": COLUMNS}, measure="load", places=("bench",))


def week():
    days, hours = np.repeat(["Mon", "Tue"], 24), np.tile(np.arange(24), 2)
    return {"id": ["flat"] * 48, "day": days, "hour": hours, "power_kw": hours * 0.1, "share": 0.5, "state": "a"}


def test_line_has_one_line_for_each_value_and_units_at_its_axes(home):
    drawn = figure(home, outcome(**week()), Plot("line", "Load", x="hour", y="power_kw", by="day"))
    axes = drawn.axes[0]
    assert (len(axes.lines), axes.get_xlabel(), axes.get_ylabel()) == (2, "hour [h]", "power kw [kW]")
    assert axes.get_ylim()[0] == 0


def test_bars_tell_nothing_from_unknown(home):
    found = outcome(**{**week(), "share": np.where(week()["day"] == "Mon", 0.0, np.nan)})
    axes = figure(home, found, Plot("bar", "Share", x="day", y="share")).axes[0]
    assert [text.get_text() for text in axes.texts] == ["0%", ""]


def test_heat_leaves_out_what_nobody_knows(home):
    values = week()
    values["power_kw"] = np.where(values["hour"] == 3, np.nan, 1.0)
    drawn = figure(home, outcome(**values), Plot("heat", "Load", x="hour", y="day", value="power_kw"))
    image = drawn.axes[0].images[0].get_array()
    assert image.shape == (2, 24)
    assert image.mask.sum() == 2


def test_only_rows_asked_for_are_shown(home):
    drawn = figure(home, outcome(**week()), Plot("line", "Load", x="hour", y="power_kw", where=LEAST))
    assert len(drawn.axes[0].lines[0].get_xdata()) == 24


def test_nothing_to_draw_is_refused_with_the_reason(home):
    with pytest.raises(UsageError, match="has nothing to draw"):
        figure(home, outcome(), Plot("line", "Load", x="hour", y="share", where=(("day", "Sun"),)))
    with pytest.raises(UsageError, match="has no figure"):
        draw(home, outcome(), Path("x.svg"))


def test_a_dwelling_is_in_the_middle_of_its_rooms(home):
    assert places_of(home, np.array([0, 3, 4])).tolist()[:2] == [[2, 1], [10, 1]]
    assert np.isnan(places_of(home, np.array([4]))).all()


def test_classes_end_where_they_say_and_what_is_unknown_is_told_apart():
    colouring = Colouring("power_kw", "Power", classes=((1.0, "low"), (2.0, "mid"), (np.inf, "high")), unknown="none")
    names, colours, group = grouped(pd.Series([0.5, 1.0, 1.5, 99.0, np.nan]), colouring)
    assert [names[one] for one in group] == ["low", "low", "mid", "high", "none"]
    assert colours[:3] == ramp(3)


def test_flags_are_yes_no_or_unknown():
    names, _, group = grouped(pd.Series([True, False, None], dtype="boolean"), Colouring("near", "Near"))
    assert [names[one] for one in group] == ["yes", "no", "unknown"]


def test_rooms_have_the_colour_of_their_dwelling_and_places_one_of_their_own(home):
    colouring = Colouring("state", "State", order=("a", "b"))
    values = usage_values(home, outcome(colouring), colouring)
    assert [values.labels[code] if code >= 0 else "" for code in values.codes] == ["a", "a", "a", "asked for", "", ""]


def test_a_number_is_a_scale_with_its_unit(home):
    colouring = Colouring("power_kw", "Power")
    values = usage_values(home, outcome(colouring), colouring)
    assert values.unit == "kW"
    assert values.values[:3].tolist() == [1.0, 1.0, 1.0]
    assert entries_of(outcome(colouring), colouring) is None


def test_a_way_has_the_colour_of_its_stretch(home):
    colouring = Colouring("state", "State")
    values = usage_values(home, outcome(colouring, id=["stretch"]), colouring)
    assert values.codes[4] == values.codes[5] == 0


def test_the_legend_counts_rows_of_the_answer_and_not_rooms(home):
    colouring = Colouring("state", "State")
    entries = entries_of(outcome(colouring), colouring)
    assert [(one.label, one.count) for one in entries] == [("a", 1), ("asked for", 1)]
