"""Results as JSON and tables, and progress that keeps quiet where nobody watches."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest

from twin.cli.output import print_json, print_table
from twin.cli.progress import BarProgress, show_progress
from twin.model.findings import Finding, Severity
from twin.progress import SilentProgress


def test_json_is_the_same_for_the_same_value(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"b": 1, "a": 2})
    print_json({"a": 2, "b": 1})
    out = capsys.readouterr().out
    assert out[: len(out) // 2] == out[len(out) // 2 :]


def test_json_takes_what_the_twin_is_made_of(capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding("empty-model", Severity.ERROR, "Nothing in it.", "Export again.")
    print_json({"array": np.array([1, 2]), "scalar": np.int64(3), "path": Path("é"), "one": finding, "set": {2, 1}})
    read = json.loads(capsys.readouterr().out)
    assert read["array"] == [1, 2]
    assert read["scalar"] == 3
    assert read["path"] == "é"
    assert read["one"]["severity"] == "error"
    assert read["set"] == [1, 2]


def test_json_refuses_not_a_number() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"area": float("nan")})


def test_json_names_a_type_that_it_cannot_write() -> None:
    with pytest.raises(TypeError, match="complex has no JSON form"):
        print_json({"z": 1j})


def test_table_keeps_long_names_whole_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    name = "Local vélos et poussettes du bâtiment A, accès par la cour [rez-de-chaussée] " * 2
    print_table(["name", "count"], [(name.strip(), 3), ("x", None)])
    out = capsys.readouterr().out
    assert name.strip() in out
    assert "–" in out


def test_numbers_are_set_to_the_right(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["name", "count"], [("a", 3), ("b", 12)])
    assert [line.rstrip()[-2:] for line in capsys.readouterr().out.splitlines()[2:4]] == [" 3", "12"]


def test_progress_is_silent_where_stderr_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress() as progress, progress.stage("read", file="a.ifc", total=2) as advance:
        advance(2)
    assert isinstance(progress, SilentProgress)
    assert capsys.readouterr().err == ""


def test_progress_draws_one_bar_per_stage_and_file() -> None:
    from rich.console import Console
    from rich.progress import Progress as Bars
    from rich.progress import TextColumn

    screen = io.StringIO()
    columns = (TextColumn("{task.description} {task.fields[file]} {task.completed:.0f}/{task.total}"),)
    with Bars(*columns, console=Console(file=screen, force_terminal=True, width=60)) as bars:
        progress = BarProgress(bars)
        with progress.stage("read", file="a.ifc", total=2) as advance:
            advance(1)
        with progress.stage("store"):
            pass
        assert [(task.description, task.fields["file"], task.finished) for task in bars.tasks] == [
            ("read", "a.ifc", True),
            ("store", "", True),
        ]


def test_rows_are_never_wrapped_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(["what"] * 40, [["a long word " * 3] * 40])
    assert [line.count("a long word") for line in capsys.readouterr().out.splitlines()[2:3]] == [120]
