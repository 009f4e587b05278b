"""What a result rests on, and what it was made with."""

from __future__ import annotations

from typing import Any, Final

from twin.said.language import heard
from twin.simulation.scenario import Aim, Measure, Occurrence
from twin_viewers.report.account import Account
from twin_viewers.report.markup import Child, Element, el
from twin_viewers.words import Words

__all__ = ["made", "rests"]

_SHARES: Final = (
    "share_on_defaults",
    "assumed_links",
    "defaulted_parameters",
    "assumed_headcounts",
    "costs_assumed",
)


def rests(account: Account, words: Words) -> list[Child]:
    """Return what is assumed, by what it is assumed of.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    told = account.run.summary["data_quality"]
    rows = [
        el("tr", el("td", words(f"quality.{name}")), el("td", words.share(told[name]), class_="n")) for name in _SHARES
    ]
    unknown = [one for kind in account.run.summary["costs_eur"].values() for one in kind["unknown"]]
    return [
        el("table", el("tbody", *rows)),
        el("p", words.counted("quality.needs", told["needs_taken_as_met"])),
        *_list(words("quality.parameters"), [_default(one, words) for one in told["parameters_left_to_default"]]),
        *_list(words("quality.unknown"), [heard(one, words.language) for one in dict.fromkeys(unknown)]),
        el("p", words("page.moved"), class_="note")
        if account.twin is not None and not account.is_same_estate
        else None,
    ]


def made(account: Account, words: Words) -> Element:
    """Return the scenario, seed and versions that a run was made with.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    record = account.run.record
    lines: list[tuple[str, str]] = [
        (words("made.scenario"), record.scenario.name),
        *((words("made.event"), _event(one, words)) for one in record.scenario.occurrences),
        *((words("made.measure"), _measure(one, words)) for one in record.scenario.measures),
        (words("made.seed"), str(record.seed)),
        (words("made.versions"), ", ".join(f"{name} {one}" for name, one in sorted(record.versions.items()))),
        (words("made.estate"), record.twin_hash),
    ]
    return el("table", el("tbody", *(el("tr", el("td", name), el("td", text)) for name, text in lines)))


def _list(heading: str, items: list[str]) -> list[Child]:
    return [el("p", heading), el("ul", *(el("li", one) for one in items))] if items else []


def _event(one: Occurrence, words: Words) -> str:
    return _call(words.find("by", one.hazard) or one.hazard, one, words)


def _measure(one: Measure, words: Words) -> str:
    return _call(words.find("by", one.intervention) or one.intervention, one, words)


def _call(name: str, one: Occurrence | Measure, words: Words) -> str:
    """Return a call as people read it: what, at what, when, for how long, with which parameters."""
    at = _aim(one.aim)
    parts = [name, f"{words('made.at')} {at}" if at else ""]
    if one.after_s:
        parts.append(words("made.after", time=words.lasting(one.after_s / 3600.0)))
    if one.duration_s is not None:
        parts.append(words("made.lasting", time=words.lasting(one.duration_s / 3600.0)))
    kind = one.hazard if isinstance(one, Occurrence) else one.intervention
    parts += [f"{_parameter(kind, key, words)} = {_chosen(value, words)}" for key, value in one.parameters]
    return " · ".join(part for part in parts if part)


def _aim(aim: Aim) -> str:
    place = ", ".join(f"{one:g}" for one in aim.position)
    query = ", ".join(f"{field} = {pattern}" for field, pattern in aim.query)
    return ", ".join(part for part in (*aim.names, query, place) if part)


def _default(told: str, words: Words) -> str:
    """Return a parameter that was left to its default, as a run writes it: what it is of, and its name."""
    kind, _, name = told.partition(": ")
    of = words.find("by", kind) or _declared(words, kind) or kind
    return f"{of}{words('window.colon')}{_parameter(kind, name, words)}"


def _parameter(kind: str, name: str, words: Words) -> str:
    label = _declared(words, f"{kind}.{name}")
    return label[:1].lower() + label[1:] if label else name


def _chosen(value: Any, words: Words) -> str:
    return _declared(words, f"choice.{value}") or _value(value)


def _declared(words: Words, key: str) -> str:
    """Return what a language says in the place of a declaration, empty if it has nothing."""
    return str(words.table.get("declared", {}).get(key, ""))


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
