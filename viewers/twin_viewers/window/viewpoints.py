"""Views that people keep: from where, on what, in which colours; in a file beside the estate.

The file ``<estate>.views.json`` holds them by name, with numbers and words only, so that anybody may read or mend it. A
file that cannot be read is an error that says so, and nothing is written over it.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Final

from twin.errors import InputError, OutputError, UsageError

__all__ = ["KeptView", "keep_view", "kept_views", "remove_view", "views_file"]

_FORM: Final = "estate-twin views"
_VERSION: Final = 1


@dataclass(frozen=True)
class KeptView:
    """A view that somebody keeps.

    Parameters
    ----------
    name : by which people find it, unlike all others of the estate
    position : of the camera in estate coordinates [m]
    target : what it looks at [m]
    up : what is upwards in the picture [-]
    colour_by : key of the layer
    storey : id of the storey that is looked into, empty for none
    isolated : ids of the things that alone are shown
    hidden : ids of the things that are hidden
    selected : id of the thing that is chosen, empty for none
    note : what its author says of it
    more : what else the window wants to know again, words and numbers
    """

    name: str
    position: tuple[float, float, float]
    target: tuple[float, float, float]
    up: tuple[float, float, float] = (0.0, 0.0, 1.0)
    colour_by: str = "kind"
    storey: str = ""
    isolated: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    selected: str = ""
    note: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)


def views_file(estate: Path) -> Path:
    """Return the file that holds the views of an estate.

    Examples
    --------
    >>> views_file(Path("tilleuls.gpkg")).name
    'tilleuls.views.json'
    """
    return estate.with_name(f"{estate.stem}.views.json")


def kept_views(estate: Path) -> tuple[KeptView, ...]:
    """Return the views that are kept of an estate, in the order in which they were.

    Parameters
    ----------
    estate : the file of the twin

    Raises
    ------
    InputError
        If the file beside it cannot be read as views.
    """
    path = views_file(estate)
    if not path.exists():
        return ()
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["form"] != _FORM or told["version"] != _VERSION:
            raise _unreadable(path, f"it is no list of views of version {_VERSION}")
        views = tuple(_view(one) for one in told["views"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _unreadable(path, f"it cannot be read: {error}") from error
    names = [view.name for view in views]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _unreadable(path, f"two views are called {twice!r}")
    return views


def keep_view(estate: Path, view: KeptView) -> tuple[KeptView, ...]:
    """Return the views of an estate once one more is kept; one of the same name is replaced.

    Parameters
    ----------
    estate : the file of the twin
    view : the view

    Raises
    ------
    UsageError
        If it has no name, or a number in it is none.
    InputError
        If the views that are there already cannot be read; they stay as they are.
    OutputError
        If the file cannot be written.
    """
    if not view.name.strip():
        raise UsageError("the view", "has no name", "Give it one.")
    if not all(math.isfinite(number) for number in (*view.position, *view.target, *view.up)):
        raise UsageError(f"view {view.name}", "its camera is nowhere", "Look at something and keep it again.")
    views = kept_views(estate)
    place = next((at for at, one in enumerate(views) if one.name == view.name), len(views))
    return _written(estate, (*views[:place], view, *views[place + 1 :]))


def remove_view(estate: Path, name: str) -> tuple[KeptView, ...]:
    """Return the views of an estate once one is removed.

    Parameters
    ----------
    estate : the file of the twin
    name : of the view

    Raises
    ------
    UsageError
        If there is no view of that name.
    InputError
        If the views cannot be read; they stay as they are.
    OutputError
        If the file cannot be written.
    """
    views = kept_views(estate)
    if name not in {view.name for view in views}:
        there = ", ".join(view.name for view in views) or "none"
        raise UsageError(f"view {name}", "there is no such view", f"There is: {there}.")
    return _written(estate, tuple(view for view in views if view.name != name))


def _view(told: Mapping[str, Any]) -> KeptView:
    known = {one.name for one in fields(KeptView)}
    given = {key: value for key, value in told.items() if key in known}
    values: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in given.items()}
    view = KeptView(**values)
    for key in ("position", "target", "up"):
        if len(getattr(view, key)) != 3 or not all(isinstance(number, int | float) for number in getattr(view, key)):
            msg = f"{key} of view {view.name!r} is not three numbers"
            raise ValueError(msg)
    return view


def _written(estate: Path, views: tuple[KeptView, ...]) -> tuple[KeptView, ...]:
    """Write the views beside the estate, so that an interruption leaves the old file or the new one."""
    path = views_file(estate)
    text = json.dumps({"form": _FORM, "version": _VERSION, "views": [asdict(view) for view in views]}, indent=1)
    beside = None
    try:
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".views.json", delete=False) as file:
            beside = Path(file.name)
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()
        remedy = "Choose a folder that can be written to, or ask for the right to."
        raise OutputError(path, f"the views cannot be written: {error.strerror or error}", remedy) from error
    return views


def _unreadable(path: Path, reason: str) -> InputError:
    return InputError(path, reason, "Mend it or move it away; nothing of it was changed.")
