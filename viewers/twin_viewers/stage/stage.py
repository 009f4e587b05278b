"""The live stage on which desktop, browser, movie and notebook stand.

A scene says what there is to see; the stage keeps it drawn while somebody looks around: it recolours, hides, cuts,
lifts storeys apart, marks what is chosen and says what is under a pixel, all without building the scene again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.stage.caps import cap_layer, tones_of_cut
from twin_viewers.stage.chosen import chosen_of
from twin_viewers.stage.eye import Eye
from twin_viewers.stage.looking import Looking
from twin_viewers.stage.members import with_members
from twin_viewers.stage.part import Part
from twin_viewers.stage.rays import Hit, Targets, most_seen, targets_of
from twin_viewers.stage.storeys import lifts

__all__ = ["Stage"]

Rows = Sequence[int] | NDArray[Any]

_SMALL_PX: Final = 14.0
"""What is smaller in the picture gets a spot when it is chosen, or nobody would find it [px]."""

_WAY: Final = "#0072B2"


class Stage(Looking):
    """One scene, one camera, and the picture that one person sees.

    All coordinates that go in and out are those of the estate [m]; pixels count from the top left. Rows of a whole,
    such as a dwelling, a storey or a system, stand for all that it groups and holds.

    Parameters
    ----------
    twin : the twin
    look : what to show first, and how to colour it
    size : width and height of the picture [px]
    off_screen : whether no window opens

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by.
    """

    _targets: Targets | None = None
    _chosen: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    _caps: Part | None = None
    _plane: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def colour(self, values: Groups | Numbers | None) -> None:
        """Colour all things by some values, and what a plane cuts with them.

        Parameters
        ----------
        values : group or number of each node; None for what the look says
        """
        super().colour(values)
        if self._caps is not None:
            self._caps.paint(tones_of_cut(self._parts, self._caps.nodes, tells=values is not None))

    def isolate(self, rows: Rows | None) -> None:
        """Show some things only.

        Parameters
        ----------
        rows : rows of the nodes to show, None for all
        """
        self._seen[:] = rows is None
        if rows is not None:
            self._seen[with_members(self.twin, np.asarray(rows, dtype=np.int64))] = True
        self._arrange()

    def hide(self, rows: Rows) -> None:
        """Hide some things, besides those that are hidden already.

        Parameters
        ----------
        rows : rows of the nodes to hide
        """
        self._seen[with_members(self.twin, np.asarray(rows, dtype=np.int64))] = False
        self._arrange()

    def show_all(self) -> None:
        """Show all things again that the look shows."""
        self.isolate(None)

    def explode(self, gap_m: float) -> None:
        """Draw storeys apart.

        Parameters
        ----------
        gap_m : gap between storeys [m], zero to put them back
        """
        whole = self._eye().half_height >= self._whole().half_height / 2
        self._lift = lifts(self.twin, gap_m)
        self._arrange()
        if whole:
            self.fit(None)

    def cut(self, normal: Sequence[float] | Array, through: Sequence[float] | Array) -> None:
        """Take away what lies beyond a plane.

        Parameters
        ----------
        normal : direction beyond which all is taken away, (3,): up takes roofs away
        through : a point of the plane, in coordinates of the estate [m], (3,)

        Raises
        ------
        UsageError
            If the direction has no length.
        """
        way = np.asarray(normal, dtype=np.float64)
        length = float(np.linalg.norm(way))
        if not (np.isfinite(length) and length > 0):
            raise UsageError(f"section {list(normal)}", "has no direction", "Give three numbers that are not all zero.")
        self._plane = way / length, np.asarray(through, dtype=np.float64)
        self._clip()

    def uncut(self) -> None:
        """Take no part of anything away."""
        self._plane = None
        self._clip()

    def select(self, rows: Rows) -> None:
        """Mark some things as chosen, seen through all that hides them, instead of those that were.

        Parameters
        ----------
        rows : rows of the nodes, empty for none
        """
        self._chosen = np.asarray(rows, dtype=np.int64)
        self._mark()

    def pick(self, x: float, y: float) -> int | None:
        """Return the row of the node that makes most of the colour of a pixel; None if nothing is there.

        What is solid comes before what is faint behind or in front of it; where rooms show their values, these do.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top

        Raises
        ------
        UsageError
            If there is no such pixel.
        """
        found = self.pick_point(x, y)
        return None if found is None else found[0]

    def pick_point(self, x: float, y: float) -> tuple[int, tuple[float, float, float]] | None:
        """Return the row of the node under a pixel, and where its surface is met [m]; None if nothing is there.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top

        Raises
        ------
        UsageError
            If there is no such pixel.
        """
        hits, start, direction = self._met(x, y)
        hit = most_seen(hits)
        if hit is None or hit.row < 0:
            return None
        east, north, up = (start + direction * hit.depth).tolist()
        return hit.row, (east, north, up)

    def under(self, x: float, y: float) -> tuple[int, ...]:
        """Return the rows of all nodes under a pixel, whether hidden by others or not, from the nearest.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top

        Raises
        ------
        UsageError
            If there is no such pixel.
        """
        return tuple(dict.fromkeys(hit.row for hit in self._met(x, y)[0] if hit.row >= 0))

    def path(self, points: Sequence[Sequence[float]] | Array, *, tone: str = _WAY) -> None:
        """Draw a way over the scene, besides those that are drawn.

        Parameters
        ----------
        points : where it leads, in coordinates of the estate [m], (n, 3), two at least
        tone : its colour, written ``#RRGGBB``

        Raises
        ------
        UsageError
            If it has fewer than two points.
        """
        way = np.asarray(points, dtype=np.float64).reshape(-1, 3)
        if len(way) < 2:
            raise UsageError("path", f"has {len(way)} points", "Give two at least.")
        self._overlay.path(way, tone)
        self._overlay.draw(self.scene.origin, self.metres_per_pixel)

    def clear_paths(self) -> None:
        """Draw no ways."""
        self._overlay.clear_paths()

    def _arrange(self) -> None:
        super()._arrange()
        self._targets = None
        self._clip()
        self._mark()
        self._overlay.draw(self.scene.origin, self.metres_per_pixel)

    def _aim(self, eye: Eye) -> None:
        super()._aim(eye)
        self._mark()
        self._overlay.draw(self.scene.origin, self.metres_per_pixel)

    def _dress(self, part: Part) -> None:
        super()._dress(part)
        part.clip(self._planes())

    def _mark(self) -> None:
        """Draw what is chosen, where and as large as it now is in the picture."""
        chosen = chosen_of(self.twin, self._chosen, self._parts, origin=self.scene.origin, lift=self._lift)
        small = chosen.middles_of_small(_SMALL_PX * self.metres_per_pixel)
        self._overlay.choose(chosen.corners, chosen.ends, small)
        self._overlay.clip(self._planes())

    def _clip(self) -> None:
        planes = self._planes()
        for part in self._all_parts():
            part.clip(planes)
        self._overlay.clip(planes)
        self._fill()

    def _fill(self) -> None:
        """Fill what the plane cuts, unless the camera moves."""
        if self._caps is not None:
            for actor in self._caps.actors:
                self._plotter.remove_actor(actor, render=False)
        self._caps = None
        if self._plane is None or (self._moving and self._coarse is not None):
            return
        normal, through = self._plane
        layer = cap_layer(self._parts, normal, through - self.scene.origin, tells=self._values is not None)
        if layer is not None:
            self._caps = Part(self._plotter, layer, far=self.scene.sunny)
            super()._dress(self._caps)

    def _planes(self) -> list[Any]:
        from vtkmodules.vtkCommonDataModel import vtkPlane

        if self._plane is None:
            return []
        normal, through = self._plane
        plane = vtkPlane()
        plane.SetNormal(*-normal)  # VTK keeps the side that the normal points to
        plane.SetOrigin(*(through - self.scene.origin))
        return [plane]

    def _met(self, x: float, y: float) -> tuple[list[Hit], NDArray[np.float64], NDArray[np.float64]]:
        """Return what a ray through a pixel meets, a point of it in the estate, and where it goes."""
        width, height = self.size
        if not (0 <= x < width and 0 <= y < height):
            raise UsageError(f"pixel {x}, {y}", "is not in the picture", f"It is {width} by {height} pixels.")
        self._targets = self._targets or targets_of(self._parts)
        eye = self._eye()
        start, direction = eye.through(x, y, size=self.size), -eye.back
        hits = self._targets.met(start - self.scene.origin, direction)
        if self._plane is not None:
            normal, through = self._plane
            rise, slope = float((start - through) @ normal), float(direction @ normal)
            hits = [hit for hit in hits if rise + slope * hit.depth <= 0]
        return hits, start, direction
