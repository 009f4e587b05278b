"""How doors open, as plans show it: leaves that stand open with the arc of their edge, or that slide or fold aside.

The word of IFC says at which side the hinges are for somebody who looks along the y axis of the door's placement, and
that the door opens that way. Shapes are kept in that placement, so both are known wherever a door has a shape and a
word. A door without either, or with a word that says too little (such as a fixed part of unknown width), shows no leaf.

References
----------
ISO 16739-1:2018 (IFC4), IfcDoorTypeOperationEnum; plan symbols after ISO 7519 and DIN 1356-1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["Leaves", "leaves_of"]

_LEFT, _RIGHT = -1.0, 1.0
_SWINGS: Final[dict[str, tuple[tuple[float, float, float], ...]]] = {
    "SINGLE_SWING_LEFT": ((_LEFT, 1.0, 1.0),),
    "SINGLE_SWING_RIGHT": ((_RIGHT, 1.0, 1.0),),
    "DOUBLE_SWING_LEFT": ((_LEFT, 1.0, 1.0), (_LEFT, 1.0, -1.0)),
    "DOUBLE_SWING_RIGHT": ((_RIGHT, 1.0, 1.0), (_RIGHT, 1.0, -1.0)),
    "DOUBLE_DOOR_SINGLE_SWING": ((_LEFT, 0.5, 1.0), (_RIGHT, 0.5, 1.0)),
    "DOUBLE_DOOR_DOUBLE_SWING": (
        (_LEFT, 0.5, 1.0),
        (_RIGHT, 0.5, 1.0),
        (_LEFT, 0.5, -1.0),
        (_RIGHT, 0.5, -1.0),
    ),
}
"""Side of the hinges, share of the width, and direction of each leaf that turns."""

_SLIDES: Final = {
    "SLIDING_TO_LEFT": ((_LEFT, 1.0),),
    "SLIDING_TO_RIGHT": ((_RIGHT, 1.0),),
    "DOUBLE_DOOR_SLIDING": ((_LEFT, 0.5), (_RIGHT, 0.5)),
}
_FOLDS: Final = {
    "FOLDING_TO_LEFT": ((_LEFT, 1.0),),
    "FOLDING_TO_RIGHT": ((_RIGHT, 1.0),),
    "DOUBLE_DOOR_FOLDING": ((_LEFT, 0.5), (_RIGHT, 0.5)),
}
"""Side to which each leaf goes, and its share of the width."""

_STEPS: Final = 12
_DEEP: Final = 0.8
"""A shape that is deeper than this share of its width shows more than a closed door [-]."""

_UPRIGHT: Final = 0.99
_AHEAD_M: Final = 0.04
"""How far before the wall a leaf slides [m]."""

_OPEN: Final = 0.5
"""Share of its width that is left of a sliding leaf in its opening [-]."""

_BARB, _MOST_BARB_M = 0.08, 0.15
"""Length of the tip of the arrow beside a sliding leaf, over the width of the leaf [-], and at most [m]."""


@dataclass(frozen=True)
class Leaves:
    """How doors open.

    Parameters
    ----------
    leaves : lines of leaves that stand open [m], (k,)
    ways : arcs and arrows along which they move [m], (m,)
    unknown : number of doors of which it is not known
    """

    leaves: NDArray[Any]
    ways: NDArray[Any]
    unknown: int


@dataclass(frozen=True)
class _Frame:
    """A door in its own placement: half of its width, its faces, and how it lies in plan [m]."""

    half: float
    front: float
    back: float
    axes: NDArray[np.float64]
    origin: NDArray[np.float64]

    def line(self, points: list[tuple[float, float]]) -> Any:
        """Return a line through points across and ahead, in estate coordinates."""
        return shapely.LineString(np.array(points) @ self.axes.T + self.origin)


def leaves_of(twin: Twin, doors: Array) -> Leaves:
    """Return how some doors open.

    Parameters
    ----------
    twin : the twin
    doors : their rows, (n,)
    """
    leaves: list[Any] = []
    ways: list[Any] = []
    unknown = 0
    for row in doors.tolist():
        operation, frame = str(twin.nodes["operation"][row]), _frame(twin, row)
        before = len(leaves)
        if frame is not None:
            for leaf, way in _drawn(frame, operation):
                leaves.append(leaf)
                ways.extend([] if way is None else [way])
        unknown += len(leaves) == before
    return Leaves(np.array(leaves, dtype=object), np.array(ways, dtype=object), unknown)


def _frame(twin: Twin, row: int) -> _Frame | None:
    """Return a door in its placement; None if it does not stand upright and lie across it."""
    nodes, meshes = twin.nodes, twin["meshes"]
    transform, mesh = nodes["transform"][row], int(nodes["mesh"][row])
    if mesh < 0 or not transform[2, 2] > _UPRIGHT:
        return None
    first, count = int(meshes["vertex"][mesh]), int(meshes["vertices"][mesh])
    points = twin["vertices"]["xyz"][first : first + count, :2].astype(np.float64)
    low, high = points.min(axis=0), points.max(axis=0)
    width, depth = (high - low).tolist()
    if depth > _DEEP * width:
        return None
    middle = (low[0] + high[0]) / 2
    origin = transform[:2, 3] + transform[:2, 0] * middle
    half = float(np.fmin(width, nodes["width"][row])) / 2
    return _Frame(half, float(high[1]), float(low[1]), transform[:2, :2], origin)


def _drawn(frame: _Frame, operation: str) -> Iterator[tuple[Any, Any | None]]:
    """Yield each leaf as it stands open, with the way that it moves along."""
    for side, share, ahead in _SWINGS.get(operation, ()):
        yield _swung(frame, side, 2 * frame.half * share, ahead)
    for side, share in _SLIDES.get(operation, ()):
        yield _slid(frame, side, 2 * frame.half * share)
    for side, share in _FOLDS.get(operation, ()):
        yield _folded(frame, side, 2 * frame.half * share), None


def _swung(frame: _Frame, side: float, width: float, ahead: float) -> tuple[Any, Any]:
    hinge, face = side * frame.half, frame.front if ahead > 0 else frame.back
    turn = np.linspace(0.0, np.pi / 2, _STEPS + 1)
    edge = np.column_stack((hinge - side * width * np.cos(turn), face + ahead * width * np.sin(turn)))
    return frame.line([(hinge, face), (hinge, face + ahead * width)]), frame.line([tuple(one) for one in edge.tolist()])


def _slid(frame: _Frame, side: float, width: float) -> tuple[Any, Any]:
    """Return what is left of a leaf that has gone half way, and an arrow; beside the jamb the wall may end."""
    jamb, face, barb = side * frame.half, frame.front + _AHEAD_M, min(_BARB * width, _MOST_BARB_M)
    beside, start, tip = face + 1.5 * barb, jamb - side * 0.45 * width, jamb - side * 0.1 * width
    ends = [(tip - side * barb, beside + sign * barb / 2) for sign in (1, -1)]
    arrow = [(start, beside), (tip, beside), ends[0], (tip, beside), ends[1]]
    return frame.line([(jamb - side * _OPEN * width, face), (jamb, face)]), frame.line(arrow)


def _folded(frame: _Frame, side: float, width: float) -> Any:
    """Return two halves of a leaf, half folded towards its side."""
    hinge, rise = side * frame.half, width / 2 * np.sin(np.pi / 3)
    steps = [hinge, hinge - side * width / 4, hinge - side * width / 2]
    return frame.line([(steps[0], frame.front), (steps[1], frame.front + rise), (steps[2], frame.front)])
