"""What hangs together is counted as one walks and as supply flows."""

from twin.analysis.connectivity import connectivity
from twin.model.schema import table_of
from twin.model.twin import Twin


def twin_of(nodes, edges):
    names = ("id", "kind", "use", "parent", "building")
    links = ("source", "target", "relation", "method")
    return Twin(
        {
            "nodes": table_of("nodes", dict(zip(names, zip(*nodes, strict=True), strict=True))),
            "edges": table_of("edges", dict(zip(links, zip(*edges, strict=True), strict=True))),
        }
    )


SPACES = [("house", "building", "", -1, 0), *((f"s{place}", "space", "", 0, 0) for place in range(5))]


def test_pieces_are_what_one_can_walk_within():
    walk = connectivity(twin_of(SPACES, [(1, 2, "opens_onto", ""), (4, 3, "opens_onto", "")])).buildings[0]
    assert (walk.spaces, walk.components, walk.isolated) == (5, (2, 2), ("s4",))


def test_the_outside_joins_two_flats_with_doors_of_their_own():
    nodes = [*SPACES[:3], ("out", "exterior", "", -1, 0)]
    walk = connectivity(twin_of(nodes, [(1, 3, "opens_onto", ""), (2, 3, "opens_onto", "")])).buildings[0]
    assert walk.components == (2,)


def test_walls_are_not_walked_through():
    walk = connectivity(twin_of(SPACES[:3], [(1, 2, "adjacent", "")])).buildings[0]
    assert (walk.components, walk.isolated) == ((), ("s0", "s1"))


def test_a_dwelling_has_an_entrance_if_it_refers_to_one():
    nodes = [("a", "zone", "dwelling", -1, -1), ("b", "zone", "dwelling", -1, -1), ("c", "zone", "", -1, -1)]
    found = connectivity(twin_of([*nodes, ("d", "element", "", -1, -1)], [(0, 3, "refers_to", "entrance")]))
    assert (found.dwellings, found.without_entrance) == (2, ("b",))


PUMPS = [("p", "equipment", "", -1, -1), ("q", "equipment", "", -1, -1)]
PORTS = [*((f"p{place}", "port", "", 0, -1) for place in range(2)), ("q0", "port", "", 1, -1)]


def test_a_port_is_taken_by_a_connection_or_a_neighbour():
    assert connectivity(twin_of([*PUMPS, *PORTS], [(2, 4, "connects", "")])).unconnected_ports == 1
    assert connectivity(twin_of([*PUMPS, *PORTS], [(0, 1, "feeds", "coincident")])).unconnected_ports == 1
    assert connectivity(twin_of([*PUMPS, *PORTS], [(0, 1, "contains", "")])).unconnected_ports == 3


def test_one_neighbour_linked_both_ways_takes_one_port():
    both = [(0, 1, "feeds", "flow"), (1, 0, "feeds", "return")]
    assert connectivity(twin_of([*PUMPS, *PORTS], both)).unconnected_ports == 1
