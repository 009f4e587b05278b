"""Which rooms several households share: what for, for how many people, when they are open, and who uses them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated
from twin_rules.facts.local_hours import span_in

__all__ = [
    "SharedRoom",
    "dwellings_by_building",
    "private_spaces",
    "room_volume_m3",
    "shared_rooms",
    "spaces_of_dwellings",
]

_USES: Final = ("common room", "commerce")
_PASSAGES: Final = ("circulation", "cellar", "stair")
_CAPACITY: Final = ("OccupancyNumberPeak", "OccupancyNumber")
_OPEN: Final = ("OpeningHours", "opening_hours", "Horaires")


@dataclass(frozen=True, slots=True)
class SharedRoom:
    """A room that several households share.

    Parameters
    ----------
    row : its row
    kind : what it is for, a table of `shared_rooms_fr.toml`
    area_m2 : floor area, NaN if unknown [m²]
    volume_m3 : of its air, NaN if unknown [m³]
    capacity : people that it is for, NaN if unknown or if it is for things
    capacity_from : what says so: model, assumed from area, or empty
    weekdays : on which it is open, 0 is Monday
    hours : from and to which it is open [h, local time]
    hours_from : what says so: model, or assumed
    households : dwellings whose people may use it: those of its building, else all; without any, people it is for; one
        where a single tenant or worker has it
    """

    row: int
    kind: str
    area_m2: float
    volume_m3: float
    capacity: float
    capacity_from: str
    weekdays: tuple[int, ...]
    hours: tuple[int, int]
    hours_from: str
    households: int

    @property
    def stay(self) -> bool:
        """Whether people stay there, so that it can be offered to others."""
        return bool(self.facts["stay"])

    @property
    def facts(self) -> dict[str, Any]:
        """What is assumed of rooms of its kind."""
        facts: dict[str, Any] = dated("shared_rooms_fr")[self.kind]
        return facts


@once
def shared_rooms(twin: Twin) -> tuple[SharedRoom, ...]:
    """Return the rooms outside dwellings that people use together, in the order of the twin.

    Corridors, halls and cellars are among them, as passages; shafts, stairs and technical rooms are not.
    """
    nodes, homes = twin.nodes, dwellings_by_building(twin)
    uses = nodes["use"].astype(str)
    found = (nodes["kind"] == Kind.SPACE) & ~private_spaces(twin) & np.isin(uses, (*_USES, *_PASSAGES))
    return tuple(_room(twin, row, homes) for row in np.flatnonzero(found).tolist())


@once
def private_spaces(twin: Twin) -> NDArray[np.bool_]:
    """Return which nodes are spaces of dwellings, (n_nodes,)."""
    private = np.zeros(twin.nodes.length, dtype=bool)
    private[list(spaces_of_dwellings(twin))] = True
    return private


@once
def spaces_of_dwellings(twin: Twin) -> dict[int, int]:
    """Return the row of the dwelling of each space that belongs to one, by the row of the space."""
    nodes, edges = twin.nodes, twin.edges
    home = (nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling")
    links = np.flatnonzero((edges["relation"] == Relation.GROUPS) & home[edges["source"]])
    return dict(zip(edges["target"][links].tolist(), edges["source"][links].tolist(), strict=True))


@once
def dwellings_by_building(twin: Twin) -> dict[int, int]:
    """Return how many dwellings each building has; under -1 those of the estate."""
    nodes = twin.nodes
    homes = np.flatnonzero((nodes["kind"] == Kind.ZONE) & (nodes["use"] == "dwelling"))
    known = dict(zip(*(part.tolist() for part in np.unique(nodes["building"][homes], return_counts=True)), strict=True))
    return {**known, -1: len(homes)}


def room_volume_m3(twin: Twin, row: int) -> float:
    """Return the volume of the air in a room as the model says it, else its area times its height [m³]; NaN if unknown.

    Parameters
    ----------
    twin : the estate
    row : of the room
    """
    for name in ("NetVolume", "GrossVolume"):
        said = property_of(twin, row, name)
        if isinstance(said, float) and said > 0:
            return said
    box = twin.nodes["box"][row]
    height = float(box[1][2] - box[0][2])
    return float(twin.nodes["area"][row]) * (height if height > 0 else float(dated("presence")["co2"]["height_m"]))


def _room(twin: Twin, row: int, homes: dict[int, int]) -> SharedRoom:
    nodes = twin.nodes
    kind = "passage" if nodes["use"][row] in _PASSAGES else _kind(twin, row)
    facts, area = dated("shared_rooms_fr")[kind], float(nodes["area"][row])
    capacity, said_by = _capacity(twin, row, area, facts)
    households = homes.get(int(nodes["building"][row])) or homes[-1]
    return SharedRoom(
        row,
        kind,
        area,
        room_volume_m3(twin, row),
        capacity,
        said_by,
        tuple(facts["weekdays"]),
        *_open(twin, row, facts),
        1 if facts.get("single") else households or (int(capacity) if np.isfinite(capacity) else 0),
    )


def _kind(twin: Twin, row: int) -> str:
    """Return what a room is for, by its names."""
    nodes = twin.nodes
    if nodes["use"][row] == "commerce":
        return "shop"
    text = " ".join(str(nodes[column][row]) for column in ("name", "long_name", "object_type", "description"))
    plain = "".join(one for one in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(one))
    words = f" {' '.join(''.join(one if one.isalnum() else ' ' for one in plain).split())} "
    for kind, facts in dated("shared_rooms_fr").items():
        if any(f" {word} " in words for word in facts["words"]):
            return kind
    return "other"


def _capacity(twin: Twin, row: int, area: float, facts: dict[str, Any]) -> tuple[float, str]:
    for name in _CAPACITY:
        said = property_of(twin, row, name)
        if isinstance(said, float) and said > 0:
            return said, "model"
    if "m2_per_person" in facts and area > 0:
        return float(max(1, int(area / facts["m2_per_person"]))), "assumed from area"
    return float("nan"), ""


def _open(twin: Twin, row: int, facts: dict[str, Any]) -> tuple[tuple[int, int], str]:
    """Return the hours in which a room is open, and what says so; what cannot be read is not taken for said."""
    for name in _OPEN:
        said = property_of(twin, row, name)
        if said is not None:
            try:
                return span_in(str(said)), "model"
            except UsageError:
                continue
    return (facts["hours"][0], facts["hours"][1]), "assumed"
