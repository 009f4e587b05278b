"""Heat maps by hour: which table of an answer tells of things by the hour, and how one hour of it is coloured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from twin.usage.measure import Column
from twin.usage.outcome import Colouring, Outcome

__all__ = ["Hours", "at_any_hour", "hours_of"]

_HOUR: Final = ("hour", "hour_h", "hour_of_day")
_DAY: Final = ("weekday", "day")


@dataclass(frozen=True, slots=True)
class Hours:
    """Things of an answer by the hour.

    Parameters
    ----------
    outcome : the answer, its table without what the measure does not colour as a whole, such as buildings beside rooms
    colouring : how the table colours things, whatever the hour
    hour : column with the hour of the day
    day : column with the day of the week or sort of day; empty if there is none
    hours : that there are, ascending
    days : that there are, in the order of the table
    """

    outcome: Outcome
    colouring: Colouring
    hour: str
    day: str
    hours: tuple[int, ...]
    days: tuple[str, ...]

    def at(self, hour: int, day: str = "") -> Colouring:
        """Return how one hour colours things.

        Parameters
        ----------
        hour : of the day
        day : one of `days`; empty if there are none
        """
        when: tuple[tuple[str, str | float], ...] = ((self.hour, hour),)
        if self.day:
            when = (*when, (self.day, day))
        return replace(self.colouring, where=(*self.colouring.where, *when))


def hours_of(outcome: Outcome) -> Hours | None:
    """Return the first table of an answer that tells of things by the hour, None if it has none.

    It is coloured as the measure says; else like a column of the same name, else by its first number.

    Parameters
    ----------
    outcome : what a measure answered
    """
    for table, columns in outcome.schema.items():
        names = {one.name: one for one in columns}
        hour = next((one for one in _HOUR if one in names), "")
        rows = outcome.more.get(table) if table else outcome.table
        if not hour or "id" not in names or rows is None or not len(rows):
            continue
        colouring = _colouring(outcome, table, columns, hour)
        if colouring is None:
            continue
        outcome = _of_the_same(outcome, table)
        shown = outcome.shown(colouring)
        day = next((one for one in _DAY if one in names), "")
        days = tuple(dict.fromkeys(str(one) for one in shown[day])) if day and names[day].kind == "text" else ()
        hours = tuple(sorted({int(one) for one in shown[hour].dropna()}))
        if len(hours) > 1:
            return Hours(outcome, colouring, hour, day if days else "", hours, days)
    return None


def _of_the_same(outcome: Outcome, table: str) -> Outcome:
    """Return an outcome whose further table tells of things of the main one only, if it tells of any of them."""
    if not table or "id" not in outcome.table:
        return outcome
    rows = outcome.more[table]
    same = rows["id"].isin(outcome.table["id"])
    return replace(outcome, more={**outcome.more, table: rows[same]}) if same.any() else outcome


def at_any_hour(colouring: Colouring) -> Colouring:
    """Return a colouring that shows all hours of what it shows.

    Parameters
    ----------
    colouring : perhaps of one hour
    """
    return replace(colouring, where=tuple(one for one in colouring.where if one[0] not in {*_HOUR, *_DAY}))


def _colouring(outcome: Outcome, table: str, columns: tuple[Column, ...], hour: str) -> Colouring | None:
    declared = next((one for one in outcome.colours if one.table == table), None)
    if declared is not None:
        return declared
    names = {one.name for one in columns}
    alike = next((one for one in outcome.colours if one.column in names), None)
    if alike is not None:
        where = tuple((name, value) for name, value in alike.where if name in names)
        return replace(alike, table=table, where=where)
    number = next((one for one in columns if one.kind == "number" and one.name != hour), None)
    if number is None:
        return None
    return Colouring(number.name, _capital(number.about), table=table, where=_one_of_each(outcome, table, columns))


def _one_of_each(outcome: Outcome, table: str, columns: tuple[Column, ...]) -> tuple[tuple[str, str | float], ...]:
    """Return the first value of columns that tell rows of one thing and hour apart, such as the carrier of energy."""
    of = outcome.of(table)
    about = {"id", "code", "name", "building", "storey", *_DAY}
    return tuple(
        (one.name, str(of[one.name].iloc[0]))
        for one in columns
        if one.kind == "text" and one.name not in about and (of.groupby("id")[one.name].nunique() > 1).any()
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
