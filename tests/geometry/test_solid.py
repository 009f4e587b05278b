"""Watertightness, orientation and volume of many meshes at once."""

import numpy as np
import pytest

from twin.geometry.mesh import Mesh, flipped, moved, stack
from twin.geometry.solid import survey

CORNERS = np.array([(x, y, z) for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)])
OUTWARD = np.array(
    [
        (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
        (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
    ],
    np.int32,
)  # fmt: skip


def mesh(corners=CORNERS, faces=OUTWARD):
    faces = np.asarray(faces, np.int32)
    return Mesh(np.asarray(corners), faces, np.ones((1, 4), np.float32), np.zeros(len(faces), np.uint16))


def soup(jitter=0.0):
    """Return a cube whose faces share no vertices, each vertex off by up to the jitter."""
    corners = CORNERS[OUTWARD.ravel()]
    noise = np.random.default_rng(1).uniform(-jitter, jitter, corners.shape)
    return mesh(corners + noise, np.arange(36).reshape(-1, 3))


def verdict(one):
    found = survey(stack([one]))
    return bool(found.closed[0]), bool(found.oriented[0])


def test_cube_is_closed_oriented_and_measured():
    found = survey(stack([mesh(2 * CORNERS)]))
    assert verdict(mesh()) == (True, True)
    assert found.volume[0] == pytest.approx(8.0)
    np.testing.assert_array_equal((found.lower[0], found.upper[0]), [[0, 0, 0], [2, 2, 2]])
    assert found.box_volume[0] == pytest.approx(8.0)


def test_missing_face_opens_the_cube():
    assert verdict(mesh(faces=OUTWARD[:-1])) == (False, False)


def test_turned_face_spoils_orientation_only():
    assert verdict(mesh(faces=[*OUTWARD[:-1], OUTWARD[-1][::-1]])) == (True, False)


def test_flipped_cube_has_negative_volume():
    assert survey(stack([flipped(mesh())])).volume[0] == pytest.approx(-1.0)


@pytest.mark.parametrize("jitter", [0.0, 1e-9])
def test_faces_that_share_no_vertices_are_welded(jitter):
    assert verdict(soup(jitter)) == (True, True)


def test_gap_of_a_millimetre_stays_open():
    assert verdict(soup(1e-3)) == (False, False)


def test_degenerate_triangle_does_no_harm():
    assert verdict(mesh(faces=[*OUTWARD, (0, 0, 1)])) == (True, True)


def test_cubes_touching_along_an_edge_are_closed():
    assert verdict(mesh(np.vstack([CORNERS, CORNERS + np.array((1, 1, 0))]), np.vstack([OUTWARD, OUTWARD + 8]))) == (
        True,
        True,
    )


def test_volume_keeps_its_digits_far_from_the_origin():
    far = mesh(CORNERS + np.array((770_000.0, 6_280_000.0, 100.0)))
    assert survey(stack([far])).volume[0] == pytest.approx(1.0, rel=1e-7)


def test_each_mesh_is_judged_by_itself():
    found = survey(stack([mesh(), mesh(faces=OUTWARD[:-1]), soup(), mesh(faces=[*OUTWARD[1:], OUTWARD[0][::-1]])]))
    assert found.closed.tolist() == [True, False, True, True]
    assert found.oriented.tolist() == [True, False, True, False]


def test_meshes_of_a_stack_are_never_welded_together():
    half = mesh(faces=OUTWARD[:6]), mesh(faces=OUTWARD[6:])
    assert survey(stack(half)).closed.tolist() == [False, False]


def test_nothing_is_surveyed_as_nothing():
    assert len(survey(stack([])).volume) == 0


def test_mirrored_mesh_keeps_its_outside():
    mirrored = moved(mesh(), np.diag([-1.0, 1.0, 1.0, 1.0]))
    assert survey(stack([mirrored])).volume[0] == pytest.approx(1.0)
