"""What varies, by list, range and distribution, and the runs that come of it."""

from datetime import datetime

import numpy as np
import pytest

from twin.errors import UsageError
from twin.simulation.scenario import Aim, Scenario
from twin.simulation.sweep.fields import field_of, varied
from twin.simulation.sweep.plan import plan_of

START = datetime(2026, 1, 14, 8, 30)
BASE = (
    Scenario("Something breaks", START, 86400)
    .event("equipment-failure", at={"class": "IfcPump"}, duration="3 h")
    .intervene("repair", after="1 h", duration="30 min")
)


@pytest.fixture(scope="module")
def pumps(wire):
    return wire({"board": "IfcElectricDistributionBoard", "one": "IfcPump", "two": "IfcPump", "three": "IfcPump"})


def values(twin, path, given, **options):
    return [task.values[0] for task in plan_of(twin, BASE, {path: given}, **options).tasks]


def refusal(twin, path, given, **options):
    with pytest.raises(UsageError) as caught:
        plan_of(twin, BASE, {path: given}, **options)
    return str(caught.value)


def test_each_thing_is_taken_in_turn(pumps):
    assert values(pumps, "event[0].at", "each") == ["one", "two", "three"]


def test_each_may_name_other_things_than_the_scenario(pumps):
    assert values(pumps, "event[0].at", {"each": {"class": "*Board"}}) == ["board"]
    assert values(pumps, "event[0].at", ["two", "board"]) == ["two", "board"]


def test_sample_of_things_is_drawn_without_repeats_and_by_the_seed(pumps):
    drawn = [values(pumps, "event[0].at", {"sample": 2}, seed=seed) for seed in range(20)]
    assert all(len(set(one)) == 2 for one in drawn)
    assert len({tuple(one) for one in drawn}) == 3
    assert values(pumps, "event[0].at", {"sample": 2}, seed=5) == drawn[5]


def test_range_holds_both_ends(pumps):
    assert values(pumps, "event[0].duration", {"from": "1 h", "to": "3 h", "step": "1 h"}) == [3600, 7200, 10800]
    assert values(pumps, "event[0].duration", {"from": "1 h", "to": "2 h", "count": 3}) == [3600, 5400, 7200]


def test_start_ranges_over_local_times(pumps):
    range_of_days = {"from": "2026-01-12 18:00", "to": "2026-01-14 18:00", "step": "1 day"}
    assert values(pumps, "start", range_of_days) == [datetime(2026, 1, day, 18) for day in (12, 13, 14)]


def test_hour_of_week_is_any_of_168_from_monday_on(pumps):
    hours = values(pumps, "start", "hour of week")
    assert (hours[0], hours[-1], len(hours)) == (datetime(2026, 1, 12), datetime(2026, 1, 18, 23), 168)


def test_grid_is_every_combination_the_last_field_running_fastest(pumps):
    plan = plan_of(pumps, BASE, {"event[0].at": ["one", "two"], "intervention[0].after": ["1 h", "2 h"]})
    assert [task.values for task in plan.tasks] == [("one", 3600), ("one", 7200), ("two", 3600), ("two", 7200)]


@pytest.mark.parametrize(
    ("given", "median", "mean"),
    [
        ({"uniform": ["1 h", "3 h"]}, 2.0, 2.0),
        ({"lognormal": {"median": "4 h", "sigma": 0.5}}, 4.0, 4.0 * np.exp(0.125)),
        ({"exponential": {"mean": "4 h"}}, 4.0 * np.log(2), 4.0),
    ],
)
def test_distributions_have_the_moments_of_their_parameters(pumps, given, median, mean):
    # stratified samples: the error of 2,000 of them is far below a percent
    hours = np.array(values(pumps, "event[0].duration", given, samples=2000, method="latin-hypercube")) / 3600
    assert np.median(hours) == pytest.approx(median, rel=0.01)
    assert hours.mean() == pytest.approx(mean, rel=0.01)


def test_latin_hypercube_takes_each_part_of_each_range_once(pumps):
    variations = {"event[0].duration": {"uniform": [0, 100]}, "event[0].after": {"uniform": [0, 100]}}
    tasks = plan_of(pumps, BASE, variations, samples=100, method="latin-hypercube").tasks
    for place in (0, 1):
        assert sorted(int(task.values[place]) for task in tasks) == list(range(100))


def test_seeds_of_runs_differ_and_do_not_depend_on_their_number(pumps):
    few, many = (plan_of(pumps, BASE, {"start": "hour of week"}, samples=n, seed=3).tasks for n in (5, 500))
    assert [task.seed for task in few] == [task.seed for task in many[:5]]
    assert len({task.seed for task in many}) == 500


def test_seed_of_the_sweep_changes_all_draws(pumps):
    one, other = (plan_of(pumps, BASE, {"start": "hour of week"}, samples=50, seed=seed).tasks for seed in (1, 2))
    assert not {task.seed for task in one} & {task.seed for task in other}
    assert [task.values for task in one] != [task.values for task in other]


def test_values_take_the_place_of_those_of_the_scenario():
    fields = tuple(field_of(BASE, path) for path in ("start", "event[0].at", "intervention[0].duration"))
    scenario = varied(BASE, fields, (datetime(2026, 2, 1), "two", 60.0))
    assert (scenario.start, scenario.occurrences[0].aim) == (datetime(2026, 2, 1), Aim(names=("two",)))
    assert scenario.measures[0].duration_s == 60
    assert BASE.start == START


def test_distribution_without_a_number_of_runs_is_refused(pumps):
    told = refusal(pumps, "event[0].duration", {"exponential": {"mean": "4 h"}})
    assert told == "event[0].duration: is a distribution, which has no end. Say samples = 5000, or such."


@pytest.mark.parametrize(
    ("path", "given", "told"),
    [
        ("event[1].at", "each", "the scenario has 1 of them"),
        ("event[0].colour", ["red"], "equipment-failure has no such field. There are at, after, duration"),
        ("where", ["x"], "is no field of a scenario"),
        ("event[0].at", [{"class": "IfcPump"}], "3 things answer to it"),
        ("event[0].at", {"sample": 4}, "Write a whole number from 1 to 3"),
        ("event[0].duration", "long", "is no way to vary it"),
        ("event[0].duration", [], "has no values to take"),
        ("event[0].duration", {"from": "2 h", "to": "1 h", "step": "1 h"}, "holds no values"),
        ("event[0].duration", {"uniform": ["2 h", "1 h"]}, "Write the lower bound first"),
        ("event[0].duration", {"lognormal": {"median": "0 h", "sigma": 1}}, "Write a median above 0"),
        ("event[0].duration", {"exponential": {"mean": 0}}, "Write a mean above 0"),
        ("event[0].duration", {"normal": {"mean": 1}}, "is no way to vary it"),
        ("start", ["yesterday"], "is no local time"),
    ],
)
def test_what_cannot_be_varied_is_refused_with_what_can(pumps, path, given, told):
    assert told in refusal(pumps, path, given)


def test_number_of_runs_and_method_are_checked(pumps):
    assert "is no number of runs" in refusal(pumps, "start", "hour of week", samples=0)
    assert "random or latin-hypercube" in refusal(pumps, "start", "hour of week", samples=1, method="sobol")
