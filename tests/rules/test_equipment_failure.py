"""Things fail and are repaired by chance, as often as their mean times say."""

from datetime import datetime

import numpy as np
import pytest

from twin.errors import UsageError
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin_rules.physics.availability import availability

H = 3600.0
START = datetime(2026, 1, 12, 8, 0)


@pytest.fixture(scope="module")
def house(wire, say):
    twin = wire({"pump": "IfcPump", "fan": "IfcFan", "board": "IfcDistributionBoard"}, [("board", "pump", "power")])
    return say(twin, {"pump": {"MeanTimeBetweenFailure": "PT100H", "MeanTimeToRepair": "PT25H"}})


def health(twin, *, at="pump", seed=0, watched_h=1000.0, crew=None, **said):
    scenario = Scenario("Life", START, watched_h * H).event("equipment-failure", at=at, **said)
    scenario = scenario if crew is None else scenario.intervene("repair", at=at, after=crew)
    history = run_scenario(twin, scenario, seed=seed)
    return [(one.time_s, one.value) for one in history.changes if one.state == "health"], history


def working_s(told, end_s):
    times = [0.0, *(time for time, _ in told), end_s]
    return sum(np.diff(times)[::2])


def test_share_of_time_it_works_is_that_of_its_mean_times(house):
    end_h, seeds = 10_000.0, range(40)
    runs = [health(house, seed=one, watched_h=end_h, when="by mtbf", random="yes")[0] for one in seeds]
    shares = [working_s(told, end_h * H) / (end_h * H) for told in runs]
    error = np.std(shares, ddof=1) / np.sqrt(len(shares))
    assert abs(np.mean(shares) - availability(100 * H, 25 * H)) < 3 * error


def test_drawn_repairs_take_the_mean_time_on_average(house):
    lasted = [np.diff([time for time, _ in health(house, seed=one, random="yes")[0]])[0] for one in range(200)]
    assert abs(np.mean(lasted) - 25 * H) < 3 * np.std(lasted, ddof=1) / np.sqrt(len(lasted))


def test_given_mean_time_is_taken_as_it_is_where_nothing_is_drawn(house):
    assert health(house, mttr="3 h")[0] == [(0.0, "failed"), (3 * H, "ok")]


def test_mean_of_the_class_is_labelled_as_unverified(house):
    _, history = health(house, at="fan", random="yes")
    assert any("mean of its class, unverified" in one.note for one in history.changes)


def test_same_seed_gives_the_same_life_and_another_seed_another(house):
    said = {"when": "by mtbf", "random": "yes"}
    assert health(house, seed=3, **said)[1].changes == health(house, seed=3, **said)[1].changes
    assert health(house, seed=3, **said)[0] != health(house, seed=4, **said)[0]


def test_what_does_not_fail_while_it_is_watched_is_told_and_nothing_happens(house):
    told, history = health(house, when="by mtbf", mtbf="100000 h", watched_h=1.0)
    assert told == []
    assert history.changes[-1].note == "by mtbf, it will not fail in the time that is watched"


def test_nothing_fails_after_the_event_has_ended(house):
    told, _ = health(house, when="by mtbf", mtbf="1 h", mttr="1 h", duration="50 h")
    assert told[-1][1] == "ok"
    assert 45 * H < told[-1][0] <= 50 * H


def test_crew_that_is_there_sooner_ends_it(house):
    assert health(house, mttr="9 h", crew="2 h")[0] == [(0.0, "failed"), (2 * H, "ok")]


def test_thing_of_which_nobody_knows_how_often_it_fails_is_named(house):
    with pytest.raises(UsageError, match=r"Fan 'fan'.*nobody says how often it fails.*Say mtbf ="):
        health(house, at="fan", when="by mtbf")
