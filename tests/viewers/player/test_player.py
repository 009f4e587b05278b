from datetime import datetime

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twin.errors import UsageError
from twin_viewers.player.choices import LOST
from twin_viewers.player.moments import since_start
from twin_viewers.player.player import player_of
from twin_viewers.player.shades import edges_of
from twin_viewers.words import words_in

DEEP = [(0, "room", "water_depth", 0.0), (30, "room", "water_depth", 0.4), (60, "room", "water_depth", 1.1)]


@pytest.fixture(scope="module")
def player(estate, outage):
    return player_of(estate.facts, outage)


def word(player, choice, name, moment_s):
    groups = player.values(choice, moment_s)
    code = groups.codes[player.twin.row(name)]
    return groups.labels[code] if code >= 0 else None


def test_rooms_show_what_their_dwelling_lost(player):
    before, after = player.moment("00:09"), player.moment("00:10")
    assert [word(player, "heating", "room", at) for at in (before, after)] == ["has it", "without"]
    assert word(player, LOST, "room", before) == "nothing lost"
    assert word(player, LOST, "room", after) == "1 lost"
    assert player.lost_by(player.twin.row("A01"), after) == ("heating",)


def test_equipment_shows_its_own_state(player):
    assert word(player, "health", "TGBT", 2700.0) == "failed"
    assert word(player, "supply", "Pump", 2700.0) == "without supply"
    assert word(player, "supply", "Pump", player.duration_s) == "works"


def test_what_no_state_speaks_of_is_unknown(player):
    assert word(player, "heating", "TGBT", 2700.0) is None
    assert word(player, "health", "room", 2700.0) is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moment_s=st.one_of(st.floats(0, 21600), st.sampled_from([0.0, 600.0, 2700.0, 13500.0, 21600.0])))
def test_any_moment_is_as_the_run_says(player, outage, moment_s):
    for one in outage.at(moment_s).itertuples():
        track = player.tracks.by_state[one.state]
        now = track.at(moment_s)[player.twin.row(one.id)]
        assert (track.words[int(now)] if track.words else now) == (one.value if track.words else one.number)


def test_moments_are_when_anything_changes(player, outage):
    times = (outage.states["time"] - outage.record.scenario.start).dt.total_seconds()
    assert player.moments == tuple(sorted(set(times)))


@pytest.mark.parametrize("given", ["00:45", "45 min", 2700, "2026-01-12 09:15", datetime(2026, 1, 12, 9, 15)])
def test_moment_is_read_as_people_write_it(player, given):
    assert player.moment(given) == 2700.0


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("06:01", "is not within the run"),
        (-1, "is not within the run"),
        ("2026-01-12 08:29", "is not within the run"),
        ("soon", "is no time"),
        ("", "is no time"),
        ("2026-13-12", "is no time"),
        (float("nan"), "is no time"),
        ("2026-01-12 09:15+01:00", "has a time zone, but times are local"),
    ],
)
def test_moment_outside_or_unreadable_is_told(player, given, reason):
    with pytest.raises(UsageError) as told:
        player.moment(given)
    assert told.value.reason == reason


def test_span_of_a_run_is_named_where_a_moment_is_outside(player):
    with pytest.raises(UsageError, match=r"from 00:00 to 06:00, that is until 2026-01-12 14:30"):
        player.moment("06:00:01")


@given(st.integers(0, 10**6))
def test_time_since_start_is_read_back(moment_s):
    hours, minutes, *rest = (int(part) for part in since_start(moment_s).split(":"))
    assert 3600 * hours + 60 * minutes + sum(rest) == moment_s


def test_no_such_state_names_the_nearest(player):
    with pytest.raises(UsageError, match="Did you mean 'heating'"):
        player.values("heatin", 0.0)


def test_services_lost_come_first_then_what_changes(player):
    names = [one.name for one in player.states]
    assert names[:2] == [LOST, "heating"]
    changes = [one.changes for one in player.states]
    assert changes == sorted(changes, reverse=True)


def test_colours_of_numbers_mean_the_same_at_every_moment(estate, made_up, flood):
    player = player_of(estate.facts, made_up(flood, DEEP))
    first, last = (player.values("water_depth", at) for at in (0.0, 3600.0))
    assert (first.labels, first.colours) == (last.labels, last.colours)
    assert [word(player, "water_depth", "room", 60.0 * at) for at in (0, 30, 60)] == ["0 m", "0 – 0.5 m", "1 – 1.5 m"]
    assert first.title == "Water depth [m]"


def test_number_that_is_worse_when_small_gets_darker_downwards(estate, made_up, flood):
    run = made_up(flood, [(0, "room", "smoke_layer", 0.5), (0, "hall", "smoke_layer", 2.0)])
    groups = player_of(estate.facts, run).values("smoke_layer", 0.0)
    light = [int(groups.colours[groups.codes[estate.facts.row(name)]][1:3], 16) for name in ("room", "hall")]
    assert light[0] < light[1]


def test_worst_room_wins_where_dwelling_and_room_differ(estate, made_up, flood):
    run = made_up(flood, [(0, "A01", "fuss", "some"), (0, "room", "fuss", "much"), (0, "A02", "fuss", "much")])
    player = player_of(estate.facts, run)
    assert [word(player, "fuss", name, 0.0) for name in ("room", "hall")] == ["much", "much"]


def test_value_that_nobody_declared_comes_last(estate, made_up, flood):
    player = player_of(estate.facts, made_up(flood, [(0, "room", "fuss", "terrible")]))
    assert player.choice("fuss").values == ("none", "some", "much", "terrible")


def test_run_of_another_estate_shows_what_is_there_and_says_so(estate, made_up, flood):
    player = player_of(estate.facts, made_up(flood, [*DEEP, (5, "gone", "water_depth", 1.0)]))
    assert word(player, "water_depth", "room", 1800.0) == "0 – 0.5 m"
    assert len(player.remarks) == 2
    assert "1 thing of the run is not in this estate" in player.remarks[1]


def test_run_in_which_nothing_happens_is_played(estate):
    player = player_of(estate.facts, estate.scenario("Calm", start="2026-01-12 08:30", duration="1 h").run())
    assert player.moments == ()
    assert not any(one.changes for one in player.states)
    assert {word(player, one, "room", 0.0) for one in player.states[:1]} == {"nothing lost"}


def test_labels_are_in_the_language_of_the_reader(player):
    french = player.said_in(words_in("fr"))
    assert french.choice("heating").label == "Chauffage"
    assert word(french, "heating", "room", 2700.0) == "privé"
    assert french.choice("health").about.startswith("Si une chose")


@settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_steps_hold_all_numbers_and_are_at_most_four(low, span, share):
    edges = edges_of(low, low + span, low + share * span)
    tolerance = 1e-6 * max(abs(low), span)
    assert 2 <= len(edges) <= 5
    assert edges[0] <= low + tolerance
    assert edges[-1] >= low + span - tolerance
    assert np.all(np.diff(edges) > 0)


def test_figures_count_dwellings_and_people_of_the_moment(player):
    before, during, after = (player.at(at) for at in (0.0, 2700.0, player.duration_s))
    assert [one.without for one in (before, during, after)] == [{"heating": 0}, {"heating": 2}, {"heating": 0}]
    assert (during.dwellings, before.dwellings) == (2, 0)


def test_impacts_say_what_is_lost_now_and_in_all(player):
    now = player.impacts(moment_s=2700.0)
    assert [(one.place, one.lost_now, one.lost) for one in now[:2]] == [
        ("A01", ("heating",), ("heating",)),
        ("A02", ("heating",), ("heating",)),
    ]
    assert all(not one.lost_now for one in player.impacts(moment_s=0.0))
    assert now[0].hours == pytest.approx(3.583, abs=0.001)
    assert now[0].cause.startswith("Equipment failure")


def test_lines_of_the_timeline_lead_to_things_and_causes(player):
    lines = player.timeline()
    lost = next(line for line in lines if line.level == "zone")
    assert [player.twin.nodes["name"][row] for row in lost.rows] == ["A01", "A02"]
    assert (lost.time_s, lost.clock) == (600.0, "08:40")
    assert [lines[at].text for at in lost.causes] == [
        "‘Pump’ stops",
        "Board ‘TGBT’ fails",
        "Equipment failure: board ‘TGBT’",
    ]


def test_timeline_is_in_order_and_every_cause_comes_before(player):
    lines = player.timeline(words_in("fr"))
    assert [line.time_s for line in lines] == sorted(line.time_s for line in lines)
    assert all(lines[at].time_s <= line.time_s for line in lines for at in line.causes)
