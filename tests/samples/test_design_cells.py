"""Cells become rooms and walls: what lies on both sides decides the wall, and the thicker wall passes."""

import pytest
import shapely

from twin.errors import InputError
from twin_samples.design.cells import Sketch, blocks_of, grid_of
from twin_samples.design.drafting import Pen
from twin_samples.design.storeys import Level, built
from twin_samples.design.walls import Materials, strips_of

LEVEL = Level("0", "RDC", 0.0, 2.70, 2.50)


def _two_flats() -> Sketch:
    west, east = Pen("X.1", "west", "west"), Pen("X.2", "east", "east")
    west.room("SEJ", (0, 0, 4000, 5000))
    west.room("CH1", (0, 3000, 4000, 5000))
    east.room("SEJ", (4000, 0, 9000, 5000))
    return west.sketch + east.sketch


def test_party_walls_part_dwellings_and_partitions_part_rooms() -> None:
    walls = {strip.build_up for strip in strips_of(grid_of(_two_flats()), Materials())}
    assert walls == {"Façade ITE 34", "Voile béton 18", "Cloison 7"}


def test_the_thicker_wall_passes_and_the_thinner_one_stops_at_its_face() -> None:
    strips = strips_of(grid_of(_two_flats()), Materials())
    partition = next(strip for strip in strips if strip.build_up == "Cloison 7")
    assert (partition.start, partition.end) == (340, 4000 - 90)


def test_no_wall_stands_where_rooms_are_open_to_each_other() -> None:
    pen = Pen("X.1", "flat", "flat")
    pen.room("SEJ", (0, 0, 4000, 5000))
    pen.room("CUI", (0, 3000, 4000, 5000))
    pen.open("SEJ", "CUI")
    storey = built(pen.sketch, LEVEL)
    one, other = (shapely.Polygon(room.outline) for room in storey.rooms)
    assert one.intersection(other).length == pytest.approx(4.0 - 2 * 0.34)


def test_what_is_painted_later_wins() -> None:
    pen = Pen("X.1", "flat", "flat")
    pen.room("SEJ", (0, 0, 4000, 5000))
    pen.room("CUI", (0, 0, 4000, 5000))
    assert [room.code for room in built(pen.sketch, LEVEL).rooms] == ["X.1.CUI"]


def test_few_boxes_stand_for_all_cells() -> None:
    boxes, owner = blocks_of(grid_of(_two_flats()))
    assert boxes.tolist() == [[0, 0, 4000, 3000], [0, 3000, 4000, 5000], [4000, 0, 9000, 5000]]
    assert owner.tolist() == [0, 1, 2]


def test_a_mirrored_sketch_mirrored_again_is_the_sketch() -> None:
    sketch = _two_flats()
    assert sketch.mirrored(9000).mirrored(9000) == sketch


def test_a_door_between_rooms_that_share_no_wall_is_refused() -> None:
    pen = Pen("X.1", "flat", "flat")
    pen.room("SEJ", (0, 0, 4000, 5000))
    pen.room("CH1", (4000, 0, 8000, 5000))
    pen.room("WC", (8000, 0, 9500, 5000))
    pen.door("SEJ", "WC")
    with pytest.raises(InputError, match=r"X\.1\.SEJ and X\.1\.WC: share no free wall for a Porte 83"):
        built(pen.sketch, LEVEL)


def test_a_room_around_another_one_is_refused() -> None:
    pen = Pen("X.1", "flat", "flat")
    pen.room("SEJ", (0, 0, 6000, 6000))
    pen.room("WC", (2000, 2000, 3500, 3500))
    with pytest.raises(InputError, match="is no single outline"):
        built(pen.sketch, LEVEL)
