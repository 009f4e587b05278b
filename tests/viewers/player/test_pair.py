import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import UsageError
from twin_viewers.player.choices import LOST
from twin_viewers.player.movie import frames, moments_for
from twin_viewers.player.pair import pair_of
from twin_viewers.player.player import player_of
from twin_viewers.words import words_in


@pytest.fixture(scope="module")
def pair(estate, outage):
    fast = (
        estate.scenario("Fast", start="2026-01-12 08:30", duration="6 h")
        .event("equipment_failure", at="TGBT", after="10 min")
        .intervene("repair", at="TGBT", after="15 min", duration="30 min")
        .run(seed=7)
    )
    return pair_of(player_of(estate.facts, outage), player_of(estate.facts, fast))


def told(pair, groups, name):
    return groups.labels[groups.codes[pair.a.twin.row(name)]]


@pytest.mark.parametrize(
    ("moment", "label"),
    [("00:00", "all right in both"), ("00:30", "as bad in both"), ("01:00", "better with B")],
)
def test_difference_says_where_the_other_plan_is_better(pair, moment, label):
    for choice in (LOST, "heating"):
        assert told(pair, pair.difference(choice, pair.moment(moment)), "room") == label


def test_pair_turned_round_says_worse_for_better(pair):
    back = pair_of(pair.b, pair.a)
    assert told(pair, back.difference("heating", 3600.0), "room") == "worse with B"


def test_number_that_is_worse_when_small_is_better_when_larger(estate, made_up, flood):
    runs = [made_up(flood, [(0, "room", "smoke_layer", height)]) for height in (0.5, 2.0)]
    pair = pair_of(*(player_of(estate.facts, run) for run in runs))
    assert told(pair, pair.difference("smoke_layer", 0.0), "room") == "better with B"


def test_colours_mean_the_same_in_both(estate, made_up, flood):
    runs = [made_up(flood, [(0, "room", "water_depth", deep)]) for deep in (0.2, 3.0)]
    pair = pair_of(*(player_of(estate.facts, run) for run in runs))
    a, b = pair.values("water_depth", 0.0)
    assert (a.labels, a.colours) == (b.labels, b.colours)
    assert a.codes[estate.facts.row("room")] < b.codes[estate.facts.row("room")]


def test_state_that_one_run_does_not_hold_stays_at_rest_there(estate, made_up, flood, outage):
    pair = pair_of(
        player_of(estate.facts, outage), player_of(estate.facts, made_up(flood, [(0, "room", "fuss", "odd")]))
    )
    assert [told(pair, one, "room") for one in pair.values("fuss", 0.0)] == ["none", "odd"]
    assert "The two runs do not play the same incident." in pair.remarks
    assert pair.duration_s == 7200.0


def test_moments_are_those_of_both(pair):
    assert pair.moments == tuple(sorted({*pair.a.moments, *pair.b.moments}))


def test_figures_are_those_of_the_summaries(pair):
    found = {one.name: one for one in pair.figures()}
    hours = [one.run.summary["services"]["heating"]["dwelling_h"] for one in (pair.a, pair.b)]
    assert (found["heating"].a, found["heating"].b) == tuple(hours)
    assert found["dwelling_h"].saved == pytest.approx(hours[0] - hours[1])
    assert found["dwelling_h"].saved == pytest.approx(
        pair.a.run.impacts["lost_h"].sum() - pair.b.run.impacts["lost_h"].sum()
    )
    assert found["vulnerable"].saved is None
    assert pair.figures(words_in("fr"))[0].label != pair.figures()[0].label


@given(
    st.floats(1.0, 1e6),
    st.lists(st.floats(0, 1), max_size=300),
    st.integers(1, 30),
    st.floats(2, 60),
)
def test_movie_starts_at_the_start_ends_at_the_end_and_only_goes_on(duration_s, shares, fps, seconds):
    events = sorted(share * duration_s for share in shares)
    found = np.array(moments_for(duration_s, events, fps=fps, seconds=seconds))
    assert len(found) == round(fps * seconds)
    assert (found[0], found[-1]) == (0.0, duration_s)
    assert np.all(np.diff(found) >= 0)


def test_movie_rests_on_events_more_than_on_what_lies_between():
    found = moments_for(21600.0, [600.0, 13500.0], fps=10, seconds=10)
    assert found.count(600.0) == found.count(13500.0) == 30


def test_frames_show_each_change_once(pair):
    found = list(frames(pair.a, "heating", fps=5, seconds=4))
    assert [one.moment_s for one in found if one.is_new] == [0.0, *pair.a.moments]
    assert found[0].caption == "08:30 (+00:00): 0 dwellings without a service"
    assert any(one.caption == "08:40 (+00:10): 2 dwellings without a service" for one in found)


def test_movie_of_no_picture_is_refused():
    with pytest.raises(UsageError, match="is no movie"):
        moments_for(10.0, [], fps=1, seconds=1)
