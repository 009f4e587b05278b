"""Which things of several files are one, and what each is called.

The building that two discipline files were drawn in is one building: places, zones and systems of one class and one
GlobalId merge. An element with the GlobalId of another is another element, because copying in an authoring tool often
copies the identity too; a prefix tells such things apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final

import numpy as np

from twin.model.algebra import Tables
from twin.model.columns import Array, Columns, text
from twin.model.kinds import SPATIAL, Kind

__all__ = ["representatives", "with_ids"]

_SHARED: Final = (*SPATIAL, Kind.ZONE, Kind.SYSTEM, Kind.GROUP)


def representatives(nodes: Columns) -> Array:
    """Return for each node the row of the node that stands for it: the first of those that are one thing.

    Only things of different files merge; two with one GlobalId within a file are two.
    """
    first: dict[tuple[str, str, int], int] = {}
    result = np.arange(nodes.length)
    seen: Counter[tuple[str, str, int]] = Counter()
    columns = (nodes[name].tolist() for name in ("kind", "ifc_class", "global_id", "source"))
    for row, (kind, ifc_class, identity, source) in enumerate(zip(*columns, strict=True)):
        if kind in _SHARED and identity:
            within = (ifc_class, identity, source)
            key = (ifc_class, identity, seen[within])  # the second one here is the second one there
            seen[within] += 1
            result[row] = first.setdefault(key, row)
    return result


def with_ids(tables: Tables) -> Columns:
    """Return the nodes with their ids: the GlobalId, behind a prefix where several things carry the same one.

    The prefix is the file's name if they stand in different files, and their number in the file if in one.
    """
    nodes, names = tables["nodes"], tables["sources"]["name"].tolist()
    sources = nodes["source"].tolist()
    plain = [identity or f"#{step}" for identity, step in zip(nodes["global_id"], nodes["step_id"], strict=True)]
    ids = _told_apart(plain, sources, [PurePath(name).stem for name in names])
    return Columns({**nodes, "id": text(ids)}, nodes.length)


def _told_apart(plain: Sequence[str], sources: Sequence[int], stems: Sequence[str]) -> list[str]:
    everywhere = Counter(plain)
    within = Counter(zip(plain, sources, strict=True))
    number: Counter[tuple[str, int]] = Counter()
    ids = []
    for identity, source in zip(plain, sources, strict=True):
        key = (identity, source)
        number[key] += 1
        prefix = stems[source] if everywhere[identity] > within[key] or identity.startswith("#") else ""
        count = str(number[key]) if within[key] > 1 else ""
        ids.append("~".join(part for part in (prefix, count, identity) if part))
    return ids
