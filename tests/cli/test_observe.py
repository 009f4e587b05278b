"""``twin observe`` binds readings, tells what it could not, and what is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
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


@pytest.mark.parametrize("link", ["symlink", "hardlink"])
def test_a_link_to_what_is_read_is_not_written_over_either(flat: Path, link: str) -> None:
    before, other = (flat / "data.csv").read_bytes(), flat / "link.csv"
    other.symlink_to("data.csv") if link == "symlink" else other.hardlink_to(flat / "data.csv")
    assert call(flat, "-o", str(other)) == 2
    assert (flat / "data.csv").read_bytes() == before


def test_a_table_is_not_put_among_the_readings_of_a_folder(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = flat / "data"
    folder.mkdir()
    (flat / "data.csv").rename(folder / "data.csv")
    words = ["observe", str(flat / "estate.gpkg"), str(folder), "--map", str(flat / "map.csv")]
    assert main([*words, "-o", str(folder / "sensors.csv")]) == 2
    assert "lies among the readings" in capsys.readouterr().err
    assert main([*words, "-o", str(flat / "sensors.csv")]) == 0


@pytest.mark.parametrize("lost", ["data.csv", "map.csv", "estate.observations.toml"])
def test_what_is_bound_already_is_not_written_over_later(flat: Path, lost: str) -> None:
    call(flat)
    before = (flat / lost).read_bytes()
    assert main(["observe", str(flat / "estate.gpkg"), "-o", str(flat / lost)]) == 2
    assert (flat / lost).read_bytes() == before


def test_a_link_is_followed_and_stays_a_link(flat: Path) -> None:
    (flat / "there").mkdir()
    (flat / "sensors.csv").symlink_to(flat / "there" / "table.csv")
    assert call(flat, "-o", str(flat / "sensors.csv")) == 0
    assert (flat / "sensors.csv").is_symlink()
    assert (flat / "there" / "table.csv").read_text().startswith("sensor,")


@pytest.mark.parametrize("how", ["full", "killed"])
def test_a_table_or_register_that_cannot_be_finished_leaves_the_one_before(flat: Path, how: str) -> None:
    call(flat, "-o", str(flat / "sensors.csv"))
    before = {one.name: one.read_bytes() for one in flat.iterdir()}
    stop = "os.kill(os.getpid(), 9)" if how == "killed" else "(_ for _ in ()).throw(OSError(28, 'No space left'))"
    words = ["observe", "estate.gpkg", "data.csv", "--map", "map.csv", "-o", "sensors.csv", "--timezone", "UTC"]
    script = f"import os, sys\nos.fsync = lambda _: {stop}\nfrom twin.cli import main\nsys.exit(main({words!r}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=flat, capture_output=True, text=True, check=False)
    assert done.returncode == (2 if how == "full" else -9)
    assert {one.name: one.read_bytes() for one in flat.iterdir() if not one.name.startswith(".")} == before
    if how == "full":
        assert "No space left" in done.stderr
        assert not [one for one in flat.iterdir() if one.name.startswith(".")]


@pytest.mark.parametrize("option", [[], ["-o", "sensors.csv"]])
def test_a_folder_that_may_not_be_written_to_is_told_before_the_work(
    flat: Path, option: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(flat)
    monkeypatch.setattr("twin.usage.place.os.access", lambda *_: False)
    monkeypatch.setattr("twin.observations.observing.observe", lambda *_, **__: pytest.fail("the work was begun"))
    assert call(flat, *option) == 2
    assert "may not be written" in capsys.readouterr().err


def test_what_is_bound_no_more_is_told(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call(flat)
    for name in ("data.csv", "map.csv"):
        (flat / name).write_text((flat / name).read_text(encoding="utf-8").replace("probe", "other"), encoding="utf-8")
    capsys.readouterr()
    assert call(flat) == 0
    assert "1 sensors that were bound before are bound no more, such as 'probe'" in capsys.readouterr().err


def test_an_hour_told_twice_in_autumn_is_told(flat: Path, capsys: pytest.CaptureFixture[str]) -> None:
    times = [f"26/10/2025 {hour:02d}:{minute:02d}" for hour in (1, 2, 2, 3) for minute in (0, 30)]
    lines = [f'"{time}";{20 + k},5' for k, time in enumerate(times)]
    (flat / "data.csv").write_text("\n".join(["Horodatage;probe", *lines]), encoding="cp1252")
    (flat / "map.csv").write_text("sensor;room;quantity;unit\ndata;living;temperature;°C\n", encoding="cp1252")
    assert call(flat) == 0
    assert "the clock repeats in autumn: both count as the second one" in capsys.readouterr().err


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
        (["data.csv", "--map", "map.csv", "-o", "."], "is a folder"),
        (["data.csv", "--map", "map.csv", "--columns", "time=time,value=time"], "a role or a column twice"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    flat: Path, options: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(flat)
    status = main(["observe", "estate.gpkg", *options])
    assert status == 2
    assert message in capsys.readouterr().err
