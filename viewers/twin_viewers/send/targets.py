"""Makes the file that somebody ordered, and says in one line what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Final

from twin.errors import UsageError
from twin_viewers.look import Look
from twin_viewers.send.order import Order, Playing

__all__ = ["TARGETS", "deliver", "look_at"]

_STATE: Final = "state"
_PICTURES: Final = {
    ".png": "PNG",
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
}


def deliver(target: str, order: Order, path: Path) -> str:
    """Return what was written, in one line.

    Parameters
    ----------
    target : one of `TARGETS`
    order : what somebody wants to have
    path : file or directory to write
    """
    return f"{path}: {TARGETS[target](order, path)}"


def look_at(order: Order) -> Look:
    """Return what an order shows, coloured by the moment of a run if there is one.

    Parameters
    ----------
    order : what somebody wants to have
    """
    return order.look if order.playing is None else replace(order.look, colour_by=_STATE, values=order.playing.groups)


def _screenshot(order: Order, path: Path) -> str:
    if order.playing is not None:
        return _picture_of_run(order, order.playing, path)
    from twin_viewers.lights import Lit, lit_at_rest
    from twin_viewers.screenshot import picture_of

    lit = Lit(order.twin, lit_at_rest(order.twin)) if order.light == "night" else None
    scene = picture_of(order.twin, order.look, path, size=order.size, language=order.language, lit=lit)
    links = f", {len(scene.links.edges)} links" if scene.links else ""
    return f"{len(scene.rows)} things{links}, {scene.triangles} triangles in {len(scene.layers)} layers"


def _picture_of_run(order: Order, playing: Playing, path: Path) -> str:
    """Write a picture of a moment of a run."""
    from PIL import Image

    from twin_viewers.send.movie import picture_of_moment
    from twin_viewers.send.place import check_place, write_whole

    check_place(path, tuple(_PICTURES))
    pixels = picture_of_moment(order.twin, order.look, playing, size=order.size, light=order.light)
    written = BytesIO()
    Image.fromarray(pixels).save(written, format=_PICTURES[path.suffix.lower()])
    write_whole(path, written.getvalue())
    return playing.told


def _movie(order: Order, path: Path) -> str:
    from twin_viewers.player.choices import LOST
    from twin_viewers.send.movie import write_movie

    playing = order.playing
    if playing is not None and playing.at:
        raise UsageError(f"--at {playing.at}", "a movie shows the whole run", "Leave it out, or write a --screenshot.")
    count = write_movie(
        order.twin,
        path,
        look=order.look,
        player=None if playing is None else playing.player,
        state=LOST if playing is None else playing.state,
        size=order.size,
        language=order.language,
        light=order.light,
        progress=order.progress,
    )
    return f"{count} pictures"


def _html(order: Order, path: Path) -> str:
    from twin_viewers.send.html import write_html

    moments = None if order.playing is None else order.playing.moments
    data = write_html(order.twin, path, look=order.look, moments=moments, language=order.language)
    told = f", shown first at {order.playing.told}" if order.playing else ""
    return f"{len(data.arrays['name'])} things, {_megabytes(path)}{told}"


def _glb(order: Order, path: Path) -> str:
    from twin_viewers.send.glb import write_glb

    shown = write_glb(order.twin, path, look=look_at(order))
    told = f", {order.playing.told}" if order.playing else ""
    return f"{len(shown.rows)} things, {len(shown.triangles.faces)} triangles, {_megabytes(path)}{told}"


def _plans(order: Order, path: Path) -> str:
    from twin_viewers.send.plans import write_plans

    written = write_plans(order.twin, path, storey=order.look.storey, language=order.language)
    return f"{len(written)} plans"


def _megabytes(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:.1f} MB"


TARGETS: Final[dict[str, Callable[[Order, Path], str]]] = {
    "--screenshot": _screenshot,
    "--movie": _movie,
    "--html": _html,
    "--glb": _glb,
    "--plans": _plans,
}
