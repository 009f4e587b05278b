"""Lifts: availability, and who loses step-free access.

Sources: steady-state availability A = MTBF / (MTBF + MTTR), any textbook of reliability; the French figures 2.35
failures a year and 4 days each (press, 2020 and 2025, second hand) give 0.975. The blocks of flats are worked out by
hand; counts are exact.
"""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.analysis.step_free import homes_reached, step_free
from twin_rules.physics.availability import availability

DAY_S = 86400.0


@pytest.mark.parametrize(("mttr_d", "expected"), [(4.0, 0.9748), (1.0, 0.9936), (1 / 6, 0.9989)])
def test_availability_of_lifts_in_france(mttr_d, expected):
    # tolerance: the source rounds to four digits
    assert availability(155 * DAY_S, mttr_d * DAY_S) == pytest.approx(expected, abs=5e-5)


@pytest.fixture(scope="module")
def block(wire):
    """Return a function that makes flats on 8 storeys, four beside each landing, and lifts that stop at landings."""

    def built(stops, *, wings=1, extra=()):
        things, passages, groups = {"out": "exterior"}, [], []
        for wing in range(wings):
            for storey in range(8):
                landing = f"L{wing}{storey}"
                things[landing] = "space"
                if storey:
                    passages.append((landing, f"L{wing}{storey - 1}", "stair", 0))
                for flat in range(4):
                    home = f"{landing}{flat}"
                    things |= {f"room {home}": "space", home: "dwelling"}
                    passages.append((landing, f"room {home}", "", 1))
                    groups.append((home, f"room {home}"))
        passages += [("out", "L00", "", 1), *extra]
        for lift, landings in stops.items():
            things[lift] = "IfcTransportElement.ELEVATOR"
            passages += [(low, high, lift, 1) for low, high in pairwise(landings)]
        return wire({**things, "stair": "IfcStair"}, groups=groups, passages=passages)

    return built


def lost(twin, *lifts):
    names, ways = twin.nodes["name"].tolist(), step_free(twin)
    before, after = (homes_reached(twin, ways.reached(names.index(lift) for lift in out)) for out in ((), lifts))
    return {names[home] for home, sign in before.items() if sign == 1 and after[home] == 0}


def test_only_lift_of_eight_storeys_takes_28_dwellings_with_it(block):
    twin = block({"lift": [f"L0{storey}" for storey in range(8)]})
    assert len(lost(twin, "lift")) == 28
    assert not [home for home in lost(twin, "lift") if home.startswith("L00")]


def test_lifts_linked_at_two_storeys_spare_what_the_other_serves(block):
    stops = {f"lift {wing}": [f"L{wing}{storey}" for storey in range(8)] for wing in range(2)}
    bridges = [("L00", "L10", "", 1), ("L04", "L14", "", 1)]
    twin = block(stops, wings=2, extra=bridges)
    # The storeys of the first wing but the ground and the fourth: over the bridge one reaches the fourth.
    assert {home[:3] for home in lost(twin, "lift 0")} == {f"L0{storey}" for storey in (1, 2, 3, 5, 6, 7)}
    assert len(lost(twin, "lift 0", "lift 1")) == 56


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 7), st.integers(0, 7))
def test_further_link_between_reached_landings_never_enlarges_what_a_lift_takes_with_it(block, one, other):
    stops = {"lift": [f"L0{storey}" for storey in range(8)]}
    plain = lost(block(stops), "lift")
    assert lost(block(stops, extra=[(f"L0{one}", f"L0{other}", "", 1)]), "lift") <= plain


def test_link_that_opens_up_a_dwelling_can_enlarge_what_a_lift_takes_with_it(block):
    # So the law above holds only between places that were reached before: this flat could not be reached at all.
    stops = {"lift": [f"L0{storey}" for storey in range(8)]}
    far = {"stops": stops, "wings": 2}
    assert len(lost(block(**far), "lift")) == 28
    assert len(lost(block(**far, extra=[("L07", "L17", "", 1)]), "lift")) == 32
