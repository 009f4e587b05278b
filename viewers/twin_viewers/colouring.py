"""What a picture is coloured by: one value for each thing, in groups or as a number.

The name a user writes is looked up as a word of this module (kind, class, storey…), then as a column of the table of
nodes, then as a property of things or of their types. What has no value is "unknown": grey, and counted in the legend.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.relations import Relation
from twin.model.schema import NODES
from twin.model.twin import Twin
from twin_viewers.properties import last, place_of_value, rows_of_property
from twin_viewers.roles import ROLES, is_drawn, roles_of

__all__ = ["BY_MODEL", "BY_ROLE", "Groups", "Numbers", "label_of", "values_of"]

BY_ROLE: Final = "kind"
BY_MODEL: Final = "colour"


@dataclass(frozen=True, slots=True)
class Groups:
    """A group for each node.

    Parameters
    ----------
    title : what the groups are, for the legend
    labels : names of the groups, in the order of the legend
    codes : index into ``labels`` of each node, -1 where unknown, (n,)
    ordered : whether the groups follow each other like storeys; then colours may come again further on
    colours : of the groups, written ``#RRGGBB``, where they mean something; else the palette gives them out
    """

    title: str
    labels: tuple[str, ...]
    codes: NDArray[np.int64]
    ordered: bool = False
    colours: tuple[str, ...] = ()

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether each node has a value, (n,)."""
        return self.codes >= 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number for each node.

    Parameters
    ----------
    title : what the numbers are, for the legend
    unit : unit of the numbers, empty if they have none
    values : number of each node, NaN where unknown, (n,)
    """

    title: str
    unit: str
    values: NDArray[np.float64]

    @property
    def known(self) -> NDArray[np.bool_]:
        """Whether each node has a value, (n,)."""
        return np.isfinite(self.values)

    def span(self, rows: Array) -> tuple[float, float] | None:
        """Return the least and the greatest value among some nodes; None if none of them has one."""
        known = self.values[rows][self.known[rows]]
        return (float(known.min()), float(known.max())) if len(known) else None


def values_of(twin: Twin, colour_by: str) -> Groups | Numbers:
    """Return the values of all nodes that a picture is coloured by.

    Parameters
    ----------
    twin : the twin
    colour_by : a word such as ``storey``, a column of the nodes, ``PropertySet.Property`` or ``Property``

    Raises
    ------
    UsageError
        If nothing of that name can colour things.
    """
    if colour_by in _WORDS:
        return _WORDS[colour_by](twin)
    if colour_by in NODES:
        return _column(twin, colour_by)
    found = _property(twin, colour_by)
    if found is None:
        raise _unknown_name(twin, colour_by)
    return found


def label_of(twin: Twin, row: int) -> str:
    """Return what people call a node: its code, else its names, else its id."""
    nodes = twin.nodes
    name, long_name = str(nodes["name"][row]), str(nodes["long_name"][row])
    both = f"{name} {long_name}" if name and long_name and name != long_name else name or long_name
    return str(nodes["code"][row]) or both or str(nodes["id"][row])


def _kind(twin: Twin) -> Groups:
    return Groups("Kind", ROLES, roles_of(twin))


def _class(twin: Twin) -> Groups:
    return _grouped(twin, "IFC class", twin.nodes["ifc_class"])


def _model(twin: Twin) -> Groups:
    return Groups("Colours of the model", (), np.zeros(twin.nodes.length, dtype=np.int64))


def _storey(twin: Twin) -> Groups:
    return _of_nodes(twin, "storey", "Storey")


def _building(twin: Twin) -> Groups:
    return _of_nodes(twin, "building", "Building")


def _provenance(twin: Twin) -> Groups:
    kernels = np.append(twin["meshes"]["kernel"].astype(str), "")
    return _grouped(twin, "Meshed by", kernels[twin.nodes["mesh"]])


def _material(twin: Twin) -> Groups:
    """Return the first material that a thing, or else its type, names."""
    table, nodes = twin["materials"], twin.nodes
    order = np.argsort(table["layer"], kind="stable")[::-1]
    own = last(nodes.length, table["node"][order], order)
    of_type = np.append(last(twin["types"].length, table["type"][order], order), -1)
    place = np.where(own >= 0, own, of_type[nodes["type"]])
    return _grouped(twin, "Material", np.append(table["name"].astype(str), "")[place])


def _criticality(twin: Twin) -> Numbers:
    """Return how many dwellings lose a service if a thing alone fails; unknown for what no network joins."""
    from twin.analysis.criticality import values

    joined = np.zeros(twin.nodes.length, dtype=bool)
    feeds = twin.edges["relation"] == Relation.FEEDS
    for end in ("source", "target"):
        joined[twin.edges[end][feeds]] = True
    return Numbers("Criticality", "dwellings", np.where(joined, values(twin), np.nan))


_WORDS: Final[Mapping[str, Callable[[Twin], Groups | Numbers]]] = {
    BY_ROLE: _kind,
    BY_MODEL: _model,
    "class": _class,
    "storey": _storey,
    "building": _building,
    "provenance": _provenance,
    "material": _material,
    "criticality": _criticality,
}


def _column(twin: Twin, name: str) -> Groups | Numbers:
    spec, title = NODES[name], name.replace("_", " ").capitalize()
    if spec.is_text:
        return _grouped(twin, title, twin.nodes[name])
    if spec.refers == "nodes":
        return _of_nodes(twin, name, title)
    if spec.refers in {"types", "sources"}:
        return _grouped(twin, title, np.append(twin[spec.refers]["name"].astype(str), "")[twin.nodes[name]])
    if name == "is_external":
        return _grouped(twin, "Is external", np.array(["no", "yes", ""])[twin.nodes[name]])
    if spec.shape or spec.refers:
        raise _unknown_name(twin, name)
    return Numbers(title, "".join(re.findall(r"\[(.+?)\]", spec.help)[:1]), twin.nodes[name].astype(np.float64))


def _grouped(twin: Twin, title: str, values: Array) -> Groups:
    """Return groups by text, the one most often drawn first so that it gets the clearest colour; no text is unknown."""
    labels, codes = np.unique(values.astype(str), return_inverse=True)
    counts = np.bincount(codes[is_drawn(twin)], minlength=len(labels))
    order = np.argsort(-np.where(labels == "", 0, counts), kind="stable")
    order = order[labels[order] != ""]
    place = np.full(len(labels), -1)
    place[order] = np.arange(len(order))
    return Groups(title, tuple(labels[order].tolist()), place[codes])


def _of_nodes(twin: Twin, column: str, title: str) -> Groups:
    """Return groups by a node that things refer to, from the highest to the lowest."""
    rows, place = np.unique(twin.nodes[column], return_inverse=True)
    height = twin.nodes["elevation"][rows]
    order = np.lexsort((rows, np.where(np.isnan(height), np.inf, -height)))
    order = order[rows[order] >= 0]
    names = [label_of(twin, int(row)) for row in rows[order]]
    labels = tuple(dict.fromkeys(names))  # the ground floors of all buildings are one group
    code = np.full(len(rows), -1)
    code[order] = [labels.index(name) for name in names]
    return Groups(title, labels, code[place], ordered=True)


def _property(twin: Twin, name: str) -> Groups | Numbers | None:
    """Return the values of a property; None if no thing has one of that name."""
    properties = twin["properties"]
    rows = rows_of_property(twin, name)
    place = place_of_value(twin, rows)
    if not (place >= 0).any():
        return None
    numbers = np.append(properties["number"], np.nan)[place]
    texts = np.append(properties["value"].astype(str), "")[place]
    if np.isnan(numbers[(place >= 0) & (texts != "")]).any() or np.isnan(numbers).all():
        return _grouped(twin, name, _readable(texts))
    return Numbers(name, str(properties["unit"][place[np.isfinite(numbers)][0]]), numbers)


def _readable(texts: Array) -> Array:
    yes, no = (np.char.lower(texts) == word for word in ("true", "false"))
    return np.where(yes, "yes", np.where(no, "no", texts))


def _unknown_name(twin: Twin, name: str) -> UsageError:
    sets, properties = twin["property_sets"]["name"], twin["properties"]
    words = [*_WORDS, *(column for column, spec in NODES.items() if not spec.shape)]
    full = {f"{sets[place]}.{own}" for place, own in zip(properties["set"], properties["name"], strict=True)}
    near = get_close_matches(name, [*words, *sorted({*properties["name"], *full})], n=3, cutoff=0.5)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"Write {', '.join(_WORDS)}, or a property."
    return UsageError(f"--color-by {name}", "no column and no property has that name", remedy)
