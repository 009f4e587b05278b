"""How the layers of a scene become what VTK draws: one actor a layer, never one a thing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkInformation, vtkLogger
from vtkmodules.vtkRenderingCore import vtkWindowToImageFilter
from vtkmodules.vtkRenderingOpenGL2 import vtkOpenGLActor

from twin_viewers.camera import SUN, Viewpoint
from twin_viewers.layers import Layer, Surface

__all__ = ["add_layer", "add_lights", "pixels_of", "quiet", "unseen_copy"]

_LIGHTS: Final = (((-0.3, 0.45, 0.84), 0.48), ((0.8, 0.4, 0.45), 0.22))
"""Where light comes from (right, towards the eye, up) and how much: each side of a box gets a tone of its own."""

_SUNLIGHT: Final = ((SUN, 0.57), ((0.9, 0.5, 0.2), 0.1))

_BEHIND: Final = {Surface.LINES: -1.0, Surface.FLOOR: -0.5, Surface.VEIL: 1.0, Surface.PLAIN: 2.0}
"""How far each surface is drawn behind what lies in the same plane, in steps that grow with the slope: a floor pushed
back like a volume would be below its slab where a pixel is wider than the gap between both."""

_FAR_LINES: Final = (0.8, 2.0)
"""How far lines are drawn before what they lie on, seen from afar: as far as usual, walls would show through roofs."""


def add_lights(plotter: Any, viewpoint: Viewpoint, *, sunny: bool, reach: float) -> None:
    """Light what a plotter shows.

    Parameters
    ----------
    plotter : gets the lights
    viewpoint : direction of view that the light goes with
    sunny : whether the light comes from one side, as the shadows say
    reach : largest distance of anything from the origin [m]
    """
    level = np.cross(viewpoint.right, (0.0, 0.0, 1.0))
    for where, strength in _SUNLIGHT if sunny else _LIGHTS:
        way = np.array(where) @ np.stack((viewpoint.right, level, (0.0, 0.0, 1.0)))
        plotter.add_light(pv.Light(position=way * reach, light_type="scene light", intensity=strength))


def add_layer(plotter: Any, layer: Layer, *, far: bool) -> tuple[Any, ...]:
    """Return the actors that draw a layer: of a veil two, the first of which only hides what is behind it.

    Parameters
    ----------
    plotter : gets the actors
    layer : what to draw
    far : whether it is seen from afar
    """
    if layer.surface not in {Surface.VEIL, Surface.FLOOR}:
        return (_actor(plotter, layer.mesh, layer.surface, far=far),)
    unseen = _actor(plotter, unseen_copy(layer.mesh), layer.surface, far=far)
    _write_depth(unseen)
    return unseen, _actor(plotter, layer.mesh, layer.surface, far=far)


def unseen_copy(mesh: Any) -> Any:
    """Return the same mesh in colours that leave no trace but in the depth buffer.

    Parameters
    ----------
    mesh : with the colour (``rgba``, uint8) of each cell
    """
    unseen = mesh.copy(deep=False)
    unseen.cell_data["rgba"] = np.minimum(mesh.cell_data["rgba"], (255, 255, 255, 1)).astype(np.uint8)
    return unseen


def pixels_of(window: Any) -> NDArray[np.uint8]:
    """Return the pixels that were drawn last, (height, width, 3).

    Parameters
    ----------
    window : VTK window
    """
    grab = vtkWindowToImageFilter()
    grab.SetInput(window)
    grab.ShouldRerenderOff()
    grab.ReadFrontBufferOff()
    grab.Update()
    image = grab.GetOutput()
    width, height, _ = image.GetDimensions()
    rows = vtk_to_numpy(image.GetPointData().GetScalars()).reshape(height, width, -1)
    return np.ascontiguousarray(rows[::-1, :, :3])


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what VTK says about the display that is not there before it draws without one."""
    before = vtkLogger.GetCurrentVerbosityCutoff()
    vtkLogger.SetStderrVerbosity(vtkLogger.VERBOSITY_ERROR)
    try:
        yield
    finally:
        vtkLogger.SetStderrVerbosity(before)


def _actor(plotter: Any, mesh: Any, surface: Surface, *, far: bool) -> Any:
    lit = surface in {Surface.SOLID, Surface.GLASS}  # what only tints keeps its colour
    actor = plotter.add_mesh(
        mesh,
        scalars="rgba",
        rgb=True,
        show_scalar_bar=False,
        lighting=lit,
        line_width=1.6,
        ambient=0.56 if lit else 1.0,
        diffuse=1.0 if lit else 0.0,
        specular=0.0,
        render=False,
        reset_camera=False,
    )
    mapper = actor.mapper
    mapper.SetResolveCoincidentTopologyToPolygonOffset()  # lines lie on faces, rooms touch walls
    behind = _BEHIND.get(surface, 0.0)
    mapper.SetRelativeCoincidentTopologyPolygonOffsetParameters(behind, behind)
    mapper.SetRelativeCoincidentTopologyLineOffsetParameters(
        *(_FAR_LINES if far and surface is Surface.LINES else (behind, behind))
    )
    return actor


def _write_depth(actor: Any) -> None:
    """Let a translucent actor hide what is behind it, which translucent actors do not do by themselves."""
    keys = vtkInformation()
    keys.Set(vtkOpenGLActor.GLDepthMaskOverride(), 1)
    actor.SetPropertyKeys(keys)
