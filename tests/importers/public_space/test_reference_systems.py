"""Nothing is placed on a guess: a system is stated, the only one possible, or asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twin.errors import InputError
from twin.estate import import_models

MONTPELLIER = "montpellier/VilleMTP_MTP_"
METRES = [("Point", [770_300.0, 6_279_900.0], {"highway": "street_lamp"})]


@pytest.mark.parametrize(
    ("longitude", "latitude", "crs"),
    [
        (3.87, 43.61, "EPSG:2154"),
        (9.1, 42.1, "EPSG:2154"),
        (13.44, 52.47, "EPSG:32633"),
        (10.07, 48.14, "EPSG:32632"),
        (-58.4, -34.6, "EPSG:32721"),
    ],
)
def test_degrees_alone_are_measured_in_a_system_of_their_place(
    write_geojson: Callable[..., Path], longitude: float, latitude: float, crs: str
) -> None:
    path = write_geojson("lamps.geojson", [("Point", [longitude, latitude], {"highway": "street_lamp"})])
    assert import_models([], public_space=path).crs == crs


def test_metres_without_any_hint_ask_for_the_system(write_geojson: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match=r"reference system is not certain.*--crs, likely EPSG:2154 or EPSG:3857"):
        import_models([], public_space=write_geojson("lamps.geojson", METRES))


def test_metres_near_degrees_still_ask_but_name_the_one_likely_system(shared_data: Path) -> None:
    files = [shared_data / f"{MONTPELLIER}{name}.geojson" for name in ("Defibrilateurs", "EspacesVertsSurface")]
    with pytest.raises(InputError, match=r"Defibrilateurs.*--crs, likely EPSG:2154, or add a file"):
        import_models([], public_space=files)


def test_the_option_says_what_no_file_says(write_geojson: Callable[..., Path]) -> None:
    estate = import_models([], public_space=write_geojson("lamps.geojson", METRES), crs="EPSG:2154")
    assert estate.facts.nodes["position"][0, :2].tolist() == METRES[0][1]


def test_the_option_is_refused_where_it_contradicts_the_data(write_geojson: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="reference system is not certain"):
        import_models([], public_space=write_geojson("lamps.geojson", METRES), crs="EPSG:28992")


def test_a_stated_system_that_the_coordinates_contradict_is_not_believed(write_geojson: Callable[..., Path]) -> None:
    path = write_geojson("lamps.geojson", METRES, crs="urn:ogc:def:crs:OGC:1.3:CRS84")
    with pytest.raises(InputError, match="states EPSG:4326, which its coordinates contradict"):
        import_models([], public_space=path)


def test_of_two_files_in_degrees_that_disagree_neither_is_turned_around(write_geojson: Callable[..., Path]) -> None:
    right = write_geojson("right.geojson", [("Point", [3.87, 43.61], {"highway": "street_lamp"})])
    swapped = write_geojson("swapped.geojson", [("Point", [43.61, 3.87], {"highway": "street_lamp"})])
    for files in ([right, swapped], [swapped, right]):
        with pytest.raises(InputError, match="from the rest of the estate"):
            import_models([], public_space=files)


def test_a_projection_file_settles_the_files_beside_it(shared_data: Path) -> None:
    files = [shared_data / f"{MONTPELLIER}{name}" for name in ("Defibrilateurs.geojson", "FilaireVoies.zip")]
    estate = import_models([], public_space=files)
    assert estate.crs == "EPSG:2154"
    assert (estate.facts.nodes["object_type"] == "defibrillator").sum() == 167
    assert [one.file for one in estate.findings if one.code == "crs-assumed"] == ["VilleMTP_MTP_Defibrilateurs.geojson"]
