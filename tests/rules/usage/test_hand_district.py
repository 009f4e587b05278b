"""A real district reckoned from the text of its map alone: walks to playgrounds, and what its lamps light.

Nodes and ways are read from the OpenStreetMap file, in metres of the UTM zone; ways meet where they share a node;
doors, and the corner of a playground nearest to a way, are joined to the nearest way. Of the twin only the lines of
its stretches are taken, for lamps to shine on.
"""

import itertools
import math
import xml.etree.ElementTree as ET

import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Transformer

from twin.estate import import_models
from twin.usage.run import measured

WALKED = {"footway", "service", "residential", "secondary", "steps", "cycleway", "path"}
SPEED = 1.2


@pytest.fixture(scope="module")
def district(shared_data):
    return import_models([], public_space=[shared_data / "osm" / "neukolln_input.osm"])


@pytest.fixture(scope="module")
def raw(shared_data, district):
    """Return positions and tags of nodes, and nodes and tags of ways, by id."""
    to_plan = Transformer.from_crs(4326, district.crs, always_xy=True)
    at, tags, ways = {}, {}, {}
    for one in ET.parse(shared_data / "osm" / "neukolln_input.osm").getroot():
        said = {tag.get("k"): tag.get("v") for tag in one.iter("tag")}
        if one.tag == "node":
            at[one.get("id")] = to_plan.transform(float(one.get("lon")), float(one.get("lat")))
            tags[one.get("id")] = said
        elif one.tag == "way":
            ways[one.get("id")] = ([ref.get("ref") for ref in one.iter("nd")], said)
    return at, tags, ways


class Streets:
    """The ways of the map as a graph of metres, to which places are joined where they are nearest."""

    def __init__(self, at, ways):
        walked = [nodes for nodes, said in ways.values() if said.get("highway") in WALKED and said.get("foot") != "no"]
        pairs = [itertools.pairwise(one for one in nodes if one in at) for nodes in walked]
        self.ends = [pair for of in pairs for pair in of]
        self.lines = shapely.linestrings([[at[a], at[b]] for a, b in self.ends])
        self.tree = shapely.STRtree(self.lines)
        self.on = [[(0.0, a), (line.length, b)] for (a, b), line in zip(self.ends, self.lines, strict=True)]
        self.feet = []

    def join(self, name, place, farthest_m):
        """Return whether the nearest way is near enough to join a place to it."""
        point = shapely.Point(place)
        nearest = int(self.tree.nearest(point))
        away = self.lines[nearest].distance(point)
        if away <= farthest_m:
            self.feet.append((name, (name, "foot"), away))
            self.on[nearest].append((self.lines[nearest].project(point), (name, "foot")))
        return away <= farthest_m

    def graph(self):
        graph = nx.Graph()
        for places in self.on:
            for (one, a), (other, b) in itertools.pairwise(sorted(places, key=lambda place: place[0])):
                graph.add_edge(a, b, m=other - one)
        graph.add_weighted_edges_from(self.feet, weight="m")
        return graph


def play(streets, outline, number):
    """Return what joins a playground: where ways cross its outline, and the corner that a way comes nearest to."""
    crossing = streets.tree.query(outline, predicate="intersects").tolist()
    for stretch in crossing:
        for corner in shapely.get_coordinates(streets.lines[stretch].intersection(outline))[[0, -1]]:
            streets.on[stretch].append((streets.lines[stretch].project(shapely.Point(corner)), (number, *corner)))
    corners = [shapely.Point(one) for one in outline.exterior.coords]
    nearest = min(corners, key=lambda one: streets.lines[int(streets.tree.nearest(one))].distance(one))
    on_edge = [place for stretch in crossing for _, place in streets.on[stretch] if place[0] == number]
    return [*on_edge, *([(number, "corner")] if streets.join((number, "corner"), nearest, 50.0) else [])]


def test_houses_walk_to_playgrounds_as_the_text_of_the_map_says(district, raw):
    at, tags, ways = raw
    streets = Streets(at, ways)
    outlines = [
        shapely.Polygon([at[one] for one in nodes])
        for nodes, said in ways.values()
        if said.get("leisure") == "playground"
    ]
    goals = [one for number, outline in enumerate(outlines) for one in play(streets, outline, number)]
    doors = {}
    for way, (nodes, said) in ways.items():
        if said.get("building") == "apartments":
            entrances = [one for one in nodes if "entrance" in tags.get(one, {})]
            doors[way] = [("door", one) for one in entrances if streets.join(("door", one), at[one], 60.0)]
    metres = nx.multi_source_dijkstra_path_length(streets.graph(), set(goals), weight="m")
    expected = {f"osm/way/{way}": min(metres[one] for one in mine) / SPEED for way, mine in doors.items() if mine}
    found = measured(district.facts, "catchment").table.set_index("id").loc[list(expected), "walk_s"]
    assert len(expected) > 20
    shorter = np.array(list(expected.values())) - found.to_numpy(dtype=float)
    assert (np.abs(shorter) < 0.01).sum() >= 19
    assert shorter.min() > -0.01  # four houses cross a car park beside the street, which is walked around here
    assert shorter.max() < 2.5


def test_lamps_light_as_much_of_each_way_as_the_text_of_the_map_says(district, raw):
    twin, expected = district.facts, {}
    at, tags, ways = raw
    lamps = np.array([at[one] for one, said in tags.items() if said.get("highway") == "street_lamp"])
    near, blocks = shapely.STRtree(shapely.points(lamps)), shapely.STRtree(buildings(at, ways))
    nodes, points = twin.nodes, twin["line_points"]
    for line, row in enumerate(twin["lines"]["node"].tolist()):
        xy = points["xyz"][points["line"] == line][:, :2]
        if nodes["object_type"][row] == "stretch" and len(xy) > 1:
            parent = nodes["parent"][row]
            way = str(nodes["id"][parent if parent >= 0 else row]).rpartition("/")[2]
            said = ways.get(way, ([], {}))[1].get("lit", "")
            lit = np.array([light(one, lamps, near, blocks, said) for one in along(shapely.LineString(xy))])
            known = np.isfinite(lit)
            expected[str(nodes["id"][row])] = lit[known].mean() if known.mean() > 0.5 else np.nan
    found = measured(twin, "watched").table.set_index("id").loc[list(expected), "share_lit"]
    assert len(expected) > 700
    np.testing.assert_allclose(found.to_numpy(dtype=float, na_value=np.nan), list(expected.values()), atol=1e-9)


def buildings(at, ways):
    closed = [nodes for nodes, said in ways.values() if said.get("building", "no") != "no" and nodes[0] == nodes[-1]]
    return [shapely.Polygon([at[one] for one in nodes]) for nodes in closed]


def along(line):
    """Return points on a way, no more than 2.5 m apart, each in the middle of its part."""
    parts = max(math.ceil(line.length / 2.5), 1)
    return shapely.line_interpolate_point(line, (np.arange(parts) + 0.5) / parts, normalized=True)


def light(point, lamps, near, blocks, said):
    """Return 1 where a lamp within 20 m shines, past buildings, 0 where it is dark, NaN where nobody knows."""
    within = near.query(point, predicate="dwithin", distance=20.0)
    if any(shines(lamps[one], np.array(point.coords[0]), blocks) for one in within):
        return 1.0
    if len(within):
        return 0.0
    if said == "yes":
        return 1.0
    return 0.0 if said == "no" or len(near.query(point, predicate="dwithin", distance=100.0)) else np.nan


def shines(lamp, point, blocks):
    """Whether nothing stands between a lamp and a point, half a metre at either end left out."""
    away = math.dist(lamp, point)
    if away <= 1.0:
        return True
    ends = lamp + 0.5 / away * (point - lamp), point - 0.5 / away * (point - lamp)
    return not len(blocks.query(shapely.LineString(ends), predicate="intersects"))
