"""What one thing is called in trees, hits and panels: the landlord's code first, then what its author wrote."""

from __future__ import annotations

import re
from typing import Final

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.outdoors import outdoor_names
from twin_viewers.public import public_role
from twin_viewers.window.things import thing_of
from twin_viewers.words import words_in

__all__ = ["label_of", "natural", "sort_of"]

_DIGITS: Final = re.compile(r"(\d+)")
_TAGGED: Final = (Kind.EQUIPMENT, Kind.ELEMENT)
_BY_TYPE: Final = (Kind.PATH, Kind.PLOT, Kind.EQUIPMENT, Kind.ELEMENT)


def label_of(twin: Twin, row: int, *, language: str = "en") -> str:
    """Return what people call a thing: its code and its readable name, else its sort with its number.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : of the word for things without a name
    """
    nodes = twin.nodes
    if _is_nameless_place(twin, row):
        return f"{thing_of(twin, row).one(language)} ({twin['sources']['name'][nodes['source'][row]]})"
    kind, code, name, long_name = (str(nodes[key][row]).strip() for key in ("kind", "code", "name", "long_name"))
    if code and code in name:
        code, name = ("", name) if kind == Kind.BUILDING else (code, "")
    tag = str(nodes["tag"][row]).strip() if kind in _TAGGED and not code else ""
    parts = [part for part in (code, name, long_name, tag if name and tag not in name else "") if part]
    told = [part for place, part in enumerate(parts) if part not in parts[:place]]
    return " · ".join(told) if told else _nameless(twin, row, language)


def _is_nameless_place(twin: Twin, row: int) -> bool:
    """Return whether a thing is a site or building that only the name of its file tells from others."""
    nodes = twin.nodes
    if nodes["kind"][row] not in {Kind.SITE, Kind.BUILDING} or nodes["source"][row] < 0:
        return False
    return not any(nodes[key][row] for key in ("code", "name", "long_name")) and "/" not in nodes["id"][row]


def sort_of(twin: Twin, row: int, *, language: str = "en") -> str:
    """Return what a thing is, in a word: a pump, a bench, a dwelling.

    Parameters
    ----------
    twin : the twin
    row : row of the thing
    language : ``en`` or ``fr``
    """
    nodes = twin.nodes
    kind, object_type = str(nodes["kind"][row]), str(nodes["object_type"][row]).lower()
    outdoors = words_in(language).table["public"]
    if kind in {Kind.PATH, Kind.PLOT} or (kind in _TAGGED and nodes["building"][row] < 0):
        role = public_role(kind, object_type) or object_type
        if role in outdoors:
            return str(outdoors[role][0])
    return thing_of(twin, row).one(language)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts numbers inside of texts by their value.

    Examples
    --------
    >>> sorted(["A10", "A9"], key=natural)
    ['A9', 'A10']
    """
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def _nameless(twin: Twin, row: int, language: str) -> str:
    """Return the sort of a thing with where it is outdoors, else with its tag or its id, which tells it from others."""
    nodes = twin.nodes
    kind, object_type, tag, identity = (str(nodes[key][row]) for key in ("kind", "object_type", "tag", "id"))
    if (outdoors := outdoor_names(twin).get(row)) is not None:
        return outdoors.told(_word(twin, row, kind, outdoors.sort, language))
    return f"{_word(twin, row, kind, object_type.strip(), language)} {tag or identity}"


def _word(twin: Twin, row: int, kind: str, object_type: str, language: str) -> str:
    outdoors = words_in(language).table["public"]
    if kind == Kind.BUILDING or kind not in _BY_TYPE or not object_type:
        return thing_of(twin, row).one(language)
    role = public_role(kind, object_type.lower()) or object_type
    return str(outdoors[role][0]) if role in outdoors else object_type[:1].upper() + object_type[1:]
