"""Paper with a drawing at a true scale on it, in millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from twin.model.columns import Array
from twin_viewers.report.markup import Element, el

__all__ = ["MARGIN_MM", "TITLE_MM", "Paper", "paper_for"]

MARGIN_MM: Final = 8.0
TITLE_MM: Final = 26.0
"""Height of the title block."""

_SCALES: Final = (50, 100, 150, 200, 250, 500, 1000, 2000, 5000)
_SHEETS: Final = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}
"""Width and height of sheets, landscape [mm] (ISO 216)."""

_AIR_MM: Final = 6.0
_ONLY_SMALL: Final = 50
"""So large a scale is used on the smaller sheet only."""


@dataclass(frozen=True)
class Paper:
    """A sheet.

    Parameters
    ----------
    name : of its size
    width, height : of the sheet [mm]
    scale : how much smaller the drawing is than what it shows [-]
    middle : what lies in the middle of the drawing, turned as the drawing is [m]
    """

    name: str
    width: float
    height: float
    scale: int
    middle: tuple[float, float]

    @property
    def per_metre(self) -> float:
        """Length on paper of a metre [mm m⁻¹]."""
        return 1000.0 / self.scale

    def place(self, point: Array) -> tuple[float, float]:
        """Return where a point lies on the sheet, from its left and upper edge [mm]."""
        x = self.width / 2 + (float(point[0]) - self.middle[0]) * self.per_metre
        y = (self.height - TITLE_MM) / 2 - (float(point[1]) - self.middle[1]) * self.per_metre
        return round(x, 2), round(y, 2)

    def area(self, shape: object, **attributes: object) -> Element | None:
        """Return a polygon as an element, None if there is nothing of it."""
        rings = [ring for part in shapely.get_parts(shape).tolist() for ring in _rings(part)]
        path = " ".join(f"M{self._corners(shapely.get_coordinates(ring))}Z" for ring in rings)
        return el("path", d=path, **attributes) if path else None

    def line(self, points: Array, **attributes: object) -> Element:
        """Return a line through points as an element."""
        return el("path", d=f"M{self._corners(points)}", **attributes)

    def _corners(self, points: Array) -> str:
        return "L".join(f"{x:g} {y:g}" for x, y in (self.place(one) for one in points))


def paper_for(bounds: Array) -> Paper:
    """Return the sheet on which a drawing is largest: at 1:100 if any holds it so, on the smaller one if both do.

    Parameters
    ----------
    bounds : least x and y, greatest x and y of what is drawn [m], (4,)

    Examples
    --------
    >>> paper_for(np.array([0.0, 0.0, 20.0, 12.0]))
    Paper(name='A4', width=297.0, height=210.0, scale=100, middle=(10.0, 6.0))
    """
    size = np.maximum(bounds[2:] - bounds[:2], 0.1)
    middle = tuple(((bounds[:2] + bounds[2:]) / 2).tolist())
    for scale in _SCALES:
        for name, (width, height) in _SHEETS.items():
            room = np.array((width, height - TITLE_MM)) - 2 * (MARGIN_MM + _AIR_MM)
            if (size * 1000.0 / scale <= room).all() and (scale > _ONLY_SMALL or name == "A4"):
                return Paper(name, width, height, scale, (middle[0], middle[1]))
    return Paper("A3", *_SHEETS["A3"], _next_scale(size), (middle[0], middle[1]))


def _next_scale(size: Array) -> int:
    """Return the first scale of the row 1, 2, 5, 10… at which so large a thing fits."""
    width, height = _SHEETS["A3"]
    room = np.array((width, height - TITLE_MM)) - 2 * (MARGIN_MM + _AIR_MM)
    least = float((size * 1000.0 / room).max())
    power: int = 10 ** int(np.floor(np.log10(least)))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= least)


def _rings(part: object) -> list[object]:
    is_area = shapely.get_type_id(part) == shapely.GeometryType.POLYGON
    return [shapely.get_exterior_ring(part), *shapely.get_rings(part)[1:].tolist()] if is_area else []
