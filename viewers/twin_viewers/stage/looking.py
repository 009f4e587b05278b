"""From where one person looks, and what front ends write about it: north, scale, saved views."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin_viewers.camera import Viewpoint, frame_of, long_side
from twin_viewers.scene import scene_of
from twin_viewers.stage.chosen import box_of
from twin_viewers.stage.drawn import Drawn
from twin_viewers.stage.eye import Eye

__all__ = ["DIRECTIONS", "Looking"]

DIRECTIONS: Final = ("whole", "top", "front", "north", "east", "south", "west")
"""Where one can look from."""

_LEAST_M: Final = 3.0
"""Somebody who comes near to a valve wants to see where in the room it is: so much at least is shown [m]."""

_ROOM: Final = 1.5
"""How much more than a thing is shown around it [-]."""

_NEARLY: Final = 0.8
"""Somebody who sees this share of the whole wants to see the whole from the other side too [-]."""

_LEVEL: Final = 1e-3
"""North that is foreshortened to less than this share of its length points nowhere in the picture [-]."""


class Looking(Drawn):
    """One scene, kept drawn, and a camera that goes where it is told."""

    def viewpoint(self) -> dict[str, Any]:
        """Return from where one looks, as JSON values."""
        return self._eye().values

    def look_from(self, viewpoint: Mapping[str, Any]) -> None:
        """Look from where a saved view says.

        Parameters
        ----------
        viewpoint : what `viewpoint` returned

        Raises
        ------
        UsageError
            If it is none.
        """
        self._aim(Eye.from_values(viewpoint))

    def fit(self, rows: Sequence[int] | NDArray[Any] | None = None) -> None:
        """Come near to some things, or go back to see the whole; the direction stays.

        What no shape and no place is known of cannot be gone to; then the camera stays.

        Parameters
        ----------
        rows : rows of the nodes, None for the whole
        """
        eye = self._eye()
        points = self._points()
        if rows is not None:
            box = box_of(self.twin, np.asarray(rows, dtype=np.int64))
            if box is None:
                return
            points = _corners(box + self._lift[np.asarray(rows, dtype=np.int64)].max() * np.array((0, 0, 1)))
            points = points - self.scene.origin
        self._frame(points, eye.back, eye.up, least=0.0 if rows is None else _LEAST_M)

    def refine(self) -> bool:
        """Give what one has come near to the detail that a picture of all has no room for; return whether it changed.

        It builds the scene anew, so front ends call it when nothing has moved for a moment.
        """
        near = self._near() if self.scene.reduced else None
        known = self._close if self._close is None else self._close.tobytes()
        if (near is None and known is None) or (near is not None and near.tobytes() == known):
            return False
        values, eye = self._values, self._eye()
        self._scene, self._close = scene_of(self.twin, self._look, near=near), near
        self._build(eye)
        if values is not None:
            self.colour(values)
        return True

    def compass(self, direction: str) -> None:
        """Look from one side at what is in the middle of the picture, or from above with north up.

        Parameters
        ----------
        direction : ``top``, ``north``, ``east``, ``south`` or ``west``: the side one looks from; ``front``, square to
            the long side of the buildings; ``whole``, as in the beginning

        Raises
        ------
        UsageError
            If there is no such direction.
        """
        if direction not in DIRECTIONS:
            raise UsageError(f"direction {direction}", "there is no such direction", f"Write {', '.join(DIRECTIONS)}.")
        if direction == "whole":
            self._aim(self._whole())
            if self._lift.any():
                self.fit(None)
            return
        back, up = self._side(direction)
        eye = self._eye()
        if eye.half_height >= _NEARLY * self._whole().half_height:
            self._frame(self._points(), back, up, least=0.0)
        else:
            self._aim(Eye(eye.centre, back, up, eye.half_height))

    @property
    def metres_per_pixel(self) -> float:
        """Scale of the picture [m px⁻¹], the same all over it."""
        return 2 * self._eye().half_height / self.size[1]

    @property
    def north_deg(self) -> float | None:
        """Where north is in the picture, clockwise from up [°]; None if unknown, or if one looks along it."""
        if self.legend.north is None:
            return None
        eye, north = self._eye(), np.append(self.legend.north, 0.0)
        across, upward = float(eye.right @ north), float(eye.up @ north)
        return None if np.hypot(across, upward) < _LEVEL else float(np.degrees(np.arctan2(across, upward)))

    def _near(self) -> NDArray[np.bool_] | None:
        """Return which nodes are of buildings in the picture, if these are not most of all; None without, (n,)."""
        nodes, eye = self.twin.nodes, self._eye()
        rows = self.scene.rows[nodes["building"][self.scene.rows] >= 0]
        pixels = eye.pixels(nodes["box"][rows].mean(axis=1), size=self.size)
        seen = ((pixels >= 0) & (pixels < self.size)).all(axis=1)
        houses = np.unique(nodes["building"][rows[seen]])
        if not len(houses) or 2 * seen.sum() > len(rows):
            return None
        return np.asarray(np.isin(nodes["building"], houses))

    def _side(self, direction: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the eye is and what is up for it, unit vectors, (3,)."""
        north = np.append(self.legend.north or (0.0, 1.0), 0.0)
        rise = np.array((0.0, 0.0, 1.0))
        if direction == "top":
            return rise, north
        if direction == "front":
            along = np.append(long_side(self.scene.frame[:, :2]), 0.0)
            front = np.cross(along, rise)
            return (front if front @ self.scene.viewpoint.back > 0 else -front), rise
        east = np.cross(north, rise)
        return {"north": north, "south": -north, "east": east, "west": -east}[direction], rise

    def _points(self) -> NDArray[np.float64]:
        """Return what must be in a picture of the whole, with storeys where they are drawn [m], (n, 3)."""
        frame, rows = self.scene.frame.astype(np.float64), self.scene.rows
        rows = rows[self._lift[rows] > 0]
        boxes = self.twin.nodes["box"][rows] - self.scene.origin
        boxes[:, :, 2] += self._lift[rows][:, None]
        boxes = boxes[np.isfinite(boxes).all(axis=(1, 2))]
        return np.concatenate((frame, boxes.reshape(-1, 3)))

    def _frame(self, points: NDArray[np.float64], back: Any, up: Any, *, least: float) -> None:
        """Show all of some points [m], (n, 3), around which there is room if a least height of it is given [m]."""
        view = Viewpoint(np.cross(up, back), up, back, self.scene.viewpoint.along)
        width, height = self.size
        frame = frame_of(points, view, aspect=width / height)
        half = max(frame.half_height * _ROOM, least) if least else frame.half_height
        self._aim(Eye(frame.centre + self.scene.origin, back, up, half))


def _corners(box: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = box
    return np.array([(x, y, z) for x in (low[0], high[0]) for y in (low[1], high[1]) for z in (low[2], high[2])])
