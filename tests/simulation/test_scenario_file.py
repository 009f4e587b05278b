"""Scenario files say what happens; every mistake in one is told with its field and line."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.errors import InputError
from twin.simulation.mistakes import FileError
from twin.simulation.run import plugin_problems, plugins_of
from twin.simulation.scenario import Aim, Scenario
from twin.simulation.scenario_file import read_plan, read_scenario, unknown_aims

HEAD = 'start = 2026-01-12 08:30:00\nduration = "6 h"\n'
EVENT = '[[event]]\nhazard = "equipment-failure"\n'
MEASURE = '[[intervention]]\ndo = "repair"\n'

HAZARD = '''"""A stranger's hazard."""
from twin.simulation.hazard import Parameter, Plugin

class Hazard(Plugin):
    about = "a test rig breaks"
    aims_at = "rig breaks"
    parameters = (
        Parameter("speed", 2.0, "m/s", "how fast", "made up", low=0.0, high=10.0),
        Parameter("mode", "slow", choices=("slow", "fast"), about="how"),
    )
'''


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str | bytes) -> Path:
        path = tmp_path / "burst.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return written


@pytest.fixture
def rig(add_package):
    """Install a hazard with parameters."""
    from twin.simulation import run

    add_package({"hazards/__init__.py": "", "hazards/rig_failure.py": HAZARD})
    run._installed.cache_clear()
    yield
    run._installed.cache_clear()


def mistakes(path: Path) -> list[str]:
    with pytest.raises(FileError) as caught:
        read_scenario(path)
    return [str(one) for one in caught.value.mistakes]


def test_a_file_says_what_python_says(write):
    text = f"""name = "Burst"
{HEAD}
{EVENT}at = "R1"
after = "10 min"
duration = "2 h"
{EVENT}at = {{class = "IfcPump", storey = "Sous-sol"}}
{EVENT}at = [12.5, 3]
{EVENT}at = ["R1", "R2"]
{MEASURE}after = "45 min"
duration = "3 h 20 min"
"""
    burst = Scenario("Burst", datetime(2026, 1, 12, 8, 30), 6 * 3600)
    burst = burst.event("equipment_failure", at="R1", after="10 min", duration="2 h")
    for at in ({"class": "IfcPump", "storey": "Sous-sol"}, (12.5, 3), ["R1", "R2"]):
        burst = burst.event("equipment-failure", at=at)
    assert read_scenario(write(text)) == burst.intervene("repair", after="45 min", duration="3 h 20 min")


@pytest.mark.parametrize("start", ["2026-01-12 08:30:00", '"2026-01-12 08:30"', "2026-01-12T08:30:00"])
def test_the_start_may_be_a_datetime_or_text(write, start):
    assert read_scenario(write(f"start = {start}")).start == datetime(2026, 1, 12, 8, 30)


def test_without_name_and_duration_the_file_names_a_day(write):
    read = read_scenario(write("start = 2026-01-12 08:30:00"))
    assert (read.name, read.duration_s) == ("burst", 86400)


def test_names_may_be_written_with_underscores_and_capitals(write):
    read = read_scenario(write(HEAD + '[[event]]\nhazard = "Equipment_Failure"\nat = "R1"'))
    assert read.occurrences[0].hazard == "equipment-failure"


def test_a_mark_of_byte_order_and_windows_line_ends_do_no_harm(write):
    assert read_scenario(write(b"\xef\xbb\xbf" + HEAD.replace("\n", "\r\n").encode())).duration_s == 6 * 3600


def test_what_is_open_since_before_counts_from_then(write):
    read = read_scenario(write(HEAD + EVENT + 'at = "L"\nsince = 2026-01-11 08:30:00'))
    assert read.occurrences[0].open_s == 86400


def test_parameters_are_kept_as_written(write, rig):
    read = read_scenario(write(HEAD + '[[event]]\nhazard = "rig-failure"\nat = "R1"\nspeed = "18 km/h"\nmode = "fast"'))
    assert read.occurrences[0].parameters == (("mode", "fast"), ("speed", "18 km/h"))


NAMES = "equipment-failure, rig-failure"
KEYS = "The keys are after, at, duration, hazard, mtbf, mttr, random, since, when."
TIMES = "Write a number and a unit, such as '45 min'."
TOML = 'Write key = value, with quotes around text: name = "Burst riser".'
MOMENT = "Write date and time as 2026-01-12 08:30."
AT = 'Write an id, code or name, a list of them, [x, y], or a query such as {class = "IfcPump"}.'
SPEED = "Write a value such as 2.0 m/s."
RIG = HEAD + '[[event]]\nhazard = "rig-failure"\nat = "R1"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: the file is empty. docs/how-to/simulate.md has an example."),
        (" \n\n", "line 1: the file is empty. docs/how-to/simulate.md has an example."),
        (
            HEAD + "hazard: x",
            f"line 3: this is not TOML: Expected '=' after a key in a key/value pair. {TOML}",
        ),
        (
            HEAD + "at = [1,",
            f"line 3: this is not TOML: Invalid value. {TOML}",
        ),
        (
            HEAD.encode() + b'name = "R\xe9publique"',
            "line 3: byte 0xe9 is not UTF-8. Save the file as UTF-8.",
        ),
        ('name = "x"', "line 1, start: is missing. Write when it begins, such as start = 2026-01-12 08:30:00."),
        ("start = 3", f"line 1, start: '3' is no date and time. {MOMENT}"),
        ("start = 2026-01-12", f"line 1, start: '2026-01-12' has no time of day. {MOMENT}"),
        ('start = "2026-01-12"', f"line 1, start: '2026-01-12' has no time of day. {MOMENT}"),
        ('start = "soon"', f"line 1, start: 'soon' is no date and time. {MOMENT}"),
        (
            "start = 2026-01-12T08:30:00Z",
            "line 1, start: '2026-01-12 08:30:00+00:00' has a time zone, but times are local. Leave it out.",
        ),
        (HEAD + "name = 3", "line 3, name: 3 is no text. Put it in quotes."),
        (HEAD + 'nmae = "x"', "line 3, nmae: there is no such key here. Did you mean 'name'?"),
        (
            HEAD + "zzz = 3",
            "line 3, zzz: there is no such key here. The keys are duration, event, intervention, name, start.",
        ),
        (HEAD.replace("6 h", "6 parsecs"), f"line 2, duration: '6 parsecs' is no duration. {TIMES}"),
        (HEAD.replace("6 h", "6"), f"line 2, duration: '6' is no duration. {TIMES}"),
        (HEAD.replace("6 h", "0 h"), "line 2, duration: '0 h' leaves no time. Write how long to watch, such as '6 h'."),
        (HEAD.replace('"6 h"', "inf"), f"line 2, duration: inf has no end. {TIMES}"),
        (HEAD.replace('"6 h"', "nan"), f"line 2, duration: nan has no end. {TIMES}"),
        (HEAD.replace('"6 h"', "true"), f"line 2, duration: is no duration. {TIMES}"),
        (HEAD.replace('"6 h"', "1" + "0" * 400), f"line 2, duration: 1{'0' * 400} has no end. {TIMES}"),
        (
            HEAD.replace("6 h", "9e9 years"),
            "line 2, duration: no calendar goes that far. Write how long to watch, such as '6 h'.",
        ),
        (HEAD + EVENT + 'at = "R1"\nafter = "ten"', f"line 6, event[0].after: 'ten' is no duration. {TIMES}"),
        (
            HEAD + EVENT + 'at = "R1"\nafter = "-5 min"',
            "line 6, event[0].after: '-5 min' is negative. Time runs forward: write a duration from 0 on.",
        ),
        (
            HEAD + EVENT + 'at = "R1"\nafter = "7 h"',
            "line 6, event[0].after: 7 h is after the end of the scenario, 6 h. Watch it for longer: duration = …",
        ),
        (HEAD + EVENT + 'at = "R1"\nduration = []', f"line 6, event[0].duration: is no duration. {TIMES}"),
        (
            HEAD + EVENT + 'at = "R1"\nsince = 2026-02-01 08:00:00',
            "line 6, event[0].since: 2026-02-01 08:00 is after the start. "
            "Write since for what is open at the start, after for what comes later.",
        ),
        (
            HEAD + EVENT + 'at = "R1"\nafter = 5\nsince = 2026-01-01 08:00:00',
            "line 7, event[0].since: there is an 'after' too. "
            "Write since for what is open at the start, after for what comes later.",
        ),
        (
            HEAD + EVENT,
            "line 3, event[0].at: is missing. Which thing fails, such as a pump, a board or a pipe. Write at = …",
        ),
        (HEAD + EVENT + "at = 3", f"line 5, event[0].at: 3 is nothing to aim at. {AT}"),
        (HEAD + EVENT + "at = []", f"line 5, event[0].at: [] is nothing to aim at. {AT}"),
        (HEAD + EVENT + 'at = " "', f"line 5, event[0].at: nothing is named. {AT}"),
        (HEAD + EVENT + "at = {}", f"line 5, event[0].at: nothing is named. {AT}"),
        (HEAD + EVENT + "at = [inf, 3]", "line 5, event[0].at: [inf, 3] is no place. Write x and y in metres."),
        (
            HEAD + EVENT + 'at = { clas = "IfcPump" }',
            "line 5, event[0].at: 'clas' is no field of a query. Did you mean 'class'?",
        ),
        (
            HEAD + '[[event]]\nat = "R1"',
            f"line 3, event[0].hazard: is missing. Write hazard = one of {NAMES}.",
        ),
        (
            HEAD + '[[event]]\nhazrd = "rig-failure"',
            f"line 3, event[0].hazard: is missing; 'hazrd' is not known. Write hazard = one of {NAMES}.",
        ),
        (
            HEAD + '[[event]]\nhazard = "rig-falure"',
            "line 4, event[0].hazard: there is no hazard 'rig-falure'. Did you mean 'rig-failure'?",
        ),
        (
            HEAD + "[[event]]\nhazard = 3",
            f"line 4, event[0].hazard: there is no hazard 3. Write one of {NAMES}.",
        ),
        (
            HEAD + '[[intervention]]\ndo = "repare"',
            "line 4, intervention[0].do: there is no intervention 'repare'. Did you mean 'repair'?",
        ),
        (HEAD + "[event]\nat = 3", "line 3, event: is written as a single table. Write [[event]], with two brackets."),
        (HEAD + "event = 3", "line 3, event: 3 is no list. Write [[event]]."),
        (HEAD + "event = [3]", "line 3, event[0]: 3 is no table. Write [[event]] and its keys below."),
        (
            RIG + "spede = 3",
            "line 6, event[0].spede: there is no such key here. Did you mean 'speed'?",
        ),
        (
            RIG + 'speed = "3 kg"',
            "line 6, event[0].speed: '3 kg' is no quantity in m/s. Write a number and a unit, such as '2.5 m/s'.",
        ),
        (RIG + "speed = 11", "line 6, event[0].speed: 11 is out of bounds. It must be at least 0 and at most 10 m/s."),
        (
            RIG + "speed = nan",
            f"line 6, event[0].speed: nan is no number to reckon with. {SPEED}",
        ),
        (
            RIG + "speed = true",
            f"line 6, event[0].speed: True is neither a number nor text. {SPEED}",
        ),
        (RIG + 'mode = "quick"', "line 6, event[0].mode: 'quick' is no choice. Choose one of slow, fast."),
        (RIG + "mode = []", "line 6, event[0].mode: [] is neither a number nor text. Choose one of slow, fast."),
    ],
)
def test_each_mistake_names_field_line_and_what_would_be_right(write, rig, only_these, text, told):
    assert mistakes(write(text)) == [told]


@pytest.fixture
def only_these(monkeypatch):
    """Leave only the hazards that the messages are compared with."""
    from twin.simulation import scenario_schema, toml_tables

    def some(folder):
        return {
            name: one
            for name, one in plugins_of(folder).items()
            if name in {"equipment-failure", "rig-failure", "repair"}
        }

    monkeypatch.setattr(toml_tables, "plugins_of", some)
    monkeypatch.setattr(scenario_schema, "plugins_of", some)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_lines(write):
    text = HEAD.replace("6 h", "6 x") + EVENT + 'at = "R1"\nafter = "soon"\nspeed = 3\n' + MEASURE + "duration = -1"
    path = write(text)
    with pytest.raises(FileError) as caught:
        read_scenario(path)
    assert str(caught.value) == dedent(
        f"""\
        {path}: 4 mistakes
          line 2, duration: '6 x' is no duration. {TIMES}
          line 6, event[0].after: 'soon' is no duration. {TIMES}
          line 7, event[0].speed: there is no such key here. {KEYS}
          line 10, intervention[0].duration: -1 is negative. Time runs forward: write a duration from 0 on."""
    )


def test_a_single_mistake_is_told_on_one_line(write):
    with pytest.raises(FileError) as caught:
        read_scenario(path := write("start = 3"))
    assert str(caught.value) == f"{path}: line 1, start: '3' is no date and time. {MOMENT}"


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"no\.toml: cannot be read: no such file or directory\. Name a TOML file\."):
        read_scenario(tmp_path / "no.toml")


def test_a_folder_is_no_scenario(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read: is a directory"):
        read_scenario(tmp_path)


def test_what_the_estate_does_not_know_is_told_with_the_nearest_name(wire):
    twin = wire({"riser": "IfcPipeSegment", "pump": "IfcPump"})
    aims = {"event": (Aim(names=("pump", "rizer")), Aim(query=(("class", "IfcBoiler"),)), Aim(names=("pump",)))}
    found = [str(one) for one in unknown_aims(twin, aims)]
    assert found == [
        "event[0].at: nothing has the id, code or name 'rizer'. Did you mean 'riser'?",
        "event[1].at: {'class': 'IfcBoiler'}: nothing has class = IfcBoiler. "
        "See the names with twin graph, or use * for any part.",
    ]


def test_a_plan_holds_measures_only(write):
    assert read_plan(write('name = "Two crews"\n' + MEASURE)).name == "Two crews"
    with pytest.raises(FileError, match=r"line 1, event: there is no such key here\. The keys are inter"):
        read_plan(write(EVENT + MEASURE))
    with pytest.raises(FileError, match=r"line 1, intervention: is missing\. Write \[\[intervention\]\]"):
        read_plan(write('name = "Nothing"'))


def test_a_broken_hazard_does_not_stop_the_others(add_package):
    from twin.simulation import run

    add_package({"hazards/__init__.py": "", "hazards/odd.py": "class Hazard:\n    pass\nraise OSError('no disk')\n"})
    run._installed.cache_clear()
    try:
        assert "equipment-failure" in plugins_of("hazards")
        assert [str(one) for one in plugin_problems("hazards")] == [
            "plug-in stranger_package.hazards.odd is left out: OSError: no disk"
        ]
    finally:
        run._installed.cache_clear()


EXAMPLE = HEAD + EVENT + 'at = ["R1", "R2"]\n' + MEASURE + 'after = "45 min"\n'
SCRAPS = [*'"[]{}=\n,.-0e#é\0', "[[", "inf", "true", "1979-05-27", '"""', "."]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(EXAMPLE) - 1), st.integers(0, 3), st.sampled_from(SCRAPS)), max_size=4))
def test_whatever_is_typed_gives_a_scenario_or_a_message(changes):
    text = EXAMPLE
    for place, gone, scrap in changes:
        text = text[:place] + scrap + text[place + gone :]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "typed.toml"
        path.write_text(text, encoding="utf-8")
        with suppress(InputError):
            assert read_scenario(path).start


def test_what_is_nested_without_end_is_told_too(write):
    assert mistakes(write("x." * 3000 + "y = 1"))[1].startswith("line 1, x: there is no such key here.")
    assert mistakes(write("x = " + "[" * 5000))[0].startswith("line 1: this is not TOML")
