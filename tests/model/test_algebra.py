"""Joining and thinning must never let a reference point at another row than before."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.model.algebra import joined, keep_rows, merged, without_orphans
from twin.model.schema import TABLES, table_of


def tables(ids, edges, sets=()):
    return {
        "nodes": table_of("nodes", {"id": ids, "parent": [-1] * len(ids)}),
        "edges": table_of("edges", {"source": [e[0] for e in edges], "target": [e[1] for e in edges]}),
        "types": table_of("types", {"id": []}),
        "property_sets": table_of("property_sets", {"name": [name for name, _ in sets]}),
        "node_property_sets": table_of(
            "node_property_sets", {"node": [node for _, node in sets], "set": list(range(len(sets)))}
        ),
        "type_property_sets": table_of("type_property_sets", {"type": [], "set": []}),
        "properties": table_of("properties", {"set": list(range(len(sets))), "name": [name for name, _ in sets]}),
    }


def pairs(some):
    ids = some["nodes"]["id"]
    return [(ids[s], ids[t]) for s, t in zip(some["edges"]["source"], some["edges"]["target"], strict=True)]


def test_every_reference_of_the_schema_names_a_table():
    for columns in TABLES.values():
        for spec in columns.values():
            assert spec.refers in {"", *TABLES}


def test_joined_tables_keep_their_edges():
    both = joined([tables("ab", [(0, 1)]), tables("cd", [(1, 0)])])
    assert both["nodes"]["id"].tolist() == list("abcd")
    assert pairs(both) == [("a", "b"), ("d", "c")]


@given(st.lists(st.booleans(), min_size=5, max_size=5), st.lists(st.tuples(*[st.integers(0, 4)] * 2), max_size=12))
def test_thinned_tables_keep_exactly_the_edges_between_what_stays(keep, edges):
    before = tables("abcde", edges)
    after = keep_rows(before, {"nodes": np.array(keep)})
    stays = {name for name, kept in zip("abcde", keep, strict=True) if kept}
    assert pairs(after) == [(s, t) for s, t in pairs(before) if s in stays and t in stays]


def test_merged_nodes_keep_what_was_said_of_each():
    one = tables("abA", [(0, 1), (2, 1)], [("p", 0), ("q", 2)])
    after = merged(one, np.array([0, 1, 0]))
    assert after["nodes"]["id"].tolist() == ["a", "b"]
    assert pairs(after) == [("a", "b")]
    links = after["node_property_sets"]
    assert {(int(n), after["property_sets"]["name"][s]) for n, s in zip(links["node"], links["set"], strict=True)} == {
        (0, "p"),
        (0, "q"),
    }


def test_orphaned_sets_go_and_their_properties_with_them():
    thinned = keep_rows(tables("ab", [], [("p", 0), ("q", 1)]), {"nodes": np.array([True, False])})
    after = without_orphans(thinned)
    assert after["property_sets"]["name"].tolist() == ["p"]
    assert after["properties"]["name"].tolist() == ["p"]


def test_orphaned_meshes_go_and_the_others_keep_their_vertices():
    one = tables("ab", [])
    one["nodes"] = table_of("nodes", {"id": ["a", "b"], "mesh": [-1, 1]})
    one["meshes"] = table_of("meshes", {"vertex": [0, 2], "vertices": [2, 3], "face": [0, 1], "faces": [1, 1]})
    one["vertices"] = table_of("vertices", {"xyz": np.arange(15.0).reshape(5, 3)})
    one["faces"] = table_of("faces", {"corners": [[0, 1, 0], [0, 1, 2]]})
    one["colours"] = table_of("colours", {"rgba": np.empty((0, 4))})
    after = without_orphans(one)
    assert after["meshes"].length == 1
    assert after["nodes"]["mesh"].tolist() == [-1, 0]
    assert after["vertices"]["xyz"][:, 0].tolist() == [6.0, 9.0, 12.0]
    assert after["faces"]["corners"].tolist() == [[0, 1, 2]]
