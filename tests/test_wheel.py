"""The built wheel holds all that the checkout runs on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.slow


def pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT))
    return next(folder.glob("estate_twin-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--target", str(folder), str(wheel))
    return folder


def run(installed: Path, *arguments: str, cwd: Path) -> str:
    """Return what Python prints when the installed wheel stands before the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    result = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=environment, cwd=cwd, check=False
    )
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_wheel_holds_the_four_packages_and_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {
        "twin",
        "twin_rules",
        "twin_samples",
        "twin_viewers",
    }


def test_every_module_of_the_checkout_is_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    homes = {
        "twin": ROOT,
        "twin_rules": ROOT / "rules",
        "twin_viewers": ROOT / "viewers",
        "twin_samples": ROOT / "ifc_samples",
    }
    modules = [(path, home) for package, home in homes.items() for path in (home / package).rglob("*.py")]
    assert [path for path, home in modules if path.relative_to(home).as_posix() not in names] == []


def test_packages_are_those_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    script = "import twin, twin_rules, twin_viewers, twin_samples; print(twin.__file__, twin_samples.__file__)"
    assert run(installed, "-c", script, cwd=tmp_path).count(str(installed)) == 2


def test_verbs_of_all_packages_are_there(installed: Path, tmp_path: Path) -> None:
    out = run(installed, "-m", "twin", "--help", cwd=tmp_path)
    assert all(f" {verb} " in out for verb in ("import", "info", "check", "graph", "view"))


def test_import_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed, "-m", "twin_samples.residence", "residence.ifc", cwd=tmp_path)
    run(installed, "-m", "twin", "import", "residence.ifc", "-o", "estate.gpkg", cwd=tmp_path)
    assert '"space": 47' in run(installed, "-m", "twin", "info", "estate.gpkg", "--json", cwd=tmp_path)


def test_demo_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed, "-m", "twin", "demo", "-o", "demo", "--quiet", cwd=tmp_path)
    assert (tmp_path / "demo" / "estate.png").read_bytes().startswith(b"\x89PNG")
    info = json.loads(run(installed, "-m", "twin", "info", "demo/estate.gpkg", "--json", cwd=tmp_path))
    assert info["crs"] == "EPSG:2154"
    assert info["nodes"]["storey"] == 26
