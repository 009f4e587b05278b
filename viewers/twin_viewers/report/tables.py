"""Tables of a run: what dwellings lost, whom to tell, what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from twin.said.language import heard
from twin_viewers.report.account import Account, Row
from twin_viewers.report.markup import Child, Element, el
from twin_viewers.report.story import name_of
from twin_viewers.words import Words

__all__ = ["costs", "impacts", "notify", "services_in"]

_MOST_ROWS: Final = 2000
"""More dwellings make a page that no one reads and no browser likes; all are in the tables of the run."""


def impacts(account: Account, words: Words) -> Element:
    """Return how long each dwelling was without each service.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    homes: dict[str, dict[str, Row]] = {}
    for one in account.impacts:
        homes.setdefault(one["id"], {})[one["service"]] = one
    if not homes:
        return el("p", words("note.nobody"), class_="note")
    stairs = {one["id"]: one["stair"] for one in account.notify}
    order = sorted(homes.items(), key=lambda pair: _way(pair[1], stairs.get(pair[0], "")))
    rows = (_home(account, words, lost, stair=stairs.get(identity, "")) for identity, lost in order[:_MOST_ROWS])
    fixed = ["building", "stair", "storey", "dwelling"]
    head = [
        *(el("th", words(f"column.{name}")) for name in fixed),
        *(el("th", words.service(name), class_="n") for name in account.services),
        *(el("th", words(f"column.{name}"), class_="n") for name in ("people", "vulnerable", "cost", "assumed")),
    ]
    still = any(not one["ended"] for one in account.impacts)
    note = el("p", words("note.still"), class_="note") if still else None
    return el("div", _table(head, rows), _cut(words, len(order)), note)


def notify(account: Account, words: Words) -> Element:
    """Return whom to tell, in order.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    told = account.notify
    if not told:
        return el("p", words("note.nobody"), class_="note")
    names = ("order", "building", "stair", "storey", "dwelling", "without", "longest", "since", "vulnerable")
    numeric = {"order", "longest", "vulnerable"}
    head = [el("th", words(f"column.{name}"), class_="n" if name in numeric else None) for name in names]
    rows = (
        el(
            "tr",
            el("td", str(one["order"]), class_="n"),
            *(el("td", one[name]) for name in ("building", "stair", "storey")),
            el("td", name_of(one)),
            el("td", services_in(one, words)),
            el("td", words.lasting(one["longest_h"]) + ("" if one["ended"] else "*"), class_="n"),
            el("td", words.clock(one["from"], account.start)),
            el("td", words.number(one["vulnerable"]), class_="n"),
        )
        for one in told[:_MOST_ROWS]
    )
    return el("div", _table(head, rows), _cut(words, len(told)))


def costs(account: Account, words: Words) -> Element:
    """Return the sums by kind, and what could not be reckoned.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    keys = ("low", "nominal", "high")
    head = [el("th", words("column.kind")), *(el("th", words(f"column.{key}"), class_="n") for key in keys)]
    rows = [
        el(
            "tr",
            el("td", words(f"cost.{kind}")),
            *(el("td", words.euros(one[key]), class_="n") for key in keys),
            el("td", "; ".join(heard(each, words.language) for each in dict.fromkeys(one["unknown"]))),
        )
        for kind, one in account.run.summary["costs_eur"].items()
    ]
    return _table([*head, el("th", words("column.unknown"))], rows)


def services_in(one: Row, words: Words) -> str:
    """Return the services that a row of whom to tell names, in the language of the page."""
    names = (name.strip().replace(" ", "_") for name in one["without"].split(","))
    return ", ".join(words.service(name) for name in names)


def _home(account: Account, words: Words, lost: dict[str, Row], *, stair: str) -> Element:
    first = next(iter(lost.values()))
    money = [one["cost_eur"] for one in lost.values() if one["cost_eur"] is not None]
    hours = sum(one["lost_h"] for one in lost.values())
    assumed = sum(one["share_on_defaults"] * one["lost_h"] for one in lost.values()) / hours if hours else None
    return el(
        "tr",
        *(el("td", text) for text in (first["building"], stair, first["storey"], name_of(first))),
        *(_time(words, lost.get(service)) for service in account.services),
        el("td", words.number(first["people"]), class_="n"),
        el("td", words.number(first["vulnerable"]), class_="n"),
        el("td", words.euros(sum(money) if money else None), class_="n"),
        el("td", words.share(assumed), class_="n"),
    )


def _time(words: Words, one: Row | None) -> Element:
    if one is None:
        return el("td", class_="n")
    return el("td", words.lasting(one["lost_h"]) + ("" if one["ended"] else "*"), class_="n on")


def _way(lost: dict[str, Row], stair: str) -> tuple[str, str, str]:
    first = next(iter(lost.values()))
    return first["building"], stair, name_of(first)


def _table(head: Sequence[Child], rows: Iterable[Element]) -> Element:
    return el("div", el("table", el("thead", el("tr", *head)), el("tbody", *rows)), class_="scroll")


def _cut(words: Words, count: int) -> Element | None:
    if count <= _MOST_ROWS:
        return None
    return el("p", words("note.cut_short", shown=words.number(_MOST_ROWS), n=words.number(count)), class_="note")
