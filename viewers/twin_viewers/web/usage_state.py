"""An answer as the page takes it: plain values for its state, in the language of the session."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from twin.model.twin import Twin
from twin.usage.compare import CHANGE, USUAL, compared, comparison_schema
from twin.usage.measure import Column
from twin.usage.outcome import MOSTLY, Colouring, Outcome
from twin.usage.run import measure_named
from twin.usage.translated import table_in
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.scene import tones_of
from twin_viewers.web.usage_asked import Answer
from twin_viewers.window.usage import MeasureField, MeasureForm
from twin_viewers.window.usage_answer import TableView, plot_in_words, spoken, table_view, withheld_of
from twin_viewers.words import Words

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HOURS", "Tables", "answer_state", "form_state", "plot_states"]

HOURS: Final = "hours"
"""What the colouring by hour is chosen by."""
_CHANGED: Final = "?changed"
_KEYS: Final = ("code", "name", "building")
"""Columns that say what a row is about."""
_FEW: Final = 3


def form_state(form: MeasureForm) -> dict[str, Any]:
    """Return a form as the page takes it.

    Parameters
    ----------
    form : what there is to fill in
    """
    words = form.words
    return {
        "label": form.choice.label,
        "about": form.choice.about,
        "status": words.find("window", f"status_{form.status}") or form.status,
        "references": list(form.references),
        "fields": [_field_state(one, words) for one in form.fields],
    }


def answer_state(answer: Answer, words: Words, *, by_hour: bool) -> dict[str, Any]:
    """Return what is said of an answer as the page takes it.

    Parameters
    ----------
    answer : the answer
    words : the language of the reader
    by_hour : whether it can be shown by hour
    """
    now = answer.now
    doubt = words("usage.doubt", share=words.share(now.share_assumed)) if now.share_assumed > MOSTLY else ""
    colours = [
        {"value": str(at), "text": spoken(one.title, words)}
        for at, one in enumerate(now.colours)
        if len(now.shown(one))
    ]
    tables = [{"value": name, "text": _title(name, words)} for name in ("", *now.more)]
    if answer.usual is not None:
        tables.append({"value": _CHANGED, "text": words("usage.changes")})
    return {
        "said": spoken(now.headline or now.reason, words),
        "doubt": doubt,
        "reason": spoken(now.reason, words) if now.headline else "",
        "conditions": spoken(now.conditions, words),
        "usual": spoken(answer.usual.headline, words) if answer.usual is not None else "",
        "colours": [*colours, *([{"value": HOURS, "text": words("usage.by_hour")}] if by_hour else [])],
        "tables": tables,
        "has_rows": bool(len(now.table)),
        "notes": [spoken(one, words) for one in now.notes],
        "withheld": list(withheld_of(now, words)),
    }


def plot_states(outcome: Outcome, words: Words) -> list[dict[str, Any]]:
    """Return the figures of an answer as the page takes them, before they are drawn.

    Parameters
    ----------
    outcome : what a measure answered
    words : the language of the reader
    """
    return [
        {"title": spoken(one.title, words), "told": plot_in_words(outcome, one, words), "image": ""}
        for one in outcome.plots
        if one.kind != "map" and len(outcome.shown(one))
    ]


class Tables:
    """The tables of an answer, short beside its colours and wide with all columns.

    Parameters
    ----------
    twin : the estate
    answer : the answer
    """

    def __init__(self, twin: Twin, answer: Answer) -> None:
        self._twin, self._answer = twin, answer
        self._changes: pd.DataFrame | None = None

    def short(
        self, colouring: Colouring | None, values: Groups | Numbers | None, words: Words, *, sort: tuple[str, bool]
    ) -> dict[str, Any]:
        """Return the few columns that tell what the colours tell; of a comparison, what differs.

        Parameters
        ----------
        colouring : what is coloured; None for nothing
        values : of all things by which the picture is coloured; None if it is not
        words : the language of the reader
        sort : column to sort by, and whether the greatest comes first
        """
        now = self._answer.now
        if self._answer.usual is not None:
            table, columns, name = self._changed(), self._columns_of_changes(), _CHANGED
            title = words("usage.differ", n=words.number(len(table)), of=words.number(len(now.table)))
        else:
            name = "" if colouring is None else colouring.table
            table, columns = (now.table if colouring is None else now.shown(colouring)), now.schema[name]
            title = _title(name, words)
        told = _few(columns, colouring, table)
        view = table_view(self._twin, table, told, words=words, sort_by=sort[0], descending=sort[1])
        return self._state(view, name, title, sort, words, tones=values)

    def wide(self, name: str, words: Words, *, sort: tuple[str, bool]) -> dict[str, Any]:
        """Return a table with all its columns.

        Parameters
        ----------
        name : of the table; empty for the main one
        words : the language of the reader
        sort : column to sort by, and whether the greatest comes first
        """
        now = self._answer.now
        if name == _CHANGED:
            table, columns = self._changed(), self._columns_of_changes()
        else:
            table, columns = now.of(name), now.schema[name]
        view = table_view(self._twin, table, columns, words=words, sort_by=sort[0], descending=sort[1])
        return self._state(view, name, _title(name, words), sort, words)

    def _changed(self) -> pd.DataFrame:
        if self._changes is None:
            usual, now = self._answer.usual, self._answer.now
            assert usual is not None
            unique = measure_named(now.measure).unique
            self._changes = compared(now, usual, keys=self._keys(), unique=unique)
        return self._changes

    def _columns_of_changes(self) -> tuple[Column, ...]:
        return comparison_schema(self._keys(), self._answer.now.schema[""])

    def _keys(self) -> tuple[str, ...]:
        measure = measure_named(self._answer.now.measure)
        return tuple(dict.fromkeys((*(one.name for one in measure.keys), *measure.unique)))

    def _state(
        self,
        view: TableView,
        name: str,
        title: str,
        sort: tuple[str, bool],
        words: Words,
        *,
        tones: Groups | Numbers | None = None,
    ) -> dict[str, Any]:
        colours = _colours(self._twin, view, tones)
        more = words("usage.rows_of", n=words.number(len(view.rows)), of=words.number(view.total))
        return {
            "name": name,
            "title": title,
            "sort": sort[0],
            "descending": sort[1],
            "columns": [
                {"name": one.name, "heading": one.heading, "about": one.about, "is_number": one.is_number}
                for one in view.columns
            ],
            "rows": [
                {"row": one.row, "cells": list(one.cells), "colour": colour}
                for one, colour in zip(view.rows, colours, strict=True)
            ],
            "more": more,
        }


def _few(columns: Sequence[Column], colouring: Colouring | None, table: pd.DataFrame) -> tuple[Column, ...]:
    """Return what a thing is called, and the column that is coloured with its usual value and the change."""
    by_name = {one.name: one for one in columns}
    keys = [by_name[one] for one in _KEYS if one in by_name and (table[one].astype(str) != "").any()]
    if keys and (keys[0].name == "code" or table[keys[0].name].nunique() == len(table)):
        keys = keys[:1]
    else:
        keys = [one for one in keys if one.name != "code"]
    told: list[Column] = []
    if colouring is not None and colouring.column in by_name:
        main = by_name[colouring.column]
        told = [main, *(by_name[one] for one in (main.named(USUAL), main.named(CHANGE)) if one in by_name)]
    fixed = {name for name, _ in colouring.where} if colouring is not None else set()
    rest = [one for one in columns if one not in (*keys, *told) and one.name not in {"id", *_KEYS, "storey", *fixed}]
    rest.sort(key=lambda one: one.kind not in {"number", "count"})
    return (*keys, *told, *rest)[: max(_FEW, len(keys) + len(told))]


def _colours(twin: Twin, view: TableView, values: Groups | Numbers | None) -> list[str]:
    import numpy as np

    if values is None:
        return [""] * len(view.rows)
    tones = np.round(255 * tones_of(values, np.full(twin.nodes.length, ""), np.flatnonzero(values.known)))
    return ["" if one.row is None else "rgb({:.0f} {:.0f} {:.0f})".format(*tones[one.row]) for one in view.rows]


def _title(name: str, words: Words) -> str:
    if name in {"", _CHANGED}:
        return words("usage.answer" if not name else "usage.changes")
    title = table_in(name, words.language)
    return title[:1].upper() + title[1:]


def _field_state(one: MeasureField, words: Words) -> dict[str, Any]:
    field = one.field
    low, high = (None if bound is None else words.number(bound) for bound in (field.low, field.high))
    name = {(True, True): "between", (True, False): "at_least", (False, True): "at_most"}.get(
        (low is not None, high is not None), ""
    )
    return {
        "name": field.name,
        "label": field.label,
        "about": field.about,
        "unit": field.unit,
        "sort": field.sort,
        "default": field.default,
        "choices": [{"value": value, "text": text} for value, text in zip(field.choices, field.shown, strict=True)],
        "source": field.source and words("window.default_from", source=field.source),
        "bounds": words(f"window.{name}", low=low, high=high) if name else "",
        "picks": one.names_thing,
        "pick": words("usage.pick", label=field.label),
        "is_rare": one.is_rare,
    }
