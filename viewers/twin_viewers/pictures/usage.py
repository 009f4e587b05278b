"""Draws the estate in the colours of a usage measure."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.errors import OutputError, UsageError
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.said.language import in_language
from twin.usage.outcome import Outcome
from twin_viewers.look import SOLID, Look

__all__ = ["draw_usage"]

_MANY = 2


def draw_usage(
    twin: Twin, outcome: Outcome, path: Path, *, storey: str | None = None, size: tuple[int, int] = (1600, 1000)
) -> None:
    """Write a picture of an estate in the first colouring of an outcome.

    Several buildings are seen from outside, where rooms are smaller than one could make out; their windows and outer
    walls show what the rooms behind them have.

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
    from twin_viewers.scene import scene_of
    from twin_viewers.screenshot import draw
    from twin_viewers.usage_colours import entries_of, on_outside, usage_values

    if not outcome.colours or not len(outcome.shown(outcome.colours[0])):
        raise UsageError(outcome.measure, "colours nothing", outcome.reason or "Leave --screenshot out.")
    first = outcome.colours[0]
    say = partial(in_language, language=outcome.language)
    values = usage_values(twin, outcome, first, say=say)
    outside = storey is None and len(twin.rows(Kind.BUILDING)) >= _MANY
    values = on_outside(twin, values) if outside else values
    manner = SOLID if outside else ""
    scene = scene_of(twin, Look(colour_by=first.title, storey=storey, manner=manner, values=values))
    entries = entries_of(outcome, first, say=say)
    legend = scene.legend if entries is None else replace(scene.legend, entries=entries)
    said = " · ".join(part for part in (scene.legend.subtitle, outcome.conditions) if part)
    _write(draw(replace(scene, legend=replace(legend, subtitle=said)), size=size, language=outcome.language), path)


def _write(pixels: NDArray[np.uint8], path: Path) -> None:
    from PIL import Image

    try:
        Image.fromarray(pixels).save(path)
    except (OSError, ValueError) as error:
        raise OutputError(path, f"cannot be written ({error})", "Name a .png in a folder of yours.") from error
