"""Show a twin in a window, or write a picture of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["run"]


def run(
    estate: Path,
    *,
    screenshot: Path | None = None,
    storey: str | None = None,
    color_by: Annotated[str, Parameter(name=["--color-by", "--colour-by"])] = "kind",
    only: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    size: str = "1600x1000",
) -> None:
    """Show a twin in a window, or write a picture of it.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    screenshot
        Picture to write, .png, .jpg, .webp or .tif; without it a window opens.
    storey
        Storey to look into from above, by id, code or name.
    color_by
        kind, class, storey, building, material, provenance (of the mesh), colour (of the model), a column of the
        nodes, or a property, such as FireRating or Pset_WallCommon.IsExternal.
    only
        Kinds to show, such as space, equipment, wall or door.
    size
        Width and height of the picture in pixels.
    """
    from twin.cli.output import print_message
    from twin.store.load import load
    from twin_viewers.scene import Look
    from twin_viewers.screenshot import picture, show

    twin, pixels = load(estate), _size(size)
    if screenshot is None:
        show(twin, Look(color_by, storey, only), size=pixels)
        return
    scene = picture(twin, screenshot, colour_by=color_by, storey=storey, only=only, size=pixels)
    print_message(f"{screenshot}: {len(scene.rows)} things, {scene.triangles} triangles in {len(scene.layers)} layers")


def _size(text: str) -> tuple[int, int]:
    from twin.errors import UsageError

    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise UsageError(f"--size {text}", "is no size", "Write width and height in pixels, such as 1600x1000.")
    return int(width), int(height)
