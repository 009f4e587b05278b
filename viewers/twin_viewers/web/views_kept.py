"""What a person sees now, as a view that is kept beside the estate, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from twin.errors import UnknownNodeError
from twin_viewers.web.session import Session
from twin_viewers.window.viewpoints import KeptView

__all__ = ["look_from_kept", "view_to_keep"]

_DISTANCES: Final = 4.0
"""A parallel view has no distance; a kept view says its height by one: so many halves of the height [-]."""


def view_to_keep(session: Session, name: str) -> KeptView:
    """Return what a person sees now, as it is kept.

    Parameters
    ----------
    session : what is seen
    name : by which it will be found
    """
    eye, seen = session.stage.viewpoint(), session.visibility
    identity = session.twin.nodes["id"]
    centre, back = np.array(eye["centre"]), np.array(eye["back"])
    position = centre + back * eye["half_height_m"] * _DISTANCES
    x, y, z = position.tolist()
    return KeptView(
        name=name,
        position=(x, y, z),
        target=_three(eye["centre"]),
        up=_three(eye["up"]),
        colour_by=session.look.colour_by,
        storey=session.look.storey or "",
        isolated=tuple(str(identity[row]) for row in seen.isolated or ()),
        hidden=tuple(str(identity[row]) for row in seen.hidden),
        selected="" if session.selected is None else str(identity[session.selected]),
    )


def look_from_kept(session: Session, view: KeptView) -> None:
    """Show what was kept; what the estate no longer has is left out.

    Parameters
    ----------
    session : to show it in
    view : what was kept
    """
    if session.look.colour_by != view.colour_by:
        session.colour_by(view.colour_by)
    if (session.look.storey or "") != view.storey:
        session.show(replace(session.look, storey=view.storey or None, manner=""))
    isolated, hidden = (_rows(session, ids) for ids in (view.isolated, view.hidden))
    session.see(replace(session.visibility, isolated=isolated or None, hidden=hidden))
    target, position = np.array(view.target), np.array(view.position)
    distance = float(np.linalg.norm(position - target))
    session.stage.look_from(
        {
            "centre": list(view.target),
            "back": ((position - target) / distance).tolist(),
            "up": list(view.up),
            "half_height_m": distance / _DISTANCES,
        }
    )
    session.select(next(iter(_rows(session, (view.selected,))), None))


def _rows(session: Session, ids: tuple[str, ...]) -> tuple[int, ...]:
    found = []
    for one in ids:
        try:
            found.append(session.twin.row(one))
        except UnknownNodeError:
            continue
    return tuple(found)


def _three(values: Any) -> tuple[float, float, float]:
    x, y, z = (float(one) for one in values)
    return x, y, z
