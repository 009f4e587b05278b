"""Mistakes in files that people write by hand, told all at once, each with its line and what would be right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from twin.errors import InputError
from twin.simulation.toml_lines import Path

__all__ = ["FileError", "Mistake", "at_lines", "nearest", "shown"]

_MOST = 20


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with one field.

    Parameters
    ----------
    path : of the field, such as ``("event", 0, "after")``; empty for the whole file
    reason : what is wrong
    remedy : what would be right
    line : where it stands, or where what is missing belongs; None if unknown
    """

    path: Path
    reason: str
    remedy: str
    line: int | None = None

    def __str__(self) -> str:
        where = [f"line {self.line}"] if self.line is not None else []
        where += [shown(self.path)] if self.path else []
        return f"{', '.join(where)}: {self.reason}. {self.remedy}" if where else f"{self.reason}. {self.remedy}"


class FileError(InputError):
    """A file that people write says something that cannot be.

    Parameters
    ----------
    subject : the file
    mistakes : what is wrong with it
    """

    def __init__(self, subject: object, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes, key=lambda one: one.line or 0))
        first = self.mistakes[0]
        super().__init__(subject, first.reason, first.remedy)

    def __reduce__(self) -> tuple[type[FileError], tuple[Any, ...]]:
        return type(self), (self.subject, self.mistakes)

    def __str__(self) -> str:
        if len(self.mistakes) == 1:
            return f"{self.subject}: {self.mistakes[0]}"
        lines = [f"  {one}" for one in self.mistakes[:_MOST]]
        lines += [f"  … and {len(self.mistakes) - _MOST} more"] if len(self.mistakes) > _MOST else []
        return "\n".join([f"{self.subject}: {len(self.mistakes)} mistakes", *lines])


def at_lines(mistakes: Sequence[Mistake], lines: Mapping[Path, int]) -> list[Mistake]:
    """Return the mistakes with the line of their field, or of what the field belongs into; the first if nothing."""
    return [Mistake(one.path, one.reason, one.remedy, _line(one.path, lines)) for one in mistakes]


def shown(path: Path) -> str:
    """Return a path as people write it.

    Examples
    --------
    >>> shown(("event", 0, "at", "class"))
    'event[0].at.class'
    """
    parts = [f"[{key}]" if isinstance(key, int) else f".{key}" for key in path]
    return "".join(parts).removeprefix(".")


def nearest(name: str, known: Sequence[str], *, of: str) -> str:
    """Return the sentence that helps on from a name that does not exist.

    Parameters
    ----------
    name : what somebody wrote
    known : what there is
    of : whose these are, as the start of a sentence
    """
    close = get_close_matches(name, known, n=1)
    return f"Did you mean {close[0]!r}?" if close else f"{of} {', '.join(known) or 'none'}."


def _line(path: Path, lines: Mapping[Path, int]) -> int:
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)
