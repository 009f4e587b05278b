import numpy as np
import pytest

from twin_viewers.camera import frame_of, viewpoint_of
from twin_viewers.cutaway import is_in_front
from twin_viewers.labels import Labels
from twin_viewers.panel import nice_length
from twin_viewers.placing import runs

BOX = np.array([(x, y, z) for x in (0, 20) for y in (0, 8) for z in (0, 6)], dtype=float)


def test_axes_of_a_viewpoint_are_square():
    view = viewpoint_of(BOX)
    axes = np.stack((view.right, view.up, view.back))
    np.testing.assert_allclose(axes @ axes.T, np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.cross(view.right, view.up), view.back, atol=1e-12)


@pytest.mark.parametrize("turn", [0.0, 0.3, 0.8])
def test_long_side_is_seen_however_the_building_is_turned(turn):
    spin = np.array(((np.cos(turn), -np.sin(turn), 0), (np.sin(turn), np.cos(turn), 0), (0, 0, 1)))
    along = spin @ (1.0, 0.0, 0.0)
    assert abs(viewpoint_of(BOX @ spin.T).right @ along) > 0.8


def test_camera_stands_south_of_the_building():
    assert viewpoint_of(BOX).back[1] < 0 < viewpoint_of(BOX).back[2]


@pytest.mark.parametrize("aspect", [0.5, 1.25, 3.0])
def test_all_points_fit_into_the_frame_and_fill_it(aspect):
    view = viewpoint_of(BOX)
    frame = frame_of(BOX, view, aspect=aspect)
    seen = np.abs((BOX - frame.centre) @ np.stack((view.right, view.up), axis=1))
    share = (seen / (frame.half_height * aspect, frame.half_height)).max()
    assert 0.9 < share <= 1.0


def test_one_point_is_a_frame_too():
    point = np.array([(3.0, 4.0, 5.0)])
    assert frame_of(point, viewpoint_of(point), aspect=1.0).half_height > 0


def in_front(points, rooms, back=(0.0, -1.0, 0.0), of_points=0):
    rooms = np.array(rooms, dtype=float)
    places = np.array(points, dtype=float)
    return is_in_front(
        places,
        rooms,
        back=np.array(back),
        of_points=np.full(len(places), of_points),
        of_rooms=np.zeros(len(rooms), dtype=int),
    ).tolist()


def test_wall_before_a_room_is_in_front_and_wall_behind_is_not():
    assert in_front([(1, -0.1, 1), (1, 4.1, 1)], [((0, 0, 0), (3, 4, 3))]) == [True, False]


def test_room_around_a_thing_does_not_count():
    assert in_front([(1, 2, 1)], [((0, 0, 0), (3, 4, 3))]) == [True]


def test_building_without_rooms_has_nothing_in_front_of_them():
    assert in_front([(1, -0.1, 1)], [((0, 0, 0), (3, 4, 3))], of_points=7) == [False]


def test_thing_of_unknown_building_is_compared_with_all_rooms():
    assert in_front([(1, 4.1, 1)], [((0, 0, 0), (3, 4, 3))], of_points=-1) == [False]


def test_label_of_the_smaller_room_gives_way():
    labels = Labels(np.zeros((3, 3)), ("Hall", "Cupboard", "Kitchen"))
    kept = labels.apart(np.array([(0.0, 0.0), (5.0, 3.0), (0.0, 100.0)]), 12.0)
    assert kept.texts == ("Hall", "Kitchen")


@pytest.mark.parametrize(("most", "length"), [(0.7, 0.5), (1.0, 1.0), (49.9, 20.0), (50.0, 50.0), (730.0, 500.0)])
def test_scale_bars_have_round_lengths(most, length):
    assert nice_length(most) == pytest.approx(length)


def test_runs_of_nothing_are_empty():
    assert runs(np.array([], dtype=int), np.array([], dtype=int)).tolist() == []
    assert runs(np.array([4, 9]), np.array([0, 2])).tolist() == [9, 10]
