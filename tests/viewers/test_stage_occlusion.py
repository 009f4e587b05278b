"""Corners are darker, planes and legends keep their colours."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.panel import panel_width
from twin_viewers.scene import scene_of
from twin_viewers.screenshot import draw
from twin_viewers.stage import Stage
from twin_viewers.stage.occlusion import most_of, occlusion, shaded

SIZE = (480, 300)
ACROSS, DOWN = np.meshgrid(np.arange(80.0), np.arange(60.0))


@given(st.floats(-3, 3), st.floats(-3, 3), st.floats(0.01, 2.0))
def test_plane_loses_no_light_from_whatever_angle(along, up, pixel_m):
    depth = (pixel_m * (along * ACROSS + up * DOWN) + 500).astype(np.float32)
    assert occlusion(depth, pixel_m, [2, 5, 9]).max() == 0


def test_foot_of_a_wall_is_darker_than_ground_and_wall_away_from_it():
    depth = np.where(DOWN > 30, 30 - DOWN, DOWN - 30).astype(np.float32)  # ground below, wall above, nearer to the eye
    lost = occlusion(-np.abs(depth), 1.0, [2, 5])
    assert lost[30, 40] > 0.2
    assert lost[5, 40] == lost[54, 40] == 0


def test_edge_towards_the_eye_loses_no_light():
    assert occlusion(np.abs(DOWN - 30).astype(np.float32), 1.0, [2, 5]).max() == 0


def test_what_is_far_in_front_takes_no_light():
    depth = np.where(ACROSS > 40, 100.0, 500.0).astype(np.float32)
    assert occlusion(depth, 1.0, [2, 5]).max() == 0


@pytest.mark.parametrize("most", [0.15, 0.3])
def test_no_corner_loses_more_than_it_may(most):
    rng = np.random.default_rng(3)
    white = np.full((120, 160, 3), 200, dtype=np.uint8)
    dark = shaded(white, rng.normal(0, 50, (120, 160)).astype(np.float32), 1.0, most=most)
    assert dark.min() >= np.floor(200 * (1 - most))


def test_colours_that_tell_values_lose_half_as_much_at_most():
    assert most_of(outside=True, tells=True) <= most_of(outside=True, tells=False) / 2
    assert most_of(outside=False, tells=False) == most_of(outside=True, tells=True)


def test_shade_is_there_when_the_picture_stands_and_not_while_it_moves(house):
    stage = Stage(house, Look(manner="solid"), size=SIZE)
    still = stage.image().astype(int)
    stage.smooth(False)
    rough = stage.image().astype(int)
    stage.smooth(True)
    assert np.array_equal(stage.image(), still)
    assert (rough - still).mean() > 0.1
    stage.close()


def test_face_in_the_colour_of_its_value_keeps_it(house):
    codes = np.zeros(house.nodes.length, dtype=np.int64)
    stage = Stage(house, Look(manner="solid"), size=SIZE)
    stage.colour(Groups("Service", ("lost",), codes, colours=("#D55E00",)))
    shown = stage.image().reshape(-1, 3)
    stage.smooth(False)
    plain = stage.image().reshape(-1, 3)
    tones, counts = np.unique(plain, axis=0, return_counts=True)
    for tone in tones[counts > 1500]:
        kept = (np.abs(shown.astype(int) - tone).max(axis=1) <= 1).sum()
        assert kept > 0.5 * (plain == tone).all(axis=1).sum()
    stage.close()


def test_legend_beside_a_picture_is_not_shaded(house):
    scene = scene_of(house, Look(manner="solid"))
    legend = draw(scene, size=SIZE)[:, SIZE[0] - panel_width(SIZE) :]
    assert (legend.reshape(-1, 3) == 255).all(axis=1).mean() > 0.5


def test_rooms_that_one_looks_through_have_no_dark_corners(house):
    assert not scene_of(house, Look(manner="xray")).is_opaque
    assert scene_of(house, Look(manner="solid")).is_opaque
    assert scene_of(house, Look(storey="Ground")).is_opaque
