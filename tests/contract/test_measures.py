"""What every usage measure promises, whoever wrote it; a new one is tested without writing a line."""

import inspect
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from twin.errors import UsageError
from twin.estate import Estate
from twin.model.twin import Twin
from twin.observations.observing import observe
from twin.simulation.hazard import parameters_of
from twin.units import in_unit
from twin.usage.conditions import Conditions
from twin.usage.outcome import Colouring
from twin.usage.plot import figure
from twin.usage.run import Given, measured, measures

MEASURES = measures()
every = pytest.mark.parametrize("name", sorted(MEASURES))
KINDS = {"number", "count", "flag", "text", "time"}
RESERVED = set(inspect.signature(Estate.usage).parameters) - {"parameters"}


@pytest.fixture(scope="module")
def answers(sample):
    """Return a function that asks a measure once about the sample, with all as it is by default."""
    known = {}

    def asked(name):
        if name not in known:
            known[name] = measured(sample, name)
        return known[name]

    return asked


@pytest.fixture(scope="module")
def partly(sample, tmp_path_factory):
    """Return observations of two rooms of the sample: two days of one, half a day of the other, then a gap."""
    folder = tmp_path_factory.mktemp("partly")
    rooms = sample.nodes["id"][sample.nodes["kind"] == "space"][:2].tolist()
    start, minutes = datetime(2026, 1, 12), timedelta(minutes=10)
    lines = ["sensor,time,value"]
    for sensor, count in (("c1", 288), ("c2", 72)):
        lines += [f"{sensor},{start + step * minutes:%Y-%m-%d %H:%M},{420 + 40 * (step % 12)}" for step in range(count)]
    (folder / "readings.csv").write_text("\n".join(lines), encoding="utf-8")
    bound = [f"{sensor},{room},co2,ppm" for sensor, room in zip(("c1", "c2"), rooms, strict=True)]
    (folder / "map.csv").write_text("\n".join(["sensor,id,quantity,unit", *bound]), encoding="utf-8")
    data, mapping = folder / "readings.csv", folder / "map.csv"
    return observe(folder / "estate.gpkg", sample, [data], mapping=mapping, timezone="Europe/Paris").observations


@every
def test_it_says_in_one_line_what_it_is_and_what_it_reads(name):
    measure = MEASURES[name]
    assert measure.about
    assert "\n" not in measure.about
    assert measure.about[-1] not in ".!"
    assert measure.reads
    assert measure.references
    assert measure.status in ("verified", "unverified")


@every
def test_each_column_has_a_meaning_and_numbers_name_their_unit(name):
    for columns in MEASURES[name].schema().values():
        assert len({one.name for one in columns}) == len(columns)
        for one in columns:
            assert one.name.isidentifier()
            assert one.about
            assert one.kind in KINDS
            assert not one.unit or one.kind in ("number", "count")


@every
def test_its_parameters_are_read_with_units_and_can_be_named_in_python(name):
    measure = MEASURES[name]
    assert not {one.name for one in measure.parameters} & RESERVED
    assert set(measure.what_ifs) <= {one.name for one in measure.parameters}
    for one in measure.parameters:
        assert one.about
        assert one.source or not isinstance(one.default, float | int)
        if one.unit:
            assert in_unit(1.0, one.unit) == in_unit(f"1 {one.unit}", one.unit)
    given = {one.name: one.default for one in measure.parameters if one.default is not None}
    parameters_of(measure.parameters, given, subject=name)


@every
def test_values_stay_in_the_bounds_declared(name, answers):
    outcome = answers(name)
    for table, columns in outcome.schema.items():
        for one in columns:
            if table and table not in outcome.more:
                continue
            values = outcome.of(table)[one.name].dropna()
            assert one.low is None or (values >= one.low - 1e-9).all(), one.name
            assert one.high is None or (values <= one.high + 1e-9).all(), one.name


@every
def test_infinite_is_no_answer(name, answers):
    outcome = answers(name)
    for table in ("", *outcome.more):
        numbers = outcome.of(table).select_dtypes("float64")
        assert not np.isinf(numbers.to_numpy()).any()


@every
def test_rows_are_told_apart_by_what_is_said_to_tell_them(name, answers):
    measure, outcome = MEASURES[name], answers(name)
    assert not outcome.table.duplicated(list(measure.unique)).any()


@every
def test_an_answer_says_something_and_how_much_is_assumed(name, answers):
    outcome = answers(name)
    assert outcome.headline or outcome.reason
    assert bool(outcome.reason) == (not len(outcome.table))
    assert 0 <= outcome.share_assumed <= 1


@every
def test_colours_and_figures_name_columns_that_are_there(name, answers):
    outcome = answers(name)
    for one in (*outcome.colours, *outcome.plots):
        columns = {column.name for column in outcome.schema[one.table]}
        named = [one.column] if isinstance(one, Colouring) else [one.x, one.y, one.value, one.by]
        assert {each for each in named if each} <= columns
        assert {column for column, _ in one.where} <= columns


@every
def test_each_figure_can_be_drawn(name, answers, sample):
    outcome = answers(name)
    for plot in outcome.plots:
        if len(outcome.shown(plot)):
            assert figure(sample, outcome, plot).axes


@every
def test_ids_name_things_of_the_twin(name, answers, sample):
    outcome, known = answers(name), set(sample.nodes["id"].tolist())
    assert set(outcome.places) <= known
    if "id" in outcome.table:
        assert set(outcome.table["id"]) <= known | {""}


@every
def test_the_same_study_gives_the_same_tables(name, answers, sample):
    first, second = answers(name), measured(sample, name)
    for table in ("", *first.more):
        pd.testing.assert_frame_equal(first.of(table), second.of(table))
    assert (first.headline, first.notes) == (second.headline, second.notes)


@every
def test_an_empty_twin_gives_an_empty_table_and_a_reason(name):
    outcome = measured(Twin({}), name)
    assert not len(outcome.table)
    assert outcome.reason
    assert list(outcome.table) == [one.name for one in MEASURES[name].schema()[""]]


@every
def test_an_estate_where_everything_is_out_of_order_is_answered_too(name, sample):
    rows = range(sample.nodes.length)
    states = {"health": dict.fromkeys(rows, "failed"), "supply": dict.fromkeys(rows, "off")}
    outcome = measured(sample, name, given=Given(conditions=Conditions(states, "all fails")))
    assert outcome.conditions == "all fails"
    assert outcome.headline or outcome.reason


@every
@pytest.mark.parametrize("days", [(12, 14), (20, 21)], ids=["observed", "nothing observed"])
def test_an_estate_that_is_observed_in_part_is_answered_the_same_way_each_time(name, days, sample, partly):
    period = [datetime(2026, 1, day) for day in days]
    given = Given(observations=partly, start=period[0], end=period[1])
    first, second = (measured(sample, name, given=given) for _ in range(2))
    assert list(first.table) == [one.name for one in MEASURES[name].schema()[""]]
    assert first.headline or first.reason
    assert 0 <= first.share_assumed <= 1
    for table in ("", *first.more):
        pd.testing.assert_frame_equal(first.of(table), second.of(table))


@every
def test_unknown_parameters_are_refused(name):
    with pytest.raises(UsageError, match="is no parameter of it"):
        measured(Twin({}), name, {"no_such_thing": 1})
