"""Bytes from a worker become meshes, or are refused."""

import io
import struct

import numpy as np
import pytest

from twin.importers.kernels import frames
from twin.importers.kernels.intake import BrokenFrameError, joined, read_frames, read_meshes

LARGEST = 1 << 20


CORNERS = ((0, 0, 0), (1, 0, 0), (0, 1, 0))


def triangle(step_id, *, corners=CORNERS, face=(0, 1, 2), colour=(1, 0, 0, 0.5), face_colour=0):
    vertices = b"".join(struct.pack("<3d", *corner) for corner in corners)
    return frames.Piece(
        step_id, vertices, struct.pack("<3i", *face), struct.pack("<4f", *colour), struct.pack("<H", face_colour)
    )


def payload(*pieces):
    return bytearray(frames.meshes(pieces)[frames.HEADER.size :])


def test_meshes_arrive_as_they_were_sent():
    pairs, refused = read_meshes(payload(triangle(5), triangle(9, corners=(*CORNERS, (2, 2, 2)))))
    assert [step_id for step_id, _ in pairs] == [5, 9]
    assert refused == []
    assert pairs[1][1].vertices.shape == (4, 3)
    np.testing.assert_array_equal(pairs[1][1].faces, [[0, 1, 2]])
    np.testing.assert_array_equal(pairs[0][1].colours, [[1, 0, 0, 0.5]])


@pytest.mark.parametrize(
    "wrong",
    [
        {"corners": ((float("nan"), 0, 0), (1, 0, 0), (0, 1, 0))},
        {"corners": ((float("inf"), 0, 0), (1, 0, 0), (0, 1, 0))},
        {"face": (0, 1, 3)},
        {"face": (-1, 1, 2)},
        {"colour": (0, 0, 0, float("nan"))},
        {"colour": (0, 0, 0, 2)},
        {"face_colour": 1},
    ],
)
def test_senseless_mesh_is_refused_and_its_neighbours_kept(wrong):
    pairs, refused = read_meshes(payload(triangle(1), triangle(2, **wrong), triangle(3)))
    assert [step_id for step_id, _ in pairs] == [1, 3]
    assert refused == [2]


@pytest.mark.parametrize("cut", [0, 7, 8, 39, 60, -1])
def test_payload_of_wrong_length_is_broken(cut):
    with pytest.raises(BrokenFrameError):
        read_meshes(payload(triangle(1))[:cut])


@pytest.mark.parametrize(("column", "number"), [(0, -1), (0, 2), (1, -1), (2, -1), (2, 4), (3, 2**62), (4, 2)])
def test_senseless_count_is_broken(column, number):
    content = payload(triangle(1))
    content[8 * column : 8 * column + 8] = struct.pack("<q", number)
    with pytest.raises(BrokenFrameError):
        read_meshes(content)


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"x" * 16,
        frames.HEADER.pack(frames.MAGIC, b"M", LARGEST + 1),
        frames.HEADER.pack(frames.MAGIC, b"M", -1),
        frames.HEADER.pack(frames.MAGIC, b"?", 0),
        frames.meshes([triangle(1)])[:-1],
    ],
)
def test_what_is_no_frame_is_broken(content):
    with pytest.raises(BrokenFrameError):
        list(read_frames(io.BytesIO(content), LARGEST))


def test_frames_follow_each_other():
    content = frames.frame(frames.READY) + frames.meshes([triangle(1)]) + frames.frame(frames.DONE)
    kinds = [kind for kind, _ in read_frames(io.BytesIO(content), LARGEST)]
    assert kinds == [frames.READY, frames.MESHES, frames.DONE]


def test_two_pieces_of_one_product_become_one_mesh():
    pairs, _ = read_meshes(payload(triangle(1), triangle(1, colour=(0, 0, 1, 1))))
    mesh = joined(pairs[0][1], pairs[1][1])
    np.testing.assert_array_equal(mesh.faces, [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(mesh.colours[mesh.face_colours], [[1, 0, 0, 0.5], [0, 0, 1, 1]])
