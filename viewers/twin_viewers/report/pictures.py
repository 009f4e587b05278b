"""Pictures of an estate before an incident and at its worst moment, as parts of a page."""

from __future__ import annotations

import base64
from collections import Counter
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.report.account import Account
from twin_viewers.report.chart import worst_moment
from twin_viewers.report.markup import Element, el
from twin_viewers.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin_viewers.colouring import Groups

__all__ = ["lost_services", "pictures"]

_SIZE: Final = (1200, 640)
_QUALITY: Final = 86
_MOST: Final = 4
"""So many services lost, or more, have one colour."""

_COLOURS: Final = ("#DCE5EC", "#FDD49E", "#FC8D59", "#D7301F", "#7F0000")
"""Darker is worse, for every eye and on a printer without colours."""


def pictures(account: Account, words: Words) -> Element:
    """Return the estate before and at the worst moment, each home in the colour of how many services it lacks.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    from twin_viewers.look import NoShapeError

    if account.twin is None:
        return el("p", words("page.no_estate"), class_="note")
    try:
        figures = [
            _figure(account.twin, words, key=key, moment=moment, lost=lost) for key, moment, lost in _moments(account)
        ]
    except NoShapeError as error:
        return el("p", words("page.no_shapes", reason=str(error)), class_="note")
    return el("div", *figures, class_="pictures")


def lost_services(account: Account, moment: datetime) -> Counter[str]:
    """Return how many services each place lacks at a moment, by id.

    Parameters
    ----------
    account : the run
    moment : local time
    """
    services = set(account.run.summary["services"]) | set(account.run.summary["spaces"])
    now = {
        (one["id"], one["state"]): one["value"]
        for one in account.changes
        if one["state"] in services and one["time"] <= moment
    }
    return Counter(identity for (identity, _), value in now.items() if value == "off")


def _moments(account: Account) -> list[tuple[str, datetime, Counter[str]]]:
    worst = worst_moment(account)
    return [("before", account.start, Counter()), ("worst", worst, lost_services(account, worst))]


def _figure(twin: Twin, words: Words, *, key: str, moment: datetime, lost: Counter[str]) -> Element:
    told = words(f"picture.{key}", when=words.date(moment))
    return el(
        "figure",
        el("img", src=_drawn(twin, _groups(twin, words, lost), words), alt=told),
        el("figcaption", told),
    )


def _drawn(twin: Twin, groups: Groups, words: Words) -> str:
    """Return a picture as a data address."""
    from PIL import Image

    from twin_viewers.look import Look
    from twin_viewers.send.frames import Strip, beside, foot_of, width_of_picture
    from twin_viewers.send.spoken import of_run, spoken
    from twin_viewers.stage import Stage
    from twin_viewers.usage_colours import on_outside

    stage = Stage(twin, Look(), size=(width_of_picture(_SIZE), _SIZE[1]))
    try:
        stage.colour(on_outside(twin, groups))
        strip = Strip(of_run(spoken(stage.legend, words)), words, foot_of(stage))
        pixels = beside(stage.image(), strip, size=_SIZE)
    finally:
        stage.close()
    written = BytesIO()
    Image.fromarray(pixels).save(written, format="WEBP", quality=_QUALITY, method=4)
    return f"data:image/webp;base64,{base64.b64encode(written.getvalue()).decode()}"


def _groups(twin: Twin, words: Words, lost: Counter[str]) -> Groups:
    """Return each room in the group of how many services its dwelling, or else it itself, lacks."""
    from twin_viewers.colouring import Groups

    numbers = (words("picture.many", n=n) for n in range(2, _MOST))
    labels = (words("picture.none"), words("picture.one"), *numbers, words("picture.also", n=_MOST))
    count = np.array([lost.get(one, 0) for one in twin.nodes["id"].tolist()])
    place = _place_of_room(twin)
    inside = twin.nodes["kind"] == Kind.SPACE
    codes = np.where(inside, np.minimum(count[place], _MOST), -1)
    return Groups(words("picture.title"), labels, codes, ordered=True, colours=_COLOURS)


def _place_of_room(twin: Twin) -> NDArray[np.int64]:
    """Return the dwelling of each room that is part of one, else the node itself, (n,)."""
    nodes, edges = twin.nodes, twin.edges
    place = np.arange(nodes.length)
    homes = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    mine = (edges["relation"] == Relation.GROUPS) & homes[edges["source"]]
    place[edges["target"][mine]] = edges["source"][mine]
    return place
