"""Where one person looks from: what a camera, a saved view, a north arrow and a scale all say about the same thing.

Saved views are in coordinates of the estate, so that they hold for every scene, wherever its meshes have their zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array

__all__ = ["Eye"]

_LEAST_M = 1e-3


@dataclass(frozen=True, slots=True)
class Eye:
    """A parallel view of an estate.

    Parameters
    ----------
    centre : what is in the middle of the picture, in coordinates of the estate [m], (3,)
    back : from the scene to the eye, unit vector, (3,)
    up : what is up in the picture, unit vector square to ``back``, (3,)
    half_height : half of the height that fits into the picture [m]
    """

    centre: NDArray[np.float64]
    back: NDArray[np.float64]
    up: NDArray[np.float64]
    half_height: float

    @classmethod
    def of(cls, camera: Any, origin: Array) -> Eye:
        """Return the view of a PyVista camera.

        Parameters
        ----------
        camera : the camera
        origin : point of the estate that is zero for it [m], (3,)
        """
        focus = np.array(camera.focal_point, dtype=np.float64)
        back = _unit(np.array(camera.position) - focus)
        return cls(focus + origin, back, _square(np.array(camera.up), back), float(camera.parallel_scale))

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Eye:
        """Return a view from the values that `values` gave.

        Parameters
        ----------
        values : of a saved view

        Raises
        ------
        UsageError
            If they are not those of a view.
        """
        try:
            centre, back, up = (np.array(values[key], dtype=np.float64).reshape(3) for key in ("centre", "back", "up"))
            half_height = float(values["half_height_m"])
        except (KeyError, TypeError, ValueError) as error:
            raise _no_view(values) from error
        sound = np.isfinite([*centre, *back, *up, half_height]).all() and half_height > 0
        if not sound or np.linalg.norm(np.cross(back, up)) < _LEAST_M:
            raise _no_view(values)
        back = _unit(back)
        return cls(centre, back, _square(up, back), half_height)

    @property
    def values(self) -> dict[str, Any]:
        """The view as JSON values."""
        return {
            "centre": self.centre.tolist(),
            "back": self.back.tolist(),
            "up": self.up.tolist(),
            "half_height_m": self.half_height,
        }

    @property
    def right(self) -> NDArray[np.float64]:
        """What is to the right in the picture, unit vector, (3,)."""
        return np.asarray(np.cross(self.up, self.back))

    def aim(self, camera: Any, *, origin: Array, distance: float) -> None:
        """Set up a PyVista camera.

        Parameters
        ----------
        camera : the camera to change
        origin : point of the estate that is zero for it [m], (3,)
        distance : how far from the centre it stands [m], beyond all there is to see
        """
        camera.parallel_projection = True
        camera.focal_point = self.centre - origin
        camera.position = self.centre - origin + self.back * distance
        camera.up = self.up
        camera.parallel_scale = self.half_height

    def through(self, x: float, y: float, *, size: tuple[int, int]) -> NDArray[np.float64]:
        """Return the point of the estate in the middle of a pixel, as far away as the centre [m], (3,).

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top
        size : width and height of the picture [px]
        """
        scale = 2 * self.half_height / size[1]
        across, upward = (x + 0.5 - size[0] / 2) * scale, (size[1] / 2 - y - 0.5) * scale
        return np.asarray(self.centre + self.right * across + self.up * upward)

    def pixels(self, points: Array, *, size: tuple[int, int]) -> NDArray[np.float64]:
        """Return where points of the estate are in the picture [px], from the left and the top, (n, 2).

        Parameters
        ----------
        points : in coordinates of the estate [m], (n, 3)
        size : width and height of the picture [px]
        """
        places = (np.asarray(points) - self.centre) @ np.stack((self.right, -self.up), axis=1)
        return np.asarray(places * size[1] / (2 * self.half_height) + np.array(size) / 2 - 0.5)


def _unit(vector: Array) -> NDArray[np.float64]:
    return np.asarray(vector / np.linalg.norm(vector))


def _square(up: Array, back: Array) -> NDArray[np.float64]:
    """Return the part of a direction that is square to another."""
    return _unit(up - back * float(up @ back))


def _no_view(values: Mapping[str, Any]) -> UsageError:
    return UsageError(
        f"saved view {sorted(values)}",
        "holds no direction of view",
        "It needs centre, back and up (three numbers each) and half_height_m above zero.",
    )
