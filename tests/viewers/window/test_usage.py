"""Measures as the window offers them, and answers as it tells them."""

import numpy as np
import pandas as pd
import pytest

from twin.usage import run
from twin.usage.measure import NODE_KEYS, Column
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.run import measure_named, measured, measures
from twin_viewers.usage_colours import entries_of, usage_values
from twin_viewers.usage_hours import hours_of
from twin_viewers.window.usage import form_of_measure, key_of, measures_listed
from twin_viewers.window.usage_answer import plot_in_words, table_view, withheld_of
from twin_viewers.words import words_in

EN, FR = words_in("en"), words_in("fr")
STRANGER = '''
"""Shade of things."""
from twin.usage.measure import Parameter, UsageMeasure

class Measure(UsageMeasure):
    """Shade."""

    about = "shade at noon"
    parameters = (Parameter("least", 2.0, unit="m", about="smallest tree", source="a choice", low=1, high=40),
                  Parameter("seen_from", "", about="from where, with commas"))
'''
VALUE = Column("used", "share in use", low=0, high=1)
AT = (Column("weekday", "day", kind="text"), Column("hour", "hour", kind="count"))


@pytest.fixture
def stranger(add_package):
    run._installed.cache_clear()
    add_package({"usage/shade_at_noon.py": STRANGER})
    yield "shade-at-noon"
    run._installed.cache_clear()


@pytest.fixture
def weeks(block):
    """Return an answer about two rooms by hour of two days."""
    rooms = block.nodes["id"][block.rows("space")[:2]].tolist()
    lines = [
        (room, day, hour, 0.1 + 0.2 * at + 0.3 * (hour == 18) + 0.1 * (day == "Sunday"))
        for at, room in enumerate(rooms)
        for day in ("Monday", "Sunday")
        for hour in (8, 18)
    ]
    hours = pd.DataFrame(lines, columns=["id", "weekday", "hour", "used"])
    table = pd.DataFrame({"id": rooms, "used": [0.2, np.nan]})
    schema = {"": (NODE_KEYS[0], VALUE), "hours": (NODE_KEYS[0], *AT, VALUE)}
    return Outcome(table, more={"hours": hours}, colours=(Colouring("used", "In use"),), schema=schema)


def texts(table, name):
    return [line.cells[[one.name for one in table.columns].index(name)] for line in table.rows]


@pytest.mark.parametrize("words", [EN, FR], ids=["en", "fr"])
def test_every_installed_measure_is_offered_with_a_form(words):
    offered = measures_listed(words)
    assert {one.name for one in offered} == set(measures())
    for one in offered:
        form = form_of_measure(one.name, words)
        assert [each.field.name for each in form.fields] == [each.name for each in measure_named(one.name).parameters]
        assert all(each.field.label and each.field.about for each in form.fields)


def test_both_languages_say_the_same_of_usage():
    english, french = (one.table["usage"] for one in (EN, FR))
    assert english.keys() == french.keys()
    assert list(english["groups"]) == list(french["groups"])
    assert english["grouped"] == french["grouped"]


def test_a_measure_of_a_stranger_stands_among_the_others_in_its_own_words(stranger):
    (choice,) = [one for one in measures_listed(FR) if one.name == stranger]
    assert (choice.label, choice.about, choice.group) == ("Shade at noon", "Shade at noon", "others")
    least, seen_from = form_of_measure(stranger, FR).fields
    assert (least.field.unit, least.field.default, least.field.low, least.field.high) == ("m", "2", 1, 40)
    assert (least.names_thing, seen_from.names_thing) == (False, True)


def test_what_cannot_be_is_said_beside_its_field(stranger):
    found = form_of_measure(stranger, EN).parse({"least": "50", "seen_from": "A", "other": 1})
    assert dict(found.parameters) == {"seen_from": "A"}
    assert found.wrong["least"] == "Write a number in m of at least 1 m and at most 40 m."
    assert found.wrong["other"] == "There is no field other."


def test_things_are_picked_for_parameters_that_name_them_and_no_others():
    picks = {
        (name, one.field.name)
        for name in ("catchment", "occupancy")
        for one in form_of_measure(name, EN).fields
        if one.names_thing
    }
    assert picks >= {("catchment", "to"), ("catchment", "closed"), ("catchment", "starts")}
    assert not any(measure == "occupancy" for measure, _ in picks)


def test_a_thing_is_called_by_what_only_it_has(block):
    rows = [*block.rows("space").tolist(), *block.rows("zone").tolist()]
    keys = [key_of(block, row) for row in rows]
    assert [block.row(key) for key in keys] == rows
    assert "Logement A001" in keys


def test_a_table_hides_ids_tells_minutes_and_puts_what_nobody_knows_last(block):
    found = measured(block, "catchment", {"to": "common room"})
    table = found.table.assign(walk_s=[300.0, np.nan, 30.0, 600.0])
    view = table_view(block, table, found.schema[""], words=FR, sort_by="walk_s", descending=True)
    assert "id" not in [one.name for one in view.columns]
    assert texts(view, "walk_s") == ["10,0", "5,0", "0,5", "–"]
    assert next(one for one in view.columns if one.name == "walk_s").heading == "à pied [min]"
    assert [line.row for line in view.rows] == [block.row(found.table["id"][at]) for at in (3, 0, 2, 1)]


def test_a_table_is_cut_and_says_how_long_it_is(block):
    found = measured(block, "catchment", {"to": "common room"})
    view = table_view(block, found.table, found.schema[""], words=EN, most=3)
    assert (len(view.rows), view.total) == (3, 4)


def test_rows_without_names_are_called_as_elsewhere_in_the_window(block, weeks):
    view = table_view(block, weeks.of("hours"), weeks.schema["hours"], words=EN)
    assert texts(view, "id")[0].startswith("S.C1")
    assert texts(view, "used")[0] == "10%"


def test_what_is_withheld_is_counted_by_reason():
    withheld = pd.DataFrame({"id": list("abc"), "reason": ["fewer than 5 households"] * 2 + ["less than an hour"]})
    said = withheld_of(Outcome(withheld, withheld=withheld), FR)
    assert said == (
        "2 lignes ne sont pas montrées : moins de 5 ménages.",
        "1 ligne n’est pas montrée : moins d’une heure.",
    )


def test_a_figure_is_told_by_its_least_and_greatest(weeks):
    plot = Plot("heat", "Use by hour", x="hour", y="weekday", value="used", table="hours")
    assert plot_in_words(weeks, plot, EN) == "Use by hour. used: least 10% (8, Monday), greatest 70% (18, Sunday)."


def test_hours_of_a_table_colour_things_on_one_scale(block, weeks):
    hours = hours_of(weeks)
    assert (hours.hours, hours.days) == ((8, 18), ("Monday", "Sunday"))
    rows = [block.row(one) for one in weeks.table["id"]]
    for hour, day in ((8, "Monday"), (18, "Sunday")):
        values = usage_values(block, hours.outcome, hours.at(hour, day))
        shown = weeks.of("hours").query(f"hour == {hour} and weekday == {day!r}")["used"]
        np.testing.assert_array_equal(values.values[rows], shown)
        np.testing.assert_allclose(values.span(rows), (0.1, 0.7))


def test_hours_leave_out_what_the_measure_does_not_colour(block, weeks):
    building = str(block.nodes["id"][block.rows("building")[0]])
    more = pd.concat(
        [weeks.of("hours"), pd.DataFrame([(building, "Monday", 8, 0.9)], columns=weeks.of("hours").columns)]
    )
    hours = hours_of(Outcome(weeks.table, more={"hours": more}, colours=weeks.colours, schema=weeks.schema))
    assert building not in hours.outcome.of("hours")["id"].tolist()


def test_an_answer_without_hours_has_none(block):
    assert hours_of(measured(block, "catchment", {"to": "common room"})) is None


def test_a_legend_counts_rows_of_the_answer_in_the_language_of_the_reader(block):
    found = measured(block, "catchment", {"to": "common room"})
    lines = entries_of(found, found.colours[0], say=lambda text: {"near": "proche"}.get(text, text))
    assert [(one.label, one.count) for one in lines] == [("proche", 4), ("asked for", len(found.places))]
