from twin.analysis.space_syntax import syntax_of
from twin.analysis.space_syntax_layout import layout_of
from twin.model.schema import table_of
from twin.model.twin import Twin


def layout(nodes, edges):
    names, kinds = zip(*nodes, strict=True)
    place = {"": -1, **{name: row for row, name in enumerate(names)}}
    ends = {column: [place[edge[at]] for edge in edges] for column, at in (("source", 0), ("target", 1), ("via", 3))}
    twin = Twin(
        {
            "nodes": table_of("nodes", {"id": names, "name": names, "kind": kinds}),
            "edges": table_of("edges", {**ends, "relation": [edge[2] for edge in edges]}),
        }
    )
    return layout_of(twin), names


def test_rooms_on_two_ways_are_as_deep_as_doors_lie_between():
    found, names = layout(
        [
            ("hall", "space"),
            ("room", "space"),
            ("out", "exterior"),
            ("door", "element"),
            ("j", "path"),
            ("k", "path"),
            ("l", "path"),
            ("way", "path"),
            ("lane", "path"),
        ],
        [
            ("hall", "room", "opens_onto", ""),
            ("hall", "out", "opens_onto", "door"),
            ("j", "out", "opens_onto", "door"),
            ("j", "k", "walks_to", ""),
            ("k", "l", "walks_to", "way"),
            ("k", "l", "walks_to", "lane"),
        ],
    )
    depth = dict(zip([names[row] for row in found.rows], syntax_of(found).street_depth, strict=True))
    assert depth == {"way": 0, "lane": 0, "hall": 1, "room": 2}


def test_without_ways_the_outside_of_a_building_is_its_street():
    found, names = layout(
        [("hall", "space"), ("out", "exterior"), ("door", "element")], [("hall", "out", "opens_onto", "door")]
    )
    assert [names[row] for row in found.rows[found.street]] == ["out"]


def test_two_doors_between_the_same_rooms_are_one_step():
    found, _ = layout([("a", "space"), ("b", "space")], [("a", "b", "opens_onto", "")] * 2)
    assert found.pairs.tolist() == [[0, 1]]
