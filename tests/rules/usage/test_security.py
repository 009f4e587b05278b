"""Who gets in without a key, which doors matter, and that both agree with removing doors by brute force."""

from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from twin.errors import UsageError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.conditions import Conditions
from twin.usage.run import Given, measured
from twin_rules.facts.doors_broken import opened_by
from twin_rules.facts.locks import LOCKED, OPEN, UNKNOWN, Passages, is_free
from twin_rules.facts.reach_by_locks import entry
from twin_rules.physics.breaching import behind, easiest_way, fewest_to_guard


def block(doors, uses=()):
    """Return a twin of rooms joined by doors, given as (room, room, lock); room 0 is the outside."""
    count = 1 + max(max(one, two) for one, two, _ in doors)
    kinds = ["exterior", *["space"] * (count - 1), *["element"] * len(doors)]
    names = ["out", *[f"room {n}" for n in range(1, count)], *[f"D{n}" for n in range(len(doors))]]
    use = ["", *["circulation"] * (count - 1), *[""] * len(doors)]
    for room, said in uses:
        use[room] = said
    classes = [""] * count + ["IfcDoor"] * len(doors)
    nodes = {"id": names, "kind": kinds, "name": names, "use": use, "ifc_class": classes}
    edges = {
        "source": [one for one, _, _ in doors],
        "target": [two for _, two, _ in doors],
        "relation": ["opens_onto"] * len(doors),
        "via": [count + n for n in range(len(doors))],
        "lockable": [lock for _, _, lock in doors],
    }
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


def hall(fails, hours=""):
    """Return a twin of a hall behind a door with an electric lock that says how it stands without power."""
    nodes = {"id": ["out", "hall", "D", "lock"], "kind": ["exterior", "space", "element", "equipment"]}
    nodes |= {"name": ["out", "hall", "D", "lock"], "ifc_class": ["", "", "IfcDoor", "IfcActuator"]}
    links = {"source": [0, 3], "target": [1, 2], "relation": ["opens_onto", "controls"], "via": [2, -1]}
    said = {"ModeSansTension": fails} | ({"HorairesOuverture": hours} if hours else {})
    tables = {"nodes": table_of("nodes", nodes), "edges": table_of("edges", {**links, "lockable": [1, -1]})}
    tables["property_sets"] = table_of("property_sets", {"name": ["Lock"]})
    tables["properties"] = table_of("properties", {"set": [0] * len(said), "name": list(said), "value": said.values()})
    tables["node_property_sets"] = table_of("node_property_sets", {"node": [3], "set": [0]})
    return Twin(tables)


def reached(twin, name="reach-from-street", states=None, **said):
    given = Given(conditions=Conditions(states or {}, "test"))
    return measured(twin, name, said, given=given).table.set_index("id")


def random_passages(seed, doors=14, places=9):
    rng = np.random.default_rng(seed)
    source, target = rng.integers(0, places, (2, doors))
    apart = source != target
    lock = rng.choice([OPEN, LOCKED, UNKNOWN], apart.sum()).astype(np.int8)
    via = np.arange(100, 100 + apart.sum())
    return Passages(np.arange(-1, places - 1), source[apart], target[apart], via, lock)


def graph_of(found, keep):
    graph = nx.Graph()
    graph.add_nodes_from(range(len(found.rows)))
    graph.add_edges_from(zip(found.source[keep], found.target[keep], strict=True))
    return graph


def test_unknown_locks_are_told_as_perhaps_and_never_as_shut():
    table = reached(block([(0, 1, 0), (1, 2, -1), (2, 3, -1), (3, 4, 1)]))
    assert table.loc[[f"room {n}" for n in (1, 2, 3, 4)], "reach"].tolist() == [
        "without a key",
        "perhaps",
        "perhaps",
        "with a key",
    ]
    assert table.loc["room 3", "unknown_doors"] == 2
    assert table.loc["room 3", "through"] == "D1 > D2"
    assert table.loc["room 4", "locks"] == 1


def test_a_door_that_is_unlocked_lets_anybody_in_and_one_that_is_barred_does_not():
    twin = block([(0, 1, 1), (1, 2, 0)])
    door = twin.row("D0")
    assert set(reached(twin)["reach"]) == {"with a key"}
    assert set(reached(twin, states={"lock": {door: "unlocked"}})["reach"]) == {"without a key"}
    both = {"lock": {door: "unlocked"}, "door": {door: "locked"}}
    assert set(reached(twin, states=both)["reach"]) == {"with a key"}


@pytest.mark.parametrize(
    ("fails", "reach"), [("déverrouillé", "without a key"), ("fail-secure", "with a key"), ("?", "perhaps")]
)
def test_without_power_a_door_stands_as_its_lock_fails_and_unknown_if_nobody_says_how(fails, reach):
    twin = hall(fails)
    dead = {"supply": {twin.row("lock"): "off"}}
    assert reached(twin)["reach"].tolist() == ["with a key"]
    assert reached(twin, states=dead)["reach"].tolist() == [reach]


def test_a_door_under_access_control_is_open_in_its_free_hours_only():
    twin = hall("locked", hours="08:00-19:00")
    assert [reached(twin, hour=one)["reach"].iloc[0] for one in (7.9, 8, 20)] == [
        "with a key",
        "without a key",
        "with a key",
    ]
    assert reached(hall("locked"), hour=12, free="8-19")["reach"].tolist() == ["without a key"]
    hours = measured(twin, "reach-from-street").more["hours"]
    assert hours.loc[hours["reach"] == "without a key", "spaces"].sum() == 11


def test_a_room_without_any_door_is_reached_by_no_way():
    nodes = {"id": ["s"], "kind": ["space"], "name": ["s"]}
    twin = Twin({"nodes": table_of("nodes", nodes)})
    assert reached(twin)["reach"].tolist() == ["no way"]
    outcome = measured(twin, "reach-from-street")
    assert outcome.headline.startswith("No way leads in from the street")
    assert outcome.share_assumed == 1.0


@pytest.mark.parametrize(("hours", "hour", "free"), [("8-19", 8, True), ("8-19", 19, False), ("20:30-6", 5.9, True)])
def test_free_hours_include_their_beginning_and_may_pass_midnight(hours, hour, free):
    assert is_free(hours, hour) is free


@pytest.mark.parametrize("measure", ["reach-from-street", "critical-doors"])
@pytest.mark.parametrize("hours", ["x", "8-19 or so", "8"])
def test_hours_that_are_none_are_refused(measure, hours):
    with pytest.raises(UsageError, match="are no spans of hours"):
        measured(hall("locked"), measure, {"free": hours})


@pytest.mark.parametrize("seed", range(8))
def test_fewest_unknown_doors_agree_with_trying_every_set_of_them(seed):
    found = random_passages(seed)
    unsure = np.flatnonzero(found.lock == UNKNOWN)
    least = np.full(len(found.rows), np.inf)
    for number in range(len(unsure) + 1):
        for opened in combinations(unsure, number):
            keep = (found.lock == OPEN) | np.isin(np.arange(len(found.lock)), opened)
            for place in nx.node_connected_component(graph_of(found, keep), 0):
                least[place] = min(least[place], number)
    assert entry(found, unknown=1.0, locked=np.inf).count.tolist() == least.tolist()


@pytest.mark.parametrize("seed", range(8))
def test_what_a_door_opens_agrees_with_opening_it(seed):
    found = random_passages(seed)
    usual = nx.node_connected_component(graph_of(found, found.lock == OPEN), 0)
    expected = {}
    for place, door in enumerate(found.via):
        if found.lock[place] != OPEN:
            keep = (found.lock == OPEN) | (np.arange(len(found.lock)) == place)
            more = nx.node_connected_component(graph_of(found, keep), 0) - usual
            expected |= {int(door): frozenset(more)} if more else {}
    assert opened_by(found, taken_as_open=(OPEN,)) == expected


@pytest.mark.parametrize("seed", range(12))
def test_places_behind_a_door_are_those_that_removing_it_cuts_off(seed):
    found = random_passages(seed, doors=11)
    whole = nx.node_connected_component(graph_of(found, found.via > 0), 0)
    expected = {}
    for door in found.via:
        lost = whole - nx.node_connected_component(graph_of(found, found.via != door), 0)
        expected |= {int(door): frozenset(lost)} if lost else {}
    assert behind(found.source, found.target, found.via, count=len(found.rows)) == expected


@pytest.mark.parametrize("seed", range(8))
def test_fewest_doors_to_guard_agree_with_trying_every_set(seed):
    found = random_passages(seed, doors=9, places=6)
    doors, goal = found.via.tolist(), 5
    sets = (chosen for number in range(len(doors) + 1) for chosen in combinations(doors, number))
    parted = (one for one in sets if not nx.has_path(graph_of(found, ~np.isin(found.via, one)), 0, goal))
    least = len(next(parted))
    cost, cut = fewest_to_guard(found.source, found.target, found.via, goals=[goal], cost=dict.fromkeys(doors, 1.0))
    assert cost == len(cut) == least
    assert not nx.has_path(graph_of(found, ~np.isin(found.via, cut)), 0, goal)


def test_guarding_weighs_doors_and_nothing_guards_an_opening_without_a_door():
    ways = (np.array([0, 1]), np.array([1, 2]), np.array([7, 8]))
    assert fewest_to_guard(*ways, goals=[2], cost={7: 3.0, 8: 0.5}) == (0.5, (8,))
    open_plan = (np.array([0]), np.array([1]), np.array([-1]))
    assert fewest_to_guard(*open_plan, goals=[1], cost={}) == (np.inf, ())


def test_the_easiest_way_in_is_the_one_that_withstands_least_in_all():
    source, target = np.array([0, 1, 0]), np.array([1, 2, 2])
    far, before = easiest_way(source, target, np.array([3.0, 5.0, 10.0]), count=3)
    assert far.tolist() == [0, 3, 8]
    assert before.tolist() == [-1, 0, 1]


def test_the_door_of_the_hall_opens_most_and_the_weaker_of_two_guards_is_told():
    twin = block([(0, 1, 1), (1, 2, 0), (2, 3, 1), (0, 4, 1)], uses=[(3, "cellar"), (4, "technical")])
    outcome = measured(twin, "critical-doors")
    first = outcome.table.iloc[0]
    assert (first["id"], first["opens"], first["guards"]) == ("D0", 2, 3)
    cellar = outcome.more["protection"].set_index("use").loc["cellar"]
    assert (cellar["doors_to_break"], cellar["resistance_min"], cellar["doors_to_guard"]) == (2, 2.0, 1)


@pytest.mark.parametrize("seed", range(4))
def test_locking_a_door_never_lets_anybody_reach_more(seed):
    rng = np.random.default_rng(seed)
    doors = [(a, b, c) for a, b, c in rng.integers([0, 0, -1], [7, 7, 2], (12, 3)).tolist() if a != b]
    order = ["without a key", "perhaps", "with a key", "no way"]
    before = reached(block(doors))["reach"].map(order.index)
    shut = [(a, b, 1) if place == 0 else (a, b, lock) for place, (a, b, lock) in enumerate(doors)]
    after = reached(block(shut))["reach"].map(order.index)
    assert (after.reindex(before.index) >= before).all()
