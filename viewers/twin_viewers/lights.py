"""Which lamps and rooms give light by night, and how bright it is around them.

Without a run lamps are taken to work, and the shared ways inside of buildings to be lit where a model has a lamp for
them; nobody knows who is awake in the dwellings, so their windows are dark. In a run only what it says to be lit is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.properties import numbers_of
from twin_viewers.public import PUBLIC_ROLES, different
from twin_viewers.roles import SPACE, role_names_of
from twin_viewers.terrain import terrain_of

__all__ = ["LAMP", "Lit", "Sources", "brightness", "lit_at_rest", "lit_in_run", "panes_of", "sources_of"]

LAMP: Final = "street lamp"

_SHARED: Final = ("circulation", "stair", "corridor", "lobby", "hall")
"""Uses of rooms whose light is on while people may come through."""

_FIXTURES: Final = ("IfcLightFixture", "IfcLamp")

_NEAREST: Final = 6
"""So many lamps around a point light it; others are too far away to tell."""

_REACH_M, _FADES_M = 32.0, 12.0
"""Nobody sees the light of a lamp that is farther, and it fades over the last metres [m]."""
_EYE: Final = 0.7
"""Twice the light looks much less than twice as bright: exponent of brightness [-]."""

_DOOR: Final = 0.35
"""Light that falls out of the door of a lit hall, over that of a street lamp [-]."""


@dataclass(frozen=True)
class Lit:
    """What gives light by night.

    Parameters
    ----------
    twin : the twin
    rows : rows of lamps and rooms that are lit, (n,)
    """

    twin: Twin
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Sources:
    """Points that give light.

    Parameters
    ----------
    points : where they are, in coordinates of the estate [m], (n, 3)
    height : over the ground [m], (n,)
    power : light straight below, over that of a street lamp [-], (n,)
    lamps : row of the lamp that each is, -1 for the door of a hall, (n,)
    """

    points: NDArray[np.float64]
    height: NDArray[np.float64]
    power: NDArray[np.float64]
    lamps: NDArray[np.int64]


@once
def lit_at_rest(twin: Twin) -> NDArray[np.int64]:
    """Return the lamps out of doors, and the shared ways in buildings that have a lamp, (n,).

    Parameters
    ----------
    twin : the twin
    """
    nodes, edges, role = twin.nodes, twin.edges, role_names_of(twin)
    classes, place = different(nodes["ifc_class"])
    fixtures = np.array([name.startswith(_FIXTURES) for name in classes], dtype=bool)[place]
    serves = (edges["relation"] == Relation.SERVES) & fixtures[edges["source"]]
    served = np.zeros(nodes.length, dtype=bool)
    served[edges["target"][serves]] = True
    rooms = served & (role == SPACE) & np.isin(nodes["use"].astype(str), _SHARED)
    return np.flatnonzero(rooms | (role == LAMP))


def lit_in_run(twin: Twin, light: Array, supply: Array) -> NDArray[np.int64]:
    """Return the rooms and lamps that a run says to be lit; what it says nothing of is dark, (n,).

    Parameters
    ----------
    twin : the twin
    light : place of the state ``light`` of each node among its values, the first of which is lit; NaN unknown, (n,)
    supply : the same of the state ``supply``, the first value of which is on, (n,)
    """
    role = role_names_of(twin)
    return np.flatnonzero(((role == SPACE) & (light == 0)) | ((role == LAMP) & (supply == 0)))


def panes_of(twin: Twin, lit: Array) -> NDArray[np.int64]:
    """Return the windows and outer doors that light comes through, (n,).

    Parameters
    ----------
    twin : the twin
    lit : rows of what gives light, (m,)
    """
    from twin_viewers.player.painting import spread_of

    spread, role = spread_of(twin), role_names_of(twin)
    given = np.zeros(twin.nodes.length, dtype=bool)
    given[lit] = True
    panes = np.unique(spread.panes[given[spread.rooms]])
    return np.asarray(panes[np.isin(role[panes], ("window", "door"))])


def sources_of(twin: Twin, lit: Array) -> Sources:
    """Return the points that give light out of doors.

    Parameters
    ----------
    twin : the twin
    lit : rows of what gives light, (m,)
    """
    nodes, role, terrain = twin.nodes, role_names_of(twin), terrain_of(twin)
    lamps = np.asarray(lit)[(role[lit] == LAMP) & np.isfinite(nodes["position"][lit][:, 0])]
    foot = terrain.filled(nodes["position"][lamps])
    tall = np.fmax(nodes["height"], numbers_of(twin, ("height", "hauteur")))[lamps]
    tall = np.where(tall > 0, tall, PUBLIC_ROLES[LAMP].height)
    doors = panes_of(twin, lit)
    doors = doors[(role[doors] == "door") & np.isfinite(nodes["box"][doors, 0, 0])]
    middle, top = nodes["box"][doors].mean(axis=1), nodes["box"][doors, 1, 2]
    ground = terrain.at(middle[:, :2])
    near = (nodes["box"][doors, 0, 2] - ground < 1.5) & (top > ground)
    heads = np.concatenate((foot + tall[:, None] * (0, 0, 1), np.column_stack((middle[:, :2], top))[near]))
    return Sources(
        heads,
        np.concatenate((tall, (top - ground)[near])),
        np.concatenate((np.ones(len(lamps)), np.full(int(near.sum()), _DOOR))),
        np.concatenate((lamps, np.full(int(near.sum()), -1))),
    )


def brightness(points: Array, sources: Sources) -> NDArray[np.float64]:
    """Return how bright it looks at some points, 0 in the dark to 1 straight below a lamp [-], (n,).

    Parameters
    ----------
    points : in coordinates of the estate [m], (n, 3)
    sources : what gives light

    Notes
    -----
    Light falls with the square of the distance and with the cosine of the angle at which it meets level ground
    (Lambert 1760); nothing stands in its way here.
    """
    from scipy.spatial import cKDTree

    if not len(sources.points) or not len(points):
        return np.zeros(len(points))
    count = min(_NEAREST, len(sources.points))
    away, which = cKDTree(sources.points).query(points, k=count, distance_upper_bound=_REACH_M)
    away, which = np.reshape(away, (len(points), count)), np.reshape(which, (len(points), count))
    there = np.isfinite(away)
    which = np.where(there, which, 0)
    over = np.maximum(sources.points[which][..., 2] - points[:, None, 2], 0.3 * sources.height[which])
    height, power = sources.height[which], sources.power[which]
    near = np.where(there, np.maximum(away, 0.3 * height), _REACH_M)
    fades = np.clip((_REACH_M - near) / _FADES_M, 0, 1)
    lux = (power * height**2 * over / near**3 * fades).sum(axis=1)
    return np.asarray(np.clip(lux, 0, 1) ** _EYE)
