"""Links as tubes, arrowheads and markers, coloured by why they are believed.

Thickness tells the confidence, and what is only assumed is drawn broken, so that a guess never looks like a fact, even
in a black and white print.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.columns import Array
from twin.model.evidence import Provenance
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.layers import Layer, Surface, painted
from twin_viewers.legend import Bar, Entry, Legend, Section
from twin_viewers.links import UNDIRECTED, Links
from twin_viewers.palette import COMMODITIES, OTHER, OUTSIDE, PROVENANCE, WHOLE, categorical, rgb, sequential
from twin_viewers.roles import SPACE, WHOLES
from twin_viewers.tubes import Faces, ball, cones, cube, dashes, diamond, joined, markers, tubes

__all__ = ["LINK_COLOURS", "legend_of_links", "link_layers", "unit_of"]

LINK_COLOURS: Final = ("provenance", "commodity", "relation", "confidence")

_SHARE: Final = 0.0042
"""Radius of a tube over half of the height of the picture [-]: four pixels wide in one of a thousand."""

_OF_LENGTH: Final = 0.05
"""Radius of a tube over the length of an ordinary link, so that networks of short pipes stay legible [-]."""

_LEAST_SHARE: Final = 0.0024

_BALL, _DIAMOND, _CUBE, _ARROW, _DASH = 3.6, 2.8, 3.6, 2.8, 7.0
"""Sizes of markers, arrowheads and dashes over the radius of a tube [-]."""

_OF_OTHERS: Final = 1.5
"""Of equipment and other things that have a shape to be seen by, size of the marker over the radius of a tube [-]."""


def unit_of(links: Links, half_height: float) -> float:
    """Return the radius of a tube of full confidence [m].

    Parameters
    ----------
    links : what is drawn
    half_height : half of the height that the picture shows [m]
    """
    length = np.linalg.norm(np.diff(links.ways, axis=1), axis=2).sum(axis=1)
    ordinary = float(np.median(length[length > 0])) if (length > 0).any() else np.inf
    return max(min(_SHARE * half_height, _OF_LENGTH * ordinary), _LEAST_SHARE * half_height)


def link_layers(
    twin: Twin, links: Links, *, origin: Array, unit: float, role: Array, tones: Array, colour_by: str
) -> Iterator[Layer]:
    """Yield a layer of tubes for each provenance, and one of the things at their ends.

    Parameters
    ----------
    twin : the twin
    links : what to draw
    origin : point of the estate that becomes zero [m], (3,)
    unit : radius of a tube of full confidence [m]
    role : role of each node, (n,)
    tones : colour of each node, 0 to 1 [-], (n, 3)
    colour_by : provenance, commodity, relation or confidence
    """
    edges, colours = twin.edges, _colours(twin, links, colour_by)
    confidence = np.nan_to_num(edges["confidence"][links.edges], nan=1.0)
    radius = unit * (0.45 + 0.55 * np.clip(confidence, 0, 1))
    ways = links.ways - origin + _offsets(edges["relation"][links.edges], unit)[:, None]
    provenance = edges["provenance"][links.edges].astype(str)
    for name in np.unique(provenance):
        here = np.flatnonzero(provenance == name)
        broken = _DASH * unit if name == Provenance.ASSUMED else None
        pieces = [_tubes(ways[here], radius[here], broken)]
        arrows = _has_arrow(twin, links)[here]
        if arrows.any():
            points, faces, owner = _arrows(ways[here[arrows]], links.cut[here[arrows]], radius[here[arrows]])
            pieces.append((points, faces, np.flatnonzero(arrows)[owner]))
        points, faces, owner = joined(pieces)
        mesh = painted(_mesh(points, faces), edges["source"][links.edges[here[owner]]], colours[here[owner]], 1.0)
        mesh.cell_data["edge"] = links.edges[here[owner]].astype(np.int32)
        yield Layer(f"links {name}", Surface.SOLID, mesh)
    if len(links.edges):
        yield _ends(twin, links, origin=origin, unit=unit, role=role, tones=tones)


def legend_of_links(twin: Twin, links: Links, legend: Legend, *, colour_by: str) -> Legend:
    """Return a legend that also says what the colours of links mean, with counts.

    Parameters
    ----------
    twin : the twin
    links : what is drawn
    legend : what the colours of things mean
    colour_by : provenance, commodity, relation or confidence
    """
    kinds = twin.nodes["kind"][links.nodes]
    more = [(f"{kind.capitalize()}s", int((kinds == kind).sum()), WHOLE) for kind in WHOLES]
    more.append(("Ways to the outside", len(links.outside), OUTSIDE))
    entries = [Entry(label, count, rgb(tone)) for label, count, tone in more if count]
    return replace(legend, entries=(*legend.entries, *entries), above=(_section(twin, links, colour_by),))


def _section(twin: Twin, links: Links, colour_by: str) -> Section:
    """Return the part of a legend on links: for each relation its colours, and why its links are believed."""
    values, names = _values(twin, links, colour_by), twin.edges["relation"][links.edges].astype(str)
    reasons, tones = _values(twin, links, "provenance"), _colours(twin, links, colour_by)
    entries: list[Entry] = []
    for name in dict.fromkeys(names.tolist()):
        here = np.flatnonzero(names == name)
        own = _rgb(tones[here[0]]) if colour_by == "relation" else None
        entries.append(Entry(_words(name), len(here), own))
        if isinstance(values, Groups) and colour_by == "commodity":
            entries.extend(_below(values, here, tones))
        if isinstance(reasons, Groups):
            entries.extend(_below(reasons, here, tones if colour_by == "provenance" else None))
    if (links.cut != 0).any():
        entries.append(Entry("lead to other storeys", int((links.cut != 0).sum()), None))
    if links.unplaced:
        entries.append(Entry("not drawn: place unknown", links.unplaced, None))
    bar = Bar(0.0, 1.0, "") if isinstance(values, Numbers) else None
    return Section(f"Links by {colour_by}", tuple(entries), bar)


def _below(values: Groups, here: Array, tones: Array | None) -> Iterator[Entry]:
    for code, label in enumerate(values.labels):
        mine = here[values.codes[here] == code]
        if len(mine):
            yield Entry(_words(label), len(mine), None if tones is None else _rgb(tones[mine[0]]), indent=True)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _values(twin: Twin, links: Links, colour_by: str) -> Groups | Numbers:
    """Return the values that links are coloured by."""
    if colour_by not in LINK_COLOURS:
        known = ", ".join(LINK_COLOURS)
        raise UsageError(f"--color-links {colour_by}", "links have no such value", f"Write one of {known}.")
    column = twin.edges[colour_by][links.edges]
    if colour_by == "confidence":
        return Numbers("Confidence", "", column.astype(np.float64))
    names = np.where(column.astype(str) == "", "unknown", column.astype(str))
    first = [str(one) for one in Provenance] if colour_by == "provenance" else []
    labels = [*first, *(name for name in _by_count(names) if name not in first)]
    return Groups(colour_by, tuple(labels), np.array([labels.index(name) for name in names.tolist()], dtype=np.int64))


def _by_count(names: Array) -> list[str]:
    labels, counts = np.unique(names, return_counts=True)
    return [str(labels[at]) for at in np.lexsort((labels, -counts, labels == "unknown"))]


def _colours(twin: Twin, links: Links, colour_by: str) -> NDArray[np.float64]:
    """Return the colour of each link, 0 to 1 [-], (n, 3)."""
    values = _values(twin, links, colour_by)
    if isinstance(values, Numbers):
        return sequential(np.nan_to_num(values.values))
    if colour_by == "relation":
        return np.asarray(categorical(len(values.labels))[values.codes])
    known = {"provenance": PROVENANCE, "commodity": COMMODITIES}[colour_by]
    return np.array([rgb(known.get(label, OTHER)) for label in values.labels]).reshape(-1, 3)[values.codes]


def _rgb(tone: Array) -> tuple[float, float, float]:
    red, green, blue = tone.tolist()
    return red, green, blue


def _offsets(relations: Array, unit: float) -> NDArray[np.float64]:
    """Return how far links are lifted so that different relations of the same things lie side by side [m], (n, 3)."""
    order = list(dict.fromkeys(relations.tolist()))
    lift = np.array([order.index(name) for name in relations.tolist()], dtype=np.float64) * 2.5 * unit
    return np.asarray(lift[:, None] * np.array((0.0, 0.0, 1.0)))


def _has_arrow(twin: Twin, links: Links) -> NDArray[np.bool_]:
    """Return which links get an arrowhead: those with a direction, and those that are cut off."""
    directed = ~np.isin(twin.edges["relation"][links.edges].astype(str), UNDIRECTED)
    return np.asarray(directed | (links.cut != 0))


def _tubes(ways: Array, radius: Array, dash: float | None) -> Faces:
    """Return the tubes along some ways, broken into dashes of a length [m] or not."""
    ends = np.stack((ways[:, :-1], ways[:, 1:]), axis=2)
    way, piece = np.nonzero(np.linalg.norm(ends[:, :, 1] - ends[:, :, 0], axis=2) > 1e-6)
    ends = ends[way, piece]
    if dash is not None:
        ends, owner = dashes(ends, dash)
        way = way[owner]
    points, faces, owner = tubes(ends, radius[way])
    return points, faces, way[owner]


def _arrows(ways: Array, cut: Array, radius: Array) -> Faces:
    """Return an arrowhead on the longest piece of each way; of those cut off, where they are cut."""
    pieces = np.diff(ways, axis=1)
    lengths = np.linalg.norm(pieces, axis=2)
    rows, at = np.arange(len(ways)), lengths.argmax(axis=1)
    length = lengths[rows, at]
    direction = pieces[rows, at] / np.maximum(length, 1e-9)[:, None]
    size = np.minimum(_ARROW * radius, 0.2 * length)
    tips = ways[rows, at] + direction * (0.5 * length + 2 * size)[:, None]
    for sign, tip, before in ((1, 5, 1), (-1, 0, 4)):
        here = cut == sign
        stub = ways[here, tip] - ways[here, before]
        direction[here] = stub / np.maximum(np.linalg.norm(stub, axis=1, keepdims=True), 1e-9)
        size[here] = _ARROW * radius[here]
        tips[here] = ways[here, tip] + direction[here] * size[here, None]
    return cones(tips, direction, size)


def _ends(twin: Twin, links: Links, *, origin: Array, unit: float, role: Array, tones: Array) -> Layer:
    """Return the markers: balls for rooms, diamonds for what one passes through, cubes for things, all in one mesh."""
    whole = np.isin(twin.nodes["kind"][links.nodes].astype(str), WHOLES)
    rooms = ~whole & (role[links.nodes] == SPACE)
    things = ~whole & ~rooms
    sets = (
        (ball(), links.places[rooms], links.nodes[rooms], _BALL, tones[links.nodes[rooms]]),
        (cube(), links.places[things], links.nodes[things], _OF_OTHERS, tones[links.nodes[things]]),
        (cube(), links.places[whole], links.nodes[whole], _CUBE, np.array(rgb(WHOLE))),
        (diamond(), links.via_places, links.vias, _DIAMOND, tones[links.vias]),
        (cube(), links.outside, np.full(len(links.outside), -1), _CUBE, np.array(rgb(OUTSIDE))),
    )
    parts: list[Faces] = []
    nodes: list[Array] = []
    colours: list[Array] = []
    for shape, places, rows, size, tone in sets:
        points, faces, owner = markers(shape, places - origin, np.full(len(places), size * unit))
        parts.append((points, faces, owner))
        nodes.append(rows[owner])
        colours.append(np.broadcast_to(tone, (len(places), 3))[owner])
    points, faces, _ = joined(parts)
    mesh = painted(_mesh(points, faces), np.concatenate(nodes), np.concatenate(colours), 1.0)
    return Layer("ends of links", Surface.SOLID, mesh)


def _mesh(points: Array, faces: Array) -> Any:
    return pv.PolyData.from_regular_faces(points.astype(np.float32), faces)
