"""``twin observe`` binds readings, tells what it could not, and what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twin.cli import main
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.store.save import save


@pytest.fixture
def flat(tmp_path: Path) -> Path:
    """Return a folder with a stored twin of one room, readings of one sensor with a gap, and a map."""
    nodes = {"id": ["r"], "name": ["living"], "kind": ["space"], "ifc_class": ["IfcSpace"]}
    save(Twin({"nodes": table_of("nodes", nodes)}), tmp_path / "estate.gpkg")
    hours = [f"2025-05-{day:02d}T{hour:02d}:00:00Z" for day in range(1, 20) for hour in range(24) if day != 9]
    lines = [f"probe,{time},{20 + k % 7}" for k, time in enumerate(hours)]
    (tmp_path / "data.csv").write_text("\n".join(["sensor,time,value", *lines]), encoding="utf-8")
    (tmp_path / "map.csv").write_text("sensor,room,quantity,unit\nprobe,living,temperature,Cel\n", encoding="utf-8")
    return tmp_path


def call(folder: Path, *options: str) -> int:
    """Return the status of binding the readings of a folder."""
    files = [str(folder / name) for name in ("estate.gpkg", "data.csv")]
    return main(["observe", *files, "--map", str(folder / "map.csv"), "--timezone", "Europe/Paris", *options])


def test_what_was_bound_is_told(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(flat) == 0
    assert "1 sensors, 1 bound" in capsys.readouterr().out
    assert (flat / "estate.observations.toml").exists()


def test_faults_make_the_answer_no(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(flat, "--check", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["fault"] for one in told["faults"]] == ["gap"]
    assert told["quantities"][0]["coverage"] == pytest.approx(0.947, abs=0.01)


def test_what_is_bound_already_is_told_again(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(flat)
    capsys.readouterr()
    assert main(["observe", str(flat / "estate.gpkg"), "-o", str(flat / "sensors.csv")]) == 0
    assert "temperature" in capsys.readouterr().out
    assert (flat / "sensors.csv").read_text().startswith("sensor,id,code,name,quantity")


def test_a_line_that_binds_nothing_makes_the_answer_no(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (flat / "map.csv").write_text("sensor,room,quantity,unit\nprobe,cellar,temperature,Cel\n", encoding="utf-8")
    assert call(flat) == 1
    assert "cellar" in capsys.readouterr().err


@pytest.mark.parametrize("lost", ["data.csv", "map.csv", "estate.gpkg", "estate.observations.toml"])
def test_what_is_read_is_never_written_over(flat: Path, lost: str, capsys: pytest.CaptureFixture[str]) -> None:
    call(flat)
    before = (flat / lost).read_bytes()
    assert call(flat, "-o", str(flat / lost)) == 2
    assert "would be lost" in capsys.readouterr().err
    assert (flat / lost).read_bytes() == before


def test_an_observed_estate_that_is_another_one_makes_the_answer_no(
    flat: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call(flat)
    nodes = {"id": ["s"], "name": ["cellar"], "kind": ["space"], "ifc_class": ["IfcSpace"]}
    save(Twin({"nodes": table_of("nodes", nodes)}), flat / "estate.gpkg")
    assert main(["observe", str(flat / "estate.gpkg")]) == 1
    assert "things that this twin does not have" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["data.csv"], "--map: is missing"),
        (["absent.csv", "--map", "map.csv"], "does not exist"),
        (["data.csv", "--map", "map.csv", "--timezone", "Mars/Base"], "is not known"),
        (["data.csv", "--map", "map.csv", "--columns", "when=time"], "is no role"),
        (["map.csv", "--map", "data.csv"], "holds no readings"),
        (["--map", "map.csv"], "goes with files to read"),
        (["--timezone", "Europe/Paris"], "goes with files to read"),
        (["data.csv", "--map", "map.csv", "-o", "nowhere/x.csv"], "its folder does not exist"),
        (["data.csv", "--map", "map.csv", "-o", "x.xlsx"], "end in .csv"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    flat: Path, options: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(flat)
    status = main(["observe", "estate.gpkg", *options])
    assert status == 2
    assert message in capsys.readouterr().err
