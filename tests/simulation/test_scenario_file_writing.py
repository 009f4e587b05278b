"""A scenario written as TOML is read as the same scenario."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.simulation.scenario_file import read_scenario
from twin.simulation.scenario_text import write_scenario
from twin.simulation.toml_lines import lines_of

words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8).filter(str.strip)
times = st.one_of(st.integers(0, 240).map(lambda minutes: minutes * 60.0), st.floats(0, 21600))
aims = st.one_of(
    st.lists(words, min_size=1, max_size=3).map(lambda names: Aim(names=tuple(names))),
    st.dictionaries(st.sampled_from(["class", "name", "storey"]), words, min_size=1).map(
        lambda query: Aim(query=tuple(sorted(query.items())))
    ),
    st.tuples(*[st.floats(-1e6, 1e6)] * 2).map(lambda place: Aim(position=place)),
)
calls = st.tuples(aims, times, st.none() | times)
scenarios = st.builds(
    Scenario,
    words,
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)),
    st.just(21600.0),
    st.lists(calls.map(lambda call: Occurrence("equipment-failure", *call)), max_size=2).map(tuple),
    st.lists(calls.map(lambda call: Measure("repair", *call)), max_size=2).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(scenarios)
def test_writing_and_reading_gives_the_same_scenario(scenario):
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text(write_scenario(scenario), encoding="utf-8", newline="")
        assert read_scenario(path) == scenario


@settings(max_examples=60, deadline=None)
@given(scenarios)
def test_every_key_stands_on_the_line_that_is_told(scenario):
    text = write_scenario(scenario)
    lines = text.split("\n")
    content = tomllib.loads(text)
    for path, line in lines_of(text).items():
        if len(path) == 3 and path[0] in content:
            assert lines[line - 1].startswith(str(path[-1]))


def test_what_is_open_is_written_with_the_time_since_then():
    lift = Occurrence("equipment-failure", Aim(names=("lift",)), open_s=86400.0)
    text = write_scenario(Scenario("Monday", datetime(2026, 1, 12, 8, 30), 3600.0, (lift,)))
    assert "since = 2026-01-11T08:30:00\n" in text


def test_lines_are_found_whatever_the_form_of_a_statement():
    text = 'a = """x\n[[no]]\n"""\n# k = 1\n[[event]] # first\nat = [ # several\n "b",\n]\n'
    text += "[event.more]\nc.d = 1\n[[event]]\ne = 2\n"
    assert lines_of(text) == {
        ("a",): 1,
        ("event", 0): 5,
        ("event",): 5,
        ("event", 0, "at"): 6,
        ("event", 0, "at", 0): 6,
        ("event", 0, "more"): 9,
        ("event", 0, "more", "c"): 10,
        ("event", 0, "more", "c", "d"): 10,
        ("event", 1): 11,
        ("event", 1, "e"): 12,
    }
