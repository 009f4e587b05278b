"""The frame of the command line: verbs from files, exit statuses, and no traceback that nobody asked for."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from twin.cli import main

AddPackage = Callable[..., str]

VERB = '''"""Frobs an estate."""

from pathlib import Path


def run(estate: Path, *, times: int = 1, fail: str = "") -> int | None:
    """Frob an estate, and frob it again.

    Parameters
    ----------
    estate
        What to frob.
    times
        How often.
    """
    from twin.errors import InputError

    if fail == "input":
        raise InputError(estate, "is no estate", "Import one.")
    if fail == "bug":
        raise ValueError("oh dear")
    if fail == "stop":
        raise KeyboardInterrupt
    if fail == "no":
        return 1
    print(f"frobbed {estate} {times} times")
'''


@pytest.fixture
def frob(add_package: AddPackage) -> str:
    return add_package({"cli/frob.py": VERB})


def test_new_file_is_a_new_verb(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    assert "frob " in (out := capsys.readouterr().out)
    assert "Frobs an estate." in out


def test_verb_runs_with_its_options(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--times", "3"]) == 0
    assert capsys.readouterr().out == "frobbed a.gpkg 3 times\n"


def test_help_of_a_verb_comes_from_its_function(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "--help"]) == 0
    out = capsys.readouterr().out
    assert "Usage: twin frob" in out
    assert "Frob an estate, and frob it again." in out
    assert "How often." in out


def test_status_of_the_verb_is_the_exit_status(frob: str) -> None:
    assert main(["frob", "a.gpkg", "--fail", "no"]) == 1


def test_unknown_verb_names_its_neighbour(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["imfo"]) == 2
    assert capsys.readouterr().err == "twin: error: twin imfo: there is no such verb. Did you mean 'info'?\n"


def test_unknown_option_names_its_neighbour(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--tmies", "3"]) == 2
    expected = "twin: error: twin frob: Unknown option: --tmies. Did you mean --times? See: twin frob --help\n"
    assert capsys.readouterr().err == expected


def test_wrong_value_says_what_to_look_at(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--times", "often"]) == 2
    err = capsys.readouterr().err
    assert "--times" in err
    assert err.endswith("See: twin frob --help\n")


def test_error_is_one_line_without_traceback(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--fail", "input"]) == 2
    assert capsys.readouterr().err == "twin: error: a.gpkg: is no estate. Import one.\n"


def test_bug_asks_to_be_reported(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--fail", "bug"]) == 2
    expected = "twin: internal error: ValueError: oh dear; run again with --debug and report what it shows\n"
    assert capsys.readouterr().err == expected


@pytest.mark.parametrize("line", [["--debug", "frob", "a"], ["frob", "--debug", "a"], ["frob", "a", "--debug"]])
def test_debug_shows_the_traceback_wherever_it_stands(
    frob: str, line: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*line, "--fail", "bug"]) == 2
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_debug_behind_two_hyphens_is_an_argument(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "--", "--debug"]) == 0
    assert capsys.readouterr().out == "frobbed --debug 1 times\n"


def test_interrupt_is_one_line(frob: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frob", "a.gpkg", "--fail", "stop"]) == 130
    assert capsys.readouterr().err == "twin: interrupted\n"


def test_broken_plug_in_warns_and_the_rest_stays(add_package: AddPackage, capsys: pytest.CaptureFixture[str]) -> None:
    add_package({}, registered_as="ghost_package")
    assert main(["--help"]) == 0
    captured = capsys.readouterr()
    assert "info" in captured.out
    assert "twin: warning: plug-in ghost_package is left out" in captured.err


def test_version_is_that_of_the_distribution() -> None:
    result = subprocess.run([sys.executable, "-m", "twin", "--version"], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert result.stdout.startswith("twin 0.")


def test_reader_that_goes_away_is_no_error() -> None:
    script = f"{sys.executable} -m twin --help | true; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout in {"0\n", "141\n"}
    assert result.stderr == ""


def test_help_imports_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "geopandas", "shapely", "ifcopenshell", "pyvista", "networkx", "trimesh")
    script = (
        "import json, sys; from twin.cli import main; status = main(['--help']); "
        f"print(json.dumps([status, [name for name in {heavy!r} if name in sys.modules]]))"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert json.loads(result.stdout.splitlines()[-1]) == [0, []]


def test_results_are_utf_8_whatever_the_locale() -> None:
    calls = "main(['--version']); print_json(chr(233))"
    script = f"from twin.cli import main; from twin.cli.output import print_json; {calls}"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, env=environment, check=True)
    assert result.stdout.splitlines()[-1] == '"é"'.encode()
