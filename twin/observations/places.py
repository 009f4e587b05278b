"""Which node a line of a map means: by id, by code or name, or by where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from twin.errors import UsageError
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.observations.quantities import Quantity

__all__ = ["node_of"]

_KEYS: Final = ("global_id", "id", "node", "code", "device", "equipment", "tag", "name")
_PLACES: Final = ("room", "space", "location", "place")
_COLUMNS: Final = ("code", "name", "long_name", "tag", "global_id", "id")
_AXES: Final = ("x", "y", "z")


def node_of(twin: Twin, line: Mapping[str, str], quantity: Quantity) -> int:
    """Return the row of the node that a line of a map means.

    Ids, codes and names are tried before the place; a column ``building`` or ``storey`` tells equal names apart. In a
    room the one device made for the quantity is meant, else the nearest to ``x``, ``y``, ``z``, else the room itself.

    Parameters
    ----------
    twin : the estate
    line : cells by heading
    quantity : what the sensor measures

    Raises
    ------
    UsageError
        If nothing, or more than one thing, answers to it.
    """
    named = [line[key] for key in _KEYS if line.get(key)]
    if named:
        rows = _within(twin, next((rows for key in named if len(rows := _called(twin, key))), np.empty(0, int)), line)
        return _one(twin, rows, named[0])
    place = next((line[key] for key in _PLACES if line.get(key)), "")
    point = _point(line)
    if not place and point is None:
        raise UsageError("the line", "names no node and no place", f"Fill {', '.join((*_KEYS[:2], 'code', 'room'))}.")
    return _placed(twin, line, quantity, place, point)


def _placed(twin: Twin, line: Mapping[str, str], quantity: Quantity, place: str, point: Sequence[float] | None) -> int:
    """Return the row of a device in a room or near a point, else of the room."""
    room = -1
    if place:
        rows = _within(twin, _called(twin, place), line)
        spaces = rows[twin.nodes["kind"][rows] == "space"] if len(rows) else rows
        room = _one(twin, spaces if len(spaces) else rows, place)
    devices = _devices(twin, quantity, room)
    if point is None:
        if len(devices) > 1:
            raise UsageError(
                place, f"holds {len(devices)} devices for {quantity.name}", "Name one, or give its x, y and z."
            )
        return int(devices[0]) if len(devices) else room
    if len(devices):
        far = np.linalg.norm(_middle(twin)[devices] - np.array(point), axis=1)
        if not np.isnan(far).all():
            return int(devices[np.nanargmin(far)])
    return room if room >= 0 else _space_at(twin, point)


def _devices(twin: Twin, quantity: Quantity, room: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the rows of the devices made for a quantity, in a room or, without one, anywhere."""
    if not quantity.device:
        return np.empty(0, dtype=np.int64)
    able = twin.nodes["predefined_type"] == quantity.device
    if room >= 0:
        edges = twin.edges
        inside = (edges["source"] == room) & (edges["relation"] == Relation.CONTAINS)
        watching = (edges["target"] == room) & (edges["relation"] == Relation.MONITORS)
        there = np.zeros(twin.nodes.length, dtype=bool)
        there[edges["target"][inside]] = True
        there[edges["source"][watching]] = True
        able = able & there
    return np.flatnonzero(able)


def _space_at(twin: Twin, point: Sequence[float]) -> int:
    """Return the row of the smallest space whose box holds a point."""
    box, at = twin.nodes["box"], np.array(point)
    held = (twin.nodes["kind"] == "space") & ((box[:, 0] <= at) & (at <= box[:, 1])).all(axis=1)
    rows = np.flatnonzero(held)
    if not len(rows):
        raise UsageError(f"the point {tuple(point)}", "lies in no room of the estate", "Use metres of the estate.")
    return int(rows[np.argmin(np.prod(box[rows, 1] - box[rows, 0], axis=1))])


def _called(twin: Twin, key: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the rows of what answers to a name, by the first column in which something does; case counts last."""
    exact, folded = _names(twin)
    return np.array(exact.get(key) or folded.get(key.strip().casefold()) or (), dtype=np.int64)


@once
def _names(twin: Twin) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
    """Return the rows by name, as written and without regard to case."""
    exact: dict[str, list[int]] = {}
    folded: dict[str, list[int]] = {}
    kinds = twin.nodes["kind"].tolist()
    for column in reversed(_COLUMNS):
        for row, value in enumerate(twin.nodes[column].tolist()):
            if value and kinds[row] != "port":
                for names, name in ((exact, value), (folded, value.casefold())):
                    if row not in (rows := names.setdefault(name, [])):
                        rows.append(row)
    return exact, folded


def _within(
    twin: Twin, rows: np.ndarray[tuple[int], np.dtype[np.int64]], line: Mapping[str, str]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return those of some rows that are in the building and on the storey that the line names, or in none known."""
    for column in ("building", "storey"):
        if len(rows) and line.get(column):
            wanted = {-1, *_called(twin, line[column]).tolist()}
            rows = rows[[int(twin.nodes[column][row]) in wanted for row in rows]]
    return rows


def _one(twin: Twin, rows: np.ndarray[tuple[int], np.dtype[np.int64]], key: str) -> int:
    if len(rows) == 1:
        return int(rows[0])
    if not len(rows):
        raise UsageError(key, "nothing in the twin has that id, code, name or tag", "`twin graph` lists all nodes.")
    some = ", ".join(twin.nodes["id"][rows[:3]])
    raise UsageError(key, f"{len(rows)} things answer to it", f"Give its building, or an id such as {some}.")


def _middle(twin: Twin) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    box = twin.nodes["box"]
    return np.asarray(np.where(np.isnan(box[:, 0]), twin.nodes["position"], box.mean(axis=1)), dtype=np.float64)


def _point(line: Mapping[str, str]) -> list[float] | None:
    told = [line.get(axis, "") for axis in _AXES]
    if not all(told):
        return None
    try:
        return [float(one.replace(",", ".")) for one in told]
    except ValueError as error:
        raise UsageError(f"the point {told}", "is no x, y, z", "Write metres of the estate.") from error
