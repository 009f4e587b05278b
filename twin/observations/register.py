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
    """

    timezone: str
    assumed: bool
    sources: tuple[Source, ...]
    sensors: tuple[Bound, ...]


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
        raise InputError(path, "does not exist: no observations are bound", "twin observe ESTATE DATA… --map MAP")
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        sources = tuple(Source(**_tuples(one)) for one in told.get("source", []))
        sensors = tuple(Bound(**one) for one in told.get("sensor", []))
        register = Register(told["timezone"], told.get("timezone_assumed", False), sources, sensors)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(path, f"cannot be used ({error})", _REMEDY) from error
    if any(not 0 <= one.source < len(sources) for one in sensors):
        raise InputError(path, "has a sensor whose source is none of its files", _REMEDY)
    return register


def check_apart_from_readings(
    output: Path | None, estate: str | PathLike[str], given: Iterable[str | PathLike[str]] = ()
) -> None:
    """Raise if a result would be written over readings of an estate, a map, or the register of both.

    Parameters
    ----------
    output : file to write, None for none
    estate : path of the twin
    given : further files and folders that are read

    Raises
    ------
    OutputError
        If it is one of them, or a file in one of the folders.
    """
    if output is None or not output.exists():
        return
    read = [register_file(estate), *map(Path, given), *_registered(estate)]
    for one in read:
        within = one.is_dir() and output.resolve().is_relative_to(one.resolve())
        if within or (one.exists() and output.samefile(one)):
            raise OutputError(output, "holds observations, and would be lost", "Name another file.")


def _registered(estate: str | PathLike[str]) -> Iterator[Path]:
    """Yield the files and folders that the register of an estate names; none if there is no register to be read."""
    try:
        register = read_register(estate)
    except InputError:
        return
    for path in (path for source in register.sources for path in source.paths):
        parts = Path(path).parts
        fixed = next((place for place, part in enumerate(parts) if "*" in part), len(parts))
        yield Path(estate).absolute().parent.joinpath(*parts[:fixed])


def write_register(estate: str | PathLike[str], register: Register) -> Path:
    """Return the path of the file of an estate after it was written, whole or not at all.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    path = register_file(estate)
    head = {"timezone": register.timezone, "timezone_assumed": register.assumed or None}
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
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            Path(part).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
            Path(part).replace(path)
        finally:
            with suppress(FileNotFoundError):
                Path(part).unlink()
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error})", "Ask for the right to write there.") from error
