"""What is done of a sweep, kept in its folder while it runs, so that an interrupted one goes on where it was."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final

from twin.errors import OutputError, UsageError
from twin.simulation.sweep.tasks import Outcome

__all__ = ["Parts", "replaced"]

_ABOUT: Final = "sweep.json"


class Parts:
    """The folder of one sweep: what it is, and part files of what is done.

    Parameters
    ----------
    folder : made if it is not there
    about : what the sweep is, as JSON values; its ``digest`` tells it from others

    Raises
    ------
    UsageError
        If the folder holds another sweep.
    OutputError
        If it cannot be written.
    """

    def __init__(self, folder: Path, about: dict[str, Any]) -> None:
        self._parts = folder / "parts"
        known = _read(folder / _ABOUT)
        if known is None and folder.is_dir() and any(folder.iterdir()):
            raise UsageError(folder, "is no empty folder", "Name one that does not exist yet with -o.")
        if known is not None and known.get("digest") != about["digest"]:
            reason = "holds another sweep, or one of another estate, state of it, version or seed"
            raise UsageError(folder, reason, "Name another folder with -o, or remove it.")
        try:
            self._parts.mkdir(parents=True, exist_ok=True)
            replaced(folder / _ABOUT, json.dumps(about, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
        except OSError as error:
            raise _unwritable(folder, error) from error

    def outcomes(self) -> dict[int, Outcome]:
        """Return what is done, by the number of the task."""
        found: dict[int, Outcome] = {}
        for path in sorted(self._parts.glob("*.jsonl")):
            for line in path.read_text(encoding="utf-8").splitlines():
                one = json.loads(line)
                measures = {name: math.nan if value is None else value for name, value in one["measures"].items()}
                # what failed once may have been tried again; what was done is done
                if one["task"] not in found or found[one["task"]].error:
                    found[one["task"]] = Outcome(one["task"], measures, one["error"])
        return found

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what some tasks came to, all of it or nothing."""
        if not outcomes:
            return
        text = "".join(_line(one) for one in outcomes)
        path = self._free(f"{outcomes[0].task:08}")
        try:
            replaced(path, text)
        except OSError as error:
            raise _unwritable(path, error) from error

    def _free(self, name: str) -> Path:
        """Return the path of a part that is not there yet; a task that failed and is tried again is in several."""
        names = (name if number == 0 else f"{name}.{number}" for number in count())
        return next(path for one in names if not (path := self._parts / f"{one}.jsonl").exists())


def replaced(path: Path, text: str) -> None:
    """Write a file so that there is never half of it."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def _line(outcome: Outcome) -> str:
    measures = {name: None if math.isnan(value) else value for name, value in outcome.measures.items()}
    return json.dumps({"task": outcome.task, "measures": measures, "error": outcome.error}) + "\n"


def _read(path: Path) -> dict[str, Any] | None:
    """Return what a folder says about its sweep, None if it says nothing."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(path, f"cannot be written: {error.strerror or error}", "Name another folder with -o.")
