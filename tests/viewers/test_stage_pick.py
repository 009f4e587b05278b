"""What is under a pixel, against rays that know nothing of the stage."""

import numpy as np
import pytest

from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.stage import Stage
from twin_viewers.stage.rays import Hit, most_seen

SIZE = (320, 200)
KITCHEN, BOILER = 3, 11
SOLID = ("wall", "slab", "equipment")


def meshes(twin, rows):
    """Return the triangles of each node, straight from the tables."""
    for row in rows:
        mesh = int(twin.nodes["mesh"][row])
        first, count = int(twin["meshes"]["face"][mesh]), int(twin["meshes"]["faces"][mesh])
        corners = twin["faces"]["corners"][first : first + count] + int(twin["meshes"]["vertex"][mesh])
        turn = twin.nodes["transform"][row]
        yield row, twin["vertices"]["xyz"][corners].astype(float) @ turn[:, :3].T + turn[:, 3]


def first_met(twin, rows, start, way):
    """Return the node whose mesh a ray meets first, by the volumes of tetrahedra; None if it meets nothing."""
    best = (np.inf, None)
    for row, triangles in meshes(twin, rows):
        for a, b, c in triangles:
            volumes = [np.linalg.det([way, p - start, q - start]) for p, q in ((a, b), (b, c), (c, a))]
            if all(v > 0 for v in volumes) or all(v < 0 for v in volumes):
                across = np.cross(b - a, c - a)
                best = min(best, (float((a - start) @ across / (way @ across)), row), key=lambda one: one[0])
    return best[1]


@pytest.mark.parametrize("origin", [(0.0, 0.0, 0.0), (2_656_163.0, 1_135_553.0, 402.0)])
def test_solid_thing_under_a_pixel_is_the_first_that_a_ray_meets(make_twin, origin):
    twin = make_twin(origin=origin)
    stage = Stage(twin, Look(manner="xray", only=SOLID), size=SIZE)
    saved, rows = stage.viewpoint(), stage.scene.rows
    centre, back, up = (np.array(saved[key]) for key in ("centre", "back", "up"))
    scale, found = 2 * saved["half_height_m"] / SIZE[1], set()
    for x, y in np.random.default_rng(7).integers((0, 0), SIZE, (60, 2)).tolist():
        place = centre + np.cross(up, back) * (x + 0.5 - SIZE[0] / 2) * scale + up * (SIZE[1] / 2 - y - 0.5) * scale
        met = first_met(twin, rows, place + back * 500, -back)
        found.add(met)
        assert stage.pick(x, y) == met
    assert len(found) > 4
    stage.close()


def test_pixel_is_of_the_colour_of_the_thing_that_is_picked_there(house):
    stage = Stage(house, Look(manner="xray", only=SOLID), size=SIZE)
    codes = np.arange(house.nodes.length) % 3
    tones = ("#0072B2", "#E69F00", "#009E73")
    stage.colour(Groups("Thing", ("a", "b", "c"), codes, colours=tones))
    stage.smooth(False)
    pixels = stage.image().astype(int)
    hue = np.array([[int(tone[at : at + 2], 16) for at in (1, 3, 5)] for tone in tones])
    wrong = 0
    for x, y in np.random.default_rng(3).integers((0, 0), SIZE, (200, 2)).tolist():
        row = stage.pick(x, y)
        if row is not None and pixels[y, x].sum() > 150:  # dark pixels are of lines along edges
            unit = pixels[y, x] / np.linalg.norm(pixels[y, x])
            wrong += int((hue @ unit / np.linalg.norm(hue, axis=1)).argmax() != codes[row])
    assert wrong <= 4  # a line may lie between a pixel and its thing
    stage.close()


def test_solid_thing_comes_before_the_room_around_it():
    hits = [Hit(1, 1.0, 0.27, "rooms"), Hit(2, 2.0, 1.0, ""), Hit(3, 3.0, 1.0, "")]
    assert most_seen(hits).row == 2


def test_room_that_shows_its_value_comes_before_the_slab_below_it():
    assert most_seen([Hit(1, 1.0, 0.75, "rooms"), Hit(2, 2.0, 1.0, "")]).row == 1


def test_room_is_found_where_nothing_solid_is_behind_it():
    assert most_seen([Hit(4, 0.5, 0.1, "front"), Hit(1, 1.0, 0.27, "rooms"), Hit(5, 2.0, 0.27, "rooms")]).row == 1


def test_only_the_nearest_surface_of_a_veil_counts():
    faint = [Hit(row, float(row), 0.3, "rooms") for row in range(9)]
    assert most_seen([*faint, Hit(9, 10.0, 0.5, "")]).row == 9


def test_bare_ground_is_found_only_where_nothing_else_is():
    assert most_seen([Hit(1, 1.0, 0.2, "rooms"), Hit(-1, 2.0, 1.0, "")]).row == 1
    assert most_seen([Hit(-1, 2.0, 1.0, "")]).row == -1
    assert most_seen([]) is None


def test_room_of_a_storey_is_found_on_its_floor_and_the_boiler_in_it(house):
    stage = Stage(house, Look(storey="Ground"), size=SIZE)
    stage.compass("top")
    middle, scale = np.array(stage.viewpoint()["centre"]), stage.metres_per_pixel
    places = np.array([(4.0, 4.0, 0.0), (1.5, 1.5, 0.0)]) - middle
    pixels = places[:, :2] / scale * (1, -1) + np.array(SIZE) / 2
    assert [stage.pick(*pixel) for pixel in pixels.tolist()] == [KITCHEN, BOILER]
    stage.close()
