"""What a view of a twin can be coloured by: which layers there are, how many things each knows of, and their values.

A property of a dwelling colours its rooms, which are what one sees of it. What nobody says stays unknown and grey.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from twin.errors import UsageError
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers, values_of
from twin_viewers.window.layers_known import (
    ages,
    buildings,
    classes_of_energy,
    commodities,
    conditions,
    criticalities,
    dwellings,
    home_of,
    link_evidence,
    properties_shown,
    public_sorts,
    systems,
    uses,
)
from twin_viewers.window.supply import supply
from twin_viewers.window.tree_places import is_listed
from twin_viewers.words import LANGUAGES, words_in

__all__ = ["LayerChoice", "key_of", "layers_of", "values"]

_PROPERTY: Final = "property:"
_SERVICE: Final = "criticality:"
_FEWEST: Final = 1


@dataclass(frozen=True, slots=True)
class LayerChoice:
    """Something that a view can be coloured by.

    Parameters
    ----------
    key : by which its values are asked for
    group : key of the group it stands in
    group_label : what people call the group
    label : what people call it
    known : number of things of which it is known
    """

    key: str
    group: str
    group_label: str
    label: str
    known: int


_ALSO: Final[Mapping[str, str]] = {
    "energy": "energy_class",
    "evidence": "links",
    "graph": "links",
    "provenance_of_graph": "links",
    "provenance_of_the_graph": "links",
    "mesh": "provenance",
    "age": "installed",
    "flat": "dwelling",
    "floor": "storey",
    "people": "headcount",
    "room_use": "use",
}
"""Further names under which people ask for layers."""


Worked = Callable[[Twin, str], Groups | Numbers]


def _plainly(key: str) -> Worked:
    return lambda twin, _: values_of(twin, key)


_OWN: Final[Mapping[str, tuple[str, Worked]]] = {
    "kind": ("what", _plainly("kind")),
    "class": ("what", _plainly("class")),
    "use": ("what", uses),
    "outdoors": ("what", public_sorts),
    "material": ("what", _plainly("material")),
    "colour": ("what", _plainly("colour")),
    "building": ("where", buildings),
    "storey": ("where", _plainly("storey")),
    "dwelling": ("where", dwellings),
    "system": ("services", systems),
    "commodity": ("services", commodities),
    "condition": ("state", conditions),
    "energy_class": ("state", classes_of_energy),
    "links": ("how", link_evidence),
    "provenance": ("how", _plainly("provenance")),
    "use_from": ("how", _plainly("use_from")),
    "area": ("sizes", _plainly("area")),
    "headcount": ("sizes", _plainly("headcount")),
    "is_external": ("sizes", _plainly("is_external")),
}
"""Layers that any twin may have: their group, and what works them out."""


def layers_of(twin: Twin, *, language: str = "en") -> tuple[LayerChoice, ...]:
    """Return what a view of a twin can be coloured by, by group; what nothing of it knows is left out.

    Parameters
    ----------
    twin : the twin
    language : ``en`` or ``fr``
    """
    words, counts = words_in(language), _known(twin)
    found = [_choice(key, _group_of(key), _label(key, language), known, language) for key, known in counts.items()]
    found += [
        _choice(f"{_PROPERTY}{name}", "property", name, known, language)
        for name, known in properties_shown(twin).items()
        if known > _FEWEST
    ]
    order = {name: step for step, name in enumerate(words.table["layer_group"])}
    return tuple(sorted(found, key=lambda one: (order[one.group], one.group == "property" and -one.known)))


def key_of(name: str) -> str:
    """Return the key of the layer that somebody asks for, by key or by what a reader of any language calls it.

    Parameters
    ----------
    name : as somebody wrote it; what is the name of no layer is given back

    Examples
    --------
    >>> key_of("energy class"), key_of("Classe énergie"), key_of("FireRating")
    ('energy_class', 'energy_class', 'FireRating')
    """
    plain = _plain(name)
    known = {**{key: key for key in (*_OWN, "installed", "criticality")}, **_ALSO}
    called = {_plain(_label(key, language)): key for language in LANGUAGES for key in (*_OWN, "installed")}
    return known.get(plain, called.get(plain, name))


def values(twin: Twin, key: str, *, language: str = "en", today: date | None = None) -> Groups | Numbers:
    """Return the value of each thing by which a view is coloured.

    Parameters
    ----------
    twin : the twin
    key : of a layer; else a column or a property, as `colouring.values_of` takes them
    language : of the title and the labels that are words
    today : day to reckon ages to; without it the year of installation is told

    Raises
    ------
    UsageError
        If nothing of that name can colour things.
    """
    if key == "installed":
        return ages(twin, language, today)
    if key == "criticality" or key.startswith(_SERVICE):
        return criticalities(twin, key.removeprefix(_SERVICE) if key != "criticality" else None, language)
    if key in _OWN:
        found = _OWN[key][1](twin, language)
        return _titled(found, _label(key, language)) if key != "colour" else found
    return _of_rooms(twin, values_of(twin, key.removeprefix(_PROPERTY)))


def _plain(name: str) -> str:
    return "_".join(name.lower().replace("-", " ").replace("_", " ").split())


@once
def _known(twin: Twin) -> dict[str, int]:
    """Return of how many things each layer of the table knows; layers that know nothing are left out."""
    listed, counts = is_listed(twin), dict[str, int]()
    for key in _OWN:
        try:
            counts[key] = int((values(twin, key).known & listed).sum())
        except UsageError:
            continue
    counts["installed"] = int((values(twin, "installed").known & listed).sum())
    feeds = twin.edges["relation"] == Relation.FEEDS
    if feeds.any():
        joined = np.unique(np.concatenate([twin.edges[end][feeds] for end in ("source", "target")]))
        counts["criticality"] = int((listed[joined] & (supply(twin).component[joined] >= 0)).sum())
        counts |= {f"{_SERVICE}{service}": counts["criticality"] for service in supply(twin).services}
    return {key: count for key, count in counts.items() if count}


def _choice(key: str, group: str, label: str, known: int, language: str) -> LayerChoice:
    return LayerChoice(key, group, words_in(language)(f"layer_group.{group}"), label, known)


def _group_of(key: str) -> str:
    if key == "installed":
        return "state"
    return _OWN[key][0] if key in _OWN else "criticality"


def _label(key: str, language: str) -> str:
    words = words_in(language)
    if key.startswith(_SERVICE):
        return words("layers.criticality_of", service=words.service(key.removeprefix(_SERVICE)))
    return words(f"layers.{key}")


def _titled(found: Groups | Numbers, title: str) -> Groups | Numbers:
    if isinstance(found, Numbers):
        return Numbers(title, found.unit, found.values)
    return Groups(title, found.labels, found.codes, found.ordered, found.colours)


def _of_rooms(twin: Twin, found: Groups | Numbers) -> Groups | Numbers:
    """Return values in which rooms that say nothing themselves have that of their dwelling."""
    home = home_of(twin)
    lent = ~found.known & (home >= 0)
    if isinstance(found, Numbers):
        numbers = found.values.copy()
        numbers[lent] = found.values[home[lent]]
        return Numbers(found.title, found.unit, numbers)
    codes = found.codes.copy()
    codes[lent] = found.codes[home[lent]]
    return Groups(found.title, found.labels, codes, found.ordered, found.colours)
