from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.analysis.criticality import critical_pairs, criticality, values
from twin.analysis.single_failures import single_failures
from twin.errors import UsageError
from twin.estate import Estate
from twin.model.columns import Columns
from twin.model.twin import Twin
from twin.simulation.components import supply_of
from twin.simulation.supply import after_failures, settled, supply_graph

THINGS = {
    "grid": "IfcSwitchingDevice",
    "board": "IfcDistributionBoard",
    "mains": "IfcPipeSegment",
    "valve": "IfcValve",
    "riser": "IfcPipeSegment",
    "pump 1": "IfcPump",
    "pump 2": "IfcPump",
    "header": "IfcPipeSegment",
    "branch 1": "IfcPipeSegment",
    "branch 2": "IfcPipeSegment",
    "sink 1": "IfcSanitaryTerminal",
    "sink 2": "IfcSanitaryTerminal",
    "unit 1": "IfcDistributionBoard.CONSUMERUNIT",
    "room 1": "space",
    "room 2": "space",
    "flat 1": "dwelling",
    "flat 2": "dwelling",
}
POWER = [("grid", "board"), ("board", "pump 1"), ("board", "pump 2"), ("board", "unit 1")]
WATER = ["mains valve", "valve riser", "header branch_1", "header branch_2", "branch_1 sink_1", "branch_2 sink_2"]
WATER += [f"{a} pump_{number} {b}" for number in "12" for a, b in [("riser", "header")]]
HEADCOUNT = {"flat 1": 2.0, "flat 2": float("nan")}


def water_links():
    for words in WATER:
        names = [name.replace("_", " ") for name in words.split()]
        yield from ((a, b, "cold_water") for a, b in pairwise(names))


@pytest.fixture(scope="module")
def block(wire):
    """Return two flats over a booster of two pumps."""
    feeds = [(a, b, "power") for a, b in POWER] + list(water_links())
    inside = {"sink 1": "room 1", "sink 2": "room 2", "unit 1": "room 1"}
    twin = wire(THINGS, feeds, groups=[("flat 1", "room 1"), ("flat 2", "room 2")], inside=inside)
    counts = np.array([HEADCOUNT.get(name, np.nan) for name in THINGS])
    return changed(twin, "nodes", headcount=counts)


def changed(twin: Twin, table: str, **columns) -> Twin:
    old = twin[table]
    new = Columns({name: columns.get(name, old[name]) for name in old}, old.length)
    return Twin({**twin.tables, table: new}, twin.meta)


def named(twin, found):
    return {str(twin.nodes["name"][one.node]): one for one in found.failures}


def test_board_takes_the_water_of_all_flats_and_the_power_of_one(block):
    board = named(block, criticality(block, every=True))["board"]
    assert board.by_service == {"water": 2, "power": 1}
    assert (board.dwellings, board.services_lost, board.rank) == (2, 3, 1)


def test_unknown_headcounts_are_counted_apart_and_the_band_of_the_known_is_told(block):
    grid = named(block, criticality(block))["grid"]
    assert (grid.people, grid.people_unknown, grid.vulnerable_unknown) == (2.0, 1, 2)
    assert grid.people_low < 2.0 < grid.people_high


def test_pumps_that_stand_in_for_each_other_cost_nothing_alone(block):
    assert not {"pump 1", "pump 2"} & named(block, criticality(block)).keys()


def test_pumps_cost_together_what_neither_costs_alone(block):
    (pair,) = critical_pairs(block)
    assert {pair.first, pair.second.node} == {block.row("pump 1"), block.row("pump 2")}
    assert pair.second.by_service == {"water": 2}


def test_after_one_pump_only_the_other_costs_more_than_before(block):
    assert list(named(block, criticality(block, after=[block.row("pump 1")]))) == ["pump 2"]


def test_runs_are_named_by_their_first_valve_and_pipes_belong_to_what_feeds_them(block):
    valve = named(block, criticality(block, service="water"))["valve"]
    assert [block.nodes["name"][row] for row in valve.others] == ["mains", "riser"]


def test_every_piece_of_pipe_is_told_apart_if_asked(block):
    told = named(block, criticality(block, service="water", every=True))
    assert told["mains"].rank == told["valve"].rank == told["riser"].rank
    assert told["branch 1"].dwellings == 1


def test_other_services_do_not_count_if_one_is_named(block):
    assert named(block, criticality(block, service="power"))["grid"].by_service == {"power": 1}


def test_service_that_nobody_has_is_named_with_those_that_there_are(block):
    with pytest.raises(UsageError, match=r"service gas: no dwelling .* has it\. There is power, water\."):
        criticality(block, service="gas")


def test_room_cannot_have_failed_before(block):
    with pytest.raises(UsageError, match="room 1: takes no part in supply"):
        criticality(block, after=[block.row("room 1")])


@pytest.mark.parametrize(("link", "thing", "share"), [("board", "grid", 1.0), ("sink 1", "valve", 0.5)])
def test_share_assumed_is_what_only_assumed_links_join(block, link, thing, share):
    assumed = block.edges["target"] == block.row(link)
    provenance = np.where(assumed, "assumed", block.edges["provenance"].astype(str)).astype(object)
    twin = changed(block, "edges", provenance=provenance)
    assert named(twin, criticality(twin, every=True))[thing].assumed == pytest.approx(share)
    assert named(block, criticality(block, every=True))[thing].assumed == 0.0


def test_thing_lies_alone_if_all_that_it_feeds_stops_with_it(wire):
    things = {"a": "IfcValve", "b": "IfcValve", "x": "IfcSanitaryTerminal", "y": "IfcSanitaryTerminal"}
    feeds = [("a", "x", "cold_water"), ("a", "y", "cold_water"), ("b", "y", "cold_water")]
    inside = {"x": "one", "y": "two"}
    twin = wire({**things, "one": "space", "two": "space"}, feeds, inside=inside)
    assert not named(twin, criticality(twin))["a"].alone
    twin = wire({**things, "one": "space", "two": "space"}, feeds[:2], inside=inside)
    assert named(twin, criticality(twin))["a"].alone


def test_estate_gives_the_ranking_as_a_data_frame(block):
    table = Estate(block).criticality(service="water", after=["pump 1"])
    assert table[["name", "dwellings"]].values.tolist() == [["pump 2", 2]]


def test_values_count_dwellings_and_say_nothing_of_what_takes_no_part(block):
    found = values(block)
    assert found[block.row("grid")] == 2
    assert found[block.row("pump 1")] == 0
    assert np.isnan(found[block.row("room 1")])


def test_terminals_count_where_no_place_has_the_use_of_a_network(wire):
    things = {"boiler": "IfcBoiler", "pump": "IfcPump", "pipe": "IfcPipeSegment", "end": "IfcPipeSegment"}
    links = [("boiler", "pump"), ("pump", "pipe"), ("pipe", "heater 1"), ("pipe", "heater 2"), ("pipe", "end")]
    heaters = {"heater 1": "IfcSpaceHeater", "heater 2": "IfcSpaceHeater"}
    twin = wire({**things, **heaters}, [(a, b, "heating_flow") for a, b in links])
    found = named(twin, criticality(twin))
    assert {name: one.spaces["terminals"] for name, one in found.items()} == {"boiler": 2, "heater 1": 1, "heater 2": 1}


def test_twin_without_supply_has_no_critical_things(wire):
    found = criticality(wire({"room": "space"}))
    assert (found.failures, found.assumed) == ((), 0.0)


def test_ranking_is_what_failing_one_thing_after_the_other_shows(block):
    supply = supply_of(block)
    points = {one.component: one for one in supply.points}
    for failure in criticality(block, every=True).failures:
        state = after_failures(supply.graph, supply.at_rest, [supply.component[failure.node]])
        lost = [one.place for component, one in points.items() if not state.works[component]]
        assert (failure.services_lost, failure.dwellings) == (len(lost), len(set(lost)))


@st.composite
def networks(draw):
    size = draw(st.integers(2, 12))
    component = st.integers(0, size - 1)
    need = st.tuples(component, st.lists(component, min_size=1, max_size=3))
    return size, draw(st.lists(need, max_size=2 * size))


@given(networks(), st.data())
@settings(max_examples=100, deadline=None)
def test_one_more_feeder_never_lets_a_failure_put_out_more_of_what_worked(network, data):
    size, needs = network
    graph = supply_graph(size, needs)
    which = data.draw(st.integers(0, len(needs) - 1)) if needs else None
    more = [
        (owner, [*some, data.draw(st.integers(0, size - 1))] if place == which else some)
        for place, (owner, some) in enumerate(needs)
    ]
    weight = settled(graph).works.astype(float)[:, None]
    before = single_failures(graph).impact(weight)
    after = single_failures(supply_graph(size, more)).impact(weight)
    worked = settled(graph).works
    assert (after[worked] <= before[worked]).all()


@given(networks())
@settings(max_examples=100, deadline=None)
def test_impacts_add_up_to_the_sizes_of_all_sets(network):
    graph = supply_graph(*network)
    found = single_failures(graph)
    assert found.impact(np.ones((graph.size, 1))).sum() == sum(len(found.that_put_out(v)) for v in range(graph.size))


@given(networks(), st.integers(0, 2**32 - 1))
@settings(max_examples=50, deadline=None)
def test_impact_of_two_weights_is_the_sum_of_both(network, seed):
    graph = supply_graph(*network)
    weight = np.random.default_rng(seed).integers(0, 9, (graph.size, 2)).astype(float)
    found = single_failures(graph)
    both = found.impact(weight.sum(axis=1, keepdims=True))
    assert np.array_equal(found.impact(weight).sum(axis=1), both[:, 0])
