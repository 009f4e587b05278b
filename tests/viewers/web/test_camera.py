from types import SimpleNamespace

import numpy as np
import pytest

from twin_viewers.web import camera


@pytest.fixture
def eye():
    return SimpleNamespace(
        focal_point=(5.0, 3.0, 1.0), position=(5.0, -97.0, 51.0), up=(0.0, 0.0, 1.0), parallel_scale=10.0
    )


def axes(eye):
    into = np.subtract(eye.focal_point, eye.position)
    into = into / np.linalg.norm(into)
    right = np.cross(into, eye.up)
    right = right / np.linalg.norm(right)
    return right, np.cross(right, into), into


def test_turning_keeps_what_is_looked_at_and_the_distance(eye):
    distance = np.linalg.norm(np.subtract(eye.position, eye.focal_point))
    camera.turn(eye, 35.0, 12.0)
    assert eye.focal_point == (5.0, 3.0, 1.0)
    assert np.linalg.norm(np.subtract(eye.position, eye.focal_point)) == pytest.approx(distance)


def test_turning_round_and_back_is_no_turn(eye):
    before = eye.position
    camera.turn(eye, 360.0, 0.0)
    np.testing.assert_allclose(eye.position, before, atol=1e-9)


@pytest.mark.parametrize("over", [500.0, -500.0])
def test_nobody_tumbles_over_the_top_or_under_the_ground(eye, over):
    camera.turn(eye, 0.0, over)
    assert 0.0 < -axes(eye)[2][2] < 1.0
    assert eye.up[2] > 0.0


def test_shifting_moves_the_picture_by_the_hand_and_keeps_the_height(eye):
    right, up, _ = axes(eye)
    point = np.array(eye.focal_point)
    camera.shift(eye, 0.25, -0.1)
    moved = point - eye.focal_point
    assert moved @ right / 20.0 == pytest.approx(0.25)
    assert moved @ up / 20.0 == pytest.approx(-0.1)
    assert eye.focal_point[2] == pytest.approx(1.0)


def test_what_is_under_the_pointer_stays_there_when_one_comes_nearer(eye):
    right, up, _ = axes(eye)
    under = np.array(eye.focal_point) + (right * 0.3 + up * 0.2) * 2 * eye.parallel_scale
    camera.zoom(eye, 1.7, right=0.3, up=0.2)
    place = (under - eye.focal_point) / (2 * eye.parallel_scale)
    assert (place @ right, place @ up) == (pytest.approx(0.3), pytest.approx(0.2))


@pytest.mark.parametrize(("per_px", "length"), [(0.1, 10.0), (0.013, 1.0), (0.02, 2.0), (3.0, 200.0)])
def test_scale_is_a_round_length_that_fits(per_px, length):
    told, px = camera.scale_bar(per_px)
    assert told == length
    assert px == pytest.approx(length / per_px)
    assert px <= 110.0
