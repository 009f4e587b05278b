"""Write the graph of a twin as node-link JSON or GraphML."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["run"]


def run(estate: Path, *, output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None) -> None:
    """Write the graph of a twin as node-link JSON or GraphML.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    output
        File to write, .json or .graphml; without it JSON is printed.
    """
    import json

    from twin.analysis.graph import graph_of, node_link
    from twin.cli.output import print_message
    from twin.errors import OutputError, UsageError
    from twin.store.load import load

    twin = load(estate)
    if output is None:
        print(json.dumps(node_link(twin), ensure_ascii=False))
        return
    if output.suffix not in {".json", ".graphml"}:
        raise UsageError(output, "is neither .json nor .graphml", "Name the file so that its form is clear.")
    try:
        if output.suffix == ".json":
            output.write_text(json.dumps(node_link(twin), ensure_ascii=False), encoding="utf-8")
        else:
            import networkx as nx

            graph = graph_of(twin)
            for *_, attributes in graph.edges(data=True):
                if attributes["value"] is None:  # GraphML knows no null
                    del attributes["value"]
            nx.write_graphml(graph, output)
    except OSError as error:
        raise OutputError(output, f"cannot be written ({error.strerror})", "Choose another place.") from error
    print_message(f"{output}: {twin.nodes.length} nodes, {twin.edges.length} edges")
