"""Show a twin in a window, or write a picture of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from twin.model.twin import Twin
    from twin_viewers.marks import Mark

__all__ = ["run"]

_MEANT = {"criticality": ("equipment",)}
"""What to show where a colouring says nothing about the rest."""


def run(
    estate: Path,
    *,
    screenshot: Path | None = None,
    storey: str | None = None,
    color_by: Annotated[str, Parameter(name=["--color-by", "--colour-by"])] = "kind",
    only: Annotated[tuple[str, ...], Parameter(consume_multiple=True)] = (),
    links: Annotated[tuple[str, ...] | None, Parameter(consume_multiple=True)] = None,
    color_links: Annotated[str, Parameter(name=["--color-links", "--colour-links"])] = "provenance",
    look: str = "",
    size: str = "1600x1000",
    without_state: bool = False,
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
        kind, class, storey, building, material, provenance (of the mesh), colour (of the model), criticality, a column
        of the nodes, or a property, such as FireRating or Pset_WallCommon.IsExternal.
    only
        Kinds to show, such as space, equipment, wall or door.
    links
        Relations whose links to show over the faint building, such as adjacent or feeds; opens_onto if none is named.
    color_links
        provenance, commodity, relation or confidence.
    look
        solid as seen from outside, xray with its rooms; without it what suits the twin.
    size
        Width and height of the picture in pixels.
    without_state
        Do not show the open incidents of the estate.
    """
    from twin.cli.output import print_message
    from twin.store.load import load
    from twin_viewers.links import DEFAULT_RELATIONS
    from twin_viewers.look import Look
    from twin_viewers.screenshot import picture, show

    twin, pixels = load(estate), _size(size)
    only = only or _MEANT.get(color_by, ())
    marks = () if without_state else _marks(twin, estate)
    relations = () if links is None else links or DEFAULT_RELATIONS
    if screenshot is None:
        show(twin, Look(color_by, storey, only, relations, color_links, look, None, marks), size=pixels)
        return
    scene = picture(
        twin,
        screenshot,
        colour_by=color_by,
        storey=storey,
        only=only,
        links=relations,
        colour_links_by=color_links,
        manner=look,
        marks=marks,
        size=pixels,
    )
    links_too = f", {len(scene.links.edges)} links" if scene.links else ""
    triangles = f"{scene.triangles} triangles in {len(scene.layers)} layers"
    print_message(f"{screenshot}: {len(scene.rows)} things{links_too}, {triangles}")


def _marks(twin: Twin, estate: Path) -> tuple[Mark, ...]:
    from twin.simulation.current_state import check_incidents, open_incidents
    from twin_viewers.marks import marks_of

    found = open_incidents(estate)
    check_incidents(twin, estate, found)
    return marks_of(twin, found)


def _size(text: str) -> tuple[int, int]:
    from twin.errors import UsageError

    width, _, height = text.lower().replace("×", "x").partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise UsageError(f"--size {text}", "is no size", "Write width and height in pixels, such as 1600x1000.")
    return int(width), int(height)
