"""What the colours of a picture mean, with counts and units, beside the picture and never over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers, label_of
from twin_viewers.palette import CATEGORICAL, OTHER, TONES, UNKNOWN, rgb
from twin_viewers.public import NEIGHBOUR, PUBLIC_ROLES
from twin_viewers.roles import GROUND, ROLES, SPACE, is_public, roles_of
from twin_viewers.selection import storey_rows
from twin_viewers.tones import is_around

__all__ = ["Bar", "Entry", "Legend", "Section", "legend_of"]

Colour = tuple[float, float, float]

_PLURALS: Final = {
    "space": "Spaces",
    "wall": "Walls",
    "slab": "Slabs",
    "roof": "Roofs",
    "foundation": "Foundations",
    "column or beam": "Columns and beams",
    "door": "Doors",
    "window": "Windows",
    "stair": "Stairs and ramps",
    "railing": "Railings",
    "covering": "Coverings",
    "furniture": "Furniture",
    "other element": "Other elements",
    "equipment": "Equipment",
    **{role.name: role.label for role in PUBLIC_ROLES.values()},
    "ground": "Ground",
}


_NO_NAMES: Final = frozenset({"", "default", "undefined", "unnamed", "building", "site"})
"""What programs write where their users wrote nothing."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a legend.

    Parameters
    ----------
    label : what it says
    count : number of things shown
    colour : its colour, 0 to 1 [-]; None for a heading
    indent : whether it stands below a heading
    """

    label: str
    count: int
    colour: Colour | None
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """The scale of a number.

    Parameters
    ----------
    low : least value shown
    high : greatest value shown
    unit : unit of both, empty if they have none
    """

    low: float
    high: float
    unit: str


@dataclass(frozen=True, slots=True)
class Section:
    """Part of a legend with a heading of its own.

    Parameters
    ----------
    heading : what the colours tell
    entries : lines, with a colour or not
    bar : scale, if the colours tell a number
    """

    heading: str
    entries: tuple[Entry, ...]
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class Legend:
    """All that is written beside a picture.

    Parameters
    ----------
    title : what the picture shows
    subtitle : which part of it
    heading : what the colours tell
    entries : lines with a colour each
    bar : scale, if the colours tell a number
    crs : reference system, empty for local coordinates
    north : direction of north in plan, unit vector; None if unknown
    above : what comes before the heading, such as the colours of links
    """

    title: str
    subtitle: str
    heading: str
    entries: tuple[Entry, ...]
    bar: Bar | None
    crs: str
    north: tuple[float, float] | None
    above: tuple[Section, ...] = ()


def legend_of(
    twin: Twin, values: Groups | Numbers, *, colour_by: str, rows: Array, tones: Array, storey: str | None
) -> Legend:
    """Return the legend of a picture.

    Parameters
    ----------
    twin : the twin
    values : values of all nodes
    colour_by : what the user asked for
    rows : rows of the nodes that are shown, (n,)
    tones : colour of all nodes, 0 to 1 [-]
    storey : storey that is looked into, None for the whole
    """
    bar = None
    telling = rows[~is_around(values, is_public(twin), at=rows)]
    if colour_by == BY_ROLE:
        entries = _by_role(twin, rows, tones)
    elif colour_by == BY_MODEL:
        entries = []
    elif isinstance(values, Groups):
        entries = _by_group(values, telling, tones)
    else:
        entries, bar = _by_number(values, telling)
    heading = f"{values.title} [{bar.unit}]" if bar and bar.unit else values.title
    subtitle = "" if storey is None else f"Storey {label_of(twin, int(storey_rows(twin, storey)[0]))}"
    return Legend(_title(twin), subtitle, heading, tuple(entries), bar, twin.crs or "", _north(twin))


def _by_role(twin: Twin, rows: Array, tones: Array) -> list[Entry]:
    codes = roles_of(twin)[rows]
    counts, first = np.bincount(codes, minlength=len(ROLES)).tolist(), dict(zip(codes.tolist(), rows, strict=True))
    colours = [_colour(tones[first[code]]) if code in first else rgb(TONES[name]) for code, name in enumerate(ROLES)]
    named = {
        name: Entry(_PLURALS[name], count, colour) for name, count, colour in zip(ROLES, counts, colours, strict=True)
    }
    public = [name for name in PUBLIC_ROLES if name != NEIGHBOUR]
    elements = [name for name in ROLES if name not in {*PUBLIC_ROLES, SPACE, "equipment", GROUND}]
    of_elements, of_public = (
        _below(head, [named[name] for name in names])
        for head, names in (
            ("Elements", elements),
            ("Public space", public),
        )
    )
    spaces, rest, last = ([named[name]] if named[name].count else [] for name in (SPACE, "equipment", NEIGHBOUR))
    ground = [named[GROUND]] if named[GROUND].count else []
    return [*spaces, *of_elements, *rest, *of_public, *last, *ground]


def _below(heading: str, entries: list[Entry]) -> list[Entry]:
    """Return a heading with the entries of things that are shown, indented below it; nothing if there are none."""
    shown = [Entry(one.label, one.count, one.colour, indent=True) for one in entries if one.count]
    return [Entry(heading, sum(one.count for one in shown), None), *shown] if shown else []


def _by_group(values: Groups, rows: Array, tones: Array) -> list[Entry]:
    codes = values.codes[rows]
    counts = np.bincount(codes[codes >= 0], minlength=len(values.labels))
    most = len(values.labels) if values.ordered else len(CATEGORICAL)
    own = [at for at in np.flatnonzero(counts).tolist() if at < most]
    first = {at: rows[np.flatnonzero(codes == at)[0]] for at in own}
    entries = [Entry(values.labels[at], int(counts[at]), _colour(tones[first[at]])) for at in own]
    rest = counts[most:]
    if rest.any():
        kinds = int((rest > 0).sum())
        entries.append(Entry(f"{kinds} {'other' if kinds == 1 else 'others'}", int(rest.sum()), rgb(OTHER)))
    return [*entries, *_unknown(int((codes < 0).sum()))]


def _by_number(values: Numbers, rows: Array) -> tuple[list[Entry], Bar | None]:
    span = values.span(rows) if values.known[rows].any() else None  # some scales have ends even then
    bar = Bar(*span, _readable(values.unit)) if span else None
    return _unknown(int((~values.known[rows]).sum())), bar


def _unknown(count: int) -> list[Entry]:
    return [Entry("unknown", count, rgb(UNKNOWN))] if count else []


def _colour(tone: Array) -> Colour:
    red, green, blue = tone.tolist()
    return red, green, blue


def _readable(unit: str) -> str:
    return unit.replace("2", "²").replace("3", "³")


@once
def _title(twin: Twin) -> str:
    """Return what people call the estate: its one building, its site, its project, or its first file."""
    buildings = twin.rows(Kind.BUILDING).tolist()
    for rows in (buildings if len(buildings) == 1 else [], twin.rows(Kind.SITE).tolist()):
        names = {label_of(twin, row) for row in rows if _is_named(twin, row)}
        if len(names) == 1:
            return names.pop()
    projects = {name for name in twin["sources"]["project"].tolist() if name.lower() not in _NO_NAMES}
    if len(projects) == 1:
        return str(projects.pop())
    files = twin["sources"]["name"].tolist()
    return f"{files[0].partition('.')[0].replace('_', ' ')}{' …' * (len(files) > 1)}" if files else "Estate"


def _is_named(twin: Twin, row: int) -> bool:
    name = str(twin.nodes["name"][row] or twin.nodes["long_name"][row])
    return name.lower() not in _NO_NAMES


def _north(twin: Twin) -> tuple[float, float] | None:
    """Return where north is in estate coordinates: up on a grid of a reference system, else as the first file says."""
    if twin.crs:
        return 0.0, 1.0
    sources = twin["sources"]
    said = np.flatnonzero(np.isfinite(sources["true_north"]))
    if not len(said):
        return None
    angle = float(sources["true_north"][said[0]])
    turned = np.nan_to_num(sources["transform"][said[0], :2, :2], nan=0.0) @ (np.sin(angle), np.cos(angle))
    length = float(np.hypot(*turned))
    return (turned[0] / length, turned[1] / length) if length > 0 else (float(np.sin(angle)), float(np.cos(angle)))
