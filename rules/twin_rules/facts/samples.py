"""Points all over the public space, each standing for some metres of way or square metres of plot."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from twin.inference.ways.drawn import outlines
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_rules.facts.dated import dated

__all__ = ["Samples", "samples_of"]


@dataclass(frozen=True)
class Samples:
    """Points on ways and plots.

    Parameters
    ----------
    rows : rows of the stretches and plots, (n,)
    size : length of each stretch [m] or area of each plot [m²], (n,)
    is_way : which are stretches, (n,)
    points : in plan [m], (k, 2)
    owner : which of the rows each is on, (k,)
    """

    rows: Array
    size: NDArray[np.float64]
    is_way: NDArray[np.bool_]
    points: NDArray[np.float64]
    owner: NDArray[np.int64]

    def share(self, mine: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Return the share of each stretch or plot on whose points something is so [-], (n,).

        Parameters
        ----------
        mine : of each point, (k,)
        """
        count = np.bincount(self.owner, minlength=len(self.rows))
        return np.asarray(np.bincount(self.owner, mine, len(self.rows)) / np.maximum(count, 1))


def samples_of(twin: Twin) -> Samples:
    """Return points on all stretches of way, and on all plots, of an estate.

    Parameters
    ----------
    twin : the estate
    """
    ways, lines = _stretches(twin)
    plots = twin.rows(Kind.PLOT)
    areas = outlines(twin, plots)
    drawn = np.array([one is not None and one.area > 0 for one in areas], dtype=bool)
    plots, areas = plots[drawn], areas[drawn]
    data = dated("watching_fr")["sampling"]
    points, owners = [np.zeros((0, 2))], [np.zeros(0, dtype=np.int64)]
    for place, line in enumerate(lines):
        times = max(int(np.ceil(line.length / data["way_m"])), 1)
        share = (np.arange(times) + 0.5) / times
        points.append(shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True)))
        owners.append(np.full(times, place))
    for place, area in enumerate(areas):
        cells = _cells(area, data["plot_m"], data["most_cells"])
        points.append(cells)
        owners.append(np.full(len(cells), len(ways) + place))
    size = np.concatenate((shapely.length(lines), shapely.area(areas))).astype(float)
    is_way = np.arange(len(size)) < len(ways)
    rows = np.concatenate((ways, plots)).astype(np.int64)
    return Samples(rows, size, is_way, np.concatenate(points), np.concatenate(owners).astype(np.int64))


def _stretches(twin: Twin) -> tuple[Array, Array]:
    """Return the stretches with the lines that they are drawn by."""
    lines, points, nodes = twin["lines"], twin["line_points"], twin.nodes
    stretch = (nodes["kind"] == Kind.PATH) & (nodes["object_type"] == "stretch")
    chosen = np.flatnonzero(stretch[lines["node"]] & (lines["role"] == 0)) if lines.length else np.zeros(0, dtype=int)
    mine = np.flatnonzero(np.isin(points["line"], chosen))
    order = mine[np.argsort(points["line"][mine], kind="stable")]
    number, count = np.unique(points["line"][order], return_counts=True)
    number, whole = number[count > 1], np.repeat(count > 1, count)
    owner = np.searchsorted(number, points["line"][order][whole])
    xy = points["xyz"][order][whole, :2]
    drawn = shapely.linestrings(xy, indices=owner) if len(number) else np.zeros(0, dtype=object)
    rows = lines["node"][number].astype(np.int64)
    first = np.unique(rows, return_index=True)[1]
    return rows[first], np.asarray(drawn, dtype=object)[first]


def _cells(area: shapely.Polygon, side_m: float, most: int) -> NDArray[np.float64]:
    """Return the middles of square cells in an area; where it is too narrow for any, a point on it."""
    side = max(side_m, float(np.sqrt(area.area / most)))
    low, high = np.reshape(shapely.bounds(area), (2, 2))
    across, along = (np.arange(begin + side / 2, end, side) for begin, end in zip(low, high, strict=True))
    grid = np.stack(np.meshgrid(across, along), axis=-1).reshape(-1, 2)
    inside = grid[shapely.contains_xy(area, grid)] if len(grid) else grid
    return inside if len(inside) else shapely.get_coordinates(shapely.point_on_surface(area))
