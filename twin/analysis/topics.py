"""What an architect is asked to look at: findings gathered by kind and thing, each with a place to look from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.findings import Finding, Severity
from twin.model.twin import Twin

__all__ = ["Camera", "Topic", "topics_of"]

_NEAREST_M: Final = 3.0
"""A step closer, and a person sees a door but not the wall that it stands in."""
_ROOM: Final = 2.2
"""Radii between eye and middle at which a thing fills a view of 60 degrees, with some of what is around it."""
_DOWN: Final = 0.5
"""Fall of the line of sight per metre: steep enough to see over a parapet, flat enough to see a façade."""
_ORDER: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True, slots=True)
class Camera:
    """Where to look from, in the coordinates of a file in metres.

    Parameters
    ----------
    eye : position [m], (3,)
    direction : unit vector of sight, (3,)
    up : unit vector upwards in the picture, (3,)
    """

    eye: NDArray[np.float64]
    direction: NDArray[np.float64]
    up: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Topic:
    """Findings of one kind about one thing.

    Parameters
    ----------
    code : kind of finding
    severity : the gravest of them
    title : one line
    description : what was found and what to do about it
    file : source file, empty if it concerns several
    global_id : GlobalId of the thing in the file, empty if it concerns the file
    camera : where to look from, None for a thing without shape
    """

    code: str
    severity: Severity
    title: str
    description: str
    file: str
    global_id: str
    camera: Camera | None


def topics_of(twin: Twin, findings: Iterable[Finding], *, most: int = 200) -> list[Topic]:
    """Return the topics of findings, the gravest first; those beyond the most are counted in one last topic.

    Parameters
    ----------
    twin : the twin that the findings are about
    findings : what was found
    most : how many topics someone can work through
    """
    ranked = sorted(findings, key=_key)
    groups = [list(group) for _, group in groupby(ranked, key=_key)]
    places = _Places(twin)
    shown, rest = (groups, []) if len(groups) <= most else (groups[: most - 1], groups[most - 1 :])
    return [places.topic(group) for group in shown] + ([_rest(rest)] if rest else [])


def _key(one: Finding) -> tuple[int, str, str, str, str]:
    return _ORDER.index(one.severity), one.code, one.file, one.global_id, one.name if not one.global_id else ""


def _rest(groups: Sequence[Sequence[Finding]]) -> Topic:
    counts = Counter(one.code for group in groups for one in group)
    listed = "\n".join(f"{count} × {code}" for code, count in sorted(counts.items()))
    title = f"{counts.total()} more findings about {len(groups)} things"
    return Topic("more-findings", Severity.INFO, title, f"Not shown one by one:\n{listed}", "", "", None)


class _Places:
    """Where things stand in the coordinates of their files."""

    def __init__(self, twin: Twin) -> None:
        self._twin = twin
        self._files = twin["sources"]["name"].tolist()
        self._rows: dict[tuple[str, str], int] = {}
        nodes, same = twin.nodes, twin["same_as"]
        for table, rows in ((same, same["node"].tolist()), (nodes, range(nodes.length))):
            for identity, source, row in zip(table["global_id"].tolist(), table["source"].tolist(), rows, strict=True):
                self._rows[identity, self._files[source] if source >= 0 else ""] = row
                self._rows.setdefault((identity, ""), row)

    def topic(self, group: Sequence[Finding]) -> Topic:
        """Return the topic of findings of one kind about one thing."""
        first = group[0]
        messages = list(dict.fromkeys(f"{one.message.rstrip('.')}." for one in group))
        remedies = list(dict.fromkeys(one.remedy for one in group if one.remedy))
        about = f": {first.name}" if first.name else f": {first.file}" if first.file else ""
        title = first.code.replace("-", " ").capitalize() + about
        row = self._rows.get((first.global_id, first.file), -1) if first.global_id else -1
        file = first.file or self._file(row)
        text = "\n".join([*messages, *remedies])
        return Topic(first.code, first.severity, title, text, file, first.global_id, self._camera(row, file))

    def _file(self, row: int) -> str:
        source = int(self._twin.nodes["source"][row]) if row >= 0 else -1
        return str(self._files[source]) if source >= 0 else ""

    def _camera(self, row: int, file: str) -> Camera | None:
        nodes = self._twin.nodes
        if row < 0 or nodes["mesh"][row] < 0 or file not in self._files:
            return None
        inverse = np.linalg.inv(np.vstack((self._twin["sources"]["transform"][self._files.index(file)], (0, 0, 0, 1))))
        box, whole = nodes["box"][row], self._around(row)
        middle = box.mean(axis=0)
        outwards = middle[:2] - whole
        if np.hypot(*outwards) < 0.1:  # in the very middle any side is as good
            outwards = np.array((-1.0, -1.0))
        direction = np.array((*(-outwards / np.hypot(*outwards)), -_DOWN))
        direction /= np.linalg.norm(direction)
        distance = max(_NEAREST_M, _ROOM * float(np.linalg.norm(box[1] - box[0])) / 2)
        return _in_file(middle - distance * direction, direction, inverse)

    def _around(self, row: int) -> Array:
        """Return the middle in plan of the building that a thing belongs to [m], (2,)."""
        nodes = self._twin.nodes
        others = (nodes["building"] == nodes["building"][row]) & (nodes["mesh"] >= 0)
        box = nodes["box"][others]
        return np.asarray((box[:, 0].min(axis=0) + box[:, 1].max(axis=0))[:2] / 2)


def _in_file(eye: Array, direction: Array, inverse: Array) -> Camera:
    """Return the camera in the coordinates of a file; the scale of a map conversion is taken off the directions."""
    turned = inverse[:3, :3] @ direction
    turned /= np.linalg.norm(turned)
    right = np.cross(turned, (0.0, 0.0, 1.0))
    up = np.cross(right / np.linalg.norm(right), turned)
    return Camera(inverse[:3, :3] @ eye + inverse[:3, 3], turned, up)
