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
from twin_viewers.labels import LETTERS
from twin_viewers.lights import Lit
from twin_viewers.look import Look
from twin_viewers.marks import Mark
from twin_viewers.palette import FIELD, PAPER
from twin_viewers.panel import text_actor
from twin_viewers.scene import Scene, scene_of
from twin_viewers.send.frames import Foot, Strip, beside, width_of_picture
from twin_viewers.send.spoken import spoken
from twin_viewers.stage.actors import add_lights, quiet
from twin_viewers.stage.night import NIGHT, Night
from twin_viewers.stage.occlusion import depth_of, most_of, shaded
from twin_viewers.stage.part import Part
from twin_viewers.words import Words, words_in

__all__ = ["draw", "picture", "picture_of", "show"]

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
    language: str = "en",
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
    language : of what is written

    Raises
    ------
    UsageError
        If there is no such storey, kind, link, value to colour by or language, or no picture has such a size.
    NoShapeError
        If nothing has a shape.
    OutputError
        If the picture cannot be written.
    """
    look = Look(colour_by, storey, tuple(only), tuple(links), colour_links_by, manner, None, tuple(marks))
    return picture_of(twin, look, Path(path), size=size, language=language)


def picture_of(
    twin: Twin, look: Look, path: Path, *, size: tuple[int, int], language: str = "en", lit: Lit | None = None
) -> Scene:
    """Write a picture of what somebody wants to see, and return the scene it shows.

    Parameters
    ----------
    twin : the twin
    look : what to show
    path : file to write
    size : width and height [px]
    language : of what is written
    lit : what gives light by night; None for day

    Raises
    ------
    UsageError
        If there is no such storey, kind, link, value to colour by or language, or no picture has such a size.
    NoShapeError
        If nothing has a shape.
    OutputError
        If the picture cannot be written.
    """
    _check_path(path)
    _check_size(size)
    words_in(language)
    scene = scene_of(twin, look)
    _write(draw(scene, size=size, language=language, lit=lit), path)
    return scene


def draw(
    scene: Scene, *, size: tuple[int, int] = (1600, 1000), language: str = "en", lit: Lit | None = None
) -> NDArray[np.uint8]:
    """Return the pixels of a scene with what its colours mean beside it, (height, width, 3).

    Parameters
    ----------
    scene : what to draw
    size : width and height [px]
    language : of what is written
    lit : what gives light by night; None for day
    """
    words = words_in(language)
    width = width_of_picture(size)
    frame = frame_of(scene.frame, scene.viewpoint, aspect=width / size[1])
    with quiet():
        plotter = _plotter(scene, (width, size[1]), frame, words, lit)
        try:
            pixels = np.array(plotter.screenshot(None, return_img=True)[:, :, :3])
            pixels = _shaded(plotter, scene, pixels) if scene.is_opaque else pixels
        finally:
            plotter.close()
    foot = Foot(scene.viewpoint.right, scene.viewpoint.up, 2 * frame.half_height / size[1])
    return beside(pixels, Strip(spoken(scene.legend, words), words, foot), size=size)


def _plotter(scene: Scene, size: tuple[int, int], frame: Frame, words: Words, lit: Lit | None) -> Any:
    plotter = pv.Plotter(off_screen=True, window_size=size, lighting="none")
    day = FIELD if scene.sunny else PAPER
    plotter.set_background(day if lit is None else NIGHT)
    plotter.enable_anti_aliasing("ssaa")
    plotter.renderer.SetUseOIT(False)  # blends in order, which is what veils rest on
    add_lights(plotter, scene.viewpoint, sunny=scene.sunny, reach=scene.reach)
    parts = [Part(plotter, layer, far=scene.sunny) for layer in scene.layers]
    aim(plotter.camera, scene.viewpoint, frame=frame, reach=scene.reach)
    plotter.renderer.ResetCameraClippingRange()
    if lit is not None:
        Night(plotter).fall(lit.twin, scene, parts, lit.rows)
    _add_labels(plotter, scene, frame, words)
    plotter.renderer.ResetCameraClippingRange()
    return plotter


def _shaded(plotter: Any, scene: Scene, pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with darker corners."""
    height, width = pixels.shape[:2]
    camera = plotter.camera
    depth = depth_of(plotter.render_window, width, camera.clipping_range)
    most = most_of(outside=scene.sunny, tells=scene.tells)
    return shaded(pixels, depth, 2 * camera.parallel_scale / height, most=most)


def _add_labels(plotter: Any, scene: Scene, frame: Frame, words: Words) -> None:
    letter = round(plotter.window_size[1] / LETTERS)
    axes = np.stack((scene.viewpoint.right, scene.viewpoint.up), axis=1)
    places = scene.labels.points @ axes * plotter.window_size[1] / (2 * frame.half_height)
    labels = scene.labels.apart(places, letter)
    for point, text in zip(labels.points, labels.texts, strict=True):
        actor = text_actor(words.find("legend", text) or text, letter)
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
