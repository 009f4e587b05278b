"""Who loses what, whom to ring first, and the numbers to have at hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from typing import Final

from twin_viewers.report.account import Account
from twin_viewers.report.markup import Element, el
from twin_viewers.report.story import name_of
from twin_viewers.report.tables import services_in
from twin_viewers.words import Words

__all__ = ["numbers", "ring", "shortened", "who"]

_MOST_STAIRS: Final = 6
_MOST_HOMES: Final = 24
_MOST_RINGS: Final = 12


def who(account: Account, words: Words) -> Element:
    """Return which dwellings lose what, by building and stair.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    groups: dict[tuple[str, str, str], list[str]] = {}
    for one in account.notify:
        groups.setdefault((one["building"], one["stair"], services_in(one, words)), []).append(name_of(one))
    if not groups:
        return el("p", words("sheet.nobody"))
    shown = sorted(groups.items())
    items = [
        el(
            "li",
            el("b", _stair(building, stair, words)),
            f" ({len(codes)}) ",
            el("b", words("sheet.loses", services=services), class_="loss"),
            el("div", shortened(codes[:_MOST_HOMES]) + (" …" if len(codes) > _MOST_HOMES else ""), class_="codes"),
        )
        for (building, stair, services), codes in shown[:_MOST_STAIRS]
    ]
    rest = sum(len(codes) for _, codes in shown[_MOST_STAIRS:])
    more = el("p", words("note.more", n=words.number(rest))) if rest else None
    return el("div", el("ul", *items), more)


def ring(account: Account, words: Words) -> Element:
    """Return the dwellings to ring first, in order.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    told = account.notify
    if not told:
        return el("p", words("sheet.nobody"))
    known = any(one["vulnerable"] is not None for one in told)
    items = []
    for one in told[:_MOST_RINGS]:
        count = one["vulnerable"]
        mark = el("b", f" · {words('sheet.vulnerable', n=words.number(count))}") if count else None
        items.append(el("li", name_of(one), f" ({one['storey']})" if one["storey"] else None, mark))
    rest = len(told) - _MOST_RINGS
    more = el("p", words("note.more", n=words.number(rest)), class_="soft") if rest > 0 else None
    why = el("p", words("sheet.first_vulnerable" if known else "sheet.no_vulnerable"), class_="soft")
    return el("div", why, el("ol", *items), more)


def numbers(words: Words) -> Element:
    """Return the numbers to have at hand: what is the same everywhere, and blanks to fill in by hand."""
    table = words.table["number"]
    cells = [
        el("div", el("span", name), el("b", table[f"{key}_value"]) if f"{key}_value" in table else el("i"))
        for key, name in table.items()
        if not key.endswith("_value")
    ]
    return el("div", *cells, class_="grid")


def shortened(codes: Iterable[str]) -> str:
    """Return codes with what all of them begin with written once.

    Examples
    --------
    >>> shortened(["TIL-A1-01", "TIL-A1-11"])
    'TIL-A1- 01, 11'
    >>> shortened(["A001"])
    'A001'
    """
    known = list(codes)
    alike = takewhile(lambda some: len(set(some)) == 1, zip(*known, strict=False))
    common = "".join(some[0] for some in alike) if len(known) > 1 else ""
    ends = [one.end() for one in re.finditer(r"[\s./_-]", common)]
    head = common[: ends[-1]] if ends else ""
    return f"{head.strip()} {', '.join(one[len(head) :] for one in known)}".strip()


def _stair(building: str, stair: str, words: Words) -> str:
    return " · ".join(part for part in (building, stair and f"{words('column.stair')} {stair}") if part) or words(
        "sheet.no_stair"
    )
