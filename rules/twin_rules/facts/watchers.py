"""Cameras and lamps outdoors: where they are, and how far, how wide and which way they reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.inference.ways.limits import limits
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.said.text import joined, say
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated
from twin_rules.facts.lights import LAMPS
from twin_rules.physics.line_of_sight import range_of_camera

__all__ = ["Watchers", "cameras", "street_lamps"]

Numbers = NDArray[np.float64]
_COMPASS: Final = ["N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW"]


@dataclass(frozen=True)
class Watchers:
    """Things that see or light what is before them, (n,) each.

    Parameters
    ----------
    rows : rows of the things
    eye : where they see or shine from; the height is NaN if that of the ground is unknown [m], (n, 3)
    ground : height of the ground below [m]
    range_m : how far they reach [m]
    angle_deg : horizontal field, 360 all round [deg]
    direction_deg : of its middle, clockwise from north; NaN if unknown [deg]
    assumed : what nobody says of each, in words
    """

    rows: Array
    eye: Numbers
    ground: Numbers
    range_m: Numbers
    angle_deg: Numbers
    direction_deg: Numbers
    assumed: tuple[str, ...]

    @property
    def aimed(self) -> NDArray[np.bool_]:
        """Which of them are known to look where they do: all round, or in a known direction, (n,)."""
        return np.asarray((self.angle_deg >= 360.0) | np.isfinite(self.direction_deg))

    def only(self, kept: NDArray[np.bool_]) -> Watchers:
        """Return some of them.

        Parameters
        ----------
        kept : which, (n,)
        """
        return Watchers(
            self.rows[kept],
            self.eye[kept],
            self.ground[kept],
            self.range_m[kept],
            self.angle_deg[kept],
            self.direction_deg[kept],
            tuple(word for word, mine in zip(self.assumed, kept, strict=True) if mine),
        )


def cameras(twin: Twin) -> Watchers:
    """Return the cameras outdoors; where a direction is not said it stays unknown, a range follows from the pixels."""
    nodes, data = twin.nodes, dated("watching_fr")["camera"]
    found = np.isin(nodes["object_type"].astype(str), data["types"]) & (nodes["kind"] == Kind.EQUIPMENT)
    found |= np.isin(nodes["predefined_type"].astype(str), data["predefined"])
    rows = _outdoors(twin, np.flatnonzero(found))
    said = [{name: _said(twin, row, names) for name, names in data["properties"].items()} for row in rows.tolist()]
    height = np.array([_number(one["height"], data["height_m"]) for one in said])
    around = np.array([str(one["type"]).lower() in data["around"] for one in said], dtype=bool)
    angle = np.where(around, 360.0, [_angle(one, data["angle_deg"]) for one in said])
    density = {name: data[name] for name in ("pixels", "pixels_per_m")}
    usual = [
        range_of_camera(min(one, 120.0) if one < 360.0 else data["angle_deg"], **density) for one in angle.tolist()
    ]
    reach = np.array([_number(one["range"], default) for one, default in zip(said, usual, strict=True)])
    direction = np.array([_bearing(one["direction"]) for one in said])
    eye, ground = _eyes(twin, rows, height)
    words = tuple(_assumed(one, around=bool(all_round)) for one, all_round in zip(said, around, strict=True))
    return Watchers(rows, eye, ground, reach.reshape(-1), angle.reshape(-1), direction.reshape(-1), words)


def street_lamps(twin: Twin) -> Watchers:
    """Return the lamps outdoors, which shine all round as far as half their usual spacing."""
    nodes, words = twin.nodes, limits()["destinations"]["lamp"]
    lamp = np.isin(nodes["ifc_class"].astype(str), LAMPS) & (nodes["building"] < 0)
    lamp |= np.isin(nodes["object_type"].astype(str), words) & (nodes["kind"] == Kind.EQUIPMENT)
    rows = _outdoors(twin, np.flatnonzero(lamp))
    usual = dated("watching_fr")["lamp"]["height_m"]
    height = np.array([_number(property_of(twin, row, "height"), usual) for row in rows.tolist()])
    eye, ground = _eyes(twin, rows, height)
    reach = np.full(len(rows), float(limits()["reach"]["lamp_m"]))
    return Watchers(rows, eye, ground, reach, np.full(len(rows), 360.0), np.full(len(rows), np.nan), ("",) * len(rows))


def _outdoors(twin: Twin, rows: Array) -> Array:
    """Return those things that stand in no room and of which one knows where."""
    nodes = twin.nodes
    parent = nodes["parent"][rows]
    inside = (parent >= 0) & (nodes["kind"][parent] == Kind.SPACE)
    return np.asarray(rows[~inside & np.isfinite(nodes["position"][rows, :2]).all(axis=1)])


def _eyes(twin: Twin, rows: Array, height: Numbers) -> tuple[Numbers, Numbers]:
    """Return where things see from, and the ground; a thing of a building hangs where its model puts it."""
    nodes = twin.nodes
    eye = nodes["position"][rows].astype(float)
    hung = nodes["building"][rows] >= 0
    ground = np.where(hung, np.nan, eye[:, 2])
    eye[:, 2] = np.where(hung, eye[:, 2], eye[:, 2] + height.reshape(-1))
    return eye, ground


def _said(twin: Twin, row: int, names: Sequence[str]) -> Any:
    return next((one for one in (property_of(twin, row, name) for name in names) if one is not None), None)


def _number(said: Any, default: float) -> float:
    try:
        return float(said)
    except (TypeError, ValueError):
        return default


def _bearing(said: Any) -> float:
    """Return a direction clockwise from north [°]: of a number, a point of the compass, or the middle of a range."""
    text = str(said).strip().upper()
    if text in _COMPASS:
        return _COMPASS.index(text) * 360.0 / len(_COMPASS)
    start, width = _range(text)
    return _number(said, np.nan) if np.isnan(width) else (start + width / 2.0) % 360.0


def _angle(said: dict[str, Any], usual: float) -> float:
    """Return how wide a camera sees [°]: as it is said, else the range of its directions, else as usual."""
    width = _range(str(said["direction"]).strip().upper())[1]
    return _number(said["angle"], usual if np.isnan(width) else width)


def _range(text: str) -> tuple[float, float]:
    """Return where a range of directions such as 90-180 begins, and how wide it is [°]; NaN if it is none."""
    first, between, last = text.partition("-")
    start, end = (_bearing(one) for one in (first, last)) if between and first else (np.nan, np.nan)
    return start, (end - start) % 360.0


def _assumed(said: dict[str, Any], *, around: bool) -> str:
    wanted = ["height", "range"] if around else ["height", "range", "angle", "direction"]
    known = {name: _number(said[name], np.nan) for name in wanted}
    known |= {"direction": _bearing(said["direction"]), "angle": _angle(said, np.nan)}
    return joined((say(name) for name in wanted if np.isnan(known[name])), ", ")
