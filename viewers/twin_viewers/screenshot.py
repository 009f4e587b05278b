"""Pictures and windows of a twin.

Machines that make reports have no graphics card and no display. There VTK draws in software, and ten translucent
surfaces behind each other cost time and look like fog. So rooms and near façades are drawn as veils: once unseen into
the depth buffer, then once in colour, so that of each only the nearest surface shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.errors import OutputError, UsageError
from twin.model.twin import Twin
from twin_viewers.camera import Frame, aim, frame_of
from twin_viewers.desktop.show import show
from twin_viewers.look import Look
from twin_viewers.marks import Mark
from twin_viewers.palette import FIELD, PAPER
from twin_viewers.panel import Panel, panel_width, text_actor
from twin_viewers.scene import Scene, scene_of
from twin_viewers.stage.actors import add_layer, add_lights, quiet
from twin_viewers.stage.occlusion import depth_of, most_of, shaded

__all__ = ["draw", "picture", "show"]

_FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".tif": "TIFF", ".tiff": "TIFF"}
_LEAST_PX, _MOST_PX = 200, 8192


def picture(
    twin: Twin,
    path: str | PathLike[str],
    *,
    colour_by: str = "kind",
    storey: str | None = None,
    only: Sequence[str] = (),
    links: Sequence[str] = (),
    colour_links_by: str = "provenance",
    manner: str = "",
    marks: Sequence[Mark] = (),
    size: tuple[int, int] = (1600, 1000),
) -> Scene:
    """Write a picture of a twin, and return the scene it shows.

    Parameters
    ----------
    twin : the twin
    path : file to write; .png, .jpg, .webp or .tif
    colour_by : kind, class, storey, building, material, provenance, colour, a column of the nodes, or a property
    storey : storey to look into, by id, code or name
    only : kinds or roles to show, such as ``space`` or ``wall``
    links : relations whose links to show over the faint building, such as ``opens_onto``
    colour_links_by : provenance, commodity, relation or confidence
    manner : ``solid`` as seen from outside, ``xray`` with its rooms; empty for what suits the twin
    marks : what is out of order
    size : width and height [px]

    Raises
    ------
    UsageError
        If there is no such storey, kind, link or value to colour by, or no picture has such a size.
    NoShapeError
        If nothing has a shape.
    OutputError
        If the picture cannot be written.
    """
    path = Path(path)
    _check_path(path)
    _check_size(size)
    scene = scene_of(
        twin, Look(colour_by, storey, tuple(only), tuple(links), colour_links_by, manner, None, tuple(marks))
    )
    _write(draw(scene, size=size), path)
    return scene


def draw(scene: Scene, *, size: tuple[int, int] = (1600, 1000)) -> NDArray[np.uint8]:
    """Return the pixels of a scene, (height, width, 3).

    Parameters
    ----------
    scene : what to draw
    size : width and height [px]
    """
    with quiet():
        plotter = _plotter(scene, size, off_screen=True)
        try:
            pixels = np.array(plotter.screenshot(None, return_img=True)[:, :, :3])
            return _shaded(plotter, scene, pixels) if scene.is_opaque else pixels
        finally:
            plotter.close()


def _plotter(scene: Scene, size: tuple[int, int], *, off_screen: bool) -> Any:
    width = panel_width(size)
    share = [size[0] - width, width]
    plotter = pv.Plotter(
        shape=(1, 2), col_weights=share, border=False, off_screen=off_screen, window_size=size, lighting="none"
    )
    plotter.set_background("white", all_renderers=True)
    plotter.subplot(0, 0)
    plotter.set_background(FIELD if scene.sunny else PAPER, all_renderers=False)
    frame = frame_of(scene.frame, scene.viewpoint, aspect=share[0] / size[1])
    _fill_scene(plotter, scene)
    _add_labels(plotter, scene, frame)
    aim(plotter.camera, scene.viewpoint, frame=frame, reach=scene.reach)
    plotter.renderer.ResetCameraClippingRange()
    plotter.subplot(0, 1)
    panel = Panel(plotter, (width, size[1]))
    panel.draw(scene.legend)
    if off_screen:  # in a window the scale changes with every turn of the wheel
        panel.draw_marks(scene.legend, scene.viewpoint, frame=frame, height=size[1])
    plotter.subplot(0, 0)
    return plotter


def _fill_scene(plotter: Any, scene: Scene) -> None:
    plotter.enable_anti_aliasing("ssaa", all_renderers=False)
    plotter.renderer.SetUseOIT(False)  # blends in order, which is what veils rest on
    add_lights(plotter, scene.viewpoint, sunny=scene.sunny, reach=scene.reach)
    for layer in scene.layers:
        add_layer(plotter, layer, far=scene.sunny)


def _shaded(plotter: Any, scene: Scene, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with darker corners beside the legend, which keeps its colours."""
    height, width = pixels.shape[0], pixels.shape[1] - panel_width((pixels.shape[1], pixels.shape[0]))
    camera = plotter.renderers[0].camera
    depth = depth_of(plotter.render_window, width, camera.clipping_range)
    most = most_of(outside=scene.sunny, tells=scene.tells)
    pixels[:, :width] = shaded(pixels[:, :width], depth, 2 * camera.parallel_scale / height, most=most)
    return pixels


def _add_labels(plotter: Any, scene: Scene, frame: Frame) -> None:
    letter = round(plotter.window_size[1] / 64)
    axes = np.stack((scene.viewpoint.right, scene.viewpoint.up), axis=1)
    places = scene.labels.points @ axes * plotter.window_size[1] / (2 * frame.half_height)
    labels = scene.labels.apart(places, letter)
    for point, text in zip(labels.points, labels.texts, strict=True):
        actor = text_actor(text, letter)
        actor.prop.background_color, actor.prop.background_opacity = "white", 0.6
        actor.prop.justification_horizontal = actor.prop.justification_vertical = "center"
        actor.GetPositionCoordinate().SetCoordinateSystemToWorld()
        actor.GetPositionCoordinate().SetValue(*point)
        plotter.add_actor(actor, render=False, reset_camera=False)


def _check_path(path: Path) -> None:
    if path.suffix.lower() not in _FORMATS:
        raise OutputError(path, "its ending names no picture", f"Use one of {', '.join(_FORMATS)}.")
    if path.is_dir() or not path.parent.is_dir():
        reason = "is a directory" if path.is_dir() else "its directory does not exist"
        raise OutputError(path, reason, "Choose another place, or make the directory.")


def _check_size(size: tuple[int, int]) -> None:
    if not all(_LEAST_PX <= side <= _MOST_PX for side in size):
        raise UsageError(
            f"--size {size[0]}x{size[1]}",
            "no picture has such a size",
            f"Give width and height from {_LEAST_PX} to {_MOST_PX} pixels, such as 1600x1000.",
        )


def _write(pixels: NDArray[np.uint8], path: Path) -> None:
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, format=_FORMATS[path.suffix.lower()])
    try:
        path.write_bytes(buffer.getvalue())
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", "Choose another place.") from error
