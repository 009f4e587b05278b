"""Sets the rows of a measure as people read them, in the columns that say something and that there is room for."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from numbers import Integral
from typing import TYPE_CHECKING, Any, Final

from twin.cli.output import print_message, print_table
from twin.said.catalogue import ENGLISH
from twin.said.language import in_language, number_in
from twin.said.text import joined, say
from twin.usage.compare import CHANGE, USUAL
from twin.usage.measure import NODE_KEYS, Column
from twin.usage.translated import called_in

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["is_unknown", "print_compared", "print_rows"]

_WIDE: Final = 100.0
"""From here on numbers are shown without decimals."""
_MINUTE: Final = 60.0
_FEW: Final = 3
"""Of fewer rows each is told in full, even where all say the same."""
_BETWEEN: Final = 3
"""Blanks between columns."""
_KEYS: Final = frozenset(one.name for one in NODE_KEYS)


class _Number(float):
    """A number that is shown as a text, and stands to the right as numbers do."""

    text: str

    def __new__(cls, value: float, text: str) -> _Number:
        one = super().__new__(cls, value)
        one.text = text
        return one

    def __str__(self) -> str:
        return self.text


def print_rows(
    table: pd.DataFrame, columns: Sequence[Column], *, top: int, title: str, language: str = ENGLISH
) -> None:
    """Print rows of a table; what is the same in all of them is told once, below.

    Parameters
    ----------
    table : the rows
    columns : what they hold
    top : number of rows to print, 0 for all
    title : above them
    language : of the reader
    """
    shown = table.head(top) if top else table
    kept = [one for one in _told_apart(table, columns) if _says_something(shown[one.name])]
    alike = [one for one in kept[1:] if one.name not in _KEYS and _is_alike(table[one.name])]
    _print(table, shown, [one for one in kept if one not in alike], title, language=language)
    if alike:
        said = (_alike(one, _cell(table[one.name].iloc[0], one, language=language), language) for one in alike)
        print(in_language(say("In all rows {what}.", what=joined(said, "; ")), language), end="\n\n")


def print_compared(
    table: pd.DataFrame, columns: Sequence[Column], *, top: int, title: str, language: str = ENGLISH
) -> None:
    """Print rows of a comparison; what is unknown now or as usual keeps its column.

    Parameters
    ----------
    table : the rows
    columns : those in which rows differ, and the keys
    top : number of rows to print, 0 for all
    title : above them
    language : of the reader
    """
    shown = table.head(top) if top else table
    empty_too = {one.name for one in columns if one.name not in _KEYS and not one.stem.endswith(f"_{CHANGE}")}
    kept = [one for one in _told_apart(table, columns) if one.name in empty_too or _says_something(shown[one.name])]
    _print(table, shown, kept, title, language=language)


def is_unknown(value: Any) -> bool:
    """Return whether a value is one that nobody knows."""
    import pandas as pd

    return value is None or bool(pd.isna(value)) or value in (float("inf"), float("-inf"))


def _told_apart(table: pd.DataFrame, columns: Sequence[Column]) -> list[Column]:
    """Return the columns without ids, and without texts that the names hold, such as codes."""
    names = table["name"].astype(str).tolist() if "name" in table else []

    def in_names(one: Column) -> bool:
        if not names or one.kind != "text" or one.name in {"name", "building", "storey"}:
            return False
        return all(str(text) in name for text, name in zip(table[one.name], names, strict=True))

    return [one for one in columns if one.name != "id" and not in_names(one)]


def _alike(column: Column, value: object, language: str) -> str:
    """Return what is the same in all rows: what it is called, the value and the unit."""
    unit = in_language(column.unit, language)
    return say("{column}: {value}", column=called_in(column, language), value=f"{value} {unit}".strip())


def _print(table: pd.DataFrame, shown: pd.DataFrame, columns: Sequence[Column], title: str, *, language: str) -> None:
    """Print rows in the columns that the terminal has room for, and tell how many rows and which columns are left."""
    if not len(table):
        return
    long = {_base(one) for one in columns if _is_long(shown[one.name], one)}
    as_clock = {one.name for one in columns if _base(one) in long}
    heads = [f"{called_in(one, language)} [min]" if one.name in as_clock else one.heading for one in columns]
    lines = [
        [_cell(value, one, as_clock=as_clock, language=language) for value, one in zip(line, columns, strict=True)]
        for line in shown[[one.name for one in columns]].itertuples(index=False)
    ]
    room = _room(heads, lines)
    marked = [head.replace("[", "\\[") for head in heads[:room]]  # else rich takes units for styles
    print_table(marked, [line[:room] for line in lines], title=title)
    if room < len(heads):
        left = say("no room for {columns}: widen the window, or -o FILE", columns=", ".join(heads[room:]))
        print_message(in_language(left, language))
    if len(shown) < len(table):
        more = say("{n} more rows: --top 0, or -o FILE", n=len(table) - len(shown))
        print_message(in_language(more, language))


def _room(heads: Sequence[str], lines: Sequence[Sequence[object]]) -> int:
    """Return how many columns there is room for: all if nobody looks, else as many as the terminal is wide."""
    if not sys.stdout.isatty():
        return len(heads)
    import shutil

    left = shutil.get_terminal_size().columns + _BETWEEN
    for place, head in enumerate(heads):
        left -= max(len(head), *(len(str(line[place])) for line in lines)) + _BETWEEN
        if left < 0:
            return max(place, 1)
    return len(heads)


def _says_something(values: pd.Series[Any]) -> bool:
    return bool((values.notna() & (values.astype(str) != "")).any())


def _is_alike(values: pd.Series[Any]) -> bool:
    return len(values) >= _FEW and bool(values.notna().all()) and values.nunique() == 1


def _base(column: Column) -> str:
    """Return the name of a column without what a comparison adds to it."""
    return column.stem.removesuffix(f"_{USUAL}").removesuffix(f"_{CHANGE}") + column.unit


def _is_long(values: pd.Series[Any], column: Column) -> bool:
    """Return whether times are better told in minutes than in seconds."""
    return column.unit == "s" and column.kind == "number" and bool((values.abs() >= _MINUTE).any())


def _cell(value: Any, column: Column, *, as_clock: Collection[str] = (), language: str = ENGLISH) -> object:
    """Return a value as people read it: shares in percent, times in minutes, numbers to three figures."""
    if is_unknown(value):
        return None
    if isinstance(value, bool) or type(value).__name__ == "bool":  # NumPy has one of its own
        return in_language("yes" if value else "no", language)
    if isinstance(value, float):
        number = _number(value, column, as_clock=column.name in as_clock)
        return _Number(value, number_in(str(number), language))
    if isinstance(value, Integral):
        return int(value)
    return str(value).removesuffix(":00") if column.kind == "time" else str(value)


def _number(value: float, column: Column, *, as_clock: bool) -> float:
    if as_clock:
        whole = round(abs(value))
        return _Number(value, f"{'-' if value < 0 else ''}{whole // 60}:{whole % 60:02d}")
    if column.high == 1 and not column.unit:
        return _Number(value, f"{_rounded(100 * value)}%")
    return round(value) if column.unit == "s" else _rounded(value)


def _rounded(value: float) -> int | float:
    """Return a number to three figures, a whole one if it is."""
    near = float(f"{value:.3g}") if abs(value) < _WIDE else float(round(value))
    return int(near) if near == int(near) else near
