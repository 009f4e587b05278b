"""People who walk are neither lost nor made, take shortest ways, and never gain by a closed path."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from twin.usage.run import Given, measured
from twin.usage.study import Study
from twin_rules.facts.counts import Counts, fitted
from twin_rules.facts.footfall import footfall_of
from twin_rules.physics.assignment import Network
from twin_rules.physics.gravity import accessibility, trips


def random_network(seed, nodes=14, arcs=40):
    rng = np.random.default_rng(seed)
    tail, head = rng.integers(0, nodes, (2, arcs))
    pairs = np.unique(np.column_stack((tail, head))[tail != head], axis=0)
    seconds = rng.integers(1, 5, len(pairs)).astype(float)  # whole seconds, so that ways tie
    return Network(pairs[:, 0], pairs[:, 1], seconds, count=nodes)


def estate(town, homes_on, seed=0, people=30.0, **said):
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(4, 4))
    rng = np.random.default_rng(seed)
    for a, b in graph.edges:
        graph.edges[a, b].update(length=float(rng.uniform(20, 80)), via=f"s{a}-{b}")
    nodes, edges = homes_on(graph, [0, 3, 12], [5, 10, 15], "park")
    for one in nodes:
        one["headcount"] = people if one["kind"] == "zone" else np.nan
    nodes += [
        {"id": f"s{a}-{b}", "kind": "path", "object_type": "stretch", "name": f"s{a}-{b}"} for a, b in graph.edges
    ]
    return town(nodes, edges)


def walkers(twin, closed=()):
    return footfall_of(twin, Study(twin).dwellings, closed=closed, level_m_s=1.2)


@pytest.mark.parametrize("seed", range(20))
def test_rows_and_columns_are_kept_to_a_billionth(seed):
    rng = np.random.default_rng(seed)
    out, into = rng.uniform(0.1, 50, 9), rng.uniform(0.1, 5, 6)
    found = trips(out, into, rng.uniform(0, 30, (9, 6)), beta_per_min=0.2)
    np.testing.assert_allclose(found.sum(axis=1), out, atol=1e-9)
    np.testing.assert_allclose(found.sum(axis=0), into * out.sum() / into.sum(), atol=1e-9)


def test_who_has_no_way_does_not_go_and_islands_keep_to_themselves():
    minutes = np.array([[1.0, np.inf], [np.inf, 1.0], [np.inf, np.inf]])
    found = trips(np.array([4.0, 6.0, 9.0]), np.array([1.0, 1.0]), minutes, beta_per_min=0.1)
    assert found.round(9).tolist() == [[4.0, 0.0], [0.0, 6.0], [0.0, 0.0]]


@pytest.mark.parametrize("seed", range(10))
def test_what_comes_to_a_junction_and_begins_there_leaves_it_again(seed):
    network = random_network(seed)
    times = network.times_to([[0]])[0]
    starts = np.flatnonzero(np.isfinite(times))
    begun = np.random.default_rng(seed).uniform(1, 9, (len(starts), 2))
    flow = network.loaded(times, starts, begun)
    into, out = np.zeros((14, 2)), np.zeros((14, 2))
    np.add.at(into, network.head, flow)
    np.add.at(out, network.tail, flow)
    np.add.at(into, starts, begun)
    np.testing.assert_allclose(into[1:], out[1:], atol=1e-9)
    assert into[0] == pytest.approx(begun.sum(axis=0))


@pytest.mark.parametrize("seed", range(10))
def test_all_take_shortest_ways_and_their_times_add_up(seed):
    network = random_network(seed)
    times = network.times_to([[0]])[0]
    starts = np.flatnonzero(np.isfinite(times) & (times > 0))
    flow = network.loaded(times, starts, np.ones((len(starts), 1)))
    graph = nx.DiGraph()
    graph.add_weighted_edges_from(zip(network.tail, network.head, network.seconds, strict=True))
    expected = nx.single_source_dijkstra_path_length(graph.reverse(), 0)
    assert (flow[:, 0] * network.seconds).sum() == pytest.approx(sum(expected[int(one)] for one in starts))


def test_ways_that_are_equally_short_share_and_a_longer_one_gets_nothing():
    tail, head = np.array([0, 0, 0, 1, 2, 3]), np.array([1, 2, 3, 4, 4, 4])
    network = Network(tail, head, np.array([1.0, 1, 1, 1, 1, 1.5]), count=5)
    flow = network.loaded(network.times_to([[4]])[0], np.array([0]), np.array([[6.0]]))
    assert flow[:, 0].tolist() == [3, 3, 0, 3, 3, 0]


@pytest.mark.parametrize("seed", range(6))
def test_closing_a_path_never_makes_anything_more_accessible(town, homes_on, seed):
    twin = estate(town, homes_on, seed)
    into = np.ones(3)
    before, after = (
        accessibility(into, walkers(twin, closed).minutes, beta_per_min=0.15)
        for closed in ((), [twin.row(f"s{one}") for one in ("1-5", "4-5", "5-6", "0-1")])
    )
    assert (after <= before + 1e-12).all()
    assert (after < before).any()


def test_as_many_walks_arrive_as_leave_home_and_all_pass_a_stretch(town, homes_on):
    twin = estate(town, homes_on)
    found = walkers(twin).footfall(beta_per_min=0.15)
    expected = 3 * 30.0 * 1.2 * 2
    assert found.walks.sum() == pytest.approx(expected)
    at_home = [found.by_row[twin.row(name)].sum() for name in ("s0-1", "s0-4")]
    assert sum(at_home) >= expected / 3 - 1e-9


def test_places_that_fewer_than_five_pass_in_the_hour_are_withheld(town, homes_on):
    twin = estate(town, homes_on, people=3.0)
    outcome = measured(twin, "footfall", {"hour": 3})
    assert not len(outcome.table)
    assert "withheld" in outcome.reason
    assert (measured(estate(town, homes_on, people=60.0), "footfall").table["people_h"] >= 5).all()


@pytest.mark.parametrize(("dwellings", "told"), [(4, False), (5, True)])
def test_many_people_of_four_dwellings_are_still_four_households(town, homes_on, dwellings, told):
    graph = nx.star_graph(6)  # homes at the ends, and one way from the middle to the park
    for a, b in graph.edges:
        graph.edges[a, b].update(length=50.0, via=f"s{b}")
    nodes, edges = homes_on(graph, range(1, dwellings + 1), [6], "park")
    nodes = [one | {"headcount": 60.0} if one["kind"] == "zone" else one for one in nodes]
    ways = [{"id": f"s{b}", "kind": "path", "object_type": "stretch", "name": f"s{b}"} for _, b in graph.edges]
    outcome = measured(town([*nodes, *ways], edges), "footfall")
    assert outcome.table["name"].tolist() == (["s6"] if told else [])
    assert ("walks a day" in outcome.said) is told


def test_nothing_is_told_of_rooms_and_doors_of_dwellings(town, homes_on):
    rows = set(walkers(estate(town, homes_on)).footfall(beta_per_min=0.1).by_row)
    twin = estate(town, homes_on)
    assert not rows & {twin.row(name) for name in ("room 0", "door 0", "room 3", "door 12")}


def test_without_counts_all_is_assumed_and_says_so(town, homes_on):
    outcome = measured(estate(town, homes_on), "footfall", given=Given())
    assert outcome.share_assumed == 1.0
    assert any("prior" in note for note in outcome.notes)


def test_the_model_that_made_counts_is_found_again(town, homes_on):
    twin = estate(town, homes_on)
    people = walkers(twin)
    truth = people.footfall(beta_per_min=0.4).by_row
    rows = np.array(sorted(truth, key=lambda row: -truth[row].sum())[:8])
    fit = fitted(people, Counts("people_count", rows, np.array([2.0 * truth[row] for row in rows])))
    assert fit.tells_beta
    assert fit.beta_per_min == pytest.approx(0.4)
    assert fit.scale == pytest.approx(2.0)
    assert fit.held_out_r2 == pytest.approx(1.0)
    assert fit.by_hour[8:20] == pytest.approx(np.full(12, 2.0))


def test_a_contact_of_a_door_tells_the_hours_and_not_how_many_people(town, homes_on):
    twin = estate(town, homes_on)
    people = walkers(twin)
    truth = people.footfall(beta_per_min=0.15).by_row
    rows = np.array(sorted(truth, key=lambda row: -truth[row].sum())[:4])
    fit = fitted(people, Counts("door", rows, np.array([0.5 * truth[row] for row in rows])))
    assert fit.scale == pytest.approx(0.5)
    assert fit.by_hour[8:20] == pytest.approx(np.ones(12))


def test_counts_of_too_few_days_are_no_counts():
    from twin_rules.facts.counts import counts_of

    class Few:
        def hourly(self, quantity, how, **_):
            return pd.DataFrame(
                {"node": [], "time": pd.Series([], dtype="datetime64[ns]"), "value": [], "coverage": []}
            )

    assert counts_of(Study(None, observations=Few())) is None
