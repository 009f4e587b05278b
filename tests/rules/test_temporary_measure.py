"""Help spares people hours without a service, and never adds any."""

from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.model.columns import Columns
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.impact import losses
from twin.simulation.relief import relieved_s
from twin.simulation.results import run_of
from twin.simulation.run import run_scenario
from twin.simulation.scenario import Scenario
from twin.simulation.sweep.measures import measured

BOARD = Scenario("Cut", datetime(2026, 1, 12, 8, 30), 6 * 3600.0).event("equipment-failure", at="board", duration="5 h")
HOURS = st.floats(0, 8)


@pytest.fixture(scope="module")
def homes(wire):
    twin = wire(
        {"board": "IfcElectricDistributionBoard", "unit": "IfcElectricDistributionBoard", "home": "dwelling"},
        [("board", "unit", "power")],
        other=[("unit", "home", "serves")],
    )
    nodes = dict(twin.nodes) | {"headcount": np.where(twin.nodes["kind"] == Kind.ZONE, 2.0, np.nan)}
    return Twin({**twin.tables, "nodes": Columns(nodes, twin.nodes.length)})


def row(twin, scenario):
    (only,) = run_of(twin, run_scenario(twin, scenario)).impacts.to_dict("records")
    return only


def helped(share, after=0.0, duration=None):
    said = {"kind": "rehousing", "share": share, "after": after * 3600}
    return BOARD.intervene("temporary-measure", **said, **({} if duration is None else {"duration": duration * 3600}))


def test_people_who_are_helped_are_not_counted_meanwhile(homes):
    one = row(homes, helped(0.5, after=1.0, duration=2.0))
    assert (one["lost_h"], one["relieved_h"], one["person_h"]) == (5.0, 1.0, 8.0)


def test_help_ends_with_the_outage(homes):
    assert row(homes, helped(1.0))["relieved_h"] == 5.0
    assert row(homes, helped(1.0))["person_h"] == 0.0


def test_help_for_nobody_changes_no_hours(homes):
    bare, none = row(homes, BOARD), row(homes, helped(0.0))
    assert {key: none[key] for key in ("lost_h", "relieved_h", "person_h")} == {
        "lost_h": bare["lost_h"],
        "relieved_h": 0.0,
        "person_h": bare["person_h"],
    }


@given(share=st.floats(0, 1), after=HOURS, duration=HOURS)
def test_help_never_raises_hours(homes, share, after, duration):
    bare, one = (losses(homes, run_scenario(homes, told)) for told in (BOARD, helped(share, after, duration)))
    assert [loss.lost_s for loss in one] == [loss.lost_s for loss in bare]
    assert all(0.0 <= loss.endured_h <= loss.lost_h for loss in one)


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9), st.floats(0, 1)), max_size=4), st.floats(0, 9))
def test_more_help_never_relieves_less(spans, until):
    times = [(0.0, until)]
    assert relieved_s(spans, times) >= relieved_s(spans[1:], times) - 1e-9


def test_sweeps_and_summaries_count_person_hours_alike(homes):
    history = run_scenario(homes, helped(0.25))
    told = run_of(homes, history).summary["services"]["power"]
    assert measured(homes, history)["person_h"] == told["person_h"]["nominal"] == 7.5
    assert told["relieved_h"] == 1.25
