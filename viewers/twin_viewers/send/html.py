"""One page that shows the estate in three dimensions, opens by a double click and needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Final

from twin.model.twin import Twin
from twin_viewers.look import Look
from twin_viewers.report.markup import Child, Element, el, page_text
from twin_viewers.send.packed import packed
from twin_viewers.send.page_data import PageData, page_data
from twin_viewers.send.place import check_place, write_whole
from twin_viewers.send.run_moments import RunMoments
from twin_viewers.words import Words, words_in

__all__ = ["html_of", "write_html"]

_SCRIPTS: Final = ("unpack", "things", "build", "draw", "eye", "panel", "turning", "start")
_POLICY: Final = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
"""Nothing may be fetched from anywhere, whatever a browser or a name in the data would like to."""

_CUT_M: Final = (0.4, 3.2, 0.1)


def write_html(
    twin: Twin,
    path: str | PathLike[str],
    *,
    look: Look | None = None,
    moments: RunMoments | None = None,
    language: str = "en",
) -> PageData:
    """Write what a look shows as a page that needs no other file, and return what it holds.

    Parameters
    ----------
    twin : the twin
    path : file to write, .html
    look : what to show, and how to colour it
    moments : a run to colour it by
    language : of the page, ``en`` or ``fr``

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind, value to colour by or language.
    OutputError
        If the file cannot be written.
    """
    path, words = Path(path), words_in(language)
    check_place(path, (".html", ".htm"))
    data = page_data(twin, look or Look(), words=words, moments=moments)
    write_whole(path, html_of(data, words))
    return data


def html_of(data: PageData, words: Words) -> str:
    """Return the page.

    Parameters
    ----------
    data : what it shows
    words : its language
    """
    script = "\n".join(_file(f"{name}.js") for name in _SCRIPTS)
    head = el(
        "head",
        el("meta", charset="utf-8"),
        el("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        el("meta", name="viewport", content="width=device-width, initial-scale=1"),
        el("title", data.said["title"]),
        el("style", _file("page.css")),
    )
    body = el(
        "body",
        _view(words),
        _panel(data, words),
        el("script", packed(data.arrays, data.said), type="application/octet-stream", id="data"),
        el("script", f'(() => {{\n"use strict";\n{script}\n}})();'),
    )
    return page_text(el("html", head, body, lang=words.language))


def _file(name: str) -> str:
    return (files("twin_viewers.send") / "page" / name).read_text(encoding="utf-8")


def _view(words: Words) -> Element:
    tools = (("nearer", "+"), ("farther", "−"), ("home", "⌂"), ("save", "⤓"))
    points = (el("polygon", id="north_dark", fill="#22262b"), el("polygon", id="north_light", fill="#9ea6ad"))
    letter = el("text", "N", id="north_n", text_anchor="middle", dominant_baseline="central", font_size="11")
    return el(
        "main",
        el("canvas", id="canvas", tabindex="0", role="img", aria_label=words("send.canvas")),
        el("div", words("send.opening"), id="said", role="status", data_failed=words("send.failed")),
        el(
            "div",
            *(el("button", sign, type="button", id=name, title=words(f"send.{name}")) for name, sign in tools),
            id="tools",
        ),
        el(
            "div",
            el("svg", *points, letter, id="north", viewBox="0 0 56 56", aria_hidden="true"),
            el("div", el("div", id="bar_text"), el("div", id="bar_m", class_="bar")),
            id="scale",
        ),
        id="view",
    )


def _panel(data: PageData, words: Words) -> Element:
    return el(
        "aside",
        el("h1", data.said["title"]),
        el("p", data.subtitle, class_="sub") if data.subtitle else None,
        *_modes(data, words),
        _cut(data, words),
        *_moments(data, words),
        el("h2", words("send.search")),
        _search(words),
        el("ul", id="found", role="listbox", aria_label=words("send.search")),
        el("div", id="card", class_="card", hidden="hidden", aria_live="polite"),
        el("h2", data.heading),
        el("ul", id="legend"),
        el("div", id="bar"),
        _foot(data, words),
    )


def _search(words: Words) -> Element:
    return el(
        "input",
        type="search",
        id="search",
        role="combobox",
        aria_expanded="false",
        aria_controls="found",
        aria_label=words("send.search"),
        placeholder=words("send.search_hint"),
        autocomplete="off",
    )


def _modes(data: PageData, words: Words) -> Sequence[Child]:
    buttons = [el("button", words(f"send.{name}"), type="button", id=name) for name in data.modes]
    storeys = [
        el("optgroup", *(el("option", name, value=number) for name, number in rows), label=building)
        for building, rows in data.storeys.items()
    ]
    chooser = el(
        "select",
        el("option", words("send.choose_storey"), value=""),
        *storeys,
        id="storey",
        aria_label=words("send.choose_storey"),
    )
    return [el("h2", words("send.view")), el("div", *buttons, class_="row"), chooser if storeys else None]


def _cut(data: PageData, words: Words) -> Element:
    low, high, step = _CUT_M
    height = data.said["cut_m"]
    return el(
        "div",
        el("label", words("send.cut"), for_="cut"),
        el("input", type="range", id="cut", min=low, max=high, step=step, value=height),
        el("output", f"{words.number(height, 1)} m", id="cut_m", for_="cut"),
        id="cutting",
        class_="cut",
        hidden="hidden",
    )


def _moments(data: PageData, words: Words) -> Sequence[Child]:
    moments = data.said["moments"]
    if not moments:
        return []
    slider = el(
        "input",
        type="range",
        id="moment",
        min=0,
        max=len(moments) - 1,
        step=1,
        value=data.said["moment"],
        aria_label=words("send.moment"),
    )
    clock = el("output", moments[data.said["moment"]], id="clock", for_="moment", aria_live="polite")
    return [el("h2", words("send.moment")), clock, slider if len(moments) > 1 else None]


def _foot(data: PageData, words: Words) -> Element:
    return el(
        "footer",
        *(el("p", one) for one in data.remarks),
        el("p", words("send.hands")),
        el("p", words("send.keys")),
        el("noscript", el("p", words("send.no_script"))),
    )
