"""The ground: one height for every point, gently sloping, equal where two cells of the street grid meet."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Frame", "data", "heights"]


@dataclass(frozen=True, slots=True)
class Frame:
    """The street grid of an estate.

    Parameters
    ----------
    columns, rows : how many cells there are to the east and to the north
    drawing : what every cell is drawn after: ``estate``, around three buildings, or ``block``, around a single one
    """

    columns: int
    rows: int
    drawing: str

    @property
    def terrain(self) -> dict[str, Any]:
        """Heights, size and streets of a cell."""
        return data(f"terrain_{self.drawing}")

    @property
    def xs(self) -> tuple[float, ...]:
        """Centre lines of the streets that run north [m]."""
        cell = self.terrain["cell"]
        return tuple(cell["west"] + cell["width"] * k for k in range(self.columns + 1))

    @property
    def ys(self) -> tuple[float, ...]:
        """Centre lines of the streets that run east [m]."""
        cell = self.terrain["cell"]
        south = [cell["south"] + cell["depth"] * k for k in range(self.rows)]
        return (*south, cell["north"] + cell["depth"] * (self.rows - 1))


@cache
def data(name: str) -> dict[str, Any]:
    """Return the data file `name` of this package, read once."""
    return tomllib.loads((files(__package__) / "data" / f"{name}.toml").read_text(encoding="utf-8"))


def heights(frame: Frame, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the height of the ground at points, above the zero of the estate [m].

    Parameters
    ----------
    frame : street grid, beyond which the ground is a plane
    points : x, y, shape (n, 2) [m]
    """
    low = np.array([frame.xs[0], frame.ys[0]])
    high = np.array([frame.xs[-1], frame.ys[-1]])
    inside = np.clip(points, low, high)
    east, north = np.maximum(points - high, 0.0).T
    west, south = np.maximum(low - points, 0.0).T
    fall = frame.terrain["beyond"]
    beyond = east * fall["east"] + west * fall["west"] + north * fall["north"] + south * fall["south"]
    return np.asarray(_in_cell(inside, frame.terrain) + beyond, dtype=np.float64)


def _in_cell(points: NDArray[np.float64], table: dict[str, Any]) -> NDArray[np.float64]:
    """Return heights by bilinear interpolation in the table of one cell."""
    cell = table["cell"]
    u = (points[:, 0] - cell["west"]) % cell["width"] + cell["west"]
    v = (points[:, 1] - cell["south"]) % cell["depth"] + cell["south"]
    east, north = np.array(table["east"], dtype=np.float64), np.array(table["north"], dtype=np.float64)
    grid = np.array(table["height"], dtype=np.float64)
    i = np.clip(np.searchsorted(east, u, side="right") - 1, 0, len(east) - 2)
    j = np.clip(np.searchsorted(north, v, side="right") - 1, 0, len(north) - 2)
    s = (u - east[i]) / (east[i + 1] - east[i])
    t = (v - north[j]) / (north[j + 1] - north[j])
    low = grid[j, i] * (1 - s) + grid[j, i + 1] * s
    high = grid[j + 1, i] * (1 - s) + grid[j + 1, i + 1] * s
    return np.asarray(low * (1 - t) + high * t, dtype=np.float64)
