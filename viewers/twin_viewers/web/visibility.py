"""What of an estate is shown: in which manner, which kinds, how far cut and lifted apart, by day or by night.

The stage knows how to draw each of these; here is what one person has chosen, so that it can be said, kept and undone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.look import SOLID, XRAY, Look
from twin_viewers.roles import ROLES, is_drawn, roles_of
from twin_viewers.window.naming import label_of

if TYPE_CHECKING:
    from twin_viewers.stage import Stage

__all__ = ["Section", "Visibility", "kinds_of", "levels_of", "manner_of", "storeys_of"]

_ALONG: Final = {"level": (0.0, 0.0, 1.0), "east": (1.0, 0.0, 0.0), "north": (0.0, 1.0, 0.0)}


@dataclass(frozen=True)
class Section:
    """A plane beyond which nothing is shown.

    Parameters
    ----------
    across : ``level`` for a plane that lies, ``east`` or ``north`` for one that stands and looks there
    share : where it is between the ends of the estate, 0 to 1 [-]
    """

    across: str
    share: float


@dataclass(frozen=True)
class Visibility:
    """What one person has chosen to see.

    Parameters
    ----------
    isolated : rows that alone are shown; None for all
    hidden : rows that are hidden besides
    section : plane beyond which nothing is shown, None for none
    gap_m : how far storeys are lifted apart [m]
    light : day or night
    """

    isolated: tuple[int, ...] | None = None
    hidden: tuple[int, ...] = field(default=())
    section: Section | None = None
    gap_m: float = 0.0
    light: str = "day"

    def apply(self, stage: Stage, before: Visibility) -> None:
        """Show it on a stage.

        Parameters
        ----------
        stage : the stage to change
        before : what it shows now; what stays the same is not done again
        """
        if (self.isolated, self.hidden) != (before.isolated, before.hidden):
            stage.isolate(None if self.isolated is None else list(self.isolated))
            if self.hidden:
                stage.hide(list(self.hidden))
        if self.section != before.section:
            self._cut(stage)
        if self.gap_m != before.gap_m:
            stage.explode(self.gap_m)
        if self.light != before.light:
            stage.daylight(self.light)

    def _cut(self, stage: Stage) -> None:
        if self.section is None:
            stage.uncut()
            return
        low, high = levels_of(stage.twin)
        stage.cut(_ALONG[self.section.across], (low + (high - low) * self.section.share).tolist())

    def all_shown(self) -> Visibility:
        """Return the same with nothing isolated or hidden."""
        return replace(self, isolated=None, hidden=())


@once
def levels_of(twin: Twin) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lowest and the highest corner of all buildings, of all there is if there are none [m], (3,) each."""
    nodes = twin.nodes
    kinds = nodes["kind"].astype(str)
    inside = is_drawn(twin) & (nodes["building"] >= 0) & np.isfinite(nodes["box"]).all(axis=(1, 2))
    if not inside.any():
        inside = is_drawn(twin) & np.isfinite(nodes["box"]).all(axis=(1, 2)) & (kinds != Kind.SITE)
    boxes = nodes["box"][inside]
    return boxes[:, 0].min(axis=0), boxes[:, 1].max(axis=0)


def kinds_of(twin: Twin) -> tuple[str, ...]:
    """Return the roles that things of a twin play in a picture, in their order."""
    there = np.unique(roles_of(twin)[is_drawn(twin)])
    return tuple(ROLES[at] for at in there.tolist())


def storeys_of(twin: Twin, *, language: str = "en") -> tuple[tuple[str, str], ...]:
    """Return the id of each storey and what people call it with its building, from below.

    Parameters
    ----------
    twin : the twin
    language : of storeys without a name
    """
    nodes = twin.nodes
    rows = twin.rows(Kind.STOREY)
    heights = np.nan_to_num(nodes["elevation"][rows].astype(np.float64))
    found = []
    for row in rows[np.lexsort((heights, nodes["building"][rows]))].tolist():
        house = int(nodes["building"][row])
        names = [label_of(twin, one, language=language) for one in (house, row) if one >= 0]
        found.append((str(nodes["id"][row]), " · ".join(names)))
    return tuple(found)


def manner_of(look: Look, *, sunny: bool) -> str:
    """Return in which manner a look is shown.

    Parameters
    ----------
    look : what was asked for
    sunny : whether the scene is seen from outside
    """
    return look.manner or (SOLID if sunny else XRAY)
