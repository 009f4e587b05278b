"""A plane that one takes by hand and that cuts the estate open."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from twin_viewers.stage import Stage
from twin_viewers.web.visibility import levels_of

__all__ = ["CutPlane"]

_WAYS: Final = ((0.0, 0.0, 1.0), (0.0, -1.0, 0.0), (1.0, 0.0, 0.0))
"""What is taken away first: what is above, then what stands to the south, then what stands to the east."""

_SHARE: Final = 0.025
"""How far keys shift the plane, over the size of the estate [-]."""


class CutPlane:
    """A plane, shown as a frame with a handle, beyond which nothing is drawn.

    Parameters
    ----------
    stage : what is cut
    interactor : tells of the hands
    """

    def __init__(self, stage: Stage, interactor: Any) -> None:
        self.stage = stage
        self._interactor = interactor
        self._widget: Any = None
        self._way: int | None = None

    @property
    def is_on(self) -> bool:
        """Whether anything is cut."""
        return self._way is not None

    def turn(self) -> None:
        """Cut another way: from above, from two sides, and then not at all."""
        way = 0 if self._way is None else self._way + 1
        if way >= len(_WAYS):
            self.off()
            return
        self._way = way
        low, high = levels_of(self.stage.twin)
        self._cut(_WAYS[way], (low + high) / 2)
        self.show()

    def shift(self, steps: int) -> None:
        """Shift the plane, so that more is taken away with steps above zero.

        Parameters
        ----------
        steps : how many steps
        """
        if self._widget is None:
            return
        shape = self._widget.GetRepresentation()
        low, high = levels_of(self.stage.twin)
        normal = np.array(shape.GetNormal())
        by = float(np.abs(normal) @ (high - low)) * _SHARE * steps
        self._cut(normal, np.array(shape.GetOrigin()) + self.stage.scene.origin - normal * by)
        self._place()

    def off(self) -> None:
        """Cut nothing."""
        self.stage.uncut()
        self._way = None
        if self._widget is not None:
            self._widget.Off()
        self._widget = None

    def show(self) -> None:
        """Show the frame and the handle, also after the scene was built anew."""
        if self._way is None:
            return
        if self._widget is not None:
            self._widget.Off()
        self._widget = self._made()
        self._place()
        self._widget.On()

    def _made(self) -> Any:
        from vtkmodules.vtkInteractionWidgets import vtkImplicitPlaneRepresentation, vtkImplicitPlaneWidget2

        shape = vtkImplicitPlaneRepresentation()
        shape.SetPlaceFactor(1.02)
        shape.OutlineTranslationOff()
        shape.ScaleEnabledOff()
        shape.DrawOutlineOn()
        shape.GetOutlineProperty().SetColor(0.55, 0.6, 0.66)
        shape.GetPlaneProperty().SetColor(0.04, 0.36, 0.54)
        shape.GetPlaneProperty().SetOpacity(0.10)
        shape.GetSelectedPlaneProperty().SetOpacity(0.22)
        shape.SetEdgeColor(0.04, 0.36, 0.54)
        shape.GetNormalProperty().SetColor(0.84, 0.0, 0.42)
        for one in (shape.GetEdgesProperty(), shape.GetNormalProperty(), shape.GetPlaneProperty()):
            one.LightingOff()  # its colours are not those of things in the sun
        low, high = (corner - self.stage.scene.origin for corner in levels_of(self.stage.twin))
        shape.PlaceWidget(np.stack((low, high), axis=1).ravel().tolist())
        widget = vtkImplicitPlaneWidget2()
        widget.SetInteractor(self._interactor)
        widget.SetDefaultRenderer(self.stage.plotter.renderer)
        widget.SetCurrentRenderer(self.stage.plotter.renderer)
        widget.SetRepresentation(shape)
        widget.AddObserver("InteractionEvent", lambda *_: self._follow())
        return widget

    def _place(self) -> None:
        shape = self._widget.GetRepresentation()
        shape.SetNormal(*self._normal)
        shape.SetOrigin(*(self._through - self.stage.scene.origin))

    def _follow(self) -> None:
        """Cut where the hand has put the plane."""
        shape = self._widget.GetRepresentation()
        self._cut(shape.GetNormal(), np.array(shape.GetOrigin()) + self.stage.scene.origin)

    def _cut(self, normal: Any, through: Any) -> None:
        self._normal, self._through = np.array(normal), np.array(through)
        self.stage.cut(self._normal, self._through)
