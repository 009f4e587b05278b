"""A house of boxes: as little as shows what a picture does."""

from collections.abc import Callable

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin

CORNERS = np.array([(x, y, z) for z in (0, 1) for y in (0, 1) for x in (0, 1)], dtype=float)
SIDES = ((0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (1, 3, 7, 5), (3, 2, 6, 7), (2, 0, 4, 6))
FACES = np.array([corners for a, b, c, d in SIDES for corners in ((a, b, c), (a, c, d))])
Box = tuple[str, str, str, int, tuple[float, ...], tuple[float, ...]]

NODES: tuple[Box, ...] = (
    # kind, class, name, storey, least corner, size
    ("building", "IfcBuilding", "House", -1, (), ()),
    ("storey", "IfcBuildingStorey", "Ground", 1, (), ()),
    ("storey", "IfcBuildingStorey", "Upper", 2, (), ()),
    ("space", "IfcSpace", "Kitchen", 1, (0.2, 0.2, 0.0), (4.8, 4.8, 2.6)),
    ("space", "IfcSpace", "Hall", 1, (5.2, 0.2, 0.0), (4.6, 4.8, 2.6)),
    ("space", "IfcSpace", "Attic", 2, (0.2, 0.2, 3.0), (9.6, 4.8, 2.6)),
    ("element", "IfcWall", "South", 1, (0.0, 0.0, 0.0), (10.0, 0.2, 2.6)),
    ("element", "IfcWall", "North", 1, (0.0, 5.0, 0.0), (10.0, 0.2, 2.6)),
    ("element", "IfcSlab", "Ceiling", 1, (0.0, 0.0, 2.6), (10.0, 5.2, 0.4)),
    ("element", "IfcSlab", "Floor", 1, (0.0, 0.0, -0.4), (10.0, 5.2, 0.4)),
    ("element", "IfcOpeningElement", "Hole", 1, (1.0, 0.0, 1.0), (1.0, 0.2, 1.0)),
    ("equipment", "IfcBoiler", "Boiler", 1, (1.0, 1.0, 0.0), (1.0, 1.0, 1.5)),
    ("site", "IfcSite", "Site", -1, (-50.0, -50.0, -1.0), (100.0, 100.0, 0.2)),
)


def twin_of_boxes(nodes: tuple[Box, ...] = NODES, *, origin: tuple[float, ...] = (0.0, 0.0, 0.0)) -> Twin:
    shown = [node for node in nodes if node[4]]
    transform = np.full((len(nodes), 3, 4), np.nan)
    box = np.full((len(nodes), 2, 3), np.nan)
    mesh = np.full(len(nodes), -1)
    for row, node in enumerate(nodes):
        if node[4]:
            mesh[row], low = shown.index(node), np.add(node[4], origin)
            transform[row] = np.column_stack((np.eye(3), low))
            box[row] = low, low + node[5]
    count = np.arange(len(shown))
    of_storey = np.where([node[3] >= 0 or node[0] == "building" for node in nodes], 0, -1)
    return Twin(
        {
            "nodes": table_of(
                "nodes",
                {
                    "id": [f"id{row}" for row in range(len(nodes))],
                    "kind": [node[0] for node in nodes],
                    "ifc_class": [node[1] for node in nodes],
                    "name": [node[2] for node in nodes],
                    "long_name": ["Cuisine" if node[2] == "Kitchen" else "" for node in nodes],
                    "storey": [node[3] for node in nodes],
                    "building": of_storey,
                    "elevation": [{"Ground": 0.0, "Upper": 3.0}.get(node[2], np.nan) for node in nodes],
                    "mesh": mesh,
                    "transform": transform,
                    "box": box,
                },
            ),
            "meshes": table_of(
                "meshes",
                {
                    "vertex": 8 * count,
                    "vertices": np.full(len(shown), 8),
                    "face": 12 * count,
                    "faces": np.full(len(shown), 12),
                    "colour": count,
                    "colours": np.ones(len(shown)),
                    "kernel": ["fast"] * len(shown),
                },
            ),
            "vertices": table_of("vertices", {"xyz": np.reshape([CORNERS * node[5] for node in shown], (-1, 3))}),
            "faces": table_of(
                "faces", {"corners": np.tile(FACES, (len(shown), 1)), "colour": np.zeros(12 * len(shown))}
            ),
            "colours": table_of("colours", {"rgba": np.tile((0.5, 0.4, 0.3, 1.0), (len(shown), 1))}),
            "property_sets": table_of("property_sets", {"name": ["Pset_Room", "Qto_Room"]}),
            "properties": table_of(
                "properties",
                {
                    "set": [0, 1],
                    "name": ["Use", "Area"],
                    "value": ["cooking", "23.0"],
                    "number": [np.nan, 23.0],
                    "unit": ["", "m2"],
                },
            ),
            "node_property_sets": table_of("node_property_sets", {"node": [3, 3], "set": [0, 1]}),
        },
        {"crs": "EPSG:2154"},
    )


@pytest.fixture
def house() -> Twin:
    return twin_of_boxes()


@pytest.fixture
def make_twin() -> Callable[..., Twin]:
    return twin_of_boxes
