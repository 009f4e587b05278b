import numpy as np
import pytest

from twin.errors import UsageError
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.anchors import anchors_of
from twin_viewers.links import links_of
from twin_viewers.network import LINK_COLOURS
from twin_viewers.palette import CATEGORICAL, COMMODITIES, OUTSIDE, PROVENANCE, rgb
from twin_viewers.scene import Look, Surface, scene_of
from twin_viewers.screenshot import draw
from twin_viewers.selection import without_doubles

NODES = (
    ("building", "IfcBuilding", "House", -1, (), ()),
    ("storey", "IfcBuildingStorey", "Ground", 1, (), ()),
    ("storey", "IfcBuildingStorey", "Upper", 2, (), ()),
    ("space", "IfcSpace", "Kitchen", 1, (0.2, 0.2, 0.0), (4.8, 4.8, 2.6)),
    ("space", "IfcSpace", "Hall", 1, (5.2, 0.2, 0.0), (4.6, 4.8, 2.6)),
    ("space", "IfcSpace", "Attic", 2, (0.2, 0.2, 3.0), (9.6, 4.8, 2.6)),
    ("element", "IfcDoor", "Inner", 1, (5.0, 1.0, 0.0), (0.2, 1.0, 2.0)),
    ("element", "IfcDoor", "Front", 1, (7.0, 0.0, 0.0), (1.0, 0.2, 2.0)),
    ("element", "IfcStair", "Stair", 1, (6.0, 3.0, 0.0), (3.0, 1.0, 3.0)),
    ("exterior", "", "Outside", -1, (), ()),
    ("equipment", "IfcBoiler", "Boiler", 1, (1.0, 1.0, 0.0), (1.0, 1.0, 1.5)),
    ("equipment", "IfcSpaceHeater", "Radiator", 1, (8.0, 4.0, 0.0), (1.0, 0.2, 0.6)),
    ("system", "IfcSystem", "Heating", -1, (), ()),
    ("element", "IfcWall", "Party", 1, (5.0, 0.2, 0.0), (0.2, 4.8, 2.6)),
    ("space", "IfcSpace", "Lost", 1, (), ()),
)
KITCHEN, HALL, ATTIC, INNER, FRONT, STAIR, OUTDOORS, BOILER, RADIATOR, HEATING, PARTY, LOST = range(3, 15)
LINKS = (
    # source, target, relation, via, provenance, confidence, commodity
    (KITCHEN, HALL, "opens_onto", INNER, "declared", 1.0, ""),
    (HALL, OUTDOORS, "opens_onto", FRONT, "geometric", 0.9, ""),
    (HALL, ATTIC, "opens_onto", STAIR, "assumed", 0.5, ""),
    (KITCHEN, HALL, "adjacent", PARTY, "geometric", 1.0, ""),
    (BOILER, RADIATOR, "feeds", -1, "assumed", 0.4, "heating_flow"),
    (HEATING, BOILER, "groups", -1, "declared", 1.0, ""),
    (HEATING, RADIATOR, "groups", -1, "declared", 1.0, ""),
    (LOST, HALL, "connects", -1, "declared", 1.0, ""),
)


def with_links(twin, links=LINKS):
    names = ("source", "target", "relation", "via", "provenance", "confidence", "commodity")
    edges = table_of("edges", dict(zip(names, zip(*links, strict=True), strict=True)))
    return Twin({**twin.tables, "edges": edges}, twin.meta)


@pytest.fixture
def linked(make_twin):
    return with_links(make_twin(NODES))


def layer(scene, name):
    return next(layer.mesh for layer in scene.layers if layer.name == name)


def test_way_leads_through_the_door(linked):
    way = links_of(linked, ["opens_onto"]).ways[0]
    np.testing.assert_allclose(way[[0, 2, 5]], [(2.6, 2.6, 1.0), (5.1, 1.5, 1.0), (7.5, 2.6, 1.0)])


def test_way_out_ends_in_front_of_the_door(linked):
    links = links_of(linked, ["opens_onto"])
    np.testing.assert_allclose(links.outside, [(7.5, -1.1, 1.0)])


def test_way_does_not_lead_through_a_wall_between_rooms(linked):
    assert len(links_of(linked, ["adjacent"]).vias) == 0


def test_room_of_odd_form_is_marked_inside_itself(make_twin):
    twin = make_twin((("space", "IfcSpace", "L", -1, (0.0, 0.0, 0.0), (10.0, 10.0, 3.0)),))
    corners = np.array([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)], dtype=float)
    points = np.concatenate([np.column_stack((corners, np.full(6, z))) for z in (0.0, 3.0)])
    top = [(6, 7, 8), (6, 8, 9), (6, 9, 10), (6, 10, 11)]
    tables = {
        **twin.tables,
        "vertices": table_of("vertices", {"xyz": points}),
        "faces": table_of("faces", {"corners": top, "colour": np.zeros(4)}),
        "meshes": table_of(
            "meshes", {"vertex": [0], "vertices": [12], "face": [0], "faces": [4], "colour": [0], "colours": [1]}
        ),
    }
    x, y, _ = anchors_of(Twin(tables), np.array([0]))[0]
    assert 0 < min(x, y) < 1
    assert 0 < max(x, y) < 10


def test_whole_without_shape_is_in_the_middle_of_its_members(linked):
    anchors = anchors_of(linked, np.array([HEATING]))
    np.testing.assert_allclose(anchors[HEATING], (anchors[BOILER] + anchors[RADIATOR]) / 2)


def test_link_whose_end_is_nowhere_is_counted_and_not_drawn(linked):
    links = links_of(linked, ["connects"])
    assert (len(links.edges), links.unplaced) == (0, 1)
    assert "not drawn: place unknown" in {entry.label for entry in legend_of(linked, "connects").above[0].entries}


def legend_of(twin, *relations, **options):
    return scene_of(twin, Look(links=relations, **options)).legend


def test_ports_bend_the_way_between_the_things_they_belong_to(make_twin):
    ports = (("port", "IfcDistributionPort", "out", -1, (), ()), ("port", "IfcDistributionPort", "in", -1, (), ()))
    twin = make_twin((*NODES, *ports))
    out, into = len(NODES), len(NODES) + 1
    parent, position = twin.nodes["parent"].copy(), twin.nodes["position"].copy()
    parent[out], parent[into] = BOILER, RADIATOR
    position[out], position[into] = (2.0, 1.5, 1.0), (8.0, 4.1, 0.3)
    nodes = type(twin.nodes)({**twin.nodes, "parent": parent, "position": position}, twin.nodes.length)
    joint = (out, into, "connects", -1, "declared", 1.0, "")
    twin = with_links(Twin({**twin.tables, "nodes": nodes}), (*LINKS, joint))
    for links in (links_of(twin, ["feeds"]), links_of(twin, ["connects"])):
        np.testing.assert_allclose(links.ways[-1][[1, 4]], position[[out, into]])
        assert links.nodes.tolist() == [BOILER, RADIATOR]


def test_storey_cuts_links_to_others_short_and_points_up(linked):
    links = links_of(linked, ["opens_onto"], storey="Ground")
    assert links.cut.tolist() == [0, 0, 1]
    tip, turn = links.ways[2, 5], links.ways[2, 1]
    assert tip[2] > turn[2] + 1
    np.testing.assert_allclose(tip[:2], (7.5, 3.5))  # up where the stair is
    assert ATTIC not in links.nodes


def test_seen_from_above_the_same_link_points_down(linked):
    links = links_of(linked, ["opens_onto"], storey="Upper")
    assert links.cut.tolist() == [-1]
    assert links.ways[0, 0, 2] < links.ways[0, 4, 2] - 1
    assert links.nodes.tolist() == [ATTIC]


def test_relation_without_links_names_those_there_are(linked):
    with pytest.raises(UsageError, match=r"no such links. There are opens_onto \(3\), groups \(2\), adjacent \(1\)"):
        links_of(linked, ["serves"])


def test_unknown_relation_suggests_the_nearest(linked):
    with pytest.raises(UsageError, match="no such relation; did you mean opens_onto"):
        links_of(linked, ["opens_on"])


def test_links_are_one_layer_for_each_provenance_however_many(linked):
    many = with_links(linked, LINKS * 200)
    for twin in (linked, many):
        names = [one.name for one in scene_of(twin, Look(links=("opens_onto", "feeds"))).layers if "links" in one.name]
        assert sorted(names) == ["ends of links", "links assumed", "links declared", "links geometric"]


def test_every_triangle_knows_its_link_and_its_colour(linked):
    mesh = layer(scene_of(linked, Look(links=("opens_onto",))), "links geometric")
    assert set(mesh.cell_data["edge"].tolist()) == {1}
    assert (mesh.cell_data["rgba"][:, :3] == np.round(np.array(rgb(PROVENANCE["geometric"])) * 255)).all()


def test_assumed_links_are_broken_and_unsure_ones_thin(linked):
    sure = with_links(linked, [(KITCHEN, HALL, "adjacent", -1, "declared", 1.0, "")])
    guess = with_links(linked, [(KITCHEN, HALL, "adjacent", -1, "assumed", 0.2, "")])
    tubes = [
        layer(scene_of(twin, Look(links=("adjacent",))), f"links {name}")
        for twin, name in ((sure, "declared"), (guess, "assumed"))
    ]
    assert tubes[0].n_cells < tubes[1].n_cells
    assert np.ptp(tubes[0].points[:, 2]) > 1.5 * np.ptp(tubes[1].points[:, 2])


def test_supply_has_arrows_towards_what_it_feeds(linked):
    fed, tied = (
        layer(
            scene_of(with_links(linked, [(BOILER, RADIATOR, name, -1, "declared", 1.0, "")]), Look(links=(name,))),
            "links declared",
        )
        for name in ("feeds", "connects")
    )
    assert fed.n_cells == tied.n_cells + 12


def test_nothing_solid_hides_the_links(linked):
    scene = scene_of(linked, Look(links=("opens_onto",)))
    solid = {one.name for one in scene.layers if one.surface is Surface.SOLID}
    assert solid == {"links declared", "links geometric", "links assumed", "ends of links"}
    assert set(layer(scene, "glass").cell_data["node"].tolist()) == {INNER, FRONT, STAIR}


def test_legend_counts_links_by_relation_and_provenance(linked):
    legend = legend_of(linked, "opens_onto", "adjacent")
    said = [(entry.label, entry.count) for entry in legend.above[0].entries]
    assert said == [
        *(("opens onto", 3), ("declared", 1), ("geometric", 1), ("assumed", 1)),
        *(("adjacent", 1), ("geometric", 1)),
    ]
    assert ("Ways to the outside", 1, rgb(OUTSIDE)) in [(one.label, one.count, one.colour) for one in legend.entries]


def test_way_out_is_named_before_the_rooms(linked):
    assert scene_of(linked, Look(links=("opens_onto",))).labels.texts == ("outside", "Attic", "Kitchen Cuisine", "Hall")


@pytest.mark.parametrize("colour_by", LINK_COLOURS)
def test_links_are_coloured_by_what_is_asked(linked, colour_by):
    legend = legend_of(linked, "feeds", colour_links_by=colour_by)
    assert legend.above[0].heading == f"Links by {colour_by}"
    coloured = {entry.label for entry in legend.above[0].entries if entry.colour}
    assert (
        coloured
        == {
            "provenance": {"assumed"},
            "commodity": {"heating flow"},
            "relation": {"feeds"},
            "confidence": set(),
        }[colour_by]
    )


def test_links_have_no_other_colours(linked):
    with pytest.raises(UsageError, match="Write one of provenance, commodity, relation, confidence"):
        scene_of(linked, Look(links=("feeds",), colour_links_by="taste"))


def test_colours_of_links_are_ones_that_the_colour_blind_can_tell_apart():
    for colours in (COMMODITIES, PROVENANCE):
        assert set(colours.values()) <= set(CATEGORICAL)
        assert len(set(colours.values())) == len(colours)


@pytest.mark.parametrize("storey", [None, "Ground"])
def test_picture_of_links_is_the_same_on_a_national_grid(make_twin, storey):
    here, there = (
        draw(
            scene_of(with_links(make_twin(NODES, origin=origin)), Look(storey=storey, links=("opens_onto",))),
            size=(480, 300),
        )
        for origin in ((0.0, 0.0, 0.0), (2_656_163.0, 1_135_553.0, 402.0))
    )
    assert np.abs(here.astype(int) - there).mean() < 0.5
    blue = (here[..., 2] > 140) & (here[..., 0] < 40)
    assert blue.sum() > 50


def test_room_that_two_files_model_is_drawn_once(make_twin):
    double = ("space", "IfcSpace", "Kitchen again", 1, (0.3, 0.3, 0.0), (4.6, 4.6, 2.6))
    twin = make_twin((*NODES, double))
    source = np.zeros(twin.nodes.length, dtype=int)
    source[-1] = 1
    of_two = Twin({**twin.tables, "nodes": type(twin.nodes)({**twin.nodes, "source": source}, twin.nodes.length)})
    rows = np.array([KITCHEN, HALL, ATTIC, len(NODES)])
    known = np.ones(twin.nodes.length, dtype=bool)
    assert without_doubles(of_two, rows, known=known).tolist() == [KITCHEN, HALL, ATTIC]
    assert without_doubles(twin, rows, known=known).tolist() == rows.tolist()  # of one file both are meant
    known[KITCHEN] = False
    assert without_doubles(of_two, rows, known=known).tolist() == [HALL, ATTIC, len(NODES)]
