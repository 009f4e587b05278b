from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.analysis.pipework import pipework
from twin.analysis.segments import isolation_of, segments_of
from twin.errors import UsageError
from twin.simulation.components import supply_of

THINGS = {
    "street": "IfcPipeFitting.ENTRY",
    "main valve": "IfcValve.ISOLATING",
    "tee": "IfcPipeFitting.JUNCTION",
    "V1": "IfcValve",
    "riser 1": "IfcPipeSegment",
    "V2": "IfcValve.STOPCOCK",
    "riser 2": "IfcPipeSegment",
    "stopcock": "IfcValve.STOPCOCK",
    "branch": "IfcPipeSegment",
    "sink": "IfcSanitaryTerminal.SINK",
    "common sink": "IfcSanitaryTerminal.SINK",
    "other sink": "IfcSanitaryTerminal.SINK",
    "home": "dwelling",
    "laundry": "space",
    "other home": "dwelling",
}
WAYS = [
    ["street", "main valve", "tee", "V1", "riser 1", "stopcock", "branch", "sink"],
    ["tee", "V2", "riser 2", "other sink"],
    ["riser 1", "common sink"],
]
PLACES = [("sink", "home", "serves"), ("other sink", "other home", "serves"), ("common sink", "laundry", "serves")]


@pytest.fixture(scope="module")
def house(wire):
    feeds = [(one, other, "cold_water") for way in WAYS for one, other in pairwise(way)]
    return wire(THINGS, feeds, other=PLACES)


def told(twin, thing, **given):
    names = twin.nodes["name"].tolist()
    given = {name: [names.index(one) for one in some] for name, some in given.items()}
    found = isolation_of(twin, supply_of(twin), names.index(thing), **given)
    return lambda part: {names[row] for row in getattr(found, part)}


def test_leak_in_a_riser_is_stopped_at_its_foot_alone(house):
    leak = told(house, "riser 1")
    assert leak("valves") == {"V1"}
    assert leak("idle") == {"stopcock"}
    assert leak("members") == {"riser 1"}


def test_places_behind_their_own_stopcock_are_cut_off_without_need(house):
    leak = told(house, "riser 1")
    assert leak("inside") == {"laundry"}
    assert leak("cut_off") == {"home"}


def test_valve_of_unknown_purpose_is_taken_as_closable_and_told(house):
    assert told(house, "riser 1")("assumed") == {"V1"}
    assert told(house, "riser 2")("assumed") == set()


def test_stuck_valve_joins_the_segments_on_both_sides(house):
    leak = told(house, "riser 1", stuck=["V1"])
    assert leak("valves") == {"main valve"}
    assert leak("stuck") == {"V1"}
    assert leak("members") == {"riser 1", "V1", "tee"}
    assert leak("cut_off") == {"home", "other home"}


def test_leaking_valve_needs_those_on_both_sides_of_it(house):
    leak = told(house, "V1")
    assert leak("valves") == {"main valve"}
    assert leak("members") == {"tee", "V1", "riser 1"}


def test_closed_valve_needs_no_closing(house):
    assert told(house, "riser 1", closed=["V1"])("valves") == set()
    assert told(house, "riser 1", closed=["main valve"])("valves") == set()


def test_leak_before_the_first_valve_is_for_the_waterworks(house):
    leak = told(house, "street")
    assert leak("valves") == set()
    assert leak("sources") == {"street"}
    assert leak("cut_off") == {"home", "laundry", "other home"}


def test_leaking_sink_is_shut_off_with_its_own_branch(house):
    leak = told(house, "sink")
    assert leak("valves") == {"stopcock"}
    assert leak("inside") == {"home"}


def test_what_comes_back_from_the_far_end_of_a_ring_is_stopped_too(wire):
    things = {"street": "IfcPipeFitting", "pipe": "IfcPipeSegment", "ring": "IfcPipeSegment"}
    things |= {"V1": "IfcValve.ISOLATING", "V2": "IfcValve.ISOLATING"}
    ways = [("street", "V1"), ("V1", "pipe"), ("pipe", "V2"), ("V2", "ring"), ("street", "ring")]
    twin = wire(things, [(*way, "cold_water") for way in ways])
    assert told(twin, "pipe")("valves") == {"V1", "V2"}


def test_tap_does_not_join_cold_and_hot_water(wire):
    things = {"cold": "IfcPipeSegment", "hot": "IfcPipeSegment", "tap": "IfcSanitaryTerminal.SINK"}
    twin = wire(things, [("cold", "tap", "cold_water"), ("hot", "tap", "hot_water")])
    assert told(twin, "cold")("members") == {"cold"}
    assert told(twin, "tap")("members") == {"cold", "hot"}


def test_thing_that_carries_no_fluid_is_refused_by_name(wire):
    twin = wire({"board": "IfcElectricDistributionBoard", "lamp": "IfcLightFixture"}, [("board", "lamp", "power")])
    with pytest.raises(UsageError, match=r"lamp: is part of no pipework\. Aim at a pipe"):
        isolation_of(twin, supply_of(twin), 1)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 12).flatmap(
        lambda size: st.tuples(
            st.lists(st.booleans(), min_size=size, max_size=size),
            st.lists(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=18),
        )
    )
)
def test_segments_are_what_one_reaches_without_passing_a_valve(wire, drawn):
    valves, links = drawn
    links = [(a, b) for a, b in links if a != b]
    things = {f"t{row}": "IfcValve.ISOLATING" if valve else "IfcPipeSegment" for row, valve in enumerate(valves)}
    twin = wire(things, [(f"t{a}", f"t{b}", "gas") for a, b in links])
    if not links:
        return
    pipes = pipework(twin)["gas"]
    label = dict(zip(pipes.nodes.tolist(), segments_of(pipes).tolist(), strict=True))
    for row, number in label.items():
        if not valves[row]:
            together = {other for other, its in label.items() if its == number}
            assert together == _reached(row, links, valves)


def _reached(start, links, valves):
    found, waiting = {start}, [start]
    while waiting:
        one = waiting.pop()
        beside = {b for a, b in links if a == one} | {a for a, b in links if b == one}
        fresh = {other for other in beside if not valves[other]} - found
        found |= fresh
        waiting += fresh
    return found


def test_no_water_reaches_a_leak_once_its_valves_are_closed(house):
    supply, nodes = supply_of(house), house.nodes
    for row in np.flatnonzero(nodes["kind"] == "equipment").tolist():
        found = isolation_of(house, supply, row)
        again = isolation_of(house, supply, row, closed=found.valves)
        assert again.valves == ()
