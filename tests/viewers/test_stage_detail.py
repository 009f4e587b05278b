"""Pipes in few triangles, and how much of a picture is affordable."""

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.detail import detail_of
from twin_viewers.roles import role_names_of
from twin_viewers.slim import slim_of, slim_piece
from twin_viewers.tubes import ball

SIDES = 12


def pipe(points: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Return corners and triangles of a round pipe along the axes of a plane, mitred where it bends."""
    turn = np.arange(SIDES) * 2 * np.pi / SIDES
    rings = []
    for at, point in enumerate(points):
        steps = [points[at + 1] - point if at + 1 < len(points) else None, point - points[at - 1] if at else None]
        ways = [step / np.linalg.norm(step) for step in steps if step is not None]
        along = np.mean(ways, axis=0)
        across = np.cross(along, (0.0, 0.0, 1.0)) / np.linalg.norm(along) ** 2
        rings.append(point + radius * (np.outer(np.cos(turn), across) + np.outer(np.sin(turn), (0, 0, 1.0))))
    near, right = np.arange(SIDES), np.roll(np.arange(SIDES), -1)
    band = np.concatenate((np.stack((near, right, near + SIDES), 1), np.stack((right, right + SIDES, near + SIDES), 1)))
    faces = np.concatenate([band + SIDES * at for at in range(len(points) - 1)])
    return np.concatenate(rings), faces


def twin_of_pipe(corners: np.ndarray, faces: np.ndarray) -> Twin:
    nodes = {
        "id": ["pipe"],
        "kind": ["equipment"],
        "ifc_class": ["IfcPipeSegment"],
        "mesh": [0],
        "transform": [np.column_stack((np.eye(3), (100.0, 0.0, 0.0)))],
        "box": [np.array([corners.min(axis=0), corners.max(axis=0)]) + np.array((100.0, 0, 0))],
    }
    mesh = {
        "vertex": [0],
        "vertices": [len(corners)],
        "face": [0],
        "faces": [len(faces)],
        "colour": [0],
        "colours": [1],
    }
    return Twin(
        {
            "nodes": table_of("nodes", nodes),
            "meshes": table_of("meshes", mesh),
            "vertices": table_of("vertices", {"xyz": corners}),
            "faces": table_of("faces", {"corners": faces, "colour": np.zeros(len(faces))}),
            "colours": table_of("colours", {"rgba": [(1.0, 0.0, 0.0, 1.0)]}),
        },
        {},
    )


BEND = np.array([(0.0, 0, 0), (5.0, 0, 0), (5.0, 4.0, 0)])


def test_bent_pipe_becomes_one_prism_for_each_straight_piece():
    twin = twin_of_pipe(*pipe(BEND, 0.05))
    assert slim_of(twin).counts.tolist() == [2 * 8]


def test_prisms_lie_where_the_pipe_lies():
    twin = twin_of_pipe(*pipe(BEND, 0.05))
    points = slim_piece(twin, np.array([0]), origin=np.array((100.0, 0, 0))).points
    a, b = BEND[[0, 1]], BEND[[1, 2]]
    away = np.minimum(distance(points, *a), distance(points, *b))
    assert away.max() < 0.05 * np.sqrt(3)  # the mitre reaches a radius beyond the bend, at the corners of the prism
    assert np.ptp(points, axis=0) == pytest.approx(np.ptp(BEND, axis=0) + np.array((0.05, 0.05, 0.1)), abs=0.06)


def test_ball_is_no_pipe():
    assert slim_of(twin_of_pipe(*ball())).counts.tolist() == [0]


def test_bent_run_is_never_drawn_as_the_box_around_it():
    turn = np.linspace(0, np.pi / 2, 30)
    twin = twin_of_pipe(*pipe(5 * np.column_stack((np.sin(turn), 1 - np.cos(turn), 0 * turn)), 0.05))
    assert slim_of(twin).counts.tolist() == [0]
    detail = detail_of(twin, np.array([0]), role=role_names_of(twin), most=20)
    assert not len(detail.boxed)


@pytest.mark.parametrize("most", [10_000, 100, 60, 12, 0])
def test_never_more_triangles_than_affordable(house, most):
    rows = np.flatnonzero(house.nodes["mesh"] >= 0)
    detail = detail_of(house, rows, role=role_names_of(house), most=most)
    assert 12 * sum(len(part) for part in (detail.full, detail.slim, detail.boxed)) <= most


def test_largest_things_are_kept_when_not_all_can_be(house):
    rows = np.flatnonzero(house.nodes["mesh"] >= 0)
    detail = detail_of(house, rows, role=role_names_of(house), most=12)
    assert house.nodes["name"][[*detail.full, *detail.boxed]].tolist() == ["Site"]


def distance(points, start, end):
    way = (end - start) / np.linalg.norm(end - start)
    along = np.clip((points - start) @ way, 0, np.linalg.norm(end - start))
    return np.linalg.norm(points - start - along[:, None] * way, axis=1)


def test_what_is_looked_at_closely_has_the_first_claim_on_detail(house):
    rows = np.flatnonzero(house.nodes["mesh"] >= 0)
    near = house.nodes["name"] == "Boiler"
    detail = detail_of(house, rows, role=role_names_of(house), most=36, near=near)
    assert "Boiler" in house.nodes["name"][[*detail.full, *detail.boxed]].tolist()


def test_devices_are_left_out_before_walls(house):
    rows = np.flatnonzero(np.isin(house.nodes["name"], ("Boiler", "South")))
    detail = detail_of(house, rows, role=role_names_of(house), most=12)
    assert house.nodes["name"][[*detail.full, *detail.boxed]].tolist() == ["South"]


def test_stage_gives_detail_to_what_one_comes_near_to(make_twin, monkeypatch):
    from twin_viewers import shapes
    from twin_viewers.look import Look
    from twin_viewers.stage import Stage

    monkeypatch.setattr(shapes, "MOST_TRIANGLES", 60)
    monkeypatch.setattr(shapes, "_LEAST_TRIANGLES", 60)
    stage = Stage(two_houses(make_twin), Look(manner="xray"), size=(320, 200))
    assert stage.scene.reduced
    assert not stage.refine()  # all is in the picture
    stage.fit([0])
    drawn = set(stage.scene.placed.rows.tolist())
    assert stage.refine()
    near = set(stage.scene.placed.rows.tolist())
    assert near != drawn
    assert not stage.refine()
    assert sum(row < 13 for row in near) > sum(row >= 13 for row in near)
    stage.close()


def two_houses(make_twin) -> Twin:
    one = make_twin()
    nodes, count = one.nodes, one.nodes.length
    columns = {name: np.concatenate([nodes[name]] * 2) for name in nodes}
    for name in ("storey", "building"):
        columns[name] = np.where(columns[name] >= 0, columns[name] + np.repeat((0, count), count), -1)
    columns["id"] = np.array([f"{at}/{one}" for at in range(2) for one in nodes["id"].tolist()], dtype=object)
    away = np.repeat(((0.0, 0, 0), (60.0, 0, 0)), count, axis=0)
    columns["transform"][:, :, 3] += away
    columns["box"] += away[:, None]
    return Twin({**one.tables, "nodes": table_of("nodes", columns)}, one.meta)
