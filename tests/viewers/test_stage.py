"""What one person sees, changed in place and asked by pixel."""

import json

import numpy as np
import pytest

from twin.errors import UsageError
from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.stage import Stage

SIZE = (480, 300)
KITCHEN, HALL, ATTIC, BOILER = 3, 4, 5, 11


@pytest.fixture
def stage(house):
    stage = Stage(house, Look(manner="xray"), size=SIZE)
    yield stage
    stage.close()


def groups(twin, codes):
    return Groups("Service", ("lost", "kept"), np.resize(codes, twin.nodes.length), colours=("#D55E00", "#0072B2"))


def test_colouring_changes_the_picture_and_taking_it_back_restores_it(stage):
    before = stage.image()
    stage.colour(groups(stage.twin, [0, 1]))
    coloured = stage.image()
    assert np.abs(coloured.astype(int) - before).max() > 60
    assert [entry.label for entry in stage.legend.entries] == ["lost", "kept"]
    stage.colour(None)
    assert np.array_equal(stage.image(), before)
    assert stage.legend == stage.scene.legend


def test_colouring_makes_no_new_mesh(stage):
    meshes = [actor.mapper.GetInput() for actor in stage.plotter.renderer.actors.values()]
    stage.colour(groups(stage.twin, [0]))
    assert all(
        actor.mapper.GetInput() is mesh
        for actor, mesh in zip(stage.plotter.renderer.actors.values(), meshes, strict=True)
    )


def test_isolated_thing_is_alone(stage):
    stage.isolate([BOILER])
    under = {row for x in range(0, SIZE[0], 8) for y in range(0, SIZE[1], 8) for row in stage.under(x, y)}
    assert under == {BOILER}
    stage.show_all()
    stage.hide([BOILER])
    under = {row for x in range(0, SIZE[0], 8) for y in range(0, SIZE[1], 8) for row in stage.under(x, y)}
    assert BOILER not in under
    assert {KITCHEN, HALL} <= under


def test_nothing_is_under_an_empty_corner(stage):
    stage.show(Look(manner="xray", only=("space",)))
    assert stage.pick(0, 0) is None


def test_pixel_outside_of_the_picture_is_refused(stage):
    with pytest.raises(UsageError, match="is not in the picture"):
        stage.pick(SIZE[0], 0)


def test_saved_view_brings_the_same_picture_back(stage):
    before, saved = stage.image(), json.loads(json.dumps(stage.viewpoint()))
    stage.look_from({**saved, "half_height_m": 2.0, "up": [0, 1, 0], "back": [0, 0, 1]})
    assert not np.array_equal(stage.image(), before)
    stage.look_from(saved)
    assert np.abs(stage.image().astype(int) - before).mean() < 0.01


def test_view_without_a_direction_is_refused(stage):
    with pytest.raises(UsageError, match="holds no direction of view"):
        stage.look_from({**stage.viewpoint(), "back": [0, 0, 0]})


def test_camera_stays_when_another_look_is_shown(stage):
    stage.look_from({**stage.viewpoint(), "half_height_m": 3.0})
    saved = stage.viewpoint()
    stage.show(Look(manner="xray", only=("equipment",)))
    assert stage.viewpoint()["centre"] == pytest.approx(saved["centre"])
    assert stage.viewpoint()["half_height_m"] == 3.0


def test_picture_of_another_size_leaves_the_stage_as_it_was(stage):
    assert stage.image((300, 200)).shape == (200, 300, 3)
    assert stage.size == SIZE
