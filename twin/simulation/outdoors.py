"""What people call things outdoors that nobody named: by what they are, where they are, and where they lead.

Maps name streets and squares, but neither the lamps along a street nor the stretches between its junctions. These are
called by their street or sort, and by what is at their ends or near them: ``Rue des Tilleuls · Allée du Vallon –
Mail``, ``street lamp (3) · Rue des Tilleuls``. Names that several things would share are numbered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["OutdoorName", "outdoor_names"]

_NAMES: Final = ("code", "name", "long_name")
_STREET: Final = "addr:street"
_NUMBER: Final = "addr:housenumber"
_STRETCH: Final = "stretch"
_JUNCTION: Final = "junction"
_NEAR_M: Final = 60.0
"""What is farther away says nothing of where a thing is [m]; a choice."""
_THINGS: Final = (Kind.PATH, Kind.PLOT, Kind.BUILDING, Kind.EQUIPMENT, Kind.ELEMENT)


_FARTHER_M: Final = 15.0
"""By so much farther a street or square may be than something else, and still say better where a thing is; a choice."""
_STREETS: Final = (Kind.PATH, Kind.PLOT)


@dataclass(frozen=True, slots=True)
class OutdoorName:
    """What people call a thing of a map that has no name.

    Parameters
    ----------
    sort : what it is, such as ``street lamp``
    way : name of the way that it is a stretch of; empty if that has none, or if it is no stretch
    tag : number that stands on it
    number : which of those it is that would be called alike, from 1; 0 if it is the only one
    where : what is at its ends or near it; empty if nothing has a name there
    """

    sort: str
    way: str
    tag: str
    number: int
    where: str

    def __str__(self) -> str:
        return self.told(self.sort)

    def told(self, sort: str) -> str:
        """Return the name with another word for the sort, such as that of another language.

        Parameters
        ----------
        sort : what the thing is

        Examples
        --------
        >>> OutdoorName("street lamp", "", "", 3, "Rue des Tilleuls").told("lampadaire")
        'lampadaire (3) · Rue des Tilleuls'
        """
        number = f"({self.number})" if self.number else ""
        head = " ".join(part for part in (self.way or sort, self.tag, number) if part)
        return f"{head} · {self.where}" if self.where else head


@once
def outdoor_names(twin: Twin) -> dict[int, OutdoorName]:
    """Return what people call the things of a map that have no name, by row.

    No two are called alike, except a way and a stretch of it.
    """
    rows = [row for row in _of_maps(twin) if not _name(twin, row)]
    if not rows:
        return {}
    where = _where(twin, rows)
    parts = {row: (*_head(twin, row), where.get(row, "")) for row in rows}
    whole = (twin.nodes["object_type"] != _STRETCH).tolist()
    shown = {row: (str(whole[row]), way or sort, tag, tail) for row, (sort, way, tag, tail) in parts.items()}
    count, seen, found = Counter(shown.values()), Counter[tuple[str, ...]](), {}
    for row, (sort, way, tag, tail) in parts.items():
        seen[shown[row]] += 1
        number = seen[shown[row]] if count[shown[row]] > 1 else 0
        found[row] = OutdoorName(sort, way, tag, number, tail)
    return found


def _of_maps(twin: Twin) -> list[int]:
    """Return the rows of what maps show: things outdoors whose ids no model gave."""
    nodes = twin.nodes
    outdoors = np.isin(nodes["kind"].astype(str), _THINGS) & (nodes["building"] < 0)
    return [row for row in np.flatnonzero(outdoors).tolist() if {"/", "~"} & set(str(nodes["id"][row]))]


def _name(twin: Twin, row: int) -> str:
    nodes = twin.nodes
    return next((str(nodes[key][row]) for key in _NAMES if nodes[key][row]), "")


def _way(twin: Twin, row: int) -> str:
    """Return the name of the way that a stretch is a part of; empty if it has none, or is none."""
    nodes = twin.nodes
    part = nodes["object_type"][row] == _STRETCH and nodes["parent"][row] >= 0
    return _name(twin, int(nodes["parent"][row])) if part else ""


def _head(twin: Twin, row: int) -> tuple[str, str, str]:
    """Return what a thing is, the name of the way that it is a stretch of, and its tag."""
    nodes = twin.nodes
    whole = int(nodes["parent"][row]) if nodes["object_type"][row] == _STRETCH and nodes["parent"][row] >= 0 else row
    return str(nodes["object_type"][whole] or nodes["kind"][whole]), _way(twin, row), str(nodes["tag"][row])


def _where(twin: Twin, rows: Iterable[int]) -> dict[int, str]:
    """Return where things are: their address, what their ends lead to, else what is nearest to them."""
    told = _addresses(twin)
    at = _at_junctions(twin)
    told |= {row: " – ".join(names) for row, names in _between(twin, at) if names}
    told |= {row: " / ".join(names) for row, names in at.items() if names}
    return told | _nearest(twin, [row for row in rows if row not in told])


def _addresses(twin: Twin) -> dict[int, str]:
    """Return the street with the number of things that have an address."""
    table, links = twin["properties"], twin["node_property_sets"]
    said: dict[str, dict[int, str]] = {_STREET: {}, _NUMBER: {}}
    for name, of in said.items():
        chosen = np.flatnonzero(table["name"] == name)
        of |= {int(table["set"][one]): str(table["value"][one]) for one in chosen}
    known = np.flatnonzero(np.isin(links["set"], list(said[_STREET])))
    return {
        int(links["node"][one]): f"{said[_STREET][number]} {said[_NUMBER].get(number, '')}".strip()
        for one in known
        for number in (int(links["set"][one]),)
    }


def _at_junctions(twin: Twin) -> dict[int, list[str]]:
    """Return the names of the ways that meet at each junction, and after them of what else one gets to from it."""
    nodes, edges = twin.nodes, twin.edges
    ways: dict[int, set[str]] = {}
    things: dict[int, set[str]] = {}
    for edge in np.flatnonzero(edges["relation"] == Relation.WALKS_TO).tolist():
        ends = (int(edges["source"][edge]), int(edges["target"][edge]))
        via = int(edges["via"][edge])
        for here, there in (ends, ends[::-1]):
            if nodes["object_type"][here] == _JUNCTION:
                ways.setdefault(here, set()).update({_way(twin, via)} - {""} if via >= 0 else ())
                things.setdefault(here, set()).update({_name(twin, there)} - {""})
    return {row: [*sorted(ways[row]), *sorted(things[row] - ways[row])] for row in ways}


def _between(twin: Twin, at: Mapping[int, list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each stretch with what is at its ends besides its own way, once if it is the same at both."""
    edges = twin.edges
    walked = np.flatnonzero((edges["relation"] == Relation.WALKS_TO) & (edges["via"] >= 0))
    for edge in walked.tolist():
        row = int(edges["via"][edge])
        own = _way(twin, row)
        ends = [[name for name in at.get(int(edges[end][edge]), ()) if name != own] for end in ("source", "target")]
        yield row, list(dict.fromkeys(names[0] for names in ends if names))


def _nearest(twin: Twin, rows: list[int]) -> dict[int, str]:
    """Return the name of what is nearest to things, of those that have a name and are not far."""
    import shapely

    anchors = [row for row in _anchors(twin) if _name(twin, row)]
    shapes = _shapes(twin, [*anchors, *rows])
    if not anchors or not rows:
        return {}
    tree = shapely.STRtree(shapes[: len(anchors)])
    asked, found = tree.query(shapes[len(anchors) :], predicate="dwithin", distance=_NEAR_M)
    street = np.isin(twin.nodes["kind"][anchors].astype(str), _STREETS)
    far = shapely.distance(shapes[len(anchors) :][asked], shapes[found]) + np.where(street[found], 0.0, _FARTHER_M)
    told: dict[int, str] = {}
    for place in np.lexsort((found, far, asked)).tolist():
        row, name = rows[int(asked[place])], _name(twin, anchors[int(found[place])])
        if name != _way(twin, row):
            told.setdefault(row, name)
    return told


def _anchors(twin: Twin) -> list[int]:
    """Return the rows of what has a place in plan: ways, plots, buildings, and things outdoors."""
    nodes = twin.nodes
    outdoors = np.isin(nodes["kind"].astype(str), (Kind.PATH, Kind.PLOT, Kind.EQUIPMENT)) & (nodes["building"] < 0)
    return [int(row) for row in np.flatnonzero(outdoors | (nodes["kind"] == Kind.BUILDING))]


def _shapes(twin: Twin, rows: list[int]) -> NDArray[Any]:
    """Return the shapes of things in plan: as drawn, else the box around them, else a point, else None, (n,)."""
    import shapely

    nodes, lines, points = twin.nodes, twin["lines"], twin["line_points"]
    low, high = nodes["box"][rows][:, 0, :2], nodes["box"][rows][:, 1, :2]
    boxed = np.isfinite(np.hstack((low, high))).all(axis=1)
    at = nodes["position"][rows][:, :2]
    placed = np.isfinite(at).all(axis=1)
    shapes: NDArray[Any] = np.full(len(rows), None, dtype=object)
    shapes[placed] = shapely.points(at[placed])
    shapes[boxed] = shapely.box(*low[boxed].T, *high[boxed].T)
    order = np.argsort(points["line"], kind="stable")
    starts = np.searchsorted(points["line"][order], np.arange(lines.length + 1))
    first = {int(node): line for line, node in reversed(list(enumerate(lines["node"].tolist())))}
    for place, row in enumerate(rows):
        line = first.get(row, -1)
        corners = points["xyz"][order[starts[line] : starts[line + 1]], :2] if line >= 0 else ()
        if len(corners) > 1:
            shapes[place] = shapely.linestrings(corners)
    return shapes
