"""Doors under access control: what locks them, what reads badges there, how they stand without power."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated

__all__ = ["ControlledDoor", "controlled_doors", "doors_watched"]

_LOCKS: Final = ("IfcActuator",)
_CONTROLLERS: Final = ("IfcController",)
_READER: Final = "IDENTIFIERSENSOR"

Fails = Literal["unlocked", "locked", ""]


@dataclass(frozen=True, slots=True)
class ControlledDoor:
    """A door under access control.

    Parameters
    ----------
    row : its row
    locks : rows of what holds it shut; all of them have to let go before it opens
    readers : rows of what reads badges at it
    fails : how it stands when its locks have no power, empty if nobody says so
    """

    row: int
    locks: tuple[int, ...]
    readers: tuple[int, ...]
    fails: Fails


@once
def controlled_doors(twin: Twin) -> dict[int, ControlledDoor]:
    """Return the doors under access control by their row.

    A door is one if a lock that says how it behaves without power acts on it, or a lock acts on a door that says so.
    Where only a controller acts on it, the controller stands for the lock.
    """
    classes, kinds = twin.nodes["ifc_class"].astype(str), twin.nodes["predefined_type"].astype(str)
    words = dated("door_locks_fr")["control"]
    acting = _named_doors(twin, Relation.CONTROLS, words["acts_on"])
    watching = doors_watched(twin)
    found: dict[int, ControlledDoor] = {}
    for door in sorted(acting):
        by = sorted(acting[door])
        locks = [one for one in by if classes[one] in _LOCKS] or [one for one in by if classes[one] in _CONTROLLERS]
        fails = _fails(twin, [*locks, door])
        if locks and fails is not None:
            readers = tuple(one for one in sorted(watching.get(door, ())) if kinds[one] == _READER)
            found[door] = ControlledDoor(door, tuple(locks), readers, fails)
    return found


@once
def doors_watched(twin: Twin) -> dict[int, frozenset[int]]:
    """Return what watches each door, such as a contact or a badge reader, by the door's row."""
    watching = _named_doors(twin, Relation.MONITORS, dated("door_locks_fr")["control"]["watches"])
    return {door: frozenset(things) for door, things in watching.items()}


def _named_doors(twin: Twin, relation: Relation, names: Iterable[str]) -> dict[int, set[int]]:
    """Return what is related to each door, by an edge or by a property that names the door."""
    nodes, edges = twin.nodes, twin.edges
    # the map of the public space has entrances too, under the same names
    doors = (nodes["ifc_class"] == "IfcDoor") & (nodes["kind"] == Kind.ELEMENT)
    found: dict[int, set[int]] = {}
    links = (edges["relation"] == relation) & doors[edges["target"]]
    for thing, door in zip(edges["source"][links].tolist(), edges["target"][links].tolist(), strict=True):
        found.setdefault(door, set()).add(thing)
    called: dict[str, set[int]] = {}
    for door in np.flatnonzero(doors).tolist():
        for column in ("tag", "code", "global_id", "name"):
            called.setdefault(str(nodes[column][door]), set()).add(door)
    for thing in np.flatnonzero(nodes["kind"] == Kind.EQUIPMENT).tolist():
        for name in names:
            for word in str(property_of(twin, thing, name) or "").split(";"):
                meant = called.get(word.strip(), set()) if word.strip() else set()
                if len(meant) == 1:
                    found.setdefault(next(iter(meant)), set()).add(thing)
    return found


def _fails(twin: Twin, rows: Iterable[int]) -> Fails | None:
    """Return how a door stands without power, by the first thing that says it; None if none of them says anything."""
    table = dated("door_locks_fr")["without_power"]
    for row in rows:
        for name in table["properties"]:
            said = property_of(twin, row, name)
            if said is not None:
                return _read(str(said), table)
    return None


def _read(said: str, table: dict[str, list[str]]) -> Fails:
    plain = "".join(one for one in unicodedata.normalize("NFD", said.lower()) if not unicodedata.combining(one)).strip()
    if plain.startswith(tuple(table["unlocked"])):
        return "unlocked"
    return "locked" if plain.startswith(tuple(table["locked"])) else ""
