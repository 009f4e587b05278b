"""An answer in the language of its reader: what it says, its titles, the words in its tables and their headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from twin.said.catalogue import ENGLISH
from twin.said.language import in_language
from twin.said.text import say
from twin.usage.compare import CHANGE, USUAL
from twin.usage.measure import NODE_KEYS, Column
from twin.usage.outcome import Colouring, Outcome, Plot

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["called_in", "column_in", "outcome_in", "table_in"]

_NAMES: Final = frozenset(one.name for one in NODE_KEYS)
"""Columns with names that people gave, which are the same in each language."""


def outcome_in(outcome: Outcome, language: str) -> Outcome:
    """Return an answer in a language; names, numbers, and what no catalogue knows stay as they are.

    Parameters
    ----------
    outcome : what a measure answered, in English
    language : of the reader

    Raises
    ------
    UsageError
        If there is no such language.
    """
    if language == ENGLISH:
        return outcome
    tables = {name: _table(outcome.of(name), columns, language) for name, columns in _there(outcome)}
    return replace(
        outcome,
        language=language,
        headline=in_language(outcome.headline, language),
        notes=tuple(in_language(one, language) for one in outcome.notes),
        reason=in_language(outcome.reason, language),
        conditions=in_language(outcome.conditions, language),
        table=tables[""],
        more={name: tables[name] for name in outcome.more},
        colours=tuple(_colouring(one, outcome, language) for one in outcome.colours),
        plots=tuple(_plot(one, outcome, language) for one in outcome.plots),
        schema={name: tuple(column_in(one, language) for one in columns) for name, columns in outcome.schema.items()},
        withheld=None if outcome.withheld is None else _withheld(outcome.withheld, language),
    )


def column_in(column: Column, language: str) -> Column:
    """Return a column with its heading and meaning in a language; its name stays.

    Parameters
    ----------
    column : the column
    language : of the reader
    """
    if language == ENGLISH:
        return column
    name, unit = called_in(column, language), in_language(column.unit, language)
    return replace(column, label=f"{name} [{unit}]" if unit else name, about=in_language(column.about, language))


def called_in(column: Column, language: str) -> str:
    """Return what a column is called in a language, without its unit.

    Parameters
    ----------
    column : the column
    language : of the reader
    """
    plain = column.stem.replace("_", " ")
    whole = in_language(plain, language)
    for ending in (f"_{USUAL}", f"_{CHANGE}"):
        if whole == plain and column.stem.endswith(ending):
            bare = in_language(plain[: -len(ending)], language)
            added = {f"_{USUAL}": say("{column} usual", column=bare), f"_{CHANGE}": say("{column} change", column=bare)}
            return in_language(added[ending], language)
    return whole


def table_in(name: str, language: str) -> str:
    """Return what a further table is called in a language; a catalogue may call it otherwise than a column.

    Parameters
    ----------
    name : of the table
    language : of the reader
    """
    plain = name.replace("-", " ").replace("_", " ")
    own = in_language(f"table {plain}", language)
    return in_language(plain, language) if own == f"table {plain}" else own


def _there(outcome: Outcome) -> list[tuple[str, tuple[Column, ...]]]:
    return [(name, outcome.schema.get(name, ())) for name in ("", *outcome.more)]


def _table(table: pd.DataFrame, columns: tuple[Column, ...], language: str) -> pd.DataFrame:
    words = [one.name for one in columns if one.kind == "text" and one.name not in _NAMES]
    return table.assign(**{name: _words(table[name], language) for name in words if name in table})


def _words(values: pd.Series[Any], language: str) -> pd.Series[Any]:
    known: dict[str, str] = {one: in_language(one, language) for one in values.unique() if isinstance(one, str)}
    return values.map(lambda one: known.get(one, one) if isinstance(one, str) else one).astype(values.dtype)


def _colouring(one: Colouring, outcome: Outcome, language: str) -> Colouring:
    return replace(
        one,
        title=in_language(one.title, language),
        classes=tuple((bound, in_language(name, language)) for bound, name in one.classes),
        order=tuple(in_language(name, language) for name in one.order),
        unknown=in_language(one.unknown, language),
        where=_where(one.where, outcome.schema[one.table], language),
    )


def _plot(one: Plot, outcome: Outcome, language: str) -> Plot:
    where = _where(one.where, outcome.schema[one.table], language)
    return replace(one, title=in_language(one.title, language), where=where)


def _where(
    where: tuple[tuple[str, str | float], ...], columns: tuple[Column, ...], language: str
) -> tuple[tuple[str, str | float], ...]:
    """Return what rows must have to be shown, in the words that the table has now."""
    words = {one.name for one in columns if one.kind == "text"} - _NAMES
    return tuple(
        (name, in_language(value, language) if name in words and isinstance(value, str) else value)
        for name, value in where
    )


def _withheld(table: pd.DataFrame, language: str) -> pd.DataFrame:
    texts: Mapping[str, Any] = {name: _words(table[name], language) for name in table if name not in _NAMES}
    return table.assign(**texts)
