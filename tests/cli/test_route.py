"""``twin route`` tells the way, or what stands in it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from twin.cli import main
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.store.save import save


@pytest.fixture
def two_rooms(tmp_path: Path) -> str:
    """Return a stored twin of two rooms above each other with a stair between, and a third beside, through a door."""
    names = ["flat", "hall", "cellar", "door", "stair"]
    box = [
        [[0, 0, 3], [4, 4, 5]],
        [[4, 0, 3], [8, 4, 5]],
        [[4, 0, 0], [8, 4, 2]],
        [[4, 1, 3], [4, 2, 5]],
        [[5, 0, 0], [6, 2, 3]],
    ]
    nodes = {
        "id": names,
        "name": names,
        "kind": ["space", "space", "space", "element", "element"],
        "ifc_class": ["IfcSpace"] * 3 + ["IfcDoor", "IfcStair"],
        "box": np.array(box, dtype=float),
        "position": np.array(box, dtype=float).mean(axis=1),
    }
    edges = {
        "source": [0, 2],
        "target": [1, 1],
        "relation": ["opens_onto"] * 2,
        "via": [3, 4],
        "method": ["door-sides", "flight"],
        "clear_width": [0.83, 1.2],
        "step_free": [1, 0],
        "provenance": ["geometric"] * 2,
    }
    path = tmp_path / "estate.gpkg"
    save(Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)}), path)
    return str(path)


def test_a_route_is_printed_leg_by_leg(two_rooms: str, capsys: pytest.CaptureFixture[str]):
    assert main(["route", two_rooms, "flat", "cellar"]) == 0
    out = capsys.readouterr().out
    assert "flat → cellar: " in out.splitlines()[0]
    assert "stair" in out
    assert "door" in out


def test_json_holds_legs_with_coordinates(two_rooms: str, capsys: pytest.CaptureFixture[str]):
    assert main(["route", two_rooms, "flat", "hall", "--step-free", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["proven"] is True
    assert [leg["via"] for leg in found["legs"]] == ["door", ""]
    assert found["legs"][0]["points"][-1] == [4, 1.5, 3]
    assert sum(leg["distance_m"] for leg in found["legs"]) == pytest.approx(found["length_m"])


def test_no_route_without_steps_names_the_stair_and_exits_with_1(two_rooms: str, capsys: pytest.CaptureFixture[str]):
    assert main(["route", two_rooms, "flat", "cellar", "--step-free"]) == 1
    out = capsys.readouterr().out
    assert "no way without steps" in out
    assert "A lift or a ramp over 3.00 m." in out


def test_an_unknown_place_is_wrong_use(two_rooms: str, capsys: pytest.CaptureFixture[str]):
    assert main(["route", two_rooms, "flat", "moon"]) == 2
    assert "moon: nothing in this twin has that id, code or name" in capsys.readouterr().err


def test_a_place_that_is_misspelt_is_answered_with_the_nearest(two_rooms: str, capsys: pytest.CaptureFixture[str]):
    assert main(["route", two_rooms, "flat", "celar"]) == 2
    assert "Did you mean 'cellar'?" in capsys.readouterr().err
