"""Where the parts of a window are: the scene, the panel at its side, the clock of a run below."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Box", "Layout", "layout_of"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a window.

    Parameters
    ----------
    left, top : its corner, from the left and the top of the window [px]
    width, height : its size [px]
    """

    left: int
    top: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        """Return whether a place is in it."""
        return self.left <= x < self.left + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is.

    Parameters
    ----------
    size : width and height of the window [px]
    scenes : where the estate is seen, once or twice
    side : where a thing is told of
    clock : where the time of a run is; None without a run
    letter : height of usual letters [px]
    """

    size: tuple[int, int]
    scenes: tuple[Box, ...]
    side: Box
    clock: Box | None
    letter: int

    def share(self, box: Box) -> tuple[float, float, float, float]:
        """Return a rectangle as VTK takes it: left, bottom, right and top over the size of the window [-]."""
        width, height = self.size
        low = (height - box.top - box.height) / height
        return box.left / width, low, (box.left + box.width) / width, low + box.height / height


def layout_of(size: tuple[int, int], *, plays: bool, double: bool) -> Layout:
    """Return where everything is in a window.

    Parameters
    ----------
    size : width and height of the window [px]
    plays : whether a run is shown
    double : whether two runs are shown side by side

    Examples
    --------
    >>> layout_of((1600, 1000), plays=False, double=False).scenes
    (Box(left=0, top=0, width=1216, height=1000),)
    """
    width, height = max(size[0], 2), max(size[1], 2)
    letter = min(max(round(height / 66), 11), 22)
    side = min(max(round(0.24 * width), 20 * letter), round(0.5 * width))
    below = min(round(6.4 * letter), height // 3) if plays else 0
    left = width - side
    parts = 2 if double else 1
    edges = [round(left * at / parts) for at in range(parts + 1)]
    scenes = tuple(Box(a, 0, b - a, height - below) for a, b in pairwise(edges))
    clock = Box(0, height - below, left, below) if plays else None
    return Layout((width, height), scenes, Box(left, 0, side, height), clock, letter)
