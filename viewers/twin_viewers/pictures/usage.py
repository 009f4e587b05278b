"""Draws the estate in the colours of a usage measure."""

from __future__ import annotations

from pathlib import Path

from twin.errors import UsageError
from twin.model.twin import Twin
from twin.usage.outcome import Outcome

__all__ = ["draw_usage"]


def draw_usage(
    twin: Twin, outcome: Outcome, path: Path, *, storey: str | None = None, size: tuple[int, int] = (1600, 1000)
) -> None:
    """Write a picture of an estate in the first colouring of an outcome.

    Parameters
    ----------
    twin : the estate
    outcome : what a measure answered
    path : picture to write
    storey : storey to look into, by id, code or name; None for the whole
    size : width and height [px]

    Raises
    ------
    UsageError
        If the measure colours nothing.
    OutputError
        If the picture cannot be written.
    """
    from PIL import Image

    from twin_viewers.look import Look
    from twin_viewers.scene import scene_of
    from twin_viewers.screenshot import draw
    from twin_viewers.usage_colours import usage_values

    if not outcome.colours or not len(outcome.of(outcome.colours[0].table)):
        raise UsageError(outcome.measure, "colours nothing", outcome.reason or "Leave --screenshot out.")
    values = usage_values(twin, outcome, outcome.colours[0])
    scene = scene_of(twin, Look(colour_by=outcome.colours[0].title, storey=storey, manner="", values=values))
    Image.fromarray(draw(scene, size=size)).save(path)
