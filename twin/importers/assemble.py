"""From what each file says to the twin of an estate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from twin.importers.containment import nearest
from twin.importers.federation import federated
from twin.importers.gather import gathered
from twin.importers.identity import representatives, with_ids
from twin.importers.ifc.read import Reading
from twin.importers.kernels.protocol import Tessellation
from twin.importers.places import common_crs, placed
from twin.importers.shapes import with_shapes
from twin.model.algebra import Tables, joined, merged, without_orphans
from twin.model.columns import Columns
from twin.model.findings import Finding, Severity
from twin.model.kinds import Kind
from twin.model.schema import TABLES, table_of_findings
from twin.model.twin import Twin

__all__ = ["assembled"]

_ANCESTORS: Final = {"building": Kind.BUILDING, "storey": Kind.STOREY}


def assembled(
    readings: Sequence[Reading],
    tessellations: Sequence[Tessellation],
    *,
    crs: str | None = None,
    kept: Tables | None = None,
) -> Twin:
    """Return the twin of some files.

    Parameters
    ----------
    readings : what each file says
    tessellations : the meshes of each
    crs : reference system of the estate, in place of the first one that a file names
    kept : tables of sources that were imported before and stay as they are
    """
    system = common_crs(list(readings), crs=crs)
    matrices, findings = placed(list(readings), system)
    parts = [
        {**with_shapes(reading, tessellation, matrix), "findings": table_of_findings(reading.findings)}
        for reading, tessellation, matrix in zip(readings, tessellations, matrices, strict=True)
    ]
    tables = joined([*parts, *([kept] if kept else [])])
    one = federated(tables, representatives(tables["nodes"]))
    known = [{"same_as": tables["same_as"]}] if "same_as" in tables else []
    tables = gathered(tables, one.same, one.order) | joined([*known, {"same_as": one.same_as}])
    tables = merged(tables, one.same)
    tables["nodes"] = _with_places(Columns({**tables["nodes"], **with_ids(tables)}, tables["nodes"].length))
    tables = without_orphans(tables)
    found = [*findings, *one.findings, *_check_shapes(tables, [one.source.name for one in readings], tessellations)]
    known_already = set(Twin(tables).findings)  # of files that stay as they are
    found = [one for one in found if one not in known_already]
    tables |= joined([{"findings": tables["findings"]}, {"findings": table_of_findings(found)}])
    return Twin({name: tables[name] for name in TABLES if name in tables}, {"crs": system})


def _with_places(nodes: Columns) -> Columns:
    """Return the nodes with the building and storey that each belongs to, found by going up from parent to parent."""
    columns = dict(nodes)
    for column, kind in _ANCESTORS.items():
        columns[column] = nearest(nodes["parent"], nodes["kind"] == kind)
    return Columns(columns, nodes.length)


def _check_shapes(tables: Tables, files: Sequence[str], tessellations: Sequence[Tessellation]) -> list[Finding]:
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
    for file, tessellation in zip(files, tessellations, strict=True):
        for step, reason in sorted(tessellation.failed.items()):
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
