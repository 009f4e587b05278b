import numpy as np
import pytest
from PIL import Image

from twin.errors import OutputError, UsageError
from twin_viewers import picture, show
from twin_viewers.panel import panel_width
from twin_viewers.scene import Look, scene_of
from twin_viewers.screenshot import draw

SIZE = (480, 300)


@pytest.fixture(scope="module")
def panel():
    return SIZE[0] - panel_width(SIZE)


def test_picture_shows_building_rooms_and_legend(house, panel):
    pixels = draw(scene_of(house), size=SIZE).astype(int)
    assert pixels.shape == (300, 480, 3)
    drawing, legend = pixels[:, :panel], pixels[:, panel:]
    assert len(np.unique(drawing.reshape(-1, 3), axis=0)) > 50
    blue = (drawing[..., 2] > drawing[..., 0] + 25) & (drawing[..., 2] > 150)
    assert blue.mean() > 0.05  # rooms
    assert (legend.sum(axis=2) < 200).mean() > 0.005  # ink


def test_building_fills_the_picture(house, panel):
    pixels = draw(scene_of(house, Look(only=("space", "element"))), size=SIZE).astype(int)[:, :panel]
    drawn = np.abs(pixels - pixels[0, 0]).sum(axis=2) > 12
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    assert max(np.ptp(rows) / pixels.shape[0], np.ptp(columns) / pixels.shape[1]) > 0.85
    assert rows[0] > 0
    assert rows[-1] < pixels.shape[0] - 1


def test_picture_is_the_same_on_a_national_grid(make_twin):
    here, there = (
        draw(scene_of(make_twin(origin=origin)), size=SIZE).astype(int)
        for origin in ((0.0, 0.0, 0.0), (2_656_163.0, 1_135_553.0, 402.0))
    )
    assert np.abs(here - there).mean() < 0.5


def test_equipment_is_vivid_inside_a_storey(house, panel):
    pixels = draw(scene_of(house, Look(storey="Ground")), size=SIZE).astype(int)[:, :panel]
    assert ((pixels[..., 0] > 180) & (pixels[..., 2] < 60)).sum() > 100


def test_numbers_get_a_continuous_bar(house, panel):
    legend = draw(scene_of(house, Look(colour_by="elevation", only=("space",))), size=SIZE)[:, panel:]
    assert legend.shape[1] > 100
    bar = draw(scene_of(house, Look(colour_by="Area")), size=SIZE)[:, panel:].astype(int)
    yellow = (bar[..., 0] > 200) & (bar[..., 1] > 180) & (bar[..., 2] < 90)
    assert yellow.any()


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_file_is_written(house, tmp_path, name):
    scene = picture(house, tmp_path / name, size=SIZE)
    with Image.open(tmp_path / name) as written:
        assert written.size == SIZE
    assert scene.triangles == 108


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a.doc", "ending names no picture"), ("no/a.png", "directory does not exist"), ("d.png", "is a directory")],
)
def test_unusable_path_is_refused_before_anything_is_drawn(house, tmp_path, name, reason):
    (tmp_path / "d.png").mkdir()
    with pytest.raises(OutputError, match=reason):
        picture(house, tmp_path / name)


@pytest.mark.parametrize("size", [(10, 10), (100_000, 500)])
def test_absurd_size_is_refused(house, tmp_path, size):
    with pytest.raises(UsageError, match="no picture has such a size"):
        picture(house, tmp_path / "a.png", size=size)


def test_window_without_a_display_points_to_the_screenshot(house, monkeypatch):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(UsageError, match="--screenshot"):
        show(house)


def test_drawing_writes_nothing_to_the_terminal(house, capfd):
    draw(scene_of(house), size=SIZE)
    assert capfd.readouterr() == ("", "")
