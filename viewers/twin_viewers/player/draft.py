"""An incident as somebody puts it together in a view, and the scenario that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.simulation.run import plugins_of
from twin.simulation.scenario import Aim, Measure, Occurrence, Scenario
from twin.units import seconds
from twin_viewers.player.forms import Kind, form_of, parse
from twin_viewers.words import Words

__all__ = ["Draft", "Drafted", "Happening", "drafted"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event or a measure as somebody has filled it in.

    Parameters
    ----------
    name : of the hazard or intervention
    rows : things that it is aimed at
    answers : to the fields of its form
    after : when, since the start, as people write it
    duration : after which time it ends by itself, or how long the work takes; empty if nothing is said
    """

    name: str
    rows: tuple[int, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    after: str | float = 0.0
    duration: str | float = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An incident as somebody has filled it in.

    Parameters
    ----------
    name : what people call it
    start : local time at which it begins
    duration : how long it is watched
    events : what happens
    measures : what is done about it
    """

    name: str
    start: str | datetime
    duration: str | float
    events: tuple[Happening, ...]
    measures: tuple[Happening, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """What becomes of a draft.

    Parameters
    ----------
    scenario : None if something is wrong
    wrong : message by field: ``start``, ``duration``, ``event 0.after``, ``measure 1.capacity``
    """

    scenario: Scenario | None
    wrong: Mapping[str, str]


def drafted(twin: Twin, draft: Draft, words: Words) -> Drafted:
    """Return the scenario that a draft becomes, or one message for each field that cannot be.

    Parameters
    ----------
    twin : the estate
    draft : what somebody has filled in
    words : the language of the reader
    """
    wrong: dict[str, str] = {}
    start = _moment(draft.start)
    duration_s = _time(draft.duration)
    if start is None:
        wrong["start"] = words("form.start")
    if not duration_s:
        wrong["duration"] = words("form.length")
    if not draft.events:
        wrong["event"] = words("form.no_event")
    calls: dict[str, list[Any]] = {"event": [], "measure": []}
    kinds: tuple[tuple[str, Kind, tuple[Happening, ...]], ...] = (
        ("event", "hazards", draft.events),
        ("measure", "interventions", draft.measures),
    )
    for table, kind, listed in kinds:
        for number, one in enumerate(listed):
            found = dict(_wrong(one, kind, words, end_s=duration_s))
            wrong |= {f"{table} {number}.{name}": text for name, text in found.items()}
            calls[table] += [] if found else [_call(twin, one, kind)]
    if wrong or start is None or duration_s is None:
        return Drafted(None, wrong)
    events, measures = tuple(calls["event"]), tuple(calls["measure"])
    return Drafted(Scenario(draft.name, start, duration_s, events, measures), {})


def _wrong(one: Happening, kind: Kind, words: Words, *, end_s: float | None) -> Iterator[tuple[str, str]]:
    if one.name not in plugins_of(kind):
        yield "name", words("form.no_such", name=one.name)
        return
    form = form_of(one.name, kind, words=words)
    if form.needs_aim and not one.rows:
        yield "aim", words("form.no_aim", question=form.question)
    after_s = _time(one.after)
    if after_s is None:
        yield "after", words("form.time")
    elif end_s and after_s > end_s:
        yield "after", words("form.after_end", time=words.lasting(end_s / 3600.0))
    if one.duration not in {"", None} and _time(one.duration) is None:
        yield "duration", words("form.time")
    yield from parse(form, one.answers).wrong.items()


def _call(twin: Twin, one: Happening, kind: Kind) -> Occurrence | Measure:
    make = Occurrence if kind == "hazards" else Measure
    given = parse(form_of(one.name, kind), one.answers).parameters
    ids = tuple(str(twin.nodes["id"][row]) for row in one.rows)
    duration_s = None if one.duration in {"", None} else _time(one.duration)
    return make(one.name, Aim(ids), _time(one.after) or 0.0, duration_s, tuple(sorted(given.items())))


def _time(given: str | float) -> float | None:
    """Return a duration in seconds [s], None if it is none."""
    try:
        value = seconds(given)
    except (UsageError, OverflowError):
        return None
    return value if value < float("inf") else None


def _moment(given: str | datetime) -> datetime | None:
    """Return a local time, None if it is none."""
    try:
        moment = given if isinstance(given, datetime) else datetime.fromisoformat(given.strip())
    except ValueError:
        return None
    return moment if moment.tzinfo is None else None
