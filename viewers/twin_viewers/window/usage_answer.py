"""What a measure answers as a panel shows it: tables cut to what can be read, what is withheld, figures in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from twin.errors import UnknownNodeError
from twin.model.twin import Twin
from twin.said.language import heard, in_language
from twin.usage.measure import Column
from twin.usage.outcome import Outcome, Plot
from twin.usage.translated import called_in
from twin_viewers.window.naming import label_of
from twin_viewers.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["ColumnView", "RowView", "TableView", "heading_of", "plot_in_words", "spoken", "table_view", "withheld_of"]

_MOST: Final = 200
_NUMBERS: Final = ("number", "count")
_YEAR: Final = "year in which"
"""Columns of years are described so."""
_LONG_S: Final = 120.0
"""Times beyond are told in minutes [s]."""
_KEYS: Final = ("code", "name", "building", "storey")


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column of a table that is shown.

    Parameters
    ----------
    name : of the column
    heading : what a reader calls it, with its unit
    about : one line that says what it means
    is_number : whether it holds numbers
    """

    name: str
    heading: str
    about: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of a table that is shown.

    Parameters
    ----------
    row : of the thing of the twin that it is about; None if it is about none
    cells : as people read them
    """

    row: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as far as it is shown.

    Parameters
    ----------
    columns : that say something
    rows : the first, in the order asked for
    total : number of all rows
    """

    columns: tuple[ColumnView, ...]
    rows: tuple[RowView, ...]
    total: int


def table_view(
    twin: Twin,
    table: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    words: Words,
    sort_by: str = "",
    descending: bool = False,
    most: int = _MOST,
) -> TableView:
    """Return a table as a panel shows it: without ids, and without columns that say nothing.

    Parameters
    ----------
    twin : the estate
    table : of an outcome, or of a comparison
    columns : what its columns are
    words : the language of the reader
    sort_by : column to sort by; empty leaves the order of the measure; what nobody knows comes last
    descending : whether the greatest comes first
    most : number of rows to show
    """
    ordered = table
    if sort_by in table:
        ordered = table.sort_values(sort_by, ascending=not descending, kind="stable", na_position="last")
    kept = [one for one in columns if one.name != "id" and _says_something(table[one.name])]
    factors = {one.name: _in_minutes(one, table[one.name]) for one in kept}
    shown = ordered.head(most)
    cells = [[_cell(value, one, factors[one.name], words) for value in shown[one.name].tolist()] for one in kept]
    rows = [_row(twin, key) for key in shown["id"].tolist()] if "id" in shown else [None] * len(shown)
    views = [
        ColumnView(
            one.name,
            heading_of(one, words, in_minutes=factors[one.name]),
            spoken(one.about, words),
            one.kind in _NUMBERS,
        )
        for one in kept
    ]
    labels = ["" if row is None else label_of(twin, row, language=words.language) for row in rows]
    named = next((at for at, one in enumerate(kept) if one.name == "name"), None)
    if named is not None:  # an id is no name
        ids = shown["id"].tolist() if "id" in shown else [""] * len(shown)
        cells[named] = [
            label if cell == key else cell for cell, key, label in zip(cells[named], ids, labels, strict=True)
        ]
    elif any(labels) and "code" not in {one.name for one in kept}:
        cells, views = [labels, *cells], [ColumnView("id", spoken("name", words), "", is_number=False), *views]
    lines = zip(*cells, strict=True) if cells else ((),) * len(shown)
    return TableView(
        tuple(views), tuple(RowView(row, tuple(line)) for row, line in zip(rows, lines, strict=True)), len(table)
    )


def heading_of(column: Column, words: Words, *, in_minutes: bool = False) -> str:
    """Return what a column is called, with its unit.

    Parameters
    ----------
    column : the column
    words : the language of the reader
    in_minutes : whether its seconds are told in minutes
    """
    unit = "min" if in_minutes else spoken(column.unit, words)
    name = called_in(column, words.language)
    return f"{name} [{unit}]" if unit else name


def spoken(text: str, words: Words) -> str:
    """Return what a measure says in the language of the reader, as it is where the language does not have it.

    Parameters
    ----------
    text : a sentence, title or word
    words : the language of the reader
    """
    return in_language(text, words.language)


def withheld_of(outcome: Outcome, words: Words) -> tuple[str, ...]:
    """Return how many rows are withheld for which reason, one sentence each.

    Parameters
    ----------
    outcome : what a measure answered
    words : the language of the reader
    """
    if outcome.withheld is None or not len(outcome.withheld):
        return ()
    reasons = outcome.withheld["reason"].value_counts(sort=False)
    return tuple(
        words.counted("usage.withheld", int(count), reason=heard(str(reason), words.language))
        for reason, count in reasons.items()
    )


def plot_in_words(outcome: Outcome, plot: Plot, words: Words) -> str:
    """Return what a figure shows, for who does not see it.

    Parameters
    ----------
    outcome : what a measure answered
    plot : one of its figures
    words : the language of the reader
    """
    table, name = outcome.shown(plot), plot.value or plot.y
    column = outcome.column(name, plot.table)
    heading = heading_of(column, words)
    if column.kind not in _NUMBERS or not table[name].notna().any():
        counts = table[name].astype(str).value_counts(sort=False).items()
        told = ", ".join(f"{spoken(str(value), words)}: {words.number(count)}" for value, count in counts if value)
        return f"{spoken(plot.title, words)}. {told}"
    numbers = table[name].to_numpy(dtype=float, na_value=np.nan)
    low, high = int(np.nanargmin(numbers)), int(np.nanargmax(numbers))
    where = [_where(table, plot, at, words) for at in (low, high)]
    low_text, high_text = (_number(float(numbers[at]), column, words) for at in (low, high))
    return words(
        "usage.plot_in_words",
        title=spoken(plot.title, words),
        heading=heading,
        low=low_text,
        low_at=where[0],
        high=high_text,
        high_at=where[1],
    )


def _where(table: pd.DataFrame, plot: Plot, at: int, words: Words) -> str:
    names = [one for one in (plot.by, plot.x, "" if plot.kind == "line" else plot.y) if one and one != plot.value]
    names = names if plot.kind == "heat" else [one for one in names if one != plot.y]
    names = names or [one for one in ("code", "name") if one in table and str(table[one].iloc[at])][:1]
    return ", ".join(spoken(str(table[one].iloc[at]), words) for one in names)


def _row(twin: Twin, key: object) -> int | None:
    """Return the row of a thing, None for what is no thing of the twin, such as the estate as a whole."""
    try:
        return twin.row(str(key))
    except UnknownNodeError:
        return None


def _says_something(values: pd.Series[Any]) -> bool:
    return bool((values.notna() & (values.astype(str) != "")).any())


def _in_minutes(column: Column, values: pd.Series[Any]) -> bool:
    if column.unit != "s" or column.kind != "number":
        return False
    numbers = values.to_numpy(dtype=float, na_value=np.nan)
    return bool(np.isfinite(numbers).any() and np.nanmax(np.abs(numbers)) > _LONG_S)


def _cell(value: Any, column: Column, in_minutes: bool, words: Words) -> str:
    import pandas as pd

    if value is None or value is pd.NA or (isinstance(value, float) and not np.isfinite(value)) or pd.isna(value):
        return "–" if column.kind != "text" else ""
    if column.kind == "flag":
        return words("usage.yes" if value else "usage.no")
    if column.kind == "time":
        return words.date(value)
    if column.kind in _NUMBERS:
        return words.number(float(value) / 60.0, 1) if in_minutes else _number(float(value), column, words)
    return str(value) if column.name in _KEYS else spoken(str(value), words)


def _number(value: float, column: Column, words: Words) -> str:
    """Return a number to three figures; a share as per cent, a year without thousands."""
    if column.kind == "count" and column.about.startswith(_YEAR):
        return f"{value:.0f}"
    if column.kind == "count" or value == 0.0:
        return words.number(value, 0)
    if column.high == 1 and not column.unit:
        return words.share(value)
    digits = max(0, 2 - int(np.floor(np.log10(abs(value)))))
    return words.number(value, min(digits, 0 if float(value).is_integer() else 4))
