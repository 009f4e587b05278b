"""What of a twin a page shows: from outside, and inside of its buildings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.camera import FROM_ASIDE_DEG, Viewpoint, viewpoint_of
from twin_viewers.colouring import BY_ROLE, Groups, Numbers, values_of
from twin_viewers.framing import is_own
from twin_viewers.legend import Legend, legend_of
from twin_viewers.look import SOLID, Look, rows_of
from twin_viewers.palette import PANE, rgb
from twin_viewers.roles import SPACE, role_names_of
from twin_viewers.scene import Scene, scene_of, tones_of

__all__ = ["MOST_PLACES", "Shown", "shown_of"]

MOST_PLACES: Final = 120_000
"""More things inside of buildings than these would make a page that nobody wants to open."""


@dataclass(frozen=True)
class Shown:
    """What a page shows.

    Parameters
    ----------
    twin : the twin
    look : what somebody wants to see
    values : what it is coloured by
    rows : rows of all things that are shown, (k,)
    inner : rows of those among them that are built when somebody looks inside, (m,)
    scene : the estate from outside; None where there is no outside, or it is not asked for
    left_out : number of things inside that are left out because there are too many
    """

    twin: Twin
    look: Look
    values: Groups | Numbers
    rows: NDArray[np.int64]
    inner: NDArray[np.int64]
    scene: Scene | None
    left_out: int = 0

    @property
    def role(self) -> Array:
        """Role of each node, (n,)."""
        return role_names_of(self.twin)

    @property
    def rooms(self) -> NDArray[np.int64]:
        """Rows of the rooms, (r,)."""
        return np.asarray(self.inner[self.role[self.inner] == SPACE])

    @cached_property
    def tones(self) -> NDArray[np.float64]:
        """Colour of each node, 0 to 1 [-], (n, 3)."""
        tones = tones_of(self.values, self.role, self.rows)
        if self.look.colour_by == BY_ROLE:
            tones[self.role == "window"] = rgb(PANE)
        return tones

    @cached_property
    def legend(self) -> Legend:
        """What the colours mean."""
        look, rows = self.look, self.rows
        return legend_of(
            self.twin, self.values, colour_by=look.colour_by, rows=rows, tones=self.tones, storey=look.storey
        )

    @cached_property
    def origin(self) -> NDArray[np.float64]:
        """Point of the estate that is zero in the page [m], (3,)."""
        if self.scene:
            return self.scene.origin
        box = self.twin.nodes["box"][self.inner]
        return np.asarray(np.round((box[:, 0].min(axis=0) + box[:, 1].max(axis=0)) / 2))

    @cached_property
    def frame(self) -> NDArray[np.float64]:
        """Points that must be in the picture, from the origin [m], (k, 3)."""
        if self.scene:
            return self.scene.frame.astype(np.float64)
        return np.asarray(self.twin.nodes["box"][self.inner].reshape(-1, 3) - self.origin)

    @property
    def viewpoint(self) -> Viewpoint:
        """From where it is seen first."""
        return self.scene.viewpoint if self.scene else viewpoint_of(self.frame, elevation_deg=FROM_ASIDE_DEG)


def shown_of(twin: Twin, look: Look) -> Shown:
    """Return what a page shows.

    Parameters
    ----------
    twin : the twin
    look : what somebody wants to see

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by, or links are asked for.
    """
    if look.links:
        raise UsageError("--links", "can be shown in pictures only", "Write one with --screenshot.")
    role, values = role_names_of(twin), look.values or values_of(twin, look.colour_by)
    rows = rows_of(twin, look, values, role=role)
    inner = rows[is_own(role[rows]) & (twin.nodes["mesh"][rows] >= 0)]
    whole = look.storey is None and not look.only
    outside = whole and ((role[inner] == "wall").any() or not len(inner))
    scene = scene_of(twin, replace(look, manner=SOLID)) if outside or look.manner == SOLID else None
    left_out = len(inner) if len(inner) > MOST_PLACES and scene is not None else 0
    if scene is not None and (look.manner == SOLID or left_out):
        return Shown(twin, look, values, scene.rows, inner[:0], scene, left_out)
    if not len(inner):  # ways, plots and devices without a shape of their own are drawn from outside
        scene = scene or scene_of(twin, replace(look, manner=SOLID))
    return Shown(twin, look, values, rows, inner, scene)
