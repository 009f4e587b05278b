"""The tree of an estate: from the site down to each device, each thing once, and no level too long to read.

Things that many share a place with are put into groups by what they are. A group is an entry with a key and no row.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.roles import is_drawn
from twin_viewers.window.naming import label_of, natural
from twin_viewers.window.things import plain, thing_of
from twin_viewers.window.tree_groups import icon_of_group, label_of_group
from twin_viewers.window.tree_index import TreeIndex, index_of

__all__ = ["Entry", "children", "path_to", "rows_below"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the tree.

    Parameters
    ----------
    key : by which its children are asked for
    row : row of the thing, -1 for a group
    label : what people call it
    kind : kind of the thing, ``dwelling`` for a dwelling, ``group`` for a group
    icon : name of a picture for it, in the words of Material Design Icons
    count : number of things below it
    has_children : whether there are entries below it
    has_shape : whether it, or something below it, can be seen
    """

    key: str
    row: int
    label: str
    kind: str
    icon: str
    count: int
    has_children: bool
    has_shape: bool


def children(twin: Twin, parent: int | str | None = None, *, language: str = "en") -> tuple[Entry, ...]:
    """Return the entries right below one, in the order in which people look for them.

    Parameters
    ----------
    twin : the twin
    parent : row of a thing, or key of an entry; None for the top
    language : of the names of groups, ``en`` or ``fr``
    """
    tree = index_of(twin)
    entries = [_entry(twin, tree, one, language) for one in tree.below(_number(tree, parent))]
    named = [place for place, entry in enumerate(entries) if entry.row < 0 and _is_sort(entry.key)]
    for place, entry in zip(named, sorted((entries[place] for place in named), key=_by_label), strict=True):
        entries[place] = entry
    return tuple(entries)


def path_to(twin: Twin, row: int) -> tuple[str, ...]:
    """Return the keys of the entries from the top down to a thing; none if it is not in the tree.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    """
    tree = index_of(twin)
    return tuple(tree.key(one) for one in tree.path(row))


def rows_below(twin: Twin, key: int | str) -> NDArray[np.int64]:
    """Return the rows of all things below an entry, its own first if it is a thing, (n,).

    Parameters
    ----------
    twin : the twin
    key : row of a thing, or key of an entry
    """
    tree = index_of(twin)
    found, front = list[int](), [_number(tree, key)]
    while front:
        found += [one for one in front if 0 <= one < tree.things]
        front = [below for one in front for below in tree.below(one)]
    return np.array(found, dtype=np.int64)


def _number(tree: TreeIndex, parent: int | str | None) -> int:
    if parent is None:
        return -1
    return tree.number(parent) if isinstance(parent, str) else parent


def _is_sort(key: str) -> bool:
    """Return whether a group is a sort of things, whose name and so whose order depends on the language."""
    return key.rpartition("/")[2].startswith(("class:", "role:", "type:"))


def _by_label(entry: Entry) -> tuple[tuple[int, int, str], ...]:
    return natural(plain(entry.label))


def _entry(twin: Twin, tree: TreeIndex, one: int, language: str) -> Entry:
    count, shaped = int(tree.count[one]), bool(_shaped(twin)[one])
    leads = bool(tree.below(one))
    if one >= tree.things:
        group = tree.groups[one - tree.things]
        label, icon = label_of_group(twin, group, language), icon_of_group(group)
        return Entry(tree.key(one), -1, label, Kind.GROUP, icon, count, leads, shaped)
    thing = thing_of(twin, one)
    kind = thing.key if thing.key == "dwelling" else str(twin.nodes["kind"][one])
    label = label_of(twin, one, language=language)
    return Entry(tree.key(one), one, label, kind, thing.icon, count, leads, shaped)


@once
def _shaped(twin: Twin) -> NDArray[np.bool_]:
    """Return whether something is seen of each entry, or of what is below it."""
    tree = index_of(twin)
    result = np.zeros(len(tree.up), dtype=bool)
    result[: tree.things] = is_drawn(twin)
    for one in tree.upwards:
        if result[one] and tree.up[one] >= 0:
            result[tree.up[one]] = True
    return result
