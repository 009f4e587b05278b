"""The second picture of a comparison: what the first shows, in the colours of the other run, seen by the same camera.

Geometry is shared; a second scene would take as much memory again.
"""

from __future__ import annotations

from typing import Any

import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkRenderer
from vtkmodules.vtkRenderingOpenGL2 import vtkRenderStepsPass, vtkSSAAPass

__all__ = ["Mirror"]

_COLOURS = "rgba"


class Mirror:
    """A picture that follows another one.

    Parameters
    ----------
    plotter : draws the picture that is followed
    """

    def __init__(self, plotter: Any) -> None:
        self._plotter = plotter
        self.renderer = vtkRenderer()
        self.renderer.SetUseOIT(False)
        self.renderer.SetActiveCamera(plotter.camera)
        plotter.render_window.AddRenderer(self.renderer)

    def take(self) -> None:
        """Show all that the other picture shows now, in its colours of now, whatever these become."""
        first = self._plotter.renderer
        self.renderer.RemoveAllViewProps()
        self.renderer.SetBackground(*first.GetBackground())
        self.renderer.RemoveAllLights()
        for light in first.GetLights():
            self.renderer.AddLight(light)
        for actor in first.GetActors():
            self.renderer.AddActor(_copied(actor))

    def smooth(self, on: bool) -> None:
        """Draw with smooth edges, or with rough ones."""
        steps = vtkRenderStepsPass()
        if not on:
            self.renderer.SetPass(steps)
            return
        edges = vtkSSAAPass()
        edges.SetDelegatePass(steps)
        self.renderer.SetPass(edges)

    def close(self) -> None:
        """Take it out of the window."""
        self.renderer.RemoveAllViewProps()
        self._plotter.render_window.RemoveRenderer(self.renderer)


def _copied(actor: Any) -> Any:
    mapper = actor.GetMapper()
    mesh = pv.wrap(mapper.GetInput()).copy(deep=False)
    if _COLOURS in mesh.cell_data:
        mesh.cell_data[_COLOURS] = mesh.cell_data[_COLOURS].copy()
        mesh.set_active_scalars(_COLOURS, preference="cell")
    own = mapper.NewInstance()
    own.ShallowCopy(mapper)
    own.SetInputData(mesh)
    own.SetResolveCoincidentTopology(mapper.GetResolveCoincidentTopology())
    for sort in ("Polygon", "Line"):
        own_set = getattr(own, f"SetRelativeCoincidentTopology{sort}OffsetParameters")
        own_set(*_pair(getattr(mapper, f"GetRelativeCoincidentTopology{sort}OffsetParameters")))
    copy = actor.NewInstance()
    copy.ShallowCopy(actor)
    copy.SetMapper(own)
    copy.SetPropertyKeys(actor.GetPropertyKeys())
    copy.SetVisibility(actor.GetVisibility())
    return copy


def _pair(read: Any) -> tuple[float, float]:
    """Return the two numbers that VTK writes into references."""
    from vtkmodules.vtkCommonCore import reference

    numbers: list[Any] = [reference(0.0), reference(0.0)]
    read(*numbers)
    factor, units = (float(one) for one in numbers)
    return factor, units
