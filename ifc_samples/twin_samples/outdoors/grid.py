"""The cells of the street grid that an estate fills, each the same drawing at another place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from twin_samples.design.estate import footprint
from twin_samples.design.model import EstateDesign
from twin_samples.outdoors.terrain import Frame, data

__all__ = ["XY", "Cell", "cells_of"]

XY = tuple[float, ...]
"""x, y and, where it does not lie on the ground, z [m]."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the street grid: its number from the south-west, where its zero lies [m], what it is drawn after."""

    number: int
    x: float
    y: float
    drawing: str

    @property
    def content(self) -> dict[str, Any]:
        """What lies between the buildings, as drawn."""
        return data(f"cell_{self.drawing}")

    @property
    def middle(self) -> tuple[float, float]:
        """Where its middle lies in the estate [m]."""
        cell = data(f"terrain_{self.drawing}")["cell"]
        return self.x + cell["west"] + cell["width"] / 2, self.y + (cell["south"] + cell["north"]) / 2

    def code(self, code: str) -> str:
        """Return what a thing of the drawing is called in this cell."""
        return code if self.number == 0 else f"{code}-{self.number + 1}"

    def circuit(self, name: str) -> str:
        """Return the circuit of this cell that the drawing calls `name`, three to a cell."""
        return f"EP-{3 * self.number + int(name.removeprefix('EP-'))}"

    def moved(self, points: Sequence[Sequence[float]]) -> tuple[XY, ...]:
        """Return points of the drawing where they lie in the estate."""
        return tuple((p[0] + self.x, p[1] + self.y, *p[2:]) for p in points)


def cells_of(estate: EstateDesign) -> tuple[Frame, list[Cell]]:
    """Return the street grid of an estate and its cells that hold a building."""
    middles = [footprint(building).centroid for building in estate.buildings]
    cell = data("terrain_block")["cell"]
    spots = [
        (int((at.x - cell["west"]) // cell["width"]), int((at.y - cell["south"]) // cell["depth"])) for at in middles
    ]
    drawing = "estate" if len(set(spots)) < len(spots) else "block"
    frame = Frame(max(i for i, _ in spots) + 1, max(j for _, j in spots) + 1, drawing)
    cells = [
        Cell(j * frame.columns + i, i * cell["width"], j * cell["depth"], drawing)
        for i, j in sorted(set(spots), key=lambda spot: spot[::-1])
    ]
    return frame, cells
