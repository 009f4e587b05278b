"""The command as a neighbourhood manager meets it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest

from twin.cli import main
from twin.errors import UsageError
from twin.estate import import_models
from twin.model.twin import Twin
from twin.store.save import save

LAMP = ("Point", [3.87063, 43.61466], {"highway": "street_lamp"})
WAY = ("LineString", [[3.8706, 43.6146], [3.8712, 43.6149]], {"highway": "footway", "width": "1.5"})
LAWN = ("Polygon", [[[3.87, 43.614], [3.871, 43.614], [3.871, 43.6145], [3.87, 43.614]]], {"landuse": "grass"})


def test_files_follow_the_option_and_models_are_not_needed(
    write_geojson: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = write_geojson("one.geojson", [LAMP, WAY]), write_geojson("other.geojson", [LAWN])
    output = tmp_path / "estate.gpkg"
    assert main(["import", "--public-space", str(one), str(other), "-o", str(output), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [source["name"] for source in told["sources"]] == ["one.geojson", "other.geojson"]
    assert told["nodes"] == {"equipment": 1, "path": 1, "plot": 1}


def test_maps_show_lamps_ways_and_lawns_where_they_lie(write_geojson: Callable[..., Path], tmp_path: Path) -> None:
    output = tmp_path / "estate.gpkg"
    assert (
        main(["import", "--public-space", str(write_geojson("a.geojson", [LAMP, WAY, LAWN])), "-o", str(output), "-q"])
        == 0
    )
    types = {name: pyogrio.read_dataframe(output, layer=name) for name in ("equipment", "paths", "plots")}
    drawn = {name: frame.to_crs("EPSG:4326").set_index("id").geometry for name, frame in types.items()}
    assert drawn["equipment"]["a/0"].coords[0] == pytest.approx(LAMP[1], abs=1e-8)
    assert list(drawn["paths"]["a/1"].coords[0]) == pytest.approx(WAY[1][0], abs=1e-8)
    assert drawn["plots"]["a/2"].geom_type == "Polygon"
    assert not types["paths"].geometry.isna().any()


def test_a_refused_file_leaves_the_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "estate.gpkg"
    save(Twin({}), output)
    before = output.read_bytes()
    assert main(["import", "--public-space", str(tmp_path / "none.osm"), "-o", str(output)]) == 2
    assert "there is no such file" in capsys.readouterr().err
    assert output.read_bytes() == before


def test_a_geographic_system_is_refused_for_the_estate(write_geojson: Callable[..., Path]) -> None:
    with pytest.raises(UsageError, match="is not projected"):
        import_models([], public_space=write_geojson("a.geojson", [LAMP]), crs="EPSG:4326")
