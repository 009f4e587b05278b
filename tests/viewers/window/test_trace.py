"""What feeds a thing and what it feeds."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from twin.model.relations import Relation
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.window.trace import downstream, points, stations, upstream, values

BOARD = "IfcElectricDistributionBoard"
PUMPED = {"Board": BOARD, "Pump": "IfcPump", "Pipe": "IfcPipeSegment", "Radiator": "IfcSpaceHeater"}
FEEDS = [("Board", "Pump", "power"), ("Pump", "Pipe", "heating_flow"), ("Pipe", "Radiator", "heating_flow")]


def as_graph(twin: Twin, *, without: tuple[str, ...]) -> nx.DiGraph:
    edges = twin.edges
    rows = np.flatnonzero((edges["relation"] == Relation.FEEDS) & ~np.isin(edges["commodity"].astype(str), without))
    graph: nx.DiGraph = nx.DiGraph()
    graph.add_edges_from(zip(edges["source"][rows].tolist(), edges["target"][rows].tolist(), strict=True))
    return graph


@pytest.mark.parametrize("name", ["block", "plant"])
def test_traces_agree_with_networkx(name: str, request: pytest.FixtureRequest) -> None:
    twin = request.getfixturevalue(name)
    graph = as_graph(twin, without=("heating_return", "drainage"))
    for row in list(graph)[::17]:
        assert set(downstream(twin, row).found.tolist()) == nx.descendants(graph, row)
        assert set(upstream(twin, row).found.tolist()) == nx.ancestors(graph, row)


def test_depths_are_those_of_the_shortest_way(block: Twin) -> None:
    graph = as_graph(block, without=("heating_return", "drainage"))
    row = int(np.flatnonzero(block.nodes["ifc_class"] == BOARD)[0])
    trace = downstream(block, row)
    assert dict(zip(trace.rows.tolist(), trace.depth.tolist(), strict=True)) == nx.single_source_shortest_path_length(
        graph, row
    )


def test_a_trace_of_one_commodity_follows_no_other(wire: Callable[..., Twin]) -> None:
    twin = wire(PUMPED, FEEDS)
    assert upstream(twin, 3, "heating_flow").found.tolist() == [2, 1]
    assert upstream(twin, 3).found.tolist() == [2, 1, 0]


def test_what_comes_back_from_radiators_feeds_nothing(wire: Callable[..., Twin]) -> None:
    twin = wire(PUMPED, [*FEEDS, ("Radiator", "Pump", "heating_return")])
    assert downstream(twin, 3).found.tolist() == []
    assert downstream(twin, 3, "heating_return").found.tolist() == [1]


def test_the_next_device_is_told_past_pieces_of_pipe(wire: Callable[..., Twin]) -> None:
    (found,) = stations(wire(PUMPED, FEEDS), 3, "upstream")
    assert (found.row, found.pieces, found.commodity) == (1, 1, "heating_flow")


def test_what_only_assumed_links_reach_is_told_apart(wire: Callable[..., Twin]) -> None:
    twin = wire(PUMPED, FEEDS)
    edges = {name: twin.edges[name].tolist() for name in twin.edges} | {
        "provenance": ["assumed", "declared", "declared"]
    }
    twin = Twin({**twin.tables, "edges": table_of("edges", edges)})
    groups = values(upstream(twin, 1), downstream(twin, 1))
    told = [groups.labels[code] for code in groups.codes.tolist()]
    assert told == ["Feeds it, by assumption", "The thing itself", "Fed by it", "Fed by it"]


def test_each_group_of_a_trace_has_a_colour_of_its_own(block: Twin) -> None:
    groups = values(upstream(block, 0), language="fr")
    assert len(set(groups.colours)) == len(groups.labels)


def test_lines_of_a_trace_join_the_places_of_its_things(block: Twin) -> None:
    row = int(np.flatnonzero(block.nodes["ifc_class"] == BOARD)[0])
    trace = downstream(block, row)
    ends, colours = points(block, trace)
    assert len(ends) == len(colours) > 0
    assert np.isfinite(ends).all()
