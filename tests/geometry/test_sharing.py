"""Products that show one shape share it, and are where they were."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.geometry.mesh import Mesh, moved
from twin.geometry.sharing import TOLERANCE_M, share

TETRAHEDRON = np.array([(0, 0, 0), (1, 0, 0), (0, 2, 0), (0, 0, 3)], float)
SIZES = [1.0, 1.00002, 1.0002, 1.2]
FACES = np.array([(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)], np.int32)


def mesh(vertices=TETRAHEDRON, colour=(1, 1, 1, 1)):
    return Mesh(np.asarray(vertices), FACES, np.array([colour], np.float32), np.zeros(4, np.uint16))


def placement(angle=0.0, offset=(0, 0, 0), scale=(1, 1, 1)):
    matrix = np.eye(4)
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    matrix[:3, :3], matrix[:3, 3] = turn @ np.diag(scale), offset
    return matrix


def farthest(meshes, shared):
    """Return how far any vertex is from where it was [m]."""
    rows = zip(shared.step_ids.tolist(), shared.shape_of, shared.transforms, strict=True)
    back = ((meshes[i].vertices, shared.shapes[k].vertices @ matrix[:3, :3].T + matrix[:3, 3]) for i, k, matrix in rows)
    return max(np.linalg.norm(was - is_now, axis=1).max() for was, is_now in back)


def shared_in(placements, local=None, groups=None):
    local = local or [mesh()] * len(placements)
    meshes = {i: moved(one, matrix) for i, (one, matrix) in enumerate(zip(local, placements, strict=True))}
    shared = share(meshes, dict(enumerate(placements)), groups or {})
    assert farthest(meshes, shared) <= TOLERANCE_M * 1.001
    return shared


def test_turned_and_moved_copies_share_without_being_declared():
    placements = [placement(0.3 * k, (k, 2 * k, 770_000.0 + k)) for k in range(5)]
    assert len(shared_in(placements).shapes) == 1


def test_mirrored_copy_is_where_it_was():
    shared_in([placement(), placement(0.5, (1, 2, 3), (-1, 1, 1))])


def test_scaled_copies_share_with_the_tolerance_of_the_world():
    assert len(shared_in([placement(), placement(scale=(1000, 1000, 1000))]).shapes) <= 2


def test_flat_placement_is_taken_as_that_of_the_world():
    meshes = {1: mesh()}
    shared = share(meshes, {1: np.zeros((4, 4))}, {})
    assert farthest(meshes, shared) <= TOLERANCE_M


def test_copies_without_placement_share():
    meshes = {1: mesh(), 2: mesh(TETRAHEDRON + np.array((5, 6, 7)))}
    shared = share(meshes, {}, {})
    assert len(shared.shapes) == 1
    assert farthest(meshes, shared) <= TOLERANCE_M


@pytest.mark.parametrize(("off", "shapes"), [(0.5e-4, 1), (3e-4, 2)])
@pytest.mark.parametrize("groups", [{}, {0: 4, 1: 4}])
def test_shapes_share_within_a_tenth_of_a_millimetre(off, shapes, groups):
    other = TETRAHEDRON.copy()
    other[3] += [0.0, 0.0, off]
    assert len(shared_in([placement()] * 2, [mesh(), mesh(other)], groups).shapes) == shapes


def test_colour_keeps_equal_shapes_apart():
    local = [mesh(), mesh(colour=(1, 1, 1, 0.2))]
    assert len(shared_in([placement()] * 2, local, {0: 4, 1: 4}).shapes) == 2


def test_nothing_is_shared_as_nothing():
    shared = share({}, {}, {})
    assert shared.shapes == ()
    assert shared.transforms.shape == (0, 4, 4)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-3, 3), st.floats(-1e4, 1e4), st.sampled_from([1.0, 1.00002, 1.0002, 1.2])), min_size=1
    )
)
def test_sharing_never_moves_a_vertex(cases):
    placements = [placement(angle, (offset, -offset, 0)) for angle, offset, _ in cases]
    shared_in(placements, [mesh(TETRAHEDRON * size) for *_, size in cases], dict.fromkeys(range(len(cases)), 1))
