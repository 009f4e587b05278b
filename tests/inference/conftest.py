"""Small buildings out of boxes, for layers that look at shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import trimesh

from twin.model.kinds import Kind
from twin.model.schema import NODES, table_of
from twin.model.twin import Twin

Box = tuple[Sequence[float], Sequence[float]]
Thing = tuple[str, str, Sequence[Box]]
KINDS = {"IfcBuilding": Kind.BUILDING, "IfcSpace": Kind.SPACE, "IfcTransportElement": Kind.EQUIPMENT}


@pytest.fixture
def build() -> Callable[..., Twin]:
    """Return a function that makes a twin of things given by name, class and the boxes that they consist of.

    The name is the id, too. ``edges`` are source, target and relation by name; ``columns`` are values by thing.
    """
    return _built


def _built(
    things: Sequence[Thing],
    *,
    edges: Sequence[tuple[str, str, str]] = (),
    columns: Mapping[str, Mapping[str, Any]] | None = None,
    **tables: Any,
) -> Twin:
    things = [("house", "IfcBuilding", ()), *things]
    row = {name: number for number, (name, _, _) in enumerate(things)}
    shapes = [
        trimesh.util.concatenate([trimesh.creation.box(bounds=box) for box in boxes]) for *_, boxes in things if boxes
    ]
    values: dict[str, Any] = {
        "id": list(row),
        "name": list(row),
        "global_id": list(row),
        "kind": [KINDS.get(ifc_class, Kind.ELEMENT) for _, ifc_class, _ in things],
        "ifc_class": [ifc_class for _, ifc_class, _ in things],
        "building": [-1] + [0] * (len(things) - 1),
        "mesh": np.cumsum([bool(boxes) for *_, boxes in things]) - 1,
        "transform": [np.eye(4)[:3]] * len(things),
        "box": [_around(boxes) for *_, boxes in things],
    }
    values["mesh"] = np.where([bool(boxes) for *_, boxes in things], values["mesh"], -1)
    for name, said in (columns or {}).items():
        values[name] = [said.get(one, NODES[name].default) for one in row]
    ends = {
        "source": [row[source] for source, _, _ in edges],
        "target": [row[target] for _, target, _ in edges],
        "relation": [relation for *_, relation in edges],
    }
    made = {name: table_of(name, given(row)) for name, given in tables.items()}
    return Twin(
        {
            "nodes": table_of("nodes", values),
            "edges": table_of("edges", ends),
            **_meshes(shapes),
            **made,
        }
    )


def _around(boxes: Sequence[Box]) -> Any:
    corners = np.array(boxes, dtype=float).reshape(-1, 2, 3)
    return [corners[:, 0].min(axis=0), corners[:, 1].max(axis=0)] if len(corners) else np.full((2, 3), np.nan)


def _meshes(shapes: Sequence[trimesh.Trimesh]) -> dict[str, Any]:
    vertices, faces = [len(one.vertices) for one in shapes], [len(one.faces) for one in shapes]
    starts = {"vertex": np.cumsum([0, *vertices])[:-1], "face": np.cumsum([0, *faces])[:-1]}
    return {
        "meshes": table_of("meshes", {**starts, "vertices": vertices, "faces": faces}),
        "vertices": table_of("vertices", {"xyz": np.concatenate([one.vertices for one in shapes])}),
        "faces": table_of("faces", {"corners": np.concatenate([one.faces for one in shapes])}),
    }
