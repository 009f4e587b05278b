"""The board before the scene: pictures of panels, each at its place in the window."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkPolyDataMapper2D, vtkRenderer, vtkTexturedActor2D

__all__ = ["Board"]

_CORNERS: Final = np.array(((0, 0), (1, 0), (1, 1), (0, 1)), dtype=np.float32)


class Board:
    """Panels over a window, which the pointer goes through.

    Parameters
    ----------
    window : VTK window
    """

    def __init__(self, window: Any) -> None:
        self._window = window
        window.SetNumberOfLayers(2)
        self._renderer = vtkRenderer()
        self._renderer.SetLayer(1)
        self._renderer.InteractiveOff()
        window.AddRenderer(self._renderer)
        self._shown: dict[str, Any] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the panels that are shown."""
        return tuple(self._shown)

    def put(self, name: str, pixels: NDArray[np.uint8], *, left: int, top: int) -> None:
        """Show a panel, instead of the one that had its name.

        Parameters
        ----------
        name : of the panel
        pixels : what it shows, (height, width, 4)
        left : from the left of the window [px]
        top : from the top of the window [px]
        """
        self.drop(name)
        actor = _picture(pixels)
        actor.SetPosition(left, self._window.GetSize()[1] - top - pixels.shape[0])
        self._shown[name] = actor
        self._renderer.AddViewProp(actor)

    def drop(self, name: str) -> None:
        """Show a panel no longer."""
        if (actor := self._shown.pop(name, None)) is not None:
            self._renderer.RemoveViewProp(actor)
            actor.ReleaseGraphicsResources(self._window)


def _picture(pixels: NDArray[np.uint8]) -> Any:
    height, width = pixels.shape[:2]
    corners = vtkPoints()
    for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
        corners.InsertNextPoint(x, y, 0)
    face = vtkCellArray()
    face.InsertNextCell(4, (0, 1, 2, 3))
    shape = vtkPolyData()
    shape.SetPoints(corners)
    shape.SetPolys(face)
    shape.GetPointData().SetTCoords(numpy_to_vtk(_CORNERS, deep=True))
    mapper = vtkPolyDataMapper2D()
    mapper.SetInputData(shape)
    texture = pv.Texture(np.ascontiguousarray(pixels))
    texture.interpolate = False  # letters stay as sharp as they were set
    actor = vtkTexturedActor2D()
    actor.SetMapper(mapper)
    actor.SetTexture(texture)
    actor.GetProperty().SetOpacity(0.999)  # or the board would not be blended with what is behind it
    return actor
