import re
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
import shapely

from twin.errors import UsageError
from twin_viewers.look import NoShapeError
from twin_viewers.send.plan_paper import paper_for
from twin_viewers.send.plans import write_plans

SVG = "{http://www.w3.org/2000/svg}"
BOUNDS = (0.0, 0.0)


@pytest.fixture
def ground(house, tmp_path):
    write_plans(house, tmp_path / "plans", storey="Ground")
    return fromstring((tmp_path / "plans" / "House-Ground.svg").read_text(encoding="utf-8"))


def areas(drawing, name):
    """The polygons of a class as they lie on the sheet [mm]."""
    found = [one.get("d") for one in drawing.iter(f"{SVG}path") if one.get("class") == name]
    numbers = [np.array([float(one) for one in re.findall(r"-?[\d.]+", path)]).reshape(-1, 2) for path in found]
    return [shapely.Polygon(one) for one in numbers]


def texts(drawing):
    return [one for one in drawing.itertext() if one.strip()]


def test_house_of_ten_metres_is_two_hundred_millimetres_long_at_1_to_50(ground):
    assert "1:50 on A4" in texts(ground)
    low_x, low_y, high_x, high_y = shapely.total_bounds(areas(ground, "wall"))
    assert (high_x - low_x, high_y - low_y) == pytest.approx((200.0, 104.0), abs=0.02)
    assert ground.get("width") == "297mm"
    assert ground.get("viewBox") == "0 0 297 210"


def test_rooms_have_their_area_at_scale(ground):
    found = sorted(one.area * 50**2 / 1e6 for one in areas(ground, "room"))
    assert found == pytest.approx([4.6 * 4.8, 4.8 * 4.8], abs=0.01)


def test_scale_bar_is_as_long_as_it_says(ground):
    bars = [one for one in ground.iter(f"{SVG}rect") if one.get("class") in {"ink", "paper"}]
    length = sum(float(one.get("width")) for one in bars)
    said = next(float(text.split()[0]) for text in texts(ground) if re.fullmatch(r"[\d.]+ m", text))
    assert length == pytest.approx(said * 1000 / 50, abs=0.02)


def test_rooms_are_named_with_number_and_area(ground):
    said = texts(ground)
    assert said.index("Cuisine") < said.index("Kitchen")
    assert "23.0\N{NO-BREAK SPACE}m²" in said


def test_north_is_up_for_a_house_that_lies_from_west_to_east(ground):
    turns = [one.get("transform", "") for one in ground.iter(f"{SVG}g") if "rotate" in one.get("transform", "")]
    assert [float(re.search(r"rotate\(([-\d.]+)\)", one).group(1)) for one in turns] == [0.0]


def test_nothing_of_another_storey_is_drawn(house, tmp_path):
    write_plans(house, tmp_path / "plans")
    upper = fromstring((tmp_path / "plans" / "House-Upper.svg").read_text(encoding="utf-8"))
    assert len(areas(upper, "room")) == 1
    assert areas(upper, "wall") == []
    assert "Cuisine" not in texts(upper)


def test_both_storeys_lie_in_the_same_place_of_the_sheet(house, tmp_path):
    drawn = [fromstring(one.read_text(encoding="utf-8")) for one in write_plans(house, tmp_path / "plans")]
    left = [shapely.total_bounds(areas(one, "room"))[0] for one in drawn]
    assert left[0] == pytest.approx(left[1], abs=0.02)


def test_names_stay_text(make_twin, tmp_path):
    nodes = [
        ("building", "IfcBuilding", "<b>&</b>", -1, (), ()),
        ("storey", "IfcBuildingStorey", "../../R+1", 1, (), ()),
        ("space", "IfcSpace", "<script>", 1, (0.0, 0.0, 0.0), (5.0, 4.0, 2.6)),
    ]
    (path,) = write_plans(make_twin(tuple(nodes)), tmp_path / "plans")
    assert path.parent == tmp_path / "plans"
    drawing = fromstring(path.read_text(encoding="utf-8"))
    assert "<script>" in texts(drawing)
    assert not list(drawing.iter(f"{SVG}script"))


@pytest.mark.parametrize(
    ("size", "name", "scale"),
    [
        ((5, 4), "A4", 50),
        ((20, 12), "A4", 100),
        ((35, 20), "A3", 100),
        ((55, 12), "A3", 150),
        ((60, 12), "A3", 200),
        ((300, 80), "A3", 1000),
    ],
)
def test_sheet_is_the_smallest_that_holds_the_largest_drawing(size, name, scale):
    paper = paper_for(np.array([*BOUNDS, *size], dtype=float))
    assert (paper.name, paper.scale) == (name, scale)


def test_french_plan_speaks_french(house, tmp_path):
    (path,) = write_plans(house, tmp_path / "plans", storey="Ground", language="fr")
    assert "1:50 sur A4" in texts(fromstring(path.read_text(encoding="utf-8")))


def test_unknown_storey_and_nothing_to_draw_are_told(house, make_twin, tmp_path):
    with pytest.raises(UsageError, match="There are Ground, Upper"):
        write_plans(house, tmp_path / "plans", storey="Roof")
    bare = make_twin((("building", "IfcBuilding", "House", -1, (), ()),))
    with pytest.raises(NoShapeError, match="no storey has rooms or walls with a shape"):
        write_plans(bare, tmp_path / "plans")
    assert not (tmp_path / "plans").exists()
