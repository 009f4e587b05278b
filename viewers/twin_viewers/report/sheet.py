"""One A4 page for whoever is on the spot at night: what to shut off, where it is, who is without, whom to ring."""

from __future__ import annotations

from typing import Final

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.labels import Labels
from twin_viewers.report.account import Account
from twin_viewers.report.markup import Child, Element, el
from twin_viewers.report.page import document
from twin_viewers.report.plan import Mark, on_storey, plan
from twin_viewers.report.shutoff import Shutoff, shutoffs
from twin_viewers.report.way import Way, place_of, room_of, way_to
from twin_viewers.report.who import numbers, ring, who
from twin_viewers.words import Words

__all__ = ["sheet"]

_MOST_ACTS: Final = 3
_CODE: Final = 3
"""Names of buildings no longer than that say nothing without the word."""

_TO_DO: Final = ("own", "close", "switch", "open", "reconnect")
"""What the caretaker does; the rest is left to others."""


def sheet(account: Account, words: Words) -> str:
    """Return the sheet of a run as HTML that needs no other file and fills one page of A4.

    Parameters
    ----------
    account : the run, and the estate if it is at hand
    words : its language
    """
    scenario = account.run.record.scenario
    found = shutoffs(account)
    body = el(
        "main",
        _head(account, words),
        _trapped(account, words),
        _acts(account, words, found),
        *_places(account, words, found),
        el("div", _block(words, "who", who(account, words)), _block(words, "ring", ring(account, words)), class_="two"),
        _block(words, "numbers", numbers(words)),
        _foot(account, words),
    )
    return document(words, f"{words('sheet.title')}: {scenario.name}", body, style="sheet.css")


def _head(account: Account, words: Words) -> Element:
    homes = account.run.summary["dwellings"]
    names = dict.fromkeys(one["building"] for one in account.notify if one["building"])
    buildings = ", ".join(f"{words('column.building')} {one}" if len(one) <= _CODE else one for one in names)
    count = f"{words.number(homes['affected'])} {words.noun('zone', homes['affected'])}"
    told = " · ".join(part for part in (words.date(account.start), buildings, count if names else "") if part)
    return el(
        "header",
        el("p", words("sheet.title"), class_="kind"),
        el("h1", account.run.record.scenario.name),
        el("p", told),
    )


def _block(words: Words, name: str, *content: Child) -> Element:
    return el("section", el("h2", words(f"sheet.{name}")), *content, class_=name)


def _trapped(account: Account, words: Words) -> Element | None:
    most = account.run.summary["people"]["trapped_most"]
    return el("p", words("sheet.trapped", n=words.number(most)), class_="alert") if most else None


def _acts(account: Account, words: Words, found: list[Shutoff]) -> Element:
    if account.twin is None:
        return _block(words, "do", el("p", words("page.no_estate")))
    labels = Labels.of(account.twin)
    shown = _in_order(found)
    more = len(found) - len(shown)
    warnings = [
        el("p", words(f"sheet.{name}"), class_="warning") for name in dict.fromkeys(one.hazard for one in shown) if name
    ]
    rest = el("p", words.counted("sheet.more_devices", more)) if more > 0 else None
    return _block(words, "do", *warnings, el("ol", *(_act(one, labels, words) for one in shown)), rest)


def _in_order(found: list[Shutoff]) -> list[Shutoff]:
    """Return the first few: what the caretaker does before what others do."""
    return sorted(found, key=lambda one: one.act not in _TO_DO)[:_MOST_ACTS]


def _act(one: Shutoff, labels: Labels, words: Words) -> Element:
    what = words.quoted(labels.name(one.row))
    room = room_of(labels.twin, one.row)
    place = [
        labels.building(one.row),
        labels.storey(one.row),
        str(labels.twin.nodes["long_name"][room]) if room >= 0 else "",
    ]
    told = " · ".join(part for part in place if part)
    return el("li", words(f"act.{one.act}", what=what), el("span", f" ({told})") if told else None)


def _places(account: Account, words: Words, found: list[Shutoff]) -> list[Child]:
    """Return where the first device is that the caretaker goes to, and plans of the way; nothing if there is none."""
    twin = account.twin
    mine = [one.row for one in _in_order(found) if one.act in _TO_DO]
    if twin is None or not mine:
        return []
    way = way_to(twin, mine[0], words)
    return [_block(words, "where", _place(twin, words, mine[0], way), _plans(twin, words, mine, way))]


def _place(twin: Twin, words: Words, row: int, way: Way) -> Element:
    labels, unknown = Labels.of(twin), words("sheet.unknown_place")
    arrived = words("sheet.beside" if way.beside else "sheet.there")
    steps = " → ".join((*way.steps, arrived)) if way.route else unknown
    length = f" ({words('sheet.metres', n=words.number(way.route.length_m, 0))})" if way.route else ""
    lines = [
        ("device", labels.name(row)),
        ("storey", labels.storey(row) or unknown),
        ("room", _room(twin, words, row, way) or unknown),
        ("way", steps + length),
    ]
    return el("table", *(el("tr", el("th", words(f"sheet.{name}")), el("td", text)) for name, text in lines))


def _room(twin: Twin, words: Words, row: int, way: Way) -> str:
    """Return the name of the room of a thing: the one that contains it, else the one in which the way ends."""
    room = room_of(twin, row)
    if room < 0:
        return words("sheet.near", room=way.steps[-1]) if way.beside else way.steps[-1] if way.steps else ""
    return " · ".join(
        dict.fromkeys(str(twin.nodes[key][room]) for key in ("long_name", "name") if twin.nodes[key][room])
    )


def _plans(twin: Twin, words: Words, rows: list[int], way: Way) -> Element:
    """Return the storey where one comes in, if it is another one, and that of the first device."""
    labels, last = Labels.of(twin), int(twin.nodes["storey"][rows[0]])
    corners = [corner for leg in way.route.legs for corner in leg.points] if way.route else []
    passed = [one for one in _storeys(twin, way, int(twin.nodes["building"][rows[0]])) if one != last]
    figures = []
    for storey in [*passed[:1], last]:
        if storey < 0:
            continue
        here = [row for row in rows if twin.nodes["storey"][row] == storey]
        devices = [Mark(at, labels.name(row)) for row in here if (at := place_of(twin, row))]
        line = on_storey(twin, storey, corners)
        if storey == last and line and devices and line[-1] != devices[0].at:
            line.append(devices[0].at)
        ends = [Mark(line[0], words("sheet.start" if storey != last or not passed else "sheet.stairs"))] if line else []
        if storey != last and len(line) > 1:
            ends.append(Mark(line[-1], words("sheet.towards", storey=labels.name(last))))
        drawn = plan(twin, storey, way=line, devices=devices, ends=ends)
        if drawn is not None:
            title = f"{words('sheet.storey')} {labels.name(storey)}"
            figures.append(el("figure", el("figcaption", title), drawn))
    return el("div", *figures, class_="plans") if figures else el("p", words("sheet.no_plan"))


def _storeys(twin: Twin, way: Way, building: int) -> list[int]:
    """Return the storeys of a way in the order in which one comes to them."""
    nodes = twin.nodes
    names = [leg.storey for leg in way.route.legs if leg.storey] if way.route else []
    here = [row for row in twin.rows(Kind.STOREY).tolist() if nodes["building"][row] == building]
    by_name = {str(nodes["name"][row]): row for row in here}
    return list(dict.fromkeys(by_name[name] for name in names if name in by_name))


def _foot(account: Account, words: Words) -> Element:
    record = account.run.record
    versions = record.versions.get("estate-twin", "")
    blank = el("span", class_="blank")
    return el(
        "footer",
        el("p", words("sheet.from_report")),
        el("p", f"{words('sheet.filled')} ", blank, f" {words('sheet.by')} ", el("span", class_="blank")),
        el(
            "p", f"estate-twin {versions} · {words('made.seed')} {record.seed} · {record.twin_hash[:12]}", class_="soft"
        ),
    )
