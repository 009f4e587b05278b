"""What the README promises holds: its commands and its Python run as they stand there, on the sample."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(name: str) -> str:
    """Return the code block that follows the comment with that name."""
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found, f"README.md has no block {name!r}"
    return found[1]


def twin_commands(name: str) -> list[str]:
    """Return the calls of ``twin`` in a block, without the way to the program."""
    calls = [call.strip() for line in block(name).splitlines() for call in line.split("&&")]
    return [call.removeprefix(".venv/bin/") for call in calls if call.removeprefix(".venv/bin/").startswith("twin ")]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a working directory that holds the samples, as a fresh clone does."""
    (tmp_path / "ifc_samples").symlink_to(ROOT / "ifc_samples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("name", "folder"), [("main job", "demo"), ("commands", ".")])
def test_commands_run(checkout: Path, name: str, folder: str) -> None:
    done_in = os.environ.get("MAIN_JOB_DONE_IN") if name == "main job" else None  # by .ci/run, just as it stands there
    for command in () if done_in else twin_commands(name):
        result = run([sys.executable, "-m", *shlex.split(command)])
        assert result.returncode == 0, f"{command}\n{result.stderr}"
    made = Path(done_in or checkout) / folder
    assert (made / "estate.gpkg").stat().st_size > 0
    assert (made / "estate.png").read_bytes().startswith(b"\x89PNG")


def test_python_runs(checkout: Path) -> None:
    result = run([sys.executable, "-W", "error", "-c", block("python")])
    assert result.returncode == 0, result.stderr
    assert "Séjour" in result.stdout
    assert "lose heating: Board 'TGBT' failed" in result.stdout
    assert "heating    15.0     29.25" in result.stdout


def test_python_has_ten_lines_at_most() -> None:
    assert len([line for line in block("python").splitlines() if line.strip()]) <= 10


def test_main_job_and_tests_are_one_command_each() -> None:
    assert [len(block(name).strip().splitlines()) for name in ("main job", "tests")] == [1, 1]


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()
