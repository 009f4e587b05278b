"""Which files hold observations of an estate, and which sensor is which node: a small file beside the twin.

The file is TOML that people can read and mend. The twin itself holds facts of models only and is made anew by each
import; bindings outlive that, because they name nodes by their ids.
"""

from __future__ import annotations

import json
import os
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from os import PathLike
from pathlib import Path
from typing import Any

from twin.errors import InputError, OutputError
from twin.observations.source import Source

__all__ = ["Bound", "Register", "check_apart_from_readings", "read_register", "register_file", "write_register"]

_REMEDY = "Make it anew: twin observe ESTATE DATA… --map MAP."
_READ = (".csv", ".tsv", ".parquet")
"""Endings of the files that are read in a folder."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A sensor and the node that it tells about.

    Parameters
    ----------
    name : as the files call it
    node : id of the node, empty if it is bound to none
    quantity : what it measures
    unit : in which the files write it
    source : number of its files in the register, from 0
    interval_s : usual time between two readings, 0 if nobody has looked [s]
    repeated : whether it has told a moment twice; None if nobody has looked
    """

    name: str
    node: str
    quantity: str
    unit: str
    source: int
    interval_s: float = 0.0
    repeated: bool | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """The observations of an estate.

    Parameters
    ----------
    timezone : IANA name of the zone in which the estate lives
    assumed : whether nobody has said so
    sources : files, by their form
    sensors : what is bound
    maps : files that said so, never to be written over
    """

    timezone: str
    assumed: bool
    sources: tuple[Source, ...]
    sensors: tuple[Bound, ...]
    maps: tuple[str, ...] = ()


def register_file(estate: str | PathLike[str]) -> Path:
    """Return the path of the file that says which observations an estate has.

    Examples
    --------
    >>> register_file("tilleuls.gpkg").name
    'tilleuls.observations.toml'
    """
    return Path(estate).with_suffix(".observations.toml")


def read_register(estate: str | PathLike[str]) -> Register:
    """Return what observations an estate has.

    Parameters
    ----------
    estate : path of the twin

    Raises
    ------
    InputError
        If there is no such file, or it says what cannot be.
    """
    path = register_file(estate)
    if not path.exists():
        raise InputError(
            path, "does not exist: no observations are bound", "Bind some: twin observe ESTATE DATA… --map MAP"
        )
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        sources = tuple(Source(**_tuples(one)) for one in told.get("source", []))
        sensors = tuple(Bound(**one) for one in told.get("sensor", []))
        maps = tuple(str(one) for one in told.get("maps", []))
        register = Register(told["timezone"], told.get("timezone_assumed", False), sources, sensors, maps)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(path, f"cannot be used ({error})", _REMEDY) from error
    if any(not 0 <= one.source < len(sources) for one in sensors):
        raise InputError(path, "has a sensor whose source is none of its files", _REMEDY)
    return register


def check_apart_from_readings(
    output: Path | None, estate: str | PathLike[str], given: Iterable[str | PathLike[str]] = ()
) -> None:
    """Raise if a result would be written over readings of an estate, a map, or the register of both, or among them.

    Parameters
    ----------
    output : file to write, None for none
    estate : path of the twin
    given : further files and folders that are read

    Raises
    ------
    OutputError
        If it is one of them, or would be read as one of them from then on.
    """
    if output is None:
        return
    for one in [register_file(estate), *map(Path, given), *_registered(estate)]:
        if "*" in one.name:
            own = Path(estate).absolute().parent.is_relative_to(_fixed(one))  # there tables are written, too
            among = _lies_in(output, _fixed(one)) and (not own or output.suffix == one.suffix)
        else:
            among = output.suffix.lower() in _READ and one.is_dir() and _lies_in(output, one)
        if among:
            raise OutputError(output, f"lies among the readings in {_fixed(one)}", "Name a file in another folder.")
        if output.exists() and one.exists() and output.samefile(one):
            raise OutputError(output, "holds observations, and would be lost", "Name another file.")


def _lies_in(output: Path, folder: Path) -> bool:
    return output.resolve().is_relative_to(folder.resolve())


def _fixed(pattern: Path) -> Path:
    """Return the folder below which all lies that a pattern finds; a path without stars is itself."""
    stars = [place for place, part in enumerate(pattern.parts) if "*" in part]
    return Path(*pattern.parts[: stars[0]]) if stars else pattern


def _registered(estate: str | PathLike[str]) -> Iterator[Path]:
    """Yield maps, files and patterns that the register of an estate names; none if no register can be read."""
    try:
        register = read_register(estate)
    except InputError:
        return
    for path in (*register.maps, *(path for source in register.sources for path in source.paths)):
        yield Path(estate).absolute().parent / path


def write_register(estate: str | PathLike[str], register: Register) -> Path:
    """Return the path of the file of an estate after it was written, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = register_file(estate)
    head = {
        "timezone": register.timezone,
        "timezone_assumed": register.assumed or None,
        "maps": list(register.maps) or None,
    }
    tables = [("source", one) for one in register.sources] + [("sensor", one) for one in register.sensors]
    text = "\n".join([_lines(head), *(f"[[{name}]]\n{_lines(_told(one))}" for name, one in tables)])
    _write(path, text)
    return path


def _told(one: Source | Bound) -> dict[str, Any]:
    """Return what is not as it is by default."""
    defaults = {field.name: field.default for field in fields(one)}
    return {name: value for name, value in asdict(one).items() if value != defaults[name]}


def _tuples(one: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in one.items()}


def _lines(values: dict[str, Any]) -> str:
    written = (
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items() if value is not None
    )
    return "".join(written).replace("\x7f", "\\u007f")


def _write(path: Path, text: str) -> None:
    target = path.resolve()  # a link stays one
    try:
        handle, part = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(part).chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
            Path(part).replace(target)
        finally:
            with suppress(FileNotFoundError):
                Path(part).unlink()
    except OSError as error:
        reason = f"cannot be written ({error.strerror or error})"
        raise OutputError(path, reason, "Ask for the right to write there.") from error
