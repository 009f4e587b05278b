"""The panel beside a picture: title, legend, north arrow and scale bar.

It is a viewport of its own, so that no text ever lies over the building. Places in it are counted from the top, in
lines of text, and given to VTK as shares of the viewport, so that the panel keeps its order when a window is resized.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkCoordinate, vtkPolyDataMapper2D

from twin_viewers.camera import Frame, Viewpoint
from twin_viewers.legend import Bar, Entry, Legend, Section
from twin_viewers.palette import sequential

__all__ = ["INK", "Panel", "font_file", "nice_length", "panel_width", "text_actor"]

INK: Final = "#22262B"
_FROM_FILE: Final = 4  # VTK_FONT_FILE, which VTK's Python modules do not name
_PALE_INK: Final = "#5F666E"
_BLACK_AND_GREY: Final = np.array([(0.13, 0.15, 0.17), (0.62, 0.65, 0.68)])
_LEFT: Final = 0.06
_LINES: Final = 21
"""So many entries fit in letters of full size."""

_SMALLEST: Final = 0.66
"""How small letters get for the sake of more entries [-]."""

_LETTER: Final = 0.6
"""Mean width of a letter over its height."""


def panel_width(size: tuple[int, int]) -> int:
    """Return the width of the panel in a picture of that size [px].

    Examples
    --------
    >>> panel_width((1600, 1000))
    352
    """
    return int(min(max(0.22 * size[0], 0.3 * size[1], 150), 0.45 * size[0]))


def nice_length(most: float) -> float:
    """Return the greatest of 1, 2, 5, 10, 20… that is no more than a length [m].

    Examples
    --------
    >>> nice_length(37.0)
    20.0
    """
    power = 10.0 ** np.floor(np.log10(most))
    return float(max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9)))


@functools.cache
def font_file() -> str | None:
    """Return the path of a font with the letters of most languages; None leaves VTK's own, which has Latin letters."""
    found = find_spec("matplotlib")  # its fonts are wanted, not the library itself, which is slow to load
    fonts = [
        Path(place) / "mpl-data/fonts/ttf/DejaVuSans.ttf"
        for place in (found and found.submodule_search_locations) or ()
    ]
    return next((str(font) for font in fonts if font.is_file()), None)


def text_actor(text: str, height: int, *, colour: str = INK) -> Any:
    """Return a line of text of that height [px], still to be placed."""
    actor = pv.Text(text.replace("$", "\\$"))  # between two dollars VTK would read a formula
    actor.prop.font_size = height
    actor.prop.color = colour
    if font := font_file():
        actor.prop.SetFontFamily(_FROM_FILE)
        actor.prop.SetFontFile(font)
    return actor


@dataclass
class Panel:
    """Draws a legend into a viewport.

    Parameters
    ----------
    plotter : plotter whose active viewport is the panel
    size : width and height of the panel [px]
    """

    plotter: Any
    size: tuple[int, int]

    def __post_init__(self) -> None:
        self._set_letter(float(np.clip(self.size[1] / 54, 9, 32)))

    def draw(self, legend: Legend) -> None:
        """Draw title, heading and entries from the top down, in smaller letters if there are many entries."""
        lines = sum(len(section.entries) + 2 for section in legend.above) + len(legend.entries)
        self._set_letter(self._letter * float(np.clip(_LINES / max(lines, 1), _SMALLEST, 1.0)))
        for line in self._wrapped(legend.title, 1.25):
            self._write(line, grow=1.25)
        if legend.subtitle:
            self._write(self._cut(legend.subtitle, 1 - 2 * _LEFT))
        for section in (*legend.above, Section(legend.heading, legend.entries, legend.bar)):
            self._top -= self._line * 0.6
            self._write(self._cut(section.heading, 1 - 2 * _LEFT), colour=_PALE_INK)
            if section.bar:
                self._draw_bar(section.bar)
            self._draw_entries(section.entries)

    def draw_marks(self, legend: Legend, viewpoint: Viewpoint, *, frame: Frame, height: int) -> None:
        """Draw reference system, scale bar and north arrow at the foot.

        Parameters
        ----------
        legend : the legend, which knows where north is
        viewpoint : direction of view
        frame : what fits into the picture
        height : height of the picture [px]
        """
        per_metre = height / (2 * frame.half_height)
        self._top = 1.2 * self._line
        self._write(legend.crs or "local coordinates", colour=_PALE_INK, grow=0.8)
        length = nice_length(0.5 * self.size[0] / per_metre)
        self._draw_scale(length, length * per_metre, 2.4 * self._line)
        if legend.north is not None:
            self._draw_north(np.array((*legend.north, 0.0)), viewpoint, 6.4 * self._line)

    def _set_letter(self, height: float) -> None:
        self._letter, self._line = height, height * 1.62
        self._top = self.size[1] - 1.7 * self._line

    def _draw_entries(self, entries: Sequence[Entry]) -> None:
        room = max(1, int((self._top - 9.5 * self._line) / self._line))
        shown = entries if len(entries) <= room else entries[: room - 1]
        swatches: list[NDArray[np.float64]] = []
        for entry in shown:
            left = _LEFT + (0.06 if entry.indent else 0.0)
            if entry.colour is not None:
                swatches.append(self._swatch(left, entry.colour))
                left += 0.085
            self._write(f"{entry.count:,}".replace(",", "\u202f"), right=True, colour=_PALE_INK, stay=True)
            self._write(self._cut(entry.label, 0.8 - left), left=left)
        if len(shown) < len(entries):
            self._write(f"and {len(entries) - len(shown)} more")
        if swatches:
            self._fill(np.stack([one[:, :2] for one in swatches]), np.stack([one[0, 2:] for one in swatches]))

    def _swatch(self, left: float, colour: tuple[float, float, float]) -> NDArray[np.float64]:
        low, side = self._top - 0.06 * self._letter, 0.95 * self._letter
        x = left * self.size[0]
        corners = [(x, low), (x + 1.3 * side, low), (x + 1.3 * side, low + side), (x, low + side)]
        return np.array([(*corner, *colour) for corner in corners])

    def _draw_bar(self, bar: Bar) -> None:
        steps, left, width = 64, _LEFT * self.size[0], 0.84 * self.size[0]
        low, high = self._top - 0.4 * self._letter, self._top + 0.9 * self._letter
        x = left + np.linspace(0, width, steps + 1)
        corners = np.stack([np.stack((x[at], y), axis=1) for at, y in _strip(steps, low, high)], axis=1)
        self._fill(corners, sequential((np.arange(steps) + 0.5) / steps))
        self._top = low - 1.4 * self._letter
        self._write(_number(bar.low), stay=True)
        self._write(_number(bar.high), right=True)
        self._top -= 0.3 * self._line

    def _draw_scale(self, length: float, width: float, low: float) -> None:
        left, thick = _LEFT * self.size[0], max(2.0, 0.28 * self._letter)
        halves = [(left, left + width / 2), (left + width / 2, left + width)]
        corners = np.array([[(a, low), (b, low), (b, low + thick), (a, low + thick)] for a, b in halves])
        self._fill(corners, _BLACK_AND_GREY)
        self._top = low + 1.2 * thick + 0.35 * self._letter
        self._write(f"{_number(length)} m", stay=True)

    def _draw_north(self, north: NDArray[np.float64], viewpoint: Viewpoint, low: float) -> None:
        """Draw an arrow that lies on the ground, seen as the building is."""
        east = np.cross(north, (0.0, 0.0, 1.0))
        flat = np.stack([np.stack((viewpoint.right, viewpoint.up)) @ way for way in (east, north)])
        centre, radius = np.array((_LEFT * self.size[0] + 2.6 * self._letter, low)), 2.6 * self._letter
        turn = np.linspace(0, 2 * np.pi, 49)
        ring = np.stack((np.sin(turn), np.cos(turn)), axis=1)[:, None] * np.array((0.72, 0.66))[:, None]
        ring = np.concatenate((ring[:-1], ring[1:, ::-1]), axis=1)
        needle = np.array((((0, 1), (-0.4, -0.7), (0, -0.4), (0, -0.4)), ((0, 1), (0.4, -0.7), (0, -0.4), (0, -0.4))))
        shape = np.concatenate((ring, needle))
        tones = np.concatenate((np.full((len(ring), 3), 0.75), _BLACK_AND_GREY))
        self._fill(centre + shape @ flat * radius, tones)
        tip = centre + np.array((0.0, 1.4)) @ flat * radius
        self._top = tip[1] - 0.4 * self._letter
        self._write("N", left=(tip[0] - 0.35 * self._letter) / self.size[0], stay=True)

    def _write(
        self,
        text: str,
        *,
        left: float = _LEFT,
        right: bool = False,
        colour: str = INK,
        grow: float = 1.0,
        stay: bool = False,
    ) -> None:
        """Write one line at the present height, and go down by one line unless told to stay."""
        share = (1 - _LEFT if right else left, self._top / self.size[1])
        actor = text_actor(text, max(8, round(self._letter * grow)), colour=colour)
        actor.prop.justification_horizontal = "right" if right else "left"
        actor.GetPositionCoordinate().SetCoordinateSystemToNormalizedViewport()
        actor.SetPosition(*share)
        self.plotter.add_actor(actor, render=False, reset_camera=False)
        if not stay:
            self._top -= self._line * grow

    def _fill(self, corners: NDArray[np.float64], colours: NDArray[np.float64]) -> None:
        """Fill quadrilaterals, (n, 4, 2) [px], with colours, (n, 3)."""
        flat = corners.reshape(-1, 2) / np.array(self.size)
        mesh = pv.PolyData.from_regular_faces(
            np.column_stack((flat, np.zeros(len(flat)))), np.arange(len(flat)).reshape(-1, 4)
        )
        mesh.cell_data["rgb"] = np.round(colours * 255).astype(np.uint8)
        mesh.cell_data.active_scalars_name = "rgb"
        place = vtkCoordinate()
        place.SetCoordinateSystemToNormalizedViewport()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(mesh)
        mapper.SetTransformCoordinate(place)
        mapper.SetScalarModeToUseCellData()
        actor = vtkActor2D()
        actor.SetMapper(mapper)
        self.plotter.add_actor(actor, render=False, reset_camera=False)

    def _cut(self, text: str, width: float) -> str:
        most = int(width * self.size[0] / (_LETTER * self._letter))
        return text if len(text) <= most else f"{text[: max(1, most - 1)].rstrip()}…"

    def _wrapped(self, text: str, grow: float) -> Iterator[str]:
        """Yield the lines of a title, two at most."""
        most = int((1 - 2 * _LEFT) * self.size[0] / (_LETTER * self._letter * grow))
        first, rest = "", text.split()
        while rest and len(f"{first} {rest[0]}") <= most:
            first = f"{first} {rest.pop(0)}".strip()
        left = [" ".join(rest)] if rest else []
        for line in [first, *left] if first else left:
            yield line if len(line) <= most else f"{line[: most - 1]}…"


def _strip(steps: int, low: float, high: float) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Yield the corners of a strip of fields, each as its places along the strip and its heights."""
    at = np.arange(steps)
    for shift, height in ((0, low), (1, low), (1, high), (0, high)):
        yield at + shift, np.full(steps, height)


def _number(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}".replace(",", "\u202f")
