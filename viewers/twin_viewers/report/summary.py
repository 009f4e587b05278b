"""A run in short: the figures that people ask for first, and the indices by service."""

from __future__ import annotations

from typing import Any

from twin_viewers.report.account import Account
from twin_viewers.report.markup import Child, Element, el
from twin_viewers.words import Words

__all__ = ["summary"]


def summary(account: Account, words: Words) -> Element:
    """Return the figures of a run.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    told = account.run.summary
    services = el("div", _services(account, words), class_="scroll") if account.services else None
    rooms = sum(one["spaces_interrupted"] for one in told["spaces"].values())
    also = el("p", words("note.spaces", n=words.number(_rooms(account))), class_="note") if rooms else None
    note = el("p", words("note.indices"), class_="note") if account.services else None
    return el("div", el("div", *_facts(told, words), class_="facts"), services, note, also)


def _facts(told: dict[str, Any], words: Words) -> list[Element]:
    homes, people = told["dwellings"], told["people"]
    hours = sum(one["dwelling_h"] for one in told["services"].values())
    person_h = [sum(one["person_h"][key] for one in told["services"].values()) for key in ("low", "nominal", "high")]
    known = people["dwellings_told_of_vulnerable"]
    facts = [
        _fact(words, "dwellings", words.number(homes["affected"]), words("fact.of", n=words.number(homes["total"]))),
        _fact(words, "dwelling_h", words.number(hours)),
        _fact(words, "person_h", words.number(person_h[1]), _between(words, person_h[0], person_h[2])),
        _fact(words, "people", words.number(people["affected"]["nominal"]), *_people(people, words)),
        _fact(
            words,
            "vulnerable",
            words.number(people["vulnerable_affected"]),
            words("fact.of_dwellings", n=words.number(known)) if known else None,
        ),
        _cost(told["costs_eur"], words),
    ]
    if people["trapped_most"]:
        hours_told = f"{words.number(people['trapped_person_h'])} {words('fact.trapped_h')}"
        facts.insert(0, _fact(words, "trapped", words.number(people["trapped_most"]), hours_told, alert=True))
    if homes["still_without"]:
        facts.insert(1, _fact(words, "still", words.number(homes["still_without"]), alert=True))
    return facts


def _fact(words: Words, name: str, value: str, *notes: Child, alert: bool = False) -> Element:
    shown = [el("small", note) for note in notes if note]
    return el(
        "div", el("b", value), el("span", words(f"fact.{name}")), *shown, class_="fact alert" if alert else "fact"
    )


def _people(people: dict[str, Any], words: Words) -> list[Child]:
    unknown, band = people["dwellings_without_headcount"], people["affected"]
    missing = words("fact.no_headcount", n=words.number(unknown)) if unknown else None
    return [_between(words, band["low"], band["high"]), missing]


def _between(words: Words, low: float, high: float) -> str | None:
    return None if low == high else words("fact.between", low=words.number(low), high=words.number(high))


def _cost(costs: dict[str, Any], words: Words) -> Element:
    """Return what is known of all costs; compensation is owed by others and not part of the sum."""
    sums = {
        key: [costs[kind][key] for kind in ("direct", "service") if costs[kind][key] is not None]
        for key in ("low", "nominal", "high")
    }
    more = words("fact.in_part") if any(costs[kind]["unknown"] for kind in ("direct", "service")) else None
    if not any(sums["high"]):
        return _fact(words, "cost", "–" if more else words.euros(0.0), more)
    low, nominal, high = (words.euros(sum(sums[key])) for key in ("low", "nominal", "high"))
    return _fact(words, "cost", nominal, words("fact.between", low=low, high=high) if low != high else None, more)


def _services(account: Account, words: Words) -> Element:
    names = ("service", "interrupted", "still", "dwelling_h", "person_h", "longest", "saifi", "saidi", "caidi")
    head = [el("th", words(f"column.{name}"), class_="n" if name != "service" else None) for name in names]
    rows = [_service(account.run.summary["services"][name], name, words) for name in account.services]
    return el("table", el("thead", el("tr", *head)), el("tbody", *rows))


def _service(one: dict[str, Any], name: str, words: Words) -> Element:
    cells = (
        words.number(one["dwellings_interrupted"]),
        words.number(one["still_without"]),
        words.number(one["dwelling_h"]),
        words.number(one["person_h"]["nominal"]),
        words.lasting(one["longest_h"]),
        words.number(one["saifi"], 2),
        words.number(one["saidi_min"]),
        words.number(one["caidi_min"]),
    )
    return el("tr", el("td", words.service(name)), *(el("td", cell, class_="n") for cell in cells))


def _rooms(account: Account) -> int:
    return int(account.run.spaces["id"].nunique())
