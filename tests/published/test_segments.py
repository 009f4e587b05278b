"""Isolation segments of a published network.

Source: the network of M. Herman and A. Mahmoud, Computing and Control for the Water Industry 2017, as WNTR carries it
in `CCWI17-HermanMahmoud.inp`, with the valves and the expected segments of WNTR's `test_metrics_segments.py`: a valve
layer of five pairs of link and node. Counts are exact.
"""

from itertools import pairwise

import numpy as np
import pytest

from twin.analysis.pipework import pipework
from twin.analysis.segments import isolation_of, segments_of
from twin.simulation.components import supply_of

PIPES = {
    "p1": ("s", "n1"),
    "p2": ("n1", "n2"),
    "p3": ("n2", "n3"),
    "p4": ("n3", "n4"),
    "p5": ("n4", "n5"),
    "p6": ("n2", "n5"),
    "p7": ("n5", "n6"),
    "p8": ("n6", "n1"),
}
VALVES = [("p1", "n1"), ("p3", "n2"), ("p7", "n5"), ("p7", "n6"), ("p8", "n6")]


@pytest.fixture(scope="module")
def network(wire):
    things = dict.fromkeys(["s", *(f"n{number}" for number in range(1, 7))], "IfcPipeFitting.JUNCTION")
    things |= dict.fromkeys(PIPES, "IfcPipeSegment") | {
        f"v-{pipe}-{node}": "IfcValve.ISOLATING" for pipe, node in VALVES
    }
    links = []
    for pipe, ends in PIPES.items():
        for node, outwards in zip(ends, (False, True), strict=True):
            way = [pipe, f"v-{pipe}-{node}", node] if (pipe, node) in VALVES else [pipe, node]
            way = way if outwards else way[::-1]
            links += [(one, other, "cold_water") for one, other in pairwise(way)]
    return wire(things, links)


@pytest.fixture(scope="module")
def pieces(network):
    pipes = pipework(network)["water"]
    label = segments_of(pipes)
    names = network.nodes["name"][pipes.nodes]
    return sorted((set(names[label == one]) for one in np.unique(label[label >= 0])), key=len)


def test_network_falls_into_four_segments(pieces):
    assert len(pieces) == 4


def test_largest_segment_has_five_nodes_and_six_links(pieces):
    assert pieces[-1] == {"n1", "n2", "n3", "n4", "n5", "p2", "p3", "p4", "p5", "p6", "p8"}


def test_pipe_and_node_between_valves_stand_alone(pieces):
    assert pieces[:2] in ([{"p7"}, {"n6"}], [{"n6"}, {"p7"}])


def test_valves_around_a_segment_are_those_of_the_published_layer(network):
    names = network.nodes["name"].tolist()
    found = isolation_of(network, supply_of(network), names.index("p4"))
    assert [names[row] for row in found.valves] == ["v-p1-n1"]
    assert {names[row] for row in found.idle} == {"v-p7-n5", "v-p8-n6"}
