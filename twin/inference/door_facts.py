"""What properties say about doors: leading outside, closing by themselves, resisting fire, having a lock."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from twin.model.columns import Array
from twin.model.twin import Twin

__all__ = ["DoorFacts", "door_facts"]

_SETS: Final = "Pset_Door"
"""Sets that speak of the door; a rating in a set about concrete speaks of the concrete."""
_LOCKABLE: Final = ("IsLockable", "Lockable", "HasLock", "Abschließbar", "Verrouillable", "Afsluitbaar")
"""No standard set says whether a door locks; these are the usual names in sets of offices."""
_YES: Final = ("true", ".t.", "1", "yes", "oui", "ja")
_NO: Final = ("false", ".f.", "0", "no", "non", "nein", "nee")


class DoorFacts(NamedTuple):
    """One row per node asked for.

    Parameters
    ----------
    is_external : 1 if it leads outside, 0 if not, -1 unknown, (n,)
    self_closing : 1 if it closes by itself, 0 if not, -1 unknown, (n,)
    lockable : 1 if it can be locked, 0 if not, -1 unknown, (n,)
    fire_rating : as written, empty if unknown, (n,)
    """

    is_external: Array
    self_closing: Array
    lockable: Array
    fire_rating: Array


def door_facts(twin: Twin, rows: Array) -> DoorFacts:
    """Return what properties of doors or of their types say.

    Parameters
    ----------
    twin : the twin
    rows : doors and openings
    """
    texts = {name: _said(twin, rows, name) for name in ("IsExternal", "SelfClosing", "FireRating")}
    locks = [_truth(_said(twin, rows, name, sets="")) for name in _LOCKABLE]
    rating = texts["FireRating"]
    rating[rating == "FireRating"] = ""  # Revit writes the name of the property where nobody filled it in
    return DoorFacts(_truth(texts["IsExternal"]), _truth(texts["SelfClosing"]), np.max(locks, axis=0), rating)


def _truth(texts: Array) -> Array:
    lower = np.char.lower(texts.astype(str))
    return np.where(np.isin(lower, _YES), 1, np.where(np.isin(lower, _NO), 0, -1)).astype("int8")


def _said(twin: Twin, rows: Array, name: str, *, sets: str = _SETS) -> Array:
    """Return the value that each thing, or else its type, gives a property, empty if none does, (n,)."""
    own = _values(twin, ("node_property_sets", "node"), name, sets)
    typical = _values(twin, ("type_property_sets", "type"), name, sets)
    types = twin.nodes["type"][rows].tolist()
    found = np.empty(len(rows), dtype=object)
    found[:] = [own.get(row) or typical.get(of_type, "") for row, of_type in zip(rows.tolist(), types, strict=True)]
    return found


def _values(twin: Twin, links: tuple[str, str], name: str, sets: str) -> dict[int, str]:
    """Return the value of a property by the thing that has it, of sets whose name begins so."""
    properties, table = twin["properties"], twin[links[0]]
    named = np.flatnonzero(properties["name"] == name)
    titles = twin["property_sets"]["name"]
    value = {int(properties["set"][row]): properties["value"][row] for row in named[::-1]}
    value = {one: text for one, text in value.items() if str(titles[one]).startswith(sets)}
    chosen = np.flatnonzero(np.isin(table["set"], list(value)))[::-1]
    return {int(table[links[1]][row]): value[int(table["set"][row])] for row in chosen}
