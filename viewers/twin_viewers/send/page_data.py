"""What a page of an estate holds: numbers to draw, texts to read, and what its panel offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.camera import SUN
from twin_viewers.legend import Bar, Legend
from twin_viewers.look import Look
from twin_viewers.palette import sequential
from twin_viewers.roles import SPACE
from twin_viewers.send.inside import inside_of
from twin_viewers.send.outside import outside_of
from twin_viewers.send.run_moments import RunMoments
from twin_viewers.send.shown import Shown, shown_of
from twin_viewers.send.spoken import spoken
from twin_viewers.send.storeys import floors_of, storeys_of
from twin_viewers.send.told import Told, told_of
from twin_viewers.words import Words

__all__ = ["PageData", "page_data"]

_CUT_M: Final = 1.6
"""How far above the floor of a storey it is cut to look into it, at first [m]."""

_UNCUT, _FILLED = 4, 16
"""Flags of a thing: it stays whole where a storey is cut; its cut is filled."""

_DIRECTIONS: Final = 200
_NOWHERE: Final = 255
_TEXTS: Final = ("close", "part_of", "holds", "fed_by", "feeds", "nothing_found", "no_webgl", "lost_webgl")
_MOST_SOURCES: Final = 6


@dataclass(frozen=True)
class PageData:
    """What a page holds.

    Parameters
    ----------
    arrays : numbers by name
    said : what goes with them, as JSON values
    modes : what can be shown of the whole: ``outside``, ``rooms``, ``all``
    storeys : name and number of the storeys by name of their building
    subtitle : which part of the estate, or which run
    heading : what the colours tell
    remarks : what a reader must know
    """

    arrays: dict[str, Array]
    said: dict[str, Any]
    modes: tuple[str, ...]
    storeys: dict[str, list[tuple[str, int]]]
    subtitle: str
    heading: str
    remarks: tuple[str, ...]


def page_data(
    twin: Twin, look: Look, *, words: Words, moments: RunMoments | None = None, chosen: int | None = None
) -> PageData:
    """Return what a page holds.

    Parameters
    ----------
    twin : the twin
    look : what to show, and how to colour it
    words : the language of the page
    moments : a run to colour it by
    chosen : row of the thing that is told of when the page opens; None for none

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by, or links are asked for.
    """
    shown = shown_of(twin, look)
    told, legend = told_of(twin, shown.rows, words), spoken(shown.legend, words)
    storeys = storeys_of(twin, shown.inner, number=told.number, language=words.language)
    modes = _modes(shown)
    numbers = [number for one in storeys.values() for _, number in one]
    floors = floors_of(twin, shown.inner, number=told.number, role=shown.role)
    said = {
        **told.said,
        **_view(shown),
        **_legend(legend, words),
        **_run(moments),
        "words": {name: words(f"send.{name}") for name in _TEXTS},
        "mode": _first(look, modes, numbers, moments),
        "chosen": 0 if chosen is None else int(told.number[chosen]),
        "rooms": told.number[shown.rooms].tolist(),
        "storeys": numbers,
        "floors": {storey: level - shown.origin[2] for storey, level in floors.items()},
    }
    arrays = {**told.arrays, **_shapes(shown, told), **_entries(shown, told), **_codes(moments, told)}
    subtitle = moments.name if moments else legend.subtitle
    heading = moments.groups[0].title if moments else legend.heading
    return PageData(arrays, said, modes, storeys, subtitle, heading, _remarks(shown, moments, words))


def _modes(shown: Shown) -> tuple[str, ...]:
    there = {"outside": shown.scene is not None, "rooms": len(shown.rooms) > 0, "all": shown.scene is None}
    return tuple(name for name, one in there.items() if one)


def _first(look: Look, modes: tuple[str, ...], storeys: list[int], moments: RunMoments | None) -> str | int:
    """Return what is shown when the page opens."""
    if look.storey is not None and storeys:
        return storeys[0]
    return "rooms" if moments and "rooms" in modes else modes[0] if modes[0] != "rooms" or len(modes) == 1 else modes[1]


def _shapes(shown: Shown, told: Told) -> dict[str, Array]:
    twin, role = shown.twin, shown.role
    closed = np.append(twin["meshes"]["closed"], 0)[twin.nodes["mesh"]] == 1
    whole = np.isin(role, (SPACE, "equipment"))
    arrays = inside_of(twin, shown.inner, role=role, origin=shown.origin, number=told.number)
    if shown.scene:
        arrays |= outside_of(shown.scene, tones=shown.tones, role=role, number=told.number)
    arrays["tones"] = np.round(shown.tones[told.rows] * 255).astype(np.uint8)
    arrays["flags"] = (_UNCUT * whole + _FILLED * closed)[told.rows].astype(np.uint8)
    return arrays


def _view(shown: Shown) -> dict[str, Any]:
    """Return from where it is seen, and what must be in the picture."""
    view, frame, north = shown.viewpoint, shown.frame, shown.legend.north
    turn = np.arange(_DIRECTIONS) * 2.399963
    rise = np.linspace(-1.0, 1.0, _DIRECTIONS)
    ways = np.column_stack((np.cos(turn) * np.sqrt(1 - rise**2), np.sin(turn) * np.sqrt(1 - rise**2), rise))
    ends = frame[np.unique((frame @ ways.T).argmax(axis=0))]
    level = np.cross(view.right, (0.0, 0.0, 1.0))
    return {
        "back": view.back.tolist(),
        "sun": (np.array(SUN) @ np.stack((view.right, level, (0.0, 0.0, 1.0)))).tolist() if shown.scene else None,
        "frame": ends.round(3).tolist(),
        "reach": float(shown.scene.reach if shown.scene else np.linalg.norm(frame, axis=1).max()),
        "north": north and list(north),
        "outside": shown.scene is not None,
        "cut_m": _CUT_M,
    }


def _legend(legend: Legend, words: Words) -> dict[str, Any]:
    entries = [
        {
            "label": one.label,
            "colour": None if one.colour is None else _css(np.array(one.colour)),
            "indent": one.indent,
        }
        for one in legend.entries
    ]
    return {"title": legend.title, "legend": entries, "bar": _bar(legend.bar, words)}


def _entries(shown: Shown, told: Told) -> dict[str, Array]:
    """Return the line of the legend that each thing belongs to."""
    place: dict[tuple[int, ...], int] = {}
    for at, entry in enumerate(shown.legend.entries):
        if entry.colour is not None:
            place.setdefault(tuple(round(255 * one) for one in entry.colour), at)
    tones = np.round(shown.tones[told.rows] * 255).astype(int).tolist()
    return {"entry": np.array([place.get(tuple(tone), _NOWHERE) for tone in tones], dtype=np.uint8)}


def _bar(bar: Bar | None, words: Words) -> dict[str, Any] | None:
    if bar is None:
        return None
    colours = [_css(one) for one in sequential(np.linspace(0.0, 1.0, 9))]
    low, high = (f"{words.number(one)} {bar.unit}".strip() for one in (bar.low, bar.high))
    return {"low": low, "high": high, "colours": colours}


def _run(moments: RunMoments | None) -> dict[str, Any]:
    if moments is None:
        return {"moments": [], "moment": 0, "groups": []}
    groups = moments.groups[0]
    rgb = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in groups.colours]
    told = zip(groups.labels, groups.colours, rgb, strict=True)
    return {
        "moments": list(moments.clocks),
        "moment": moments.first,
        "groups": [{"label": label, "colour": colour, "rgb": one} for label, colour, one in told],
    }


def _codes(moments: RunMoments | None, told: Told) -> dict[str, Array]:
    if moments is None:
        return {}
    every = [np.where(groups.codes < 0, _NOWHERE, groups.codes)[told.rows] for groups in moments.groups]
    return {f"moment{place}": codes.astype(np.uint8) for place, codes in enumerate(every)}


def _remarks(shown: Shown, moments: RunMoments | None, words: Words) -> tuple[str, ...]:
    sources = shown.twin["sources"]
    names = sources["name"].tolist()
    more = [words.counted("send.more", len(names) - _MOST_SOURCES)] if len(names) > _MOST_SOURCES else []
    dates = sorted({one[:10] for one in sources["time_stamp"].tolist() if one})
    made = words(
        "send.made_from",
        files=", ".join([*names[:_MOST_SOURCES], *more]),
        dates=" – ".join(dates[:1] + dates[-1:] if len(dates) > 1 else dates),
    )
    said = [words("send.left_out", n=words.number(shown.left_out))] if shown.left_out else []
    of_run = [*moments.remarks, words("page.screening")] if moments else []
    return (*said, *of_run, *([made] if names else []))


def _css(colour: NDArray[np.float64]) -> str:
    return "#" + "".join(f"{round(255 * one):02x}" for one in colour.tolist())
