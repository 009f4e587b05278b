"""The timeline told for people: what belongs together in one line, small parts folded, each line with its cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from twin.said.catalogue import ENGLISH
from twin.said.language import heard
from twin.simulation.labels import Labels
from twin_viewers.report.account import Account, Row
from twin_viewers.words import Words

__all__ = ["Line", "Storyteller", "name_of", "story"]

_MOST_SINGLY: Final = 3
"""So many things of one sort that do the same at the same time are told one by one."""

_PLACES: Final = ("zone", "space", "storey", "building", "path", "plot")
_RANKS: Final = {"run": 0, "event": 1, "station": 2, "zone": 3, "small": 9}
_SUPPLY_OFF: Final = ("supply", "off")
_BEGINS: Final = " begins"
"""How a timeline says in English that a measure begins which changes nothing at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story.

    Parameters
    ----------
    time : when
    level : run, event, station, a kind of place, or small
    text : what happened
    cause : because of what, empty if nothing brought it about
    names : the things that it happened to, where there are several
    """

    time: datetime
    level: str
    text: str
    cause: str
    names: tuple[str, ...] = ()


def story(account: Account, words: Words) -> list[Line]:
    """Return what happened, line by line.

    Parameters
    ----------
    account : the run
    words : the language to tell it in
    """
    return list(Storyteller(account, words).lines())


def name_of(row: Row) -> str:
    """Return the landlord's code of a thing, else its name, else its id."""
    return str(row["code"] or row["name"] or row["id"])


class Storyteller:
    """Tells a timeline."""

    def __init__(self, account: Account, words: Words) -> None:
        self._account, self._words = account, words
        self._rows = account.timeline
        self._labels = None if account.twin is None else Labels.of(account.twin)
        self._services = set(account.run.summary["services"]) | set(account.run.summary["spaces"])

    def lines(self) -> Iterator[Line]:
        """Yield the lines in order: by time, events before what follows, small parts last."""
        groups: dict[tuple[object, ...], list[int]] = {}
        for place, row in enumerate(self._rows):
            if self._is_told(row):
                groups.setdefault(self._key(place), []).append(place)
        order = sorted(groups.values(), key=lambda some: (self._rows[some[0]]["time"], self._rank(some[0]), some[0]))
        for some in self._merged(order):
            yield from self._told(some)

    def _merged(self, groups: list[list[int]]) -> list[list[int]]:
        """Return groups with those in one that get several services back at once."""
        merged: dict[object, list[int]] = {}
        for some in groups:
            first = self._rows[some[0]]
            back = first["state"] in self._services and first["value"] != "off"
            who = frozenset(self._rows[place]["id"] for place in some) if back else None
            merged.setdefault((first["time"], who) if back else some[0], []).extend(some)
        return list(merged.values())

    def _is_told(self, row: Row) -> bool:
        """Return whether a line is told: not if it says again of a thing what made it so at the same moment."""
        return not self._is_echo(row)

    def _is_echo(self, row: Row) -> bool:
        cause = self._cause(row)
        same = cause is not None and (cause["id"], cause["time"]) == (row["id"], row["time"]) and bool(cause["state"])
        return same and row["state"] == "supply"

    def _key(self, place: int) -> tuple[object, ...]:
        row, level = self._rows[place], self._level(place)
        if not row["state"] or row["state"] == "trapped":
            return (place,)
        sort = self._class(row) if level == "station" and row["value"] != "on" else level
        value = row["value"] if row["number"] is None else bool(row["number"])
        return (row["time"], row["state"], value, sort, "" if level == "small" else row["root_cause"])

    def _level(self, place: int) -> str:
        row = self._rows[place]
        if row["level"] in {"run", "event"}:
            return str(row["level"])
        if row["kind"] in _PLACES:
            return str(row["kind"])
        return "station" if self._is_station(row) else "small"

    def _rank(self, place: int) -> int:
        return _RANKS.get(self._level(place), 4)

    def _told(self, some: list[int]) -> Iterator[Line]:
        rows = [self._rows[place] for place in some]
        first, level = rows[0], self._level(some[0])
        ids = dict.fromkeys(row["id"] for row in rows)
        if level != "small" and len(ids) == len(some) <= (_MOST_SINGLY if level == "event" else 1):
            for place, row in zip(some, rows, strict=True):
                yield Line(row["time"], level, self._single(place), self._because([row]))
            return
        mixed = level == "station" and first["value"] != "on"
        sort = self._sort(first, self._class(first) if mixed else level)
        who = f"{self._words.number(len(ids))} {self._words.noun(sort, len(ids))}"
        names = tuple(dict.fromkeys(name_of(row) for row in rows)) if level != "small" else ()
        services = list(dict.fromkeys(row["state"] for row in rows))
        told = self._say({**first, "value": self._span(rows)}, who, form=int(len(ids) > 1), states=services)
        yield Line(first["time"], level, told, self._because(rows), names if len(names) > 1 else ())

    def _span(self, rows: Sequence[Row]) -> str:
        """Return the value of all rows: a word, or the least and the greatest number."""
        numbers = [row["number"] for row in rows if row["number"] is not None]
        if not numbers:
            return str(rows[0]["value"])
        ends = dict.fromkeys(self._words.number(one) for one in (min(numbers), max(numbers)))
        return "–".join(ends)

    def _single(self, place: int) -> str:
        row, words = self._rows[place], self._words
        if row["level"] == "run":
            name = self._account.run.record.scenario.name
            return words("change.watched_from" if place == 0 else "change.watched_to", name=name)
        if not row["state"]:
            return self._note(place, row)
        return _capital(self._say(row, self._called(row), form=0))

    def _note(self, place: int, row: Row) -> str:
        """Return what begins, or what a hazard says in its own words, as far as a catalogue has them."""
        by = self._words.find("by", row["by"]) or self._words.table.get("declared", {}).get(row["by"])
        things = [one for one in self._rows[place + 1 :] if one["cause"] == place and one["id"]]
        what = [row] if row["id"] else things
        plain = by is not None and what and row["what"].count(":") == 1 and f"'{name_of(what[0])}'" in row["what"]
        if not plain:
            return self._own_words(row, by, things)
        names = list(dict.fromkeys(self._called(one) for one in what))
        shown = ", ".join(names[:_MOST_SINGLY])
        more = f" {self._words('note.more', n=len(names) - _MOST_SINGLY)}" if len(names) > _MOST_SINGLY else ""
        return _capital(self._words("change.begins", by=by, what=shown + more))

    def _own_words(self, row: Row, by: str | None, things: Sequence[Row]) -> str:
        """Return a line in the words of a hazard: what it is of, what it says, and in brackets the things."""
        language = self._words.language
        head, colon, said = str(row["what"]).partition(": ")
        if language == ENGLISH:
            return str(row["what"])
        if head.endswith(_BEGINS):
            named = by or heard(head.removesuffix(_BEGINS).lower(), language)
            return self._words("change.watched_from", name=f"{named} ({self._called(row)})" if row["id"] else named)
        if not colon:
            return heard(str(row["what"]), language)
        at_once = [one for one in things if one["time"] == row["time"]]
        rows = at_once or ([row] if row["id"] else [])
        said, bracket = self._without_things(said, rows[0]) if rows else (said, False)
        colon, told = self._words("window.colon"), heard(said, language)
        return (
            f"{_capital(by or heard(head.lower(), language))}{colon}{told}{self._in_brackets(rows) if bracket else ''}"
        )

    def _without_things(self, said: str, row: Row) -> tuple[str, bool]:
        """Return what a line says without the things in brackets at its end, and whether there were any."""
        place = self._account.row(row["id"])
        known = "" if self._labels is None or place is None else self._labels.called(place)
        head, bracket, rest = said.rpartition(f" ({known}") if known else ("", "", "")
        if bracket and rest.endswith(")"):
            return head, True
        at = said.rfind(" (", 0, max(said.rfind(f"'{name_of(row)}'"), 0))
        return (said[:at], True) if at >= 0 and said.endswith(")") else (said, False)

    def _in_brackets(self, rows: Sequence[Row]) -> str:
        ids = len({one["id"] for one in rows})
        more = f" {self._words('note.more', n=ids - 1)}" if ids > 1 else ""
        return f" ({self._called(rows[0])}{more})"

    def _say(self, row: Row, who: str, *, form: int, states: Sequence[str] = ()) -> str:
        """Return a change of state as a clause: of one thing, of several, or in the past."""
        words, state, value = self._words, row["state"], row["value"]
        if state == "trapped":
            return (
                words("change.freed", who=who)
                if not row["number"]
                else words.counted("change.trapped", row["number"], who=who)
            )
        if state in self._services:
            key = "lost" if value == "off" else "back"
            return str(words.table["change"][key][form]).format(
                who=who, service=", ".join(words.service(one) for one in states or (state,))
            )
        if (state, value) == _SUPPLY_OFF and self._is_machine(row):
            return str(words.table["change"]["stops"][form]).format(who=who)
        table = words.table["change"]
        known = table.get(f"{state}.{value}") or table.get(state) or table["other"]
        return str(known[form]).format(who=who, state=state.replace("_", " "), value=value)

    def _because(self, rows: Sequence[Row]) -> str:
        """Return the nearest cause, common to all rows, that a reader knows: an event, or a machine or board."""
        if rows[0]["value"] in {"on", "ok"}:
            return ""
        chains = [self._known_causes(row) for row in rows]
        common = set.intersection(*(set(chain) for chain in chains))
        nearest = next((place for place in chains[0] if place in common), None)
        if nearest is None:
            return ""
        cause = self._rows[nearest]
        return self._words("cause.by", clause=self._say(cause, self._called(cause), form=2))

    def _known_causes(self, row: Row) -> list[int]:
        """Return the places of the causes that a reader knows, the nearest first."""
        places, cause = [], row["cause"]
        while cause is not None:
            one = self._rows[int(cause)]
            known = one["state"] != "supply" or self._is_station(one)
            if one["state"] and one["id"] != row["id"] and known and not self._is_echo(one):
                places.append(int(cause))
            cause = one["cause"]
        return places

    def _cause(self, row: Row) -> Row | None:
        return None if row["cause"] is None else self._rows[int(row["cause"])]

    def _called(self, row: Row) -> str:
        """Return what a thing is and its name, without the word where the name says it already."""
        word, name = self._words.noun(self._sort(row, row["kind"]), 1), name_of(row)
        quoted = self._words.quoted(name)
        return quoted if name.casefold().startswith(word.casefold()) else f"{word} {quoted}"

    def _sort(self, row: Row, level: str) -> str:
        known = self._words.table["thing"]
        return next((one for one in (level, self._class(row)) if one in known), "thing")

    def _class(self, row: Row) -> str:
        at = self._account.row(row["id"])
        return "" if self._account.twin is None or at is None else str(self._account.twin.nodes["ifc_class"][at])

    def _is_station(self, row: Row) -> bool:
        at = self._account.row(row["id"])
        return self._labels is not None and at is not None and self._labels.is_station(at)

    def _is_machine(self, row: Row) -> bool:
        at = self._account.row(row["id"])
        return self._labels is not None and at is not None and self._labels.is_machine(at)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
