"""The line of a TOML file on which each of its values stands, for messages that send people there.

The parser of the standard library tells no places. Here each statement is parsed by itself, so that nothing about the
syntax has to be known twice.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final

__all__ = ["Path", "lines_of"]

Path = tuple[str | int, ...]
_DEEPEST: Final = 8


def lines_of(text: str) -> dict[Path, int]:
    """Return the line, counted from 1, of each table and key of a valid TOML text, by its path.

    Parameters
    ----------
    text : the text, which `tomllib` can read

    Examples
    --------
    >>> lines_of("[[event]]" + chr(10) + "after = 3")
    {('event', 0): 1, ('event',): 1, ('event', 0, 'after'): 2}
    """
    found: dict[Path, int] = {}
    latest: dict[Path, int] = {}
    table: Path = ()
    for number, statement, content in _statements(text):
        if statement.lstrip().startswith("["):
            table = _header(content, latest, new=statement.lstrip().startswith("[["))
            paths: list[Path] = [table[:end] for end in range(len(table), 0, -1)]
        else:
            paths = [table + path for path in _paths(content)]
        for path in paths:
            found.setdefault(path, number)
    return found


def _statements(text: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Yield the first line of each statement, its text and what it says; a statement goes on until it can be parsed."""
    first, held = 1, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        first, held = (first, f"{held}\n{line}") if held else (number, line)
        try:
            content = tomllib.loads(held)
        except tomllib.TOMLDecodeError:
            continue
        if content:
            yield first, held, content
        held = ""


def _header(content: dict[str, Any], latest: dict[Path, int], *, new: bool) -> Path:
    """Return the path of the table that a header opens; of an array of tables that is the one added last."""
    keys: list[str] = []
    inner: Any = content
    while inner:
        inner = inner[0] if isinstance(inner, list) else inner
        if not inner:
            break
        keys += inner
        inner = inner[keys[-1]]
    path: Path = ()
    for place, key in enumerate(keys):
        path = (*path, key)
        if new and place == len(keys) - 1:
            latest[path] = latest.get(path, -1) + 1
        path = (*path, latest[path]) if path in latest else path
    return path


def _paths(value: Any, *, depth: int = 0) -> Iterator[Path]:
    """Yield the path of everything within a value, the outermost first, as deep as any file of ours goes."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (key,)
        if depth < _DEEPEST:
            yield from ((key, *path) for path in _paths(one, depth=depth + 1))
