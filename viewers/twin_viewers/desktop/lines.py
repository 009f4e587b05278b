"""What the panel at the side says, as plain lines: of a thing, of the estate, of a run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, Literal

from twin.model.twin import Twin
from twin_viewers.desktop.sheet import ACCENT, PALE, WARNING, Sheet
from twin_viewers.window.details import Details, details
from twin_viewers.window.naming import label_of
from twin_viewers.words import Words

if TYPE_CHECKING:
    from twin_viewers.player import Player
    from twin_viewers.player.pair import Pair

__all__ = ["Line", "lines_of_estate", "lines_of_pair", "lines_of_run", "lines_of_thing", "write"]

Sort = Literal["title", "note", "heading", "fact", "short", "figure", "text", "link", "now", "later", "warning", "rule"]
Target = tuple[str, int]

_NEAR: Final = ("next_up", "fed_by", "next_down", "feeds", "serves", "served_by", "members")
"""Relations that are told; the browser page tells the others too."""

_FIRST: Final = frozenset({"general", "age", "warranty", "condition", "supply", "safety", "product", "documents"})
_MOST: Final = 8
_SHARES: Final = {"short": 0.28, "fact": 0.42, "figure": 0.64}
"""How much of the width the name has of what is told in two columns [-]."""

_MOST_IMPACTS: Final = 24


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a panel.

    Parameters
    ----------
    sort : how it is written
    text : what it says; of a fact, what it is about
    value : of a fact
    target : where a click leads: ``row`` of a thing or ``entry`` of a timeline; None for nowhere
    """

    sort: Sort
    text: str
    value: str = ""
    target: Target | None = None


def lines_of_thing(twin: Twin, row: int, words: Words, *, today: date, now: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Return what is told of a thing: what and where it is, what feeds it, what it serves, and its facts.

    Parameters
    ----------
    twin : the estate
    row : of the thing
    words : the language of the reader
    today : day that ages are counted to
    now : services that it is without now in a run that is played
    """
    known = details(twin, row, language=words.language, today=today)
    return tuple(_thing(twin, known, words, now))


def lines_of_estate(twin: Twin, row: int, words: Words, *, title: str, today: date) -> tuple[Line, ...]:
    """Return what is told while nothing is chosen: the estate in short, and how to go on.

    Parameters
    ----------
    twin : the estate
    row : of its site
    words : the language of the reader
    title : what people call the estate
    today : day that ages are counted to
    """
    known = details(twin, row, language=words.language, today=today)
    facts = [fact for section in known.sections if section.key == "general" for fact in section.facts]
    told = [Line("fact", fact.name, fact.text) for fact in facts]
    return Line("title", title), Line("note", words("desktop.begin")), Line("rule", ""), *told


def lines_of_run(player: Player, moment_s: float, words: Words) -> tuple[Line, ...]:
    """Return what is told of a run: what is so now, what happened because of what, and what each dwelling loses.

    Parameters
    ----------
    player : the run
    moment_s : since its start [s]
    words : the language of the reader
    """
    return tuple(_run(player, moment_s, words))


def lines_of_pair(pair: Pair, moment_s: float, words: Words) -> tuple[Line, ...]:
    """Return what two runs lose, side by side, then what happens in the second.

    Parameters
    ----------
    pair : the runs
    moment_s : since their start [s]
    words : the language of the reader
    """
    names = [Line("heading", f"{side} · {one.name}") for side, one in (("A", pair.a), ("B", pair.b))]
    remarks = [Line("note", one) for one in pair.remarks]
    figures = [
        Line("figure", f"{one.label} [{one.unit}]" if one.unit else one.label, _both(one.a, one.b, words))
        for one in pair.figures(words)
        if one.a is not None or one.b is not None
    ]
    rest = lines_of_run(pair.b, moment_s, words)
    return (*names, *remarks, Line("rule", ""), Line("heading", "A → B"), *figures, Line("rule", ""), *rest)


def write(lines: tuple[Line, ...], sheet: Sheet) -> None:
    """Write lines on a sheet.

    Parameters
    ----------
    lines : what to say
    sheet : to be written on, from where it is written already
    """
    for line in lines:
        if line.sort == "rule":
            sheet.rule()
        elif line.sort in _SHARES:
            sheet.pair(line.text, line.value, share=_SHARES[line.sort], target=line.target)
        else:
            _write_text(line, sheet)


def _write_text(line: Line, sheet: Sheet) -> None:
    if line.sort == "heading":
        sheet.gap(0.5)
        sheet.write(line.text, bold=True)
        sheet.gap(0.15)
        return
    grow, colour, bold, indent = {
        "title": (1.45, "#22262B", True, 0.0),
        "note": (0.92, PALE, False, 0.0),
        "link": (1.0, ACCENT, False, 8.0),
        "text": (1.0, "#22262B", False, 8.0),
        "warning": (1.0, WARNING, True, 0.0),
        "now": (0.95, "#22262B", False, 0.0),
        "later": (0.95, "#9AA1A9", False, 0.0),
    }[line.sort]
    sheet.write(line.text, grow=grow, colour=colour, bold=bold, indent=indent, target=line.target)
    sheet.gap(0.25 if line.sort in {"title", "note", "now", "later"} else 0.0)


def _thing(twin: Twin, known: Details, words: Words, now: tuple[str, ...]) -> Iterator[Line]:
    yield Line("title", known.title)
    yield Line("note", known.subtitle)
    if known.place:
        yield Line("note", " › ".join(one.label for one in known.place), target=("row", known.place[-1].row))
    if now:
        yield Line("warning", words("desktop.without", services=", ".join(map(words.service, now))))
    yield Line("rule", "")
    yield from _served(known, words)
    yield from _chains(twin, known, words)
    yield from _sections(known, first=True)
    yield from _groups(known, words)
    yield from _sections(known, first=False)


def _served(known: Details, words: Words) -> Iterator[Line]:
    """Yield who loses what if it alone fails."""
    told, heading = known.served, "if_fails"
    if not told and known.takes_part:
        told, heading = known.reached, "stands_in"
    if told:
        yield Line("heading", words(f"desktop.{heading}"))
    for one in told:
        counts = (("window.dwellings", one.dwellings), ("window.rooms", one.spaces))
        text = " · ".join(words.counted(key, len(rows)) for key, rows in counts if rows)
        yield Line("short", _capital(words.service(one.service)), text)


def _chains(twin: Twin, known: Details, words: Words) -> Iterator[Line]:
    for chain in known.chains:
        yield Line("heading", words("window.comes_from", service=words.service(chain.service)))
        for step in chain.steps[:_MOST]:
            how = words.find("provenance", step.provenance) or ""
            label = label_of(twin, step.row, language=words.language)
            yield Line("link", f"{label} ({how})" if how else label, target=("row", step.row))


def _sections(known: Details, *, first: bool) -> Iterator[Line]:
    for section in known.sections:
        if (section.key in _FIRST) is first:
            yield Line("heading", section.title)
            for fact in section.facts:
                yield Line("fact", fact.name, fact.text, ("row", fact.row) if fact.row >= 0 else None)


def _groups(known: Details, words: Words) -> Iterator[Line]:
    for key in _NEAR:
        group = known.group(key)
        if group is None:
            continue
        yield Line("heading", f"{group.title} ({words.number(group.count)})")
        for link in group.links[:_MOST]:
            note = f" · {link.note}" if link.note else ""
            how = words.find("provenance", link.provenance)
            yield Line("link", f"{link.label}{note}{f' ({how})' if how else ''}", target=("row", link.row))
        if group.count > _MOST:
            yield Line("note", words.counted("send.more", group.count - min(_MOST, len(group.links))))


def _run(player: Player, moment_s: float, words: Words) -> Iterator[Line]:
    figures = player.at(moment_s)
    yield Line("title", player.name)
    yield Line("note", words.date(player.start))
    yield from (Line("note", remark) for remark in player.remarks)
    dwellings = f"{words.number(figures.dwellings)} {words.counted('window.dwellings_without', figures.dwellings)}"
    yield Line("warning" if figures.dwellings else "now", dwellings)
    people, rooms = words.counted("window.people", round(figures.people)), words.counted("window.rooms", figures.rooms)
    yield Line("note", f"{people} · {rooms}")
    yield Line("heading", words("window.incident_timeline"))
    for number, entry in enumerate(player.timeline()):
        because = f" — {entry.because}" if entry.because else ""
        sort: Sort = "now" if entry.time_s <= moment_s else "later"
        yield Line(sort, f"{entry.clock}  {entry.text}{because}", target=("entry", number))
    yield from _impacts(player, moment_s, words)


def _impacts(player: Player, moment_s: float, words: Words) -> Iterator[Line]:
    told = player.impacts(moment_s=moment_s)
    if told:
        yield Line("heading", words("window.incident_impacts"))
    for one in told[:_MOST_IMPACTS]:
        lasting, target = words.lasting(one.hours), None if one.row is None else ("row", one.row)
        yield Line("fact", f"{'● ' if one.lost_now else ''}{', '.join(one.lost)} · {lasting}", one.place, target)
    if len(told) > _MOST_IMPACTS:
        yield Line("note", words.counted("send.more", len(told) - _MOST_IMPACTS))


def _both(a: float | None, b: float | None, words: Words) -> str:
    return f"{words.number(a)} → {words.number(b)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
