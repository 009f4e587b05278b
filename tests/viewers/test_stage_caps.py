"""What a plane cuts is filled in its own colour."""

import numpy as np
import pytest

from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.stage import Stage
from twin_viewers.stage.caps import crossings
from twin_viewers.tubes import ball

SIZE = (480, 300)
SOUTH, NORTH, BOILER = 6, 7, 11


@pytest.fixture
def stage(house):
    stage = Stage(house, Look(manner="xray"), size=SIZE)
    yield stage
    stage.close()


def area_of(part, row):
    a, b, c = (part.corners[part.nodes == row][:, at].astype(float) for at in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


@pytest.mark.parametrize(
    ("normal", "through", "row", "area"),
    [
        ((0, 0, 1), (0, 0, 1.3), SOUTH, 10.0 * 0.2),
        ((0, 0, 1), (0, 0, 1.2), BOILER, 1.0 * 1.0),
        ((1, 0, 0), (4.0, 0, 0), SOUTH, 0.2 * 2.6),
        ((0, 1, 1), (1.5, 1.5, 0.7), BOILER, np.sqrt(2) * 1.0),
    ],
)
def test_filled_area_is_that_of_the_section(stage, normal, through, row, area):
    stage.cut(normal, through)
    assert area_of(stage._caps, row) == pytest.approx(area, rel=1e-3)  # corners are rounded to a tenth of a millimetre


def test_nothing_is_filled_where_nothing_is_cut(stage):
    stage.cut((0, 0, 1), (0, 0, 50.0))
    assert stage._caps is None
    stage.cut((0, 0, 1), (0, 0, 1.3))
    assert stage._caps is not None
    stage.uncut()
    assert stage._caps is None


def test_section_has_the_colour_of_the_thing(stage):
    stage.cut((0, 0, 1), (0, 0, 1.3))
    codes = np.full(stage.twin.nodes.length, -1)
    codes[SOUTH] = 0
    stage.colour(Groups("Service", ("lost",), codes, colours=("#D55E00",)))
    assert {tuple(one) for one in stage._caps.rgba[stage._caps.nodes == SOUTH, :3].tolist()} == {(213, 94, 0)}
    assert (213, 94, 0) not in {tuple(one) for one in stage._caps.rgba[stage._caps.nodes == NORTH, :3].tolist()}


def test_filled_wall_covers_what_lay_in_it(stage):
    stage.compass("top")
    stage.cut((0, 0, 1), (0, 0, 1.3))
    x, y = stage._eye().pixels(np.array([(5.0, 0.1, 1.3)]), size=SIZE)[0].round().astype(int)
    filled = stage.image()[y, x].astype(int)
    stage._caps.show(False)
    assert np.abs(stage.image()[y, x] - filled).max() > 8


def test_hidden_thing_is_not_filled(stage):
    stage.hide([SOUTH])
    stage.cut((0, 0, 1), (0, 0, 1.3))
    assert SOUTH not in stage._caps.nodes
    assert NORTH in stage._caps.nodes


def test_outline_of_a_closed_shape_is_closed():
    points, faces = ball()
    corners = np.asarray(points, dtype=np.float32)[faces]
    lines, which = crossings(corners, np.array((0.1, 0.2, 0.97)), np.array((0.0, 0.0, 0.1)))
    ends, counts = np.unique(lines.reshape(-1, 3), axis=0, return_counts=True)
    assert len(which) > 5
    assert len(ends) == len(lines)
    assert (counts == 2).all()


def test_house_that_is_cut_casts_no_shadow_of_its_whole(house):
    stage = Stage(house, Look(manner="solid"), size=SIZE)
    shade = next(part for part in stage._parts if part.layer.name == "shadows")
    stage.cut((0, 0, 1), (0, 0, 1.3))
    assert not shade.actors[0].GetVisibility()
    stage.uncut()
    assert shade.actors[0].GetVisibility()
    stage.close()
