"""Supply networks: what is found where ports, connections or both are hidden, against what the files declare.

Run from the root of the repository: ``python benchmarks/networks.py [folder of real files]``. Truth are the pairs of
things whose ports are declared to be connected; the method sees a twin without the connections, or without the ports.
For models that declare none the table says what was found and by which method, with nothing to compare it to.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np

from twin.importers.pipeline import Options, import_files
from twin.inference.layer import applied
from twin.inference.run import inferred, layers
from twin.model.algebra import keep_rows
from twin.model.twin import Twin

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "data"
DECLARING = [
    DATA / "hydraulic_graded" / "B01_2.ifc",
    DATA / "bim2sim" / "hvac_heating.ifc",
    ROOT / "ifc_samples" / "residence.ifc",
]
SILENT = [
    DATA / "pcert_ifc4x3" / "Building-Hvac.ifc",
    DATA / "pcert_infra" / "Infra-Plumbing.ifc",
    DATA / "duplex" / "2012-03-23-Duplex-Handover.ifc",
    DATA / "duplex" / "Ifc2s3_Duplex_Electrical.ifc",
]
WAYS = {
    ("IfcBoiler", "IfcSpaceHeater"): ("heating_flow", "heating"),
    ("IfcFlowMeter", "IfcSanitaryTerminal"): ("cold_water",),
}


def without_connections(twin: Twin) -> Twin:
    """Return the twin with ports that nobody joined."""
    return Twin(keep_rows(twin.tables, {"edges": twin.edges["relation"] != "connects"}), twin.meta)


def without_ports(twin: Twin) -> Twin:
    """Return the twin without ports."""
    return Twin(keep_rows(twin.tables, {"nodes": twin.nodes["kind"] != "port"}), twin.meta)


def with_layers_before(facts: Twin) -> Twin:
    """Return the twin as the layer of supply sees it."""
    for name, layer in layers().items():
        if name == "supply":
            return facts
        if not getattr(layer, "OPTIONAL", False):
            facts = applied(facts, layer.infer(facts))
    return facts


def links(twin: Twin, provenance: tuple[str, ...]) -> dict[frozenset[str], tuple[str, str, str]]:
    """Return the found links: source, target and method by the pair of their ends."""
    edges, ids = twin.edges, twin.nodes["id"]
    rows = np.flatnonzero((edges["relation"] == "feeds") & np.isin(edges["provenance"].astype(str), provenance))
    ends = [(ids[edges["source"][row]], ids[edges["target"][row]], edges["method"][row]) for row in rows]
    return {frozenset(one[:2]): one for one in ends}


def fed(twin: Twin) -> str:
    """Return how many terminals a directed way reaches from their source."""
    edges, classes, told = twin.edges, twin.nodes["ifc_class"], []
    for (source, terminal), words in WAYS.items():
        feeds = (edges["relation"] == "feeds") & np.isin(edges["commodity"].astype(str), words)
        graph = nx.DiGraph(zip(edges["source"][feeds].tolist(), edges["target"][feeds].tolist(), strict=True))
        roots = [row for row in np.flatnonzero(classes == source).tolist() if row in graph]
        reached = set().union(*(nx.descendants(graph, row) for row in roots)) if roots else set()
        ends = np.flatnonzero(classes == terminal).tolist()
        if ends and roots:
            told.append(f"{source} reaches {len(reached & set(ends))} of {len(ends)} {terminal}")
    return "; ".join(told)


def compare(path: Path, hide: Callable[[Twin], Twin]) -> None:
    """Print how the links found without some facts agree with the declared ones."""
    facts = import_files([path], Options()).twin
    truth = links(applied(facts, layers()["supply"].infer(facts)), ("declared",))
    before = with_layers_before(hide(facts))
    start = perf_counter()
    after = applied(before, layers()["supply"].infer(before))
    seconds = perf_counter() - start
    found = links(after, ("declared", "geometric"))
    both = truth.keys() & found.keys()
    directed = [pair for pair in both if not found[pair][2].endswith("-undirected")]
    said = [pair for pair in directed if not truth[pair][2].endswith(("-undirected", "-from-source"))]
    same = sum(truth[pair][:2] == found[pair][:2] for pair in said)
    print(
        f"{path.name:18} {hide.__name__:20} {len(truth):5} {len(found):5} {len(both) / max(1, len(found)):9.3f} "
        f"{len(both) / len(truth):6.3f} {len(directed):8} {same:5}/{len(said):<5} {seconds:6.2f} s  {fed(after)}"
    )
    told = {"missed": truth.keys() - found.keys(), "not declared": found.keys() - truth.keys()}
    nodes = facts.nodes
    row = {identity: place for place, identity in enumerate(nodes["id"])}
    for word, pairs in told.items():
        for pair in sorted(pairs, key=sorted):
            ends = " - ".join(
                f"{nodes['ifc_class'][row[one]]} {nodes['object_type'][row[one]]}" for one in sorted(pair)
            )
            print(f"    {word}: {ends}")


def describe(path: Path) -> None:
    """Print what was found in a model that declares nothing to compare with."""
    twin = inferred(import_files([path], Options()).twin)
    edges, feeds = twin.edges, twin.edges["relation"] == "feeds"
    print(path.name)
    words = zip(*(edges[name][feeds].tolist() for name in ("commodity", "provenance", "method")), strict=True)
    for words_of, count in sorted(Counter(words).items()):
        print(f"    {count:4} links: {', '.join(words_of)}")
    codes = ("port-unconnected", "network-in-pieces", "network-without-source", "system-without-source")
    for code, count in Counter(one.code for one in twin.findings if one.code in codes).items():
        print(f"    {count:4} findings: {code}")
    for one in twin.findings:
        if one.code in {"no-network", "terminal-unfed"}:
            print(f"    {one.code}: {one.message}")


def grade() -> None:
    """Print whether the four variants of one plant end as one network; their things have other GlobalIds in each."""
    networks = {}
    for number in (2, 3, 4, 5):
        twin = inferred(import_files([DATA / "hydraulic_graded" / f"B01_{number}.ifc"], Options()).twin)
        names, feeds = twin.nodes["object_type"], twin.edges["relation"] == "feeds"
        ends = zip(names[twin.edges["source"][feeds]], names[twin.edges["target"][feeds]], strict=True)
        networks[number] = sorted(tuple(sorted(pair)) for pair in ends)
        told = Counter(twin.edges["provenance"][feeds].tolist())
        print(f"B01_{number}: {dict(told)}, same pairs as B01_2: {networks[number] == networks[2]}")


def main() -> None:
    """Print the table."""
    grade()
    print(f"{'model':18} {'hidden':20} truth found precision recall directed same way   time")
    for path in DECLARING:
        for hide in (without_connections, without_ports):
            compare(path, hide)
    print()
    for path in SILENT:
        describe(path)


if __name__ == "__main__":
    main()
