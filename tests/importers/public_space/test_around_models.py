"""The public space around the generated residence: surroundings, known buildings, ground, updates."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from twin.clock import Clock
from twin.errors import InputError
from twin.estate import Estate, import_to
from twin.importers.pipeline import Options, import_files
from twin.importers.public_space.formats import read_geo_file
from twin.importers.public_space.read import with_public_space
from twin.model.twin import Twin
from twin.progress import SilentProgress

LAMBERT = "EPSG:2154"
EAST, NORTH = 770_300.0, 6_279_900.0
LAMP = ("Point", [EAST + 40, NORTH], {"highway": "street_lamp", "ref": "L1", "circuit": "C1", "cabinet": "K1"})
CABINET = ("Point", [EAST + 50, NORTH], {"man_made": "street_cabinet", "ref": "K1"})


def square(x: float, y: float, side: float) -> list[list[list[float]]]:
    return [[[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]]


@pytest.fixture(scope="module")
def models(residence: Path) -> Twin:
    return import_files([residence], Options()).twin


def around(models: Twin, path: Path) -> Estate:
    silent = SilentProgress()
    done = with_public_space(models, [read_geo_file(path)], skip_bad=False, progress=silent, clock=Clock())
    return Estate(done.twin)


def codes(twin: Twin) -> set[str]:
    return {one.code for one in twin.findings}


def test_a_footprint_on_a_modelled_building_gives_it_its_attributes(
    models: Twin, write_geojson: Callable[..., Path]
) -> None:
    ours = ("Polygon", square(EAST - 2, NORTH, 15), {"building": "apartments", "start_date": "1972"})
    estate = around(models, write_geojson("houses.geojson", [ours], crs=LAMBERT))
    same = estate.facts["same_as"]
    assert len(estate.buildings) == 1
    assert (same["id"][0], same["method"][0]) == ("houses/0", "footprint")
    assert estate.node("houses/0").properties["attributes"]["start_date"] == "1972"
    assert "building-known" in codes(estate.facts)


def test_a_neighbour_stands_on_the_ground_floor_of_the_models(models: Twin, write_geojson: Callable[..., Path]) -> None:
    other = ("Polygon", square(EAST + 60, NORTH, 10), {"building": "house", "height": "6 m"})
    estate = around(models, write_geojson("houses.geojson", [other], crs=LAMBERT))
    row = estate.facts.row("houses/0")
    assert estate.facts.nodes["box"][row] == pytest.approx(
        np.array([[EAST + 60, NORTH, 35.0], [EAST + 70, NORTH + 10, 41.0]])
    )
    assert estate.mesh("houses/0").volume == pytest.approx(600.0)


def test_what_is_far_from_the_models_is_counted_and_left_out(models: Twin, write_geojson: Callable[..., Path]) -> None:
    far = ("Point", [EAST + 5000, NORTH], {"highway": "street_lamp"})
    estate = around(models, write_geojson("lamps.geojson", [LAMP, far], crs=LAMBERT))
    assert (estate.facts.nodes["object_type"] == "street lamp").sum() == 1
    assert "beyond-surroundings" in codes(estate.facts)


def test_a_cabinet_feeds_the_lamps_that_name_it(models: Twin, write_geojson: Callable[..., Path]) -> None:
    twin = around(models, write_geojson("lamps.geojson", [LAMP, CABINET], crs=LAMBERT)).facts
    lamp, cabinet, circuit = (twin.row(key) for key in ("lamps/0", "lamps/1", "circuit/K1/C1"))
    edges = twin.edges
    into = edges["target"] == lamp
    assert (edges["source"][into & (edges["relation"] == "feeds") & (edges["commodity"] == "power")]).tolist() == [
        cabinet
    ]
    assert edges["source"][into & (edges["relation"] == "groups")].tolist() == [circuit]
    assert twin.nodes["predefined_type"][circuit] == "LIGHTING"


def test_a_file_without_system_is_read_in_that_of_the_models(models: Twin, write_geojson: Callable[..., Path]) -> None:
    twin = around(models, write_geojson("lamps.geojson", [LAMP])).facts
    assert twin.nodes["position"][twin.row("lamps/0")][:2] == pytest.approx([EAST + 40, NORTH])
    assert "crs-assumed" in codes(twin)


def test_degrees_come_to_stand_where_metres_do(models: Twin, write_geojson: Callable[..., Path]) -> None:
    path = write_geojson("lamps.geojson", [("Point", [3.87063, 43.61466], {"highway": "street_lamp"})])
    twin = around(models, path).facts
    assert np.hypot(*(twin.nodes["position"][twin.row("lamps/0")][:2] - (EAST, NORTH))) < 5.0


def test_swapped_axes_are_turned_around_and_told(models: Twin, write_geojson: Callable[..., Path]) -> None:
    path = write_geojson("lamps.geojson", [("Point", [43.61466, 3.87063], {"highway": "street_lamp"})])
    twin = around(models, path).facts
    assert np.hypot(*(twin.nodes["position"][twin.row("lamps/0")][:2] - (EAST, NORTH))) < 5.0
    assert "axes-swapped" in codes(twin)


def test_a_file_of_another_town_is_refused(models: Twin, write_geojson: Callable[..., Path]) -> None:
    path = write_geojson("lamps.geojson", [("Point", [13.44, 52.47], {"highway": "street_lamp"})])
    with pytest.raises(InputError, match=r"lies 1,216 km from the rest .* Leave it out if it is another place"):
        around(models, path)


def test_a_file_of_another_town_can_be_skipped(residence: Path, write_geojson: Callable[..., Path]) -> None:
    path = write_geojson("lamps.geojson", [("Point", [13.44, 52.47], {"highway": "street_lamp"})])
    done, _ = import_to(None, [residence], Options(public_space=(path,), skip_bad=True))
    assert [one.subject for one in done.skipped] == [str(path)]


def test_an_update_replaces_a_file_by_name_and_keeps_the_rest(
    residence: Path, write_geojson: Callable[..., Path], tmp_path: Path
) -> None:
    path = write_geojson("lamps.geojson", [LAMP, CABINET], crs=LAMBERT)
    house = ("Polygon", square(EAST - 2, NORTH, 15), {"building": "apartments", "start_date": "1972"})
    other = write_geojson("houses.geojson", [house], crs=LAMBERT)
    output = tmp_path / "estate.gpkg"
    import_to(output, [residence], Options(public_space=(path, other)))
    again, same = import_to(output, [residence], Options(public_space=(path,)), update=True)
    assert (same.added, same.changed, same.removed) == ((), (), ()) if same else False
    assert again.twin.row("houses/0") == again.twin.rows("building")[0]
    write_geojson("lamps.geojson", [CABINET, ("Point", [EAST + 30, NORTH], {"amenity": "bench"})], crs=LAMBERT)
    _, changes = import_to(output, [], Options(public_space=(path,)), update=True)
    assert changes is not None
    assert set(changes.changed) == {"lamps/0", "lamps/1"}
    assert changes.removed == ("circuit/K1/C1",)


def test_a_cabinet_that_is_read_again_still_feeds_the_lamps_that_are_not(
    write_geojson: Callable[..., Path], tmp_path: Path
) -> None:
    lamps = write_geojson("lamps.geojson", [LAMP], crs=LAMBERT)
    cabinets = write_geojson("cabinets.geojson", [CABINET], crs=LAMBERT)
    output = tmp_path / "estate.gpkg"
    import_to(output, [], Options(public_space=(lamps, cabinets)))
    again, changes = import_to(output, [], Options(public_space=(cabinets,)), update=True)
    assert (changes.added, changes.changed, changes.removed) == ((), (), ()) if changes else False
    feeds = again.twin.edges["relation"] == "feeds"
    assert again.twin.edges["source"][feeds].tolist() == [again.twin.row("cabinets/0")]


def test_attributes_taken_over_are_not_taken_over_twice(
    residence: Path, write_geojson: Callable[..., Path], tmp_path: Path
) -> None:
    def house(year: str) -> Path:
        tags = {"building": "apartments", "start_date": year}
        return write_geojson("houses.geojson", [("Polygon", square(EAST - 2, NORTH, 15), tags)], crs=LAMBERT)

    output = tmp_path / "estate.gpkg"
    import_to(output, [residence], Options(public_space=(house("1972"),)))
    again, _ = import_to(output, [], Options(public_space=(house("1973"),)), update=True)
    assert Estate(again.twin).node("houses/0").properties["attributes"]["start_date"] == "1973"
    assert again.twin["same_as"].length == 1


def test_overlapping_extracts_give_each_thing_once(tmp_path: Path) -> None:
    text = '<osm version="0.6"><node id="7" lat="43.61" lon="3.87"><tag k="amenity" v="bench"/></node></osm>'
    for name in ("a.osm", "b.osm"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    twin = import_files([], Options(public_space=(tmp_path / "a.osm", tmp_path / "b.osm"))).twin
    assert twin.nodes["id"].tolist() == ["osm/node/7"]
    assert [one.file for one in twin.findings if one.code == "already-read"] == ["b.osm"]


def test_files_of_one_name_keep_their_things_apart(write_geojson: Callable[..., Path], tmp_path: Path) -> None:
    one = write_geojson("lamps.geojson", [LAMP], crs=LAMBERT)
    (tmp_path / "old").mkdir()
    other = tmp_path / "old" / "lamps.geojson"
    other.write_bytes(one.read_bytes())
    twin = import_files([], Options(public_space=(one, other))).twin
    assert twin.nodes["id"].tolist()[:2] == ["lamps/0", f"{other}~lamps/0"]


def test_a_model_among_the_public_space_is_told_where_to_stand(residence: Path) -> None:
    with pytest.raises(InputError, match=r"is a model, no public space. Name models before --public-space"):
        read_geo_file(residence)
