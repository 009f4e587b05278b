"""Say what a twin holds."""

from __future__ import annotations

from pathlib import Path

__all__ = ["run"]


def run(estate: Path, *, json: bool = False) -> None:
    """Say what a twin holds.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    json
        Print as JSON.
    """
    from twin.analysis.summary import summary
    from twin.cli.output import print_json, print_table
    from twin.store.load import load

    counts = summary(load(estate))
    if json:
        print_json(counts)
        return
    kinds = sorted(counts["nodes"].keys() | counts["inferred"].keys())
    rows = [(kind, counts["nodes"].get(kind, 0), counts["inferred"].get(kind, 0)) for kind in kinds]
    print_table(("kind", "in the models", "inferred"), rows, title=f"{estate} · CRS {counts['crs'] or 'local'}")
    print_table(("relation", "edges"), counts["relations"].items())
    print_table(("provenance", "edges"), counts["provenance"].items())
    print_table(("finding", "times"), counts["findings"].items())
    columns = ("name", "schema", "application", "project", "georeference")
    print_table(columns, ([source[column] for column in columns] for source in counts["sources"]))
