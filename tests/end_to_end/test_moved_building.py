"""A building that is turned, carried away and renamed keeps all its links."""

import functools
import math

import numpy as np
import pytest

from twin.geometry.placed import triangles_of
from twin.inference.run import inferred
from twin.model.columns import Columns, text
from twin.model.twin import Twin

FILES = ("duplex/Ifc2x3_Duplex_Architecture.ifc", "smileywest/231110AC-11-Smiley-West-04-07-2007.ifc")


def moved(facts, angle, shift):
    """Return the facts turned about the origin [rad], moved [m], and with names that say nothing."""
    turn = np.array([[math.cos(angle), -math.sin(angle), 0], [math.sin(angle), math.cos(angle), 0], [0, 0, 1]])
    nodes = dict(facts.nodes)
    nodes["transform"] = turn @ facts.nodes["transform"]
    nodes["transform"][:, :, 3] += shift
    nodes["position"] = facts.nodes["position"] @ turn.T + shift
    points = facts["boundary_points"]
    moved_points = Columns({**points, "xyz": points["xyz"] @ turn.T + shift}, points.length)
    tables = {**facts.tables, "nodes": Columns(nodes, facts.nodes.length), "boundary_points": moved_points}
    nodes["box"] = boxes(Twin(tables, facts.meta))
    return Twin({**tables, "nodes": Columns(nodes, facts.nodes.length)}, facts.meta)


def boxes(facts):
    result = np.full((facts.nodes.length, 2, 3), np.nan)
    for row in np.flatnonzero(facts.nodes["mesh"] >= 0):
        points = triangles_of(facts, np.array([row])).points
        result[row] = points.min(axis=0), points.max(axis=0)
    return result


def links(facts):
    edges, ids = facts.edges, np.append(facts.nodes["id"], text([""]))
    chosen = np.isin(edges["relation"].astype(str), ["opens_onto", "adjacent", "groups", "refers_to", "serves"])
    return {tuple(ids[edges[end][row]] for end in ("source", "target", "via")) for row in np.flatnonzero(chosen)}


@pytest.fixture(scope="module")
def known(read_models):
    """Return a function that tells the links of a building where it stands."""
    return functools.cache(lambda path: links(inferred(read_models(path))))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("angle", [0.7, math.pi / 2])
def test_links_do_not_depend_on_where_the_building_stands(shared_data, name, angle, read_models, known):
    facts = read_models(shared_data / name)
    assert links(inferred(moved(facts, angle, (12_345.678, -98_765.432, 3.21)))) == known(shared_data / name)


@pytest.mark.parametrize("name", FILES)
def test_links_do_not_depend_on_what_doors_walls_and_storeys_are_called(shared_data, name, read_models, known):
    facts = read_models(shared_data / name)
    nodes = facts.nodes
    renamed = np.where(nodes["kind"] == "space", nodes["name"], text([f"x{row}" for row in range(nodes.length)]))
    other = Twin({**facts.tables, "nodes": Columns({**nodes, "name": renamed}, nodes.length)}, facts.meta)
    assert links(inferred(other)) == known(shared_data / name)
