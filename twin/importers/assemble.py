"""From what each file says to the twin of an estate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import numpy as np

from twin.importers.containment import nearest
from twin.importers.federation import federated
from twin.importers.gather import gathered
from twin.importers.identity import representatives, with_ids
from twin.importers.ifc.read import Reading
from twin.importers.places import common_crs, placed
from twin.importers.shapes import Meshed, with_shapes
from twin.model.algebra import Tables, joined, merged, without_orphans
from twin.model.columns import Columns
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.schema import TABLES, table_of_findings
from twin.model.twin import Twin

__all__ = ["assembled"]

_ANCESTORS: Final = {"building": Kind.BUILDING, "storey": Kind.STOREY}


def assembled(read: Iterable[tuple[Reading, Meshed]], *, crs: str | None = None, kept: Tables | None = None) -> Twin:
    """Return the twin of some files.

    Parameters
    ----------
    read : what each file says, and its meshes; let go of as soon as it is joined, for the tables of a large estate are
        too big to have twice
    crs : reference system of the estate, in place of the first one that a file names
    kept : tables of sources that were imported before and stay as they are
    """
    tables, findings, system, failed = _joined(read, crs, kept)
    one = federated(tables, representatives(tables["nodes"]))
    known = [{"same_as": tables["same_as"]}] if "same_as" in tables else []
    tables = gathered(tables, one.same, one.order) | joined([*known, {"same_as": one.same_as}])
    tables = merged(tables, one.same)
    tables["nodes"] = _with_places(Columns({**tables["nodes"], **with_ids(tables)}, tables["nodes"].length))
    tables = without_orphans(tables)
    found = [*findings, *one.findings, *_check_shapes(tables, failed)]
    known_already = set(Twin(tables).findings)  # of files that stay as they are
    found = [one for one in found if one not in known_already]
    tables |= joined([{"findings": tables["findings"]}, {"findings": table_of_findings(found)}])
    return Twin({name: tables[name] for name in TABLES if name in tables}, {"crs": system})


def _joined(
    read: Iterable[tuple[Reading, Meshed]], crs: str | None, kept: Tables | None
) -> tuple[dict[str, Columns], list[Finding], str | None, dict[str, Mapping[int, str]]]:
    """Return the tables of all files in one place, what was odd about places, the system, and what has no mesh."""
    pairs = list(read)
    readings = [reading for reading, _ in pairs]
    system = common_crs(readings, crs=crs)
    matrices, findings = placed(readings, system)
    parts = [
        {**with_shapes(reading, shapes, matrix), "findings": table_of_findings(reading.findings)}
        for (reading, shapes), matrix in zip(pairs, matrices, strict=True)
    ]
    failed = {reading.source.name: shapes.told.failed for reading, shapes in pairs}
    return joined([*parts, *([kept] if kept else [])]), findings, system, failed


def _with_places(nodes: Columns) -> Columns:
    """Return the nodes with the building and storey that each belongs to, found by going up from parent to parent."""
    columns = dict(nodes)
    for column, kind in _ANCESTORS.items():
        columns[column] = nearest(nodes["parent"], nodes["kind"] == kind)
    return Columns(columns, nodes.length)


def _check_shapes(tables: Tables, without: Mapping[str, Mapping[int, str]]) -> list[Finding]:
    nodes = tables["nodes"]
    names = tables["sources"]["name"]
    bare = np.flatnonzero((nodes["kind"] == Kind.SPACE) & (nodes["mesh"] < 0))
    found = [
        Finding(
            "space-without-geometry",
            Severity.WARNING,
            f"Space {nodes['name'][row]!r} has no shape, so nothing can be found out about what it touches",
            "Export the spaces with their bodies.",
            names[nodes["source"][row]],
            nodes["global_id"][row],
            nodes["name"][row],
        )
        for row in bare.tolist()
    ]
    by_step = {
        (names[source], step): row
        for row, (source, step) in enumerate(zip(nodes["source"], nodes["step_id"], strict=True))
    }
    for file, failed in without.items():
        for step, reason in sorted(failed.items()):
            row = by_step.get((file, step), -1)
            if reason != "empty" and row >= 0:
                found.append(_without_mesh(nodes, row, file, reason))
    return found


def _without_mesh(nodes: Columns, row: int, file: str, reason: str) -> Finding:
    return Finding(
        "without-mesh",
        Severity.ERROR,
        f"No kernel could give {nodes['ifc_class'][row]} {nodes['name'][row]!r} a shape ({reason})",
        "Model it more simply in the authoring tool, or export it as a triangulated body.",
        file,
        nodes["global_id"][row],
        nodes["name"][row],
    )
