"""What stands beside a picture is in the language of its reader, and fits."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from twin.cli import main
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.store.save import save
from twin_viewers.legend import Bar, Entry, Legend, Section
from twin_viewers.send.frames import Foot, Strip, beside, width_of_picture
from twin_viewers.send.run_moments import lit_at
from twin_viewers.send.spoken import rounded, spoken
from twin_viewers.words import words_in

SIZE = (480, 300)
FOOT = Foot(np.array((1.0, 0.0, 0.0)), np.array((0.0, 0.0, 1.0)), 0.1)
BARE = Legend("House", "", "Kind", (), None, "", None)


def strip_of(legend, *, foot=None, language="en"):
    """Return the pixels beside an empty picture."""
    width = width_of_picture(SIZE)
    empty = np.zeros((SIZE[1], width, 3), dtype=np.uint8)
    return beside(empty, Strip(legend, words_in(language), foot), size=SIZE)[:, width:]


@pytest.mark.parametrize(("label", "said"), [("5 others", "5 autres"), ("1 other", "1 autre"), ("unknown", "inconnu")])
def test_what_is_left_over_is_told_in_french(label, said):
    legend = replace(BARE, entries=(Entry(label, 9, (0.7, 0.7, 0.7)),))
    assert spoken(legend, words_in("fr")).entries[0].label == said


def test_sections_above_and_units_are_told_in_french():
    section = Section("Public space", (Entry("Trees", 2, None),))
    found = spoken(replace(BARE, heading="Criticality [dwellings]", above=(section,)), words_in("fr"))
    assert (found.above[0].heading, found.above[0].entries[0].label) == ("Espace public", "Arbres")
    assert found.heading == "Criticité [logements]"


@pytest.mark.parametrize(
    ("value", "said"), [(0.1234, "0,123"), (2.5, "2,5"), (27.0, "27"), (1234.4, "1\u202f234"), (0.0, "0")]
)
def test_numbers_have_three_digits_that_count_and_the_marks_of_the_language(value, said):
    assert rounded(words_in("fr"), value) == said


def test_long_legend_ends_above_the_foot():
    entries = tuple(Entry(f"Group {number}", number, (0.0, 0.0, 1.0)) for number in range(200))
    pixels = strip_of(replace(BARE, entries=entries), foot=FOOT).astype(int)
    blue = (pixels[..., 2] > 200) & (pixels[..., 0] < 60)
    assert 20 < np.flatnonzero(blue.any(axis=1)).max() < 250


def test_scale_bar_is_as_long_as_it_says():
    pixels = strip_of(BARE, foot=FOOT).astype(int)
    ink = (pixels.max(axis=2) < 60).sum(axis=1).max()  # half of it is dark
    assert ink == pytest.approx(0.5 * 5.0 / 0.1, abs=2)


def test_north_points_where_the_legend_says():
    top = replace(FOOT, up=np.array((0.0, 1.0, 0.0)))
    up, down = (strip_of(replace(BARE, north=(0.0, way)), foot=top) for way in (1.0, -1.0))
    assert not np.array_equal(up, down)
    assert np.array_equal(up, strip_of(replace(BARE, north=(0.0, 1.0)), foot=top))


def test_scale_of_a_number_has_its_unit_in_the_language():
    bar = Bar(0.5, 12.0, "dwellings")
    assert spoken(replace(BARE, bar=bar), words_in("fr")).bar == Bar(0.5, 12.0, "logements")


@pytest.fixture
def stored(house, tmp_path):
    save(house, tmp_path / "estate.gpkg")
    return tmp_path / "estate.gpkg"


def test_night_is_darker_than_day(stored, tmp_path):
    mean = []
    for name, more in (("day.png", []), ("night.png", ["--night"])):
        line = ["view", str(stored), "--look", "solid", "--size", "400x250", "--screenshot", str(tmp_path / name)]
        assert main([*line, *more]) == 0
        with Image.open(tmp_path / name) as written:
            mean.append(np.asarray(written)[:, :200].mean())
    assert mean[1] < 0.6 * mean[0]


def test_night_is_refused_where_nothing_is_lit(stored, tmp_path, capsys):
    assert main(["view", str(stored), "--glb", str(tmp_path / "a.glb"), "--night"]) == 2
    assert "--night: says nothing without --screenshot or --movie" in capsys.readouterr().err


def test_lamp_that_a_run_leaves_without_power_is_dark_by_night():
    things = {"kind": ["equipment"] * 2, "object_type": ["street lamp"] * 2, "position": [(0, 0, 0), (9, 0, 0)]}
    twin = Twin({"nodes": table_of("nodes", {"id": ["fed", "cut"], **things})})
    supply = SimpleNamespace(at=lambda _: np.array([np.nan, 1.0]))
    player = SimpleNamespace(twin=twin, tracks=SimpleNamespace(by_state={"supply": supply}))
    assert lit_at(player, 60.0).tolist() == [0]
