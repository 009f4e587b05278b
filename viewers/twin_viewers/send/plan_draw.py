"""Draws a storey on its sheet: rooms, walls, windows, doors, stairs, names and the title block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import tostring

import numpy as np
import shapely

from twin.model.twin import Twin
from twin_viewers.colouring import BY_ROLE, values_of
from twin_viewers.legend import legend_of
from twin_viewers.panel import nice_length
from twin_viewers.report.markup import Element, el
from twin_viewers.send.plan_labels import label
from twin_viewers.send.plan_paper import MARGIN_MM, TITLE_MM, Paper
from twin_viewers.send.plan_storey import Room, StoreyPlan
from twin_viewers.storey_plan import CUT_M, Turn
from twin_viewers.window.naming import label_of, natural
from twin_viewers.words import Words

__all__ = ["Sheet", "Titles", "draw_plan", "name_of"]

_TINTS: Final = ("#FBE8CF", "#DCEBF7", "#E0F0DC", "#F6DFE9", "#F4F0C9", "#DFE3F3", "#D8F0EC", "#F1E2D8")
"""Light enough for black letters and for a printer without colours; neighbours differ by number first."""

_COMMON: Final = "#F1F2F3"
_STYLE: Final = """
text { font-family: "DejaVu Sans", Arial, sans-serif; fill: #16191d; text-anchor: middle; }
.names text { paint-order: stroke; stroke: #fff; stroke-opacity: .7; stroke-width: .5; stroke-linejoin: round; }
.strong { font-weight: bold; }
.left { text-anchor: start; } .right { text-anchor: end; }
.pale { fill: #4a5058; }
.room { stroke: #6a7078; stroke-width: .1; }
.wall { fill: #22262b; stroke: #22262b; stroke-width: .1; fill-rule: evenodd; }
.window { fill: #fff; stroke: #22262b; stroke-width: .15; }
.door { fill: #fff; stroke: #22262b; stroke-width: .15; }
.leaf { fill: none; stroke: #22262b; stroke-width: .28; } .swing { fill: none; stroke: #5a6068; stroke-width: .1; }
.tread { fill: #fff; fill-opacity: .55; stroke: #5a6068; stroke-width: .12; }
.lift { fill: #fff; stroke: #22262b; stroke-width: .18; } .thin { fill: none; stroke: #22262b; stroke-width: .12; }
.frame { fill: none; stroke: #22262b; stroke-width: .35; } .ink { fill: #22262b; stroke: #22262b; stroke-width: .15; }
.paper { fill: #fff; stroke: #22262b; stroke-width: .15; }
"""
_MOST_FILES: Final = 3
_BAR_MM: Final = 52.0
_LETTER: Final = 0.68
"""Width of a wide letter over its height [-]."""


@dataclass(frozen=True)
class Titles:
    """What all plans of an estate say alike.

    Parameters
    ----------
    estate : what people call it
    north : direction of north in plan; None if unknown
    """

    estate: str
    north: tuple[float, float] | None

    @classmethod
    def of(cls, twin: Twin) -> Titles:
        """Return what the plans of a twin say."""
        none = np.empty(0, dtype=np.int64)
        tones = np.zeros((twin.nodes.length, 3))
        legend = legend_of(twin, values_of(twin, BY_ROLE), colour_by=BY_ROLE, rows=none, tones=tones, storey=None)
        return cls(legend.title, legend.north)


@dataclass(frozen=True)
class Sheet:
    """How the plans of a building are drawn.

    Parameters
    ----------
    paper : the sheet, with its scale
    turn : how the building lies on it
    titles : what all plans of the estate say
    words : the language
    """

    paper: Paper
    turn: Turn
    titles: Titles
    words: Words


def draw_plan(twin: Twin, plan: StoreyPlan, sheet: Sheet) -> str:
    """Return the plan of a storey as an SVG document.

    Parameters
    ----------
    twin : the twin
    plan : what it shows
    sheet : how it is drawn
    """
    paper, words = sheet.paper, sheet.words
    width, height = f"{paper.width:g}", f"{paper.height:g}"
    drawing = el(
        "svg",
        el("title", " · ".join(_names(twin, plan, sheet.titles))),
        el("style", _STYLE),
        el("rect", width=width, height=height, fill="#fff"),
        el("g", *_fabric(plan, paper, _tints(twin, plan))),
        el("g", *_labels(twin, plan, paper, words), class_="names"),
        *_block(twin, plan, sheet),
        xmlns="http://www.w3.org/2000/svg",
        width=f"{width}mm",
        height=f"{height}mm",
        viewBox=f"0 0 {width} {height}",
        lang=words.language,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(drawing, encoding="unicode")}\n'


def _names(twin: Twin, plan: StoreyPlan, titles: Titles) -> list[str]:
    building = int(twin.nodes["building"][plan.storey])
    rows = [building] if building >= 0 else []
    names = [titles.estate, *(name_of(twin, row) for row in [*rows, plan.storey])]
    return list(dict.fromkeys(names))


def name_of(twin: Twin, row: int) -> str:
    """Return the short name of a building or storey.

    Parameters
    ----------
    twin : the twin
    row : its row
    """
    nodes = twin.nodes
    return str(nodes["name"][row] or nodes["long_name"][row]).strip() or label_of(twin, row)


def _tints(twin: Twin, plan: StoreyPlan) -> dict[int, str]:
    """Return the tint of each dwelling of a storey, in the order of their names."""
    homes = {room.dwelling for room in plan.rooms if room.dwelling >= 0}
    ordered = sorted(homes, key=lambda row: natural(label_of(twin, row)))
    return {row: _TINTS[place % len(_TINTS)] for place, row in enumerate(ordered)}


def _fabric(plan: StoreyPlan, paper: Paper, tints: dict[int, str]) -> Iterator[Element | None]:
    for room in plan.rooms:
        yield paper.area(room.outline, class_="room", fill=tints.get(room.dwelling, _COMMON))
    for name, shapes in (
        ("tread", plan.treads),
        ("lift", plan.lifts),
        ("wall", plan.walls),
        ("window", plan.windows),
        ("door", plan.doors),
    ):
        for shape in shapes.tolist():
            yield paper.area(shape, class_=name)
    for name, lines in (("swing", plan.leaves.ways), ("leaf", plan.leaves.leaves)):
        for line in lines.tolist():
            yield paper.line(shapely.get_coordinates(line), class_=name)
    for shape in plan.lifts.tolist():
        corners = shapely.get_coordinates(shapely.oriented_envelope(shape))
        yield paper.line(corners[[0, 2]], class_="thin")
        yield paper.line(corners[[1, 3]], class_="thin")


def _labels(twin: Twin, plan: StoreyPlan, paper: Paper, words: Words) -> Iterator[Element | None]:
    """Yield the names of rooms; the largest room of a dwelling bears its code too."""
    told: set[int] = set()
    avoid = plan.crossed
    for room in plan.rooms:
        is_first = room.dwelling >= 0 and room.dwelling not in told
        told.add(room.dwelling)
        yield label(twin, room, paper, words, head=_code(twin, room) if is_first else "", avoid=avoid)


def _code(twin: Twin, room: Room) -> str:
    nodes = twin.nodes
    return str(nodes["code"][room.dwelling] or nodes["name"][room.dwelling] or nodes["long_name"][room.dwelling])


def _block(twin: Twin, plan: StoreyPlan, sheet: Sheet) -> Iterator[Element | None]:
    """Yield the frame and the title block at its foot."""
    paper, words = sheet.paper, sheet.words
    left, right = MARGIN_MM, paper.width - MARGIN_MM
    top, foot = paper.height - MARGIN_MM - TITLE_MM + 4.0, paper.height - MARGIN_MM
    yield el("rect", x=left, y=MARGIN_MM, width=right - left, height=foot - MARGIN_MM, class_="frame")
    yield el("path", d=f"M{left:g} {top:g}H{right:g}", class_="frame")
    names = _names(twin, plan, sheet.titles)
    middle = left + 0.38 * (right - left)
    last = middle + _BAR_MM + 12
    heading, below = names[-1], " · ".join(names[:-1])
    yield _line(heading, left + 4, top + 8, _fitting(heading, 5.2, middle - left - 8), "left strong")
    yield _line(below, left + 4, top + 14.5, _fitting(below, 3.0, middle - left - 8), "left")
    cut = words("plan.cut", height=words.number(CUT_M, 1))
    yield _line(cut, left + 4, top + 19.3, _fitting(cut, 1.9, middle - left - 8), "left pale")
    yield from _scale(paper, words, x=middle, y=top + 6.5)
    for place, text in enumerate(_made(twin, plan, words)):
        size = _fitting(text, 2.1, right - 24 - last)
        yield _line(text, last, top + 6.5 + 4.6 * place, size, "left" if place else "left strong")
    yield from _north(sheet.turn, sheet.titles.north, x=right - 13, y=top + 11)


def _scale(paper: Paper, words: Words, *, x: float, y: float) -> Iterator[Element]:
    """Yield the scale, as a number and as a bar of a round length."""
    length = nice_length(_BAR_MM / paper.per_metre)
    part = length * paper.per_metre / 4
    yield _line(words("plan.scale", scale=words.number(paper.scale), paper=paper.name), x, y, 3.0, "left strong")
    for place in range(4):
        style = "ink" if place % 2 == 0 else "paper"
        yield el("rect", x=f"{x + place * part:.2f}", y=f"{y + 3:.2f}", width=f"{part:.2f}", height="1.4", class_=style)
    for place in (0, 2, 4):
        text = words.number(length * place / 4)
        unit = " m" if place == 4 else ""
        yield _line(f"{text}{unit}", x + place * part, y + 7.4, 2.1, "left" if place == 0 else "")
    yield _line(words("plan.print"), x, y + 11.6, 1.9, "left pale")


def _made(twin: Twin, plan: StoreyPlan, words: Words) -> Sequence[str]:
    """Return which files a plan rests on, of which date, and what it does not know."""
    sources = twin["sources"]
    rows = np.unique(twin.nodes["source"][plan.rows])
    rows = rows[rows >= 0]
    names = sources["name"][rows].tolist()
    shown = ", ".join(names[:_MOST_FILES]) + (" …" if len(names) > _MOST_FILES else "")
    dates = sorted({one[:10] for one in sources["time_stamp"][rows].tolist() if one})
    said = [words("plan.of", date=dates[-1] if dates else words("plan.no_date")), shown]
    unknown = plan.leaves.unknown
    return [*said, words.counted("plan.doors", unknown)] if unknown else said


def _north(turn: Turn, north: tuple[float, float] | None, *, x: float, y: float) -> Iterator[Element]:
    if north is None:
        return
    angle = np.radians(turn.angle)
    east = north[0] * np.cos(angle) - north[1] * np.sin(angle)
    up = north[0] * np.sin(angle) + north[1] * np.cos(angle)
    tilt = f"{np.degrees(np.arctan2(east, up)):.2f}"
    place = f"translate({x:g} {y:g}) rotate({tilt})"
    yield el(
        "g",
        el("circle", r="6", class_="thin"),
        el("path", d="M0 -7L2.2 5L0 3Z", class_="paper"),
        el("path", d="M0 -7L-2.2 5L0 3Z", class_="ink"),
        el("text", "N", y="-7.8", font_size="3"),
        transform=place,
    )


def _fitting(text: str, size: float, width: float) -> float:
    """Return a height of letters at which a text is no wider than it may be [mm]."""
    return round(min(size, width / (_LETTER * max(len(text), 1))), 2)


def _line(text: str, x: float, y: float, size: float, name: str) -> Element:
    return el("text", text, x=f"{x:.2f}", y=f"{y:.2f}", font_size=f"{size:g}", class_=name or None)
