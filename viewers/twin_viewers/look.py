"""What somebody wants to see of a twin, and how much of each thing shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import TwinError, UsageError
from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers
from twin_viewers.framing import is_own, near_rows
from twin_viewers.layers import Opacity
from twin_viewers.marks import Mark
from twin_viewers.public import PUBLIC_ROLES
from twin_viewers.roles import SPACE
from twin_viewers.selection import rows_to_draw, without_doubles

__all__ = ["SOLID", "XRAY", "Look", "NoShapeError", "is_solid", "opacity_of", "rows_of"]

XRAY: Final = "xray"
SOLID: Final = "solid"

_ROOM_OPACITY: Final = 0.27
_ROOM_OPACITY_OF_VALUES: Final = 0.75
"""Where the colour of a room tells a value, it must be readable; where all rooms are one blue, a hint is enough."""

_FLOOR_OPACITY: Final = 0.55
_FLOOR_OPACITY_OF_VALUES: Final = 0.9
"""Looking into a storey one sees the floors of its rooms only; their volumes would hide what stands in them."""

_FAINT: Final = Opacity(0.16, floors_only=True, front=0.05, lines=0.3, lines_of_front=0.16)
_FAINT_INSIDE: Final = Opacity(0.3, floors_only=True, front=0.1, lines=0.3, lines_of_front=0.3)
"""In a picture of links all is faint but the doors, stairs and devices that links lead through or to."""

_OUTSIDE: Final = Opacity(1.0, front=0.5, lines=0.36, lines_of_front=0.3)
"""Seen from outside only surrounding buildings that hide the estate are faint."""

_OF_ROLES: Final = frozenset({BY_ROLE, BY_MODEL, "class"})


class NoShapeError(TwinError):
    """There is nothing in a twin that a picture could show."""


@dataclass(frozen=True)
class Look:
    """What somebody wants to see.

    Parameters
    ----------
    colour_by : kind, class, storey, building, material, provenance, colour, a column of the nodes, or a property
    storey : storey to look into, by id, code or name; None for the whole
    only : kinds or roles to show; empty for all
    links : relations whose links to show over the faint building; empty for none
    colour_links_by : provenance, commodity, relation or confidence
    manner : ``solid`` as seen from outside, ``xray`` with its rooms; empty for what suits the twin
    values : groups or numbers of all nodes to colour by, such as what a run says; None for what `colour_by` names
    marks : what is out of order
    """

    colour_by: str = BY_ROLE
    storey: str | None = None
    only: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    colour_links_by: str = "provenance"
    manner: str = ""
    values: Groups | Numbers | None = None
    marks: tuple[Mark, ...] = ()


def is_solid(twin: Twin, look: Look, rows: Array, *, role: Array) -> bool:
    """Return whether buildings are seen from outside, opaque and without their rooms.

    Unless somebody says so, they are in a picture of the whole of several buildings, or of one with its public space:
    there rooms are smaller than what one could make out.

    Parameters
    ----------
    twin : the twin
    look : what somebody wants to see
    rows : rows of the nodes that it might show, (k,)
    role : role of each node, (n,)

    Raises
    ------
    UsageError
        If there is no such manner, or if rooms are asked for that it does not show.
    """
    if look.manner not in {"", XRAY, SOLID}:
        raise UsageError(f"--look {look.manner}", "there is no such look", f"Write {SOLID} or {XRAY}.")
    inside = look.storey is not None or bool(look.links)
    if look.manner == SOLID and inside:
        raise UsageError("--look solid", "shows nothing inside a building", "Leave it out to see a storey or links.")
    if look.manner or inside or look.only or look.colour_by not in {*_OF_ROLES, "building"}:
        return look.manner == SOLID
    own, public = rows[is_own(role[rows])], bool(np.isin(role[rows], tuple(PUBLIC_ROLES)).any())
    if not len(own):
        return public
    houses = twin.nodes["building"][own[role[own] == "wall"]]  # an engineer's file has a building too, without walls
    return len(houses) > 0 and (public or len(np.unique(houses[houses >= 0])) > 1)


def rows_of(twin: Twin, look: Look, values: Groups | Numbers, *, role: Array) -> NDArray[np.int64]:
    """Return the rows of the nodes that a picture shows if nothing hides them, (n,).

    Parameters
    ----------
    twin : the twin
    look : what somebody wants to see
    values : values of all nodes
    role : role of each node, (n,)

    Raises
    ------
    NoShapeError
        If none of them has a shape.
    """
    rows = rows_to_draw(twin, storey=look.storey, only=look.only)
    if not len(rows):
        raise _nothing_to_draw(twin, look)
    rows = without_doubles(twin, near_rows(twin, rows, role), known=values.known)
    rooms = role[rows] == SPACE
    if look.colour_by == BY_MODEL or (values.known[rows].any() and not values.known[rows[rooms]].any()):
        rows = rows[~rooms] if not rooms.all() else rows  # rooms without a value would only hide what has one
    return rows


def opacity_of(look: Look, *, solid: bool) -> Opacity:
    """Return how much is seen of what.

    Parameters
    ----------
    look : what somebody wants to see
    solid : whether buildings are seen from outside
    """
    of_roles = look.colour_by in _OF_ROLES
    if look.links:
        faint = _FAINT if look.storey is None else _FAINT_INSIDE
        return faint if of_roles else replace(faint, rooms=_FLOOR_OPACITY)
    if look.storey is not None:
        return Opacity(_FLOOR_OPACITY if of_roles else _FLOOR_OPACITY_OF_VALUES, floors_only=True)
    if solid:
        return _OUTSIDE
    return Opacity(_ROOM_OPACITY if of_roles else _ROOM_OPACITY_OF_VALUES)


def _nothing_to_draw(twin: Twin, look: Look) -> NoShapeError:
    if not (twin.nodes["mesh"] >= 0).any():
        reason, remedy = "no thing in it has a shape", "Import the model of the architect too, with its geometry."
    else:
        what = " and ".join(word for word in (look.storey and f"storey {look.storey}", ", ".join(look.only)) if word)
        reason, remedy = f"nothing of {what or 'it'} has a shape", "Leave out --storey or --only to see all there is."
    return NoShapeError("the picture", reason, remedy)
