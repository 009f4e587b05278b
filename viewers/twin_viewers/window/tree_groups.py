"""Groups of the tree: what they are called, and which of them comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from twin.model.twin import Twin
from twin_viewers.window.naming import label_of
from twin_viewers.window.things import noun_of, things
from twin_viewers.words import words_in

__all__ = ["Group", "icon_of_group", "label_of_group"]

_ICONS: Final = {
    "common": "door-open",
    "systems": "sitemap",
    "public": "tree",
    "zones": "select-group",
    "groups": "group",
    "elsewhere": "help-circle-outline",
}


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that stand together.

    Parameters
    ----------
    sort : ``part`` (a branch by name), ``class``, ``role`` out of doors, ``type`` (what people call its things),
        ``of`` (of a building) or ``range`` (some of very many)
    name : of the part, class, role or type
    kind : kind of its things, for a class
    rows : the building, or the first and last of a range
    """

    sort: str
    name: str
    kind: str = ""
    rows: tuple[int, ...] = ()


def label_of_group(twin: Twin, group: Group, language: str) -> str:
    """Return what a group is called.

    Parameters
    ----------
    twin : the twin
    group : the group
    language : ``en`` or ``fr``
    """
    words = words_in(language)
    if group.sort == "of":
        return label_of(twin, group.rows[0], language=language)
    if group.sort == "range":
        return " … ".join(label_of(twin, row, language=language) for row in group.rows)
    if group.sort == "class":
        return noun_of(group.name, group.kind).many(language)
    if group.sort == "part":
        return words(f"tree.{group.name}")
    return str(words.table["public"].get(group.name, ["", group.name.capitalize()])[1])


def icon_of_group(group: Group) -> str:
    """Return the name of a picture for a group."""
    if group.sort == "class":
        return noun_of(group.name, group.kind).icon
    if group.sort in {"of", "type", "role"}:
        return things()["building" if group.sort == "of" else group.kind].icon
    return _ICONS.get(group.name, "dots-horizontal")
