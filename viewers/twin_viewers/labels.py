"""Names of rooms in the picture of a storey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.colouring import label_of
from twin_viewers.links import Links
from twin_viewers.placing import Triangles
from twin_viewers.roles import SPACE, WHOLES
from twin_viewers.window.tree_places import homes_of

__all__ = ["LETTERS", "NO_LABELS", "Labels", "labels_of", "labels_of_links"]

LETTERS: Final = 64
"""So many letters on top of each other are as high as the picture."""

_LETTERS: Final = 24
_MOST_OF_LINKS: Final = 60
"""More rooms than these make a cloud of names in which no link is seen."""

_LETTER: Final = 0.62
"""Mean width of a letter over its height [-]."""

_MOST_WIDE: Final = 1.6
"""Names may be so much wider than their rooms, before dwellings are named instead [-]."""

_ABOVE_FLOOR_M: Final = 2.5
"""Height over the floor at which the name of a room stands, if the room is that high [m]."""


@dataclass(frozen=True)
class Labels:
    """Names of rooms.

    Parameters
    ----------
    points : where they stand, the larger room first [m], (n, 3)
    texts : what they say
    """

    points: NDArray[np.float64]
    texts: tuple[str, ...]

    def apart(self, places: Array, letter: float) -> Labels:
        """Return the labels that do not lie on a larger room's.

        Parameters
        ----------
        places : where they stand in the picture [px], (n, 2)
        letter : height of the letters [px]
        """
        half = np.array([(0.34 * letter * len(text) + letter / 2, 0.8 * letter) for text in self.texts]).reshape(-1, 2)
        kept: list[int] = []
        for at in range(len(self.texts)):
            if (np.abs(places[kept] - places[at]) > half[kept] + half[at]).any(axis=1).all():
                kept.append(at)
        return Labels(self.points[kept], tuple(self.texts[at] for at in kept))


NO_LABELS: Final = Labels(np.empty((0, 3)), ())


def labels_of(twin: Twin, triangles: Triangles, *, role: Array, letter_m: float = 0.0) -> Labels:
    """Return the names of the rooms that one looks into, each where one looks in: its floor may hide behind a wall.

    Where most names are wider than their rooms, as in a picture of several buildings, dwellings are named instead, in
    their largest rooms.

    Parameters
    ----------
    twin : the twin
    triangles : what is drawn
    role : role of each node, (n,)
    letter_m : height of letters in the picture [m]
    """
    rooms, boxes = np.flatnonzero(role[triangles.rows] == SPACE), triangles.boxes(np.eye(3))
    rooms = rooms[np.argsort(-np.prod(boxes[rooms, 1, :2] - boxes[rooms, 0, :2], axis=1), kind="stable")]
    height = np.minimum(boxes[rooms, 1, 2], boxes[rooms, 0, 2] + _ABOVE_FLOOR_M)
    points = np.column_stack((triangles.middles[rooms, :2], height))
    texts = [_short(label_of(twin, row)) for row in triangles.rows[rooms].tolist()]
    wide = _LETTER * letter_m * np.array([len(text) for text in texts])
    if len(rooms) and np.median(wide / (boxes[rooms, 1, :2] - boxes[rooms, 0, :2]).max(axis=1)) > _MOST_WIDE:
        homes = homes_of(twin)[triangles.rows[rooms]]
        found, first = np.unique(homes, return_index=True)
        found, first = found[found >= 0], first[found >= 0]
        if len(found):
            return Labels(points[first], tuple(_short(_code_of(twin, row)) for row in found.tolist()))
    return Labels(points, tuple(texts))


def labels_of_links(twin: Twin, links: Links, *, origin: Array, role: Array, lift: Array) -> Labels:
    """Return the names of rooms and wholes at the ends of links, each a little above its marker; ways out come first.

    Parameters
    ----------
    twin : the twin
    links : what is drawn
    origin : point of the estate that is zero in the picture [m], (3,)
    role : role of each node, (n,)
    lift : from the marker to the name [m], (3,)
    """
    whole = np.isin(twin.nodes["kind"][links.nodes].astype(str), WHOLES)
    rooms = np.flatnonzero(whole | (role[links.nodes] == SPACE))
    rooms = rooms if len(rooms) <= _MOST_OF_LINKS else rooms[:0]
    sides = np.nan_to_num(np.diff(twin.nodes["box"][links.nodes[rooms]], axis=1)[:, 0, :2])
    rooms = rooms[np.lexsort((-np.prod(sides, axis=1), ~whole[rooms]))]
    outside = links.outside if len(links.outside) <= _MOST_OF_LINKS else links.outside[:0]
    points = np.concatenate((outside, links.places[rooms])) - origin + lift
    texts = (_short(label_of(twin, row)) for row in links.nodes[rooms].tolist())
    return Labels(points, (*["outside"] * len(outside), *texts))


def _code_of(twin: Twin, row: int) -> str:
    """Return the shortest name of a dwelling that people know it by."""
    nodes = twin.nodes
    return str(nodes["code"][row] or nodes["name"][row]) or label_of(twin, row)


def _short(text: str) -> str:
    return text if len(text) <= _LETTERS else f"{text[: _LETTERS - 1].rstrip()}…"
