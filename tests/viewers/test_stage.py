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


def test_first_picture_shows_the_building(stage):
    stage.render_window.Render()
    assert stage.image().std() > 10
    stage.show(Look(storey="Ground"))
    assert stage.image().std() > 10


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
    assert np.abs(stage.image().astype(int) - before).mean() < 0.05


def test_view_without_a_direction_is_refused(stage):
    with pytest.raises(UsageError, match="holds no direction of view"):
        stage.look_from({**stage.viewpoint(), "back": [0, 0, 0]})


def test_whole_is_seen_with_storeys_as_far_apart_as_they_are_drawn(stage):
    plain = stage.viewpoint()["half_height_m"]
    stage.explode(40.0)
    stage.look_from({**stage.viewpoint(), "half_height_m": 2.0})
    stage.compass("whole")
    assert stage.viewpoint()["half_height_m"] > 1.5 * plain
    assert any(stage.under(x, y)[:1] == (ATTIC,) for x in range(0, SIZE[0], 8) for y in range(0, SIZE[1], 8))
    stage.explode(0.0)
    stage.compass("whole")
    assert stage.viewpoint()["half_height_m"] == pytest.approx(plain)


def test_camera_stays_when_another_look_is_shown(stage):
    stage.look_from({**stage.viewpoint(), "half_height_m": 3.0})
    saved = stage.viewpoint()
    stage.show(Look(manner="xray", only=("equipment",)))
    assert stage.viewpoint()["centre"] == pytest.approx(saved["centre"])
    assert stage.viewpoint()["half_height_m"] == 3.0


def test_picture_of_another_size_leaves_the_stage_as_it_was(stage):
    assert stage.image((300, 200)).shape == (200, 300, 3)
    assert stage.size == SIZE


@pytest.mark.parametrize(("manner", "is_smooth"), [("solid", True), ("solid", False), ("xray", True)])
def test_bands_together_are_the_picture_that_is_drawn_at_once(stage, manner, is_smooth):
    stage.show(Look(manner=manner))
    stage.smooth(is_smooth)
    whole = stage.image().astype(float)
    *rests, pixels = stage.image_by_bands()
    assert len(rests) >= 4
    assert rests == [None] * len(rests)
    off = np.abs(pixels - whole)
    assert off.mean() < 1.0
    assert np.corrcoef(pixels.ravel(), whole.ravel())[0, 1] > 0.99
    assert np.array_equal(stage.image(), whole)


def test_picture_left_after_a_band_can_be_changed_and_drawn_otherwise(stage):
    bands = stage.image_by_bands()
    next(bands)
    stage.colour(groups(stage.twin, [0, 1]))
    other = stage.image()
    next(bands)
    bands.close()
    assert np.array_equal(stage.image(), other)


def test_boxes_that_stand_for_rooms_while_the_camera_moves_take_their_colours_in_place(stage, monkeypatch):
    monkeypatch.setattr("twin_viewers.stage.drawn.SMOOTH", 0)
    stage.moving(True)
    coarse = stage._coarse
    stage.colour(groups(stage.twin, [0]))
    assert stage._coarse is coarse
    changed = stage.image()
    stage.moving(False)
    stage.moving(True)
    assert stage._coarse is coarse
    stage.isolate(None)
    assert stage._coarse is not coarse
    np.testing.assert_array_equal(stage.image(), changed)


def test_chosen_thing_is_marked_through_the_walls_that_hide_it(stage):
    stage.show(Look(manner="solid"))
    before = stage.image().astype(int)
    stage.select([BOILER])
    changed = np.abs(stage.image() - before).sum(axis=2) > 100
    assert changed.sum() > 50
    stage.select([])
    assert np.abs(stage.image() - before).max() < 3


def test_camera_comes_near_to_a_thing_and_goes_back(stage):
    stage.fit(None)
    whole = stage.viewpoint()
    stage.fit([BOILER])
    assert stage.pick(SIZE[0] / 2, SIZE[1] / 2) == BOILER
    assert stage.metres_per_pixel < 0.1
    stage.fit(None)
    assert stage.viewpoint()["half_height_m"] == pytest.approx(whole["half_height_m"])


def test_storeys_are_drawn_apart_and_put_back(stage):
    stage.compass("south")
    before, (_, (_, _, height)) = stage.image(), stage.pick_point(*pixel_of(stage, (5.0, 0.0, 4.2)))
    stage.explode(10.0)
    row, place = stage.pick_point(*pixel_of(stage, (5.0, 0.0, 4.2 + 10.0)))
    assert row == ATTIC
    assert place[2] == pytest.approx(height + 10.0, abs=0.1)
    stage.explode(0.0)
    assert np.abs(stage.image().astype(int) - before).mean() < 0.5


def test_section_takes_away_what_lies_beyond_it(stage):
    stage.compass("top")
    assert ATTIC in stage.under(*pixel_of(stage, (3.0, 2.0, 0.0)))
    stage.cut((0, 0, 1), (0, 0, 2.0))
    assert ATTIC not in stage.under(*pixel_of(stage, (3.0, 2.0, 0.0)))
    assert KITCHEN in stage.under(*pixel_of(stage, (3.0, 2.0, 0.0)))
    stage.uncut()
    assert ATTIC in stage.under(*pixel_of(stage, (3.0, 2.0, 0.0)))


def test_north_is_up_from_above_and_nowhere_from_the_south(stage):
    stage.compass("top")
    assert stage.north_deg == pytest.approx(0.0, abs=1e-6)
    stage.compass("south")
    assert stage.north_deg is None


def test_scale_says_how_long_a_wall_is_in_the_picture(stage):
    stage.compass("top")
    ends = np.array([pixel_of(stage, (0.0, 0.0, 0.0)), pixel_of(stage, (10.0, 0.0, 0.0))])
    assert np.linalg.norm(ends[1] - ends[0]) * stage.metres_per_pixel == pytest.approx(10.0, abs=2 * 0.1)


def test_way_is_drawn_over_all_and_taken_away_again(stage):
    before = stage.image().astype(int)
    stage.path([(0.5, 0.5, 1.0), (9.0, 4.0, 1.0)], tone="#0072B2")
    assert (np.abs(stage.image() - before).sum(axis=2) > 60).sum() > 100
    stage.clear_paths()
    assert np.array_equal(stage.image(), before)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda stage: stage.cut((0, 0, 0), (0, 0, 0)), "has no direction"),
        (lambda stage: stage.compass("up"), "there is no such direction"),
        (lambda stage: stage.daylight("dusk"), "there is no such light"),
        (lambda stage: stage.path([(0, 0, 0)]), "has 1 points"),
    ],
)
def test_what_cannot_be_shown_is_refused(stage, call, reason):
    with pytest.raises(UsageError, match=reason):
        call(stage)


def test_night_is_darker_and_day_comes_back(stage):
    day = stage.image().astype(int)
    stage.daylight("night")
    assert stage.image().mean() < 0.6 * day.mean()
    stage.daylight("day")
    assert np.array_equal(stage.image(), day)


def pixel_of(stage, point):
    saved = stage.viewpoint()
    centre, back, up = (np.array(saved[key]) for key in ("centre", "back", "up"))
    scale = SIZE[1] / (2 * saved["half_height_m"])
    right = np.cross(up, back)
    way = np.array(point) - centre
    return round(SIZE[0] / 2 + way @ right * scale - 0.5), round(SIZE[1] / 2 - way @ up * scale - 0.5)


def test_walls_turn_faint_on_the_side_that_one_looks_from(house):
    stage = Stage(house, Look(manner="xray"), size=SIZE)
    faint = {}
    for side, north in (("south", -0.8), ("north", 0.8)):
        stage.look_from({**stage.viewpoint(), "back": [0.3, north, 0.5], "up": [0, 0, 1]})
        faint[side] = {int(row) for part in stage._parts if part.layer.name == "front" for row in part.nodes}
    assert 6 in faint["south"] - faint["north"]
    assert 7 in faint["north"] - faint["south"]
    stage.close()


def test_values_stay_shown_when_one_looks_from_another_side(stage):
    stage.colour(groups(stage.twin, [0]))
    stage.compass("north")
    pixels = stage.image().astype(int)
    assert ((pixels[..., 0] > 150) & (pixels[..., 2] < 90)).mean() > 0.05  # the orange of what is lost


def test_far_less_is_drawn_while_the_camera_moves(stage):
    still = stage.image()
    stage.moving(True)
    assert np.abs(stage.image().astype(int) - still).max() > 30
    stage.moving(False)
    assert np.array_equal(stage.image(), still)


def test_large_scene_moves_as_boxes_of_rooms_in_their_colours(stage, monkeypatch):
    monkeypatch.setattr("twin_viewers.stage.drawn.SMOOTH", 0)
    stage.colour(groups(stage.twin, [0]))
    stage.moving(True)
    coarse = stage._coarse.layer.mesh
    rooms = np.isin(coarse.cell_data["node"], (KITCHEN, HALL, ATTIC))
    assert rooms.sum() == 3 * 12
    assert not np.isin(coarse.cell_data["node"], BOILER).any()
    stage.moving(False)
    assert not any(actor.GetVisibility() for actor in stage._coarse.actors)


def test_another_twin_wide_look_is_not_worked_out_again(house):
    from twin_viewers.roles import is_drawn, roles_of

    assert roles_of(house) is roles_of(house)
    with pytest.raises(ValueError, match="read-only"):
        is_drawn(house)[0] = True
