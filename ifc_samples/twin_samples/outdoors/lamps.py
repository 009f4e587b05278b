"""Street lamps along the ways that have a circuit, each with its circuit and the cabinet that feeds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from twin_samples.outdoors.facts import Fixture, Tags
from twin_samples.outdoors.streets import Line
from twin_samples.outdoors.terrain import Frame, heights

__all__ = ["lamps_of"]

_SPACING = 25.0
"""Between two lamps along a way [m]."""
_BESIDE = {"service": 0.6, "residential": 2.4, "footway": 0.6}
"""Between the edge of a way and a lamp [m]; that of a street stands behind the pavement."""
_MAST = {"service": 6.0, "residential": 7.0, "footway": 4.0}
"""Height of the mast by what the way is [m]."""


def lamps_of(lines: Sequence[Line], frame: Frame) -> Iterator[Fixture]:
    """Yield the lamps along lines, every 25 m, on their left side.

    Parameters
    ----------
    lines : as drawn; those without a circuit have no lamps
    frame : street grid, which the ground follows
    """
    walked = shapely.STRtree([_band(line) for line in lines])
    for line in lines:
        if line.lamps:
            spots = _beside(line)
            free = np.setdiff1d(np.arange(len(spots)), walked.query(shapely.points(spots), predicate="within")[0])
            ground = heights(frame, spots)
            for k in free:
                x, y = np.round(spots[k], 2)
                yield Fixture(
                    f"L-{line.code}-{k + 1:02d}", (float(x), float(y), round(float(ground[k]), 3)), _tags(line)
                )


def _band(line: Line) -> shapely.Polygon:
    """Return the surface that one walks or drives on along a line."""
    flat = shapely.LineString([point[:2] for point in line.points])
    return flat.buffer(float(line.tags.get("width", 1.0)) / 2, cap_style="flat")


def _beside(line: Line) -> NDArray[np.float64]:
    """Return where lamps stand beside a line, shape (n, 2)."""
    axis = shapely.LineString([point[:2] for point in line.points])
    count = max(1, round(axis.length / _SPACING))
    along = (np.arange(count) + 0.5) * axis.length / count
    here = shapely.get_coordinates(shapely.line_interpolate_point(axis, along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(axis, along + 0.1))
    run = (ahead - here) / np.hypot(*(ahead - here).T)[:, None]
    off = float(line.tags.get("width", 2.0)) / 2 + _BESIDE[str(line.tags["highway"])]
    return np.asarray(here + off * np.column_stack([-run[:, 1], run[:, 0]]), dtype=np.float64)


def _tags(line: Line) -> Tags:
    """Return the attributes of a lamp of a line."""
    kind = str(line.tags["highway"])
    return {
        "highway": "street_lamp",
        "lamp_type": "led",
        "support": "pole",
        "height": _MAST[kind],
        "circuit": line.lamps,
        "cabinet": f"ARM-{line.lamps}",
    }
