"""Reads a TOML file of events, measures or incidents against its models, and tells all its mistakes at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path as FilePath
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from twin.errors import InputError
from twin.simulation.mistakes import FileError, Mistake, at_lines, nearest
from twin.simulation.run import plugins_of
from twin.simulation.scenario_schema import ENTRIES, entry_model
from twin.simulation.toml_lines import Path, lines_of

__all__ = ["Source", "Tables", "checked_tables", "read_tables"]

_PLACE: Final = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")
_MISSING: Final = {
    "start": "Write when it begins, such as start = 2026-01-12 08:30:00.",
    "since": "Write since when it is so, such as since = 2026-01-12 08:30:00.",
}


@dataclass(frozen=True)
class Source:
    """A file that was read, for telling on which line something stands that an estate does not know.

    Parameters
    ----------
    path : of the file
    text : what it says
    """

    path: FilePath
    text: str = dataclass_field(repr=False)

    def refuse(self, mistakes: Sequence[Mistake]) -> None:
        """Raise if there are mistakes.

        Raises
        ------
        FileError
            With all of them.
        """
        if mistakes:
            raise FileError(self.path, at_lines(mistakes, lines_of(self.text)))


@dataclass(frozen=True)
class Tables:
    """What a file says, checked.

    Parameters
    ----------
    source : the file
    head : its own keys
    entries : by table, such as ``event``, the entries in their order
    """

    source: Source
    head: BaseModel
    entries: Mapping[str, tuple[BaseModel, ...]]


def read_tables(path: FilePath, head: type[BaseModel]) -> Tables:
    """Return what a file says, checked against the model of its keys and those of its entries.

    Parameters
    ----------
    path : TOML, in UTF-8
    head : model of the keys of the file; its lists that `ENTRIES` knows hold events, measures or incidents

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read.
    FileError
        If it says what cannot be; the error holds every mistake with its line.
    """
    return checked_tables(_source(path), head)


def checked_tables(source: Source, head: type[BaseModel]) -> Tables:
    """Return what a text says; the arguments and errors are those of `read_tables`, but for the text at hand."""
    content = _parsed(source)
    mistakes: list[Mistake] = []
    top = _validated(head, content, (), mistakes)
    entries = {
        table: tuple(_entries(table, content.get(table), mistakes)) for table in ENTRIES if table in head.model_fields
    }
    source.refuse(mistakes)
    assert top is not None  # else there were mistakes
    return Tables(source, top, entries)


def _source(path: FilePath) -> Source:
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(path, f"cannot be read: {reason}", "Name a TOML file.") from error
    if raw.startswith(b"SQLite format 3\0"):
        raise InputError(path, "is a GeoPackage, where a TOML file is read", "Name the twin first, then the TOML file.")
    try:
        return Source(path, raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        bad = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise FileError(path, [Mistake((), bad, "Save the file as UTF-8.", line)]) from error


def _parsed(source: Source) -> dict[str, Any]:
    if not source.text.strip():
        raise FileError(source.path, [Mistake((), "the file is empty", "docs/how-to/simulate.md has an example.", 1)])
    try:
        return tomllib.loads(source.text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        told = str(error)
        found = _PLACE.search(told)
        line = int(found[1]) if found and found[1] else source.text.count("\n") + 1
        reason = f"this is not TOML: {_PLACE.sub('', told)}"
        remedy = 'Write key = value, with quotes around text: name = "Burst riser".'
        raise FileError(source.path, [Mistake((), reason, remedy, line)]) from error


def _entries(table: str, listed: Any, mistakes: list[Mistake]) -> Iterator[BaseModel]:
    """Yield the entries that are right, and add to the mistakes what is wrong with the others."""
    for number, one in enumerate(listed if isinstance(listed, list) else ()):
        path: Path = (table, number)
        if not isinstance(one, dict):
            mistakes.append(Mistake(path, f"{one!r} is no table", f"Write [[{table}]] and its keys below."))
            continue
        name = _name(table, one, path, mistakes)
        entry = _validated(entry_model(table, name), {**one, ENTRIES[table][1]: name}, path, mistakes) if name else None
        if entry is not None:
            yield entry


def _name(table: str, one: Mapping[str, Any], path: Path, mistakes: list[Mistake]) -> str:
    """Return which hazard or intervention an entry calls; empty and a mistake if it is none."""
    folder, key = ENTRIES[table]
    known = sorted(plugins_of(folder))
    given = one.get(key)
    if given is None:
        near = [name for name in one if nearest(name, [key], of="") == f"Did you mean {key!r}?"]
        reason = f"is missing; {near[0]!r} is not known" if near else "is missing"
        mistakes.append(Mistake((*path, key), reason, f"Write {key} = one of {', '.join(known)}."))
        return ""
    name = given.strip().lower().replace("_", "-") if isinstance(given, str) else ""
    if name not in known:
        remedy = nearest(name, known, of="There are") if name else f"Write one of {', '.join(known)}."
        mistakes.append(Mistake((*path, key), f"there is no {folder[:-1]} {given!r}", remedy))
        return ""
    return name


def _validated(
    model: type[BaseModel], content: Mapping[str, Any], path: Path, mistakes: list[Mistake]
) -> BaseModel | None:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        mistakes += [_mistake(model, one, path) for one in error.errors(include_url=False)]
        return None


def _mistake(model: type[BaseModel], error: Any, path: Path) -> Mistake:
    where: Path = (*path, *error["loc"])
    key, kind = str(where[-1]), error["type"]
    if kind == "twin":
        return Mistake(where, error["msg"], error["ctx"]["remedy"])
    known = sorted(field.alias or name for name, field in model.model_fields.items())
    if kind == "extra_forbidden":
        return Mistake(where, "there is no such key here", nearest(key, known, of="The keys are"))
    if kind == "missing":
        what = model.model_fields[key].description or ""
        return Mistake(where, "is missing", _MISSING.get(key, f"{what} Write {key} = …".strip()))
    if kind == "list_type" and isinstance(error["input"], dict):
        return Mistake(where, "is written as a single table", f"Write [[{key}]], with two brackets.")
    wanted = {"string_type": ("is no text", "Put it in quotes."), "list_type": ("is no list", f"Write [[{key}]].")}
    reason, remedy = wanted.get(kind, (error["msg"][:1].lower() + error["msg"][1:], "Mend it."))
    return Mistake(where, f"{error['input']!r} {reason}", remedy)
