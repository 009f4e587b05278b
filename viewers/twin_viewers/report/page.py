"""The page of a run: what it says first, in short, then everything it rests on."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from twin_viewers.report.account import Account
from twin_viewers.report.chart import chart
from twin_viewers.report.markup import Child, Element, el, page_text
from twin_viewers.report.pictures import pictures
from twin_viewers.report.quality import made, rests
from twin_viewers.report.story import Line, story
from twin_viewers.report.summary import summary
from twin_viewers.report.tables import costs, impacts, notify
from twin_viewers.words import Words

__all__ = ["document", "report"]

_MOSTLY: Final = 0.5
"""A result rests mostly on assumptions above this share of the hours lost [-]."""

_FEW_NAMES: Final = 6
_MOST_NAMES: Final = 400
"""So few names are read with the line; so many are worth unfolding."""


def report(account: Account, words: Words) -> str:
    """Return the page of a run as HTML that needs no other file.

    Parameters
    ----------
    account : the run, and the estate if it is at hand
    words : its language
    """
    lost = bool(account.services)
    parts: list[Child] = [
        _standing(account, words),
        el("h1", account.run.record.scenario.name),
        el("p", words("page.title"), " · ", _period(account, words), class_="period"),
        _section(words, "summary", summary(account, words)),
        _section(words, "pictures", pictures(account, words)) if lost or account.twin is None else None,
        _section(words, "over_time", chart(account, words)) if lost else None,
        _section(words, "timeline", _told(account, words)),
        _section(words, "impacts", impacts(account, words)),
        _section(words, "notify", el("p", words("page.privacy"), class_="note"), notify(account, words)),
        _section(words, "costs", costs(account, words)),
        _section(words, "rests", *rests(account, words)),
        el("p", words("page.screening"), class_="screening"),
        _section(words, "made", made(account, words)),
    ]
    return document(words, account.run.record.scenario.name, el("main", *parts), style="style.css")


def document(words: Words, title: str, body: Element, *, style: str) -> str:
    """Return a whole document.

    Parameters
    ----------
    words : its language
    title : its title
    body : what it shows
    style : file of this package with its style
    """
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", title),
        el("style", (files("twin_viewers.report") / style).read_text(encoding="utf-8")),
    )
    return page_text(el("html", head, el("body", body), lang=words.language))


def _standing(account: Account, words: Words) -> Element:
    """Return the first line: what the result rests on."""
    share = account.rests_on_assumptions
    if share > _MOSTLY:
        return el("p", words("page.assumed", share=words.share(share)), class_="assumed")
    if not account.services:
        return el("p", words("page.nothing"), class_="note")
    return el("p", words("page.modelled", share=words.share(share)), class_="note")


def _period(account: Account, words: Words) -> str:
    start, end = words.date(account.start), words.date(account.end)
    return words("page.period", start=start, end=end, seed=account.run.record.seed)


def _section(words: Words, name: str, *content: Child) -> Element:
    return el("section", el("h2", words(f"page.{name}")), *content, id=name)


def _told(account: Account, words: Words) -> Element:
    return el("ol", *(_line(account, words, one) for one in story(account, words)), class_="story")


def _line(account: Account, words: Words, line: Line) -> Element:
    when = el("time", words.clock(line.time, account.start), datetime=line.time.isoformat())
    cause = el("span", f" {line.cause}", class_="cause") if line.cause else None
    return el("li", when, el("div", line.text, cause, _names(words, line)), class_=line.level)


def _names(words: Words, line: Line) -> Element | None:
    if not line.names:
        return None
    if len(line.names) <= _FEW_NAMES:
        return el("span", f" ({', '.join(line.names)})", class_="named")
    shown, rest = line.names[:_MOST_NAMES], len(line.names) - _MOST_NAMES
    more = f" {words('note.more', n=words.number(rest))}" if rest > 0 else ""
    return el("details", el("summary", f"{', '.join(shown[:3])} …"), ", ".join(shown) + more)
