"""Dwellings found from topology and names, beside those that authors declared.

Run it as ``python benchmarks/dwellings.py FOLDER [--list MODEL]``, with FOLDER the real files. Zones are removed
before anything is inferred. A dwelling counts as found if its set of spaces is exactly the declared one; spaces in
which the two differ are listed. Spaces without any door (shafts) lie in a dwelling by their neighbours alone and are
counted apart.

- The ten-storey block: the flat of each area in the truth file, which gives it for ten flats. For all 39 the plans
  are asked: areas with a kitchen that hang together by the open links and doors of the truth file, without the doors
  that it calls entrance doors and without staircases and lifts.
- Smiley-West: its five zones. FZK-Haus: the whole house. The Institute: none, for it is an office.
- Duplex: the zones of the handover file, by room code.

``--list`` prints the dwellings of one model with the names of their spaces.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np

from twin.importers.pipeline import Options, import_files
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.model.algebra import keep_rows
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.schema import TABLES
from twin.model.twin import Twin

LAYERS = {"exterior", "use", "doors", "openplan", "stairs", "lifts", "dwellings"}
DUPLEX = "duplex/Ifc2x3_Duplex_Architecture.ifc"
HANDOVER = "duplex/2012-03-23-Duplex-Handover.ifc"
SMILEY = "smileywest/231110AC-11-Smiley-West-04-07-2007.ifc"
FZK = "thatopen/AC20-FZK-Haus.ifc"
INSTITUTE = "bimserver_testfiles/AC11-Institute-Var-2-IFC.ifczip"
SWISS = "swiss_apartments/block_2656_10floors_ifc4.ifc"
TRUTH = "swiss_apartments/block_2656_10floors_truth.json"
Flats = list[frozenset[str]]


def main() -> None:
    """Print one paragraph per model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--list", dest="listed", metavar="MODEL", help="part of the name of a model")
    arguments = parser.parse_args()
    for name in (SWISS, SMILEY, DUPLEX, FZK, INSTITUTE):
        if arguments.listed and arguments.listed not in name:
            continue
        facts = import_files([arguments.folder / name], Options()).twin
        found = inferred(without_zones(facts))
        print(f"{name}: {len(flats(found))} dwellings")
        if arguments.listed:
            print("\n".join(described(found)))
        for title, truth, ignored in truths(arguments.folder, name, facts):
            compare(title, truth, flats(found), ignored)


def inferred(twin: Twin) -> Twin:
    """Return the twin with its dwellings."""
    for name, layer in layers().items():
        if name in LAYERS:
            twin = applied(twin, layer.infer(twin))
    return twin


def without_zones(twin: Twin) -> Twin:
    """Return the twin as if nobody had declared a zone."""
    tables = {name: twin[name] for name in TABLES}
    return Twin(keep_rows(tables, {"nodes": twin.nodes["kind"] != Kind.ZONE}), twin.meta)


def flats(twin: Twin) -> Flats:
    """Return the names of the spaces of each zone that is a dwelling."""
    nodes, edges = twin.nodes, twin.edges
    zones = np.flatnonzero((nodes["use"] == "dwelling") & (nodes["kind"] == Kind.ZONE))
    return [members(twin, zone) for zone in zones.tolist() if (edges["source"] == zone).any()]


def members(twin: Twin, zone: int) -> frozenset[str]:
    """Return the names of the spaces that a zone groups."""
    edges = twin.edges
    rows = edges["target"][(edges["source"] == zone) & (edges["relation"] == Relation.GROUPS)]
    return frozenset(twin.nodes["name"][rows[twin.nodes["kind"][rows] == Kind.SPACE]].tolist())


def truths(folder: Path, name: str, facts: Twin) -> Iterator[tuple[str, Flats, frozenset[str]]]:
    """Yield what is declared for a model: a title, the dwellings, spaces to leave out."""
    spaces = frozenset(facts.nodes["name"][facts.rows(Kind.SPACE)].tolist())
    declared = [members(facts, zone) for zone in facts.rows(Kind.ZONE).tolist()]
    if name == SWISS:
        floors = json.loads((folder / TRUTH).read_text(encoding="utf-8"))["floors"]
        shafts = frozenset(str(one["id"]) for floor in floors for one in floor["areas"] if one["type"] == "SHAFT")
        yield "flats of the truth file", of_units(floors), frozenset()
        yield "the same without shafts", of_units(floors), shafts
        yield "flats by the doors of the plans, without shafts", of_plans(floors), shafts
    elif name == SMILEY:
        yield "its zones", declared, frozenset()
    elif name == DUPLEX:
        handover = import_files([folder / HANDOVER], Options()).twin
        yield "zones of the handover", [members(handover, zone) for zone in handover.rows(Kind.ZONE)], frozenset()
    else:
        yield "whole house" if name == FZK else "no dwelling", [spaces] if name == FZK else [], frozenset()


def of_units(floors: list[dict[str, list[dict[str, object]]]]) -> Flats:
    """Return the areas of each unit."""
    units: dict[str, set[str]] = {}
    for floor in floors:
        for area in floor["areas"]:
            if area["unit"]:
                units.setdefault(str(area["unit"]), set()).add(str(area["id"]))
    return [frozenset(one) for one in units.values()]


def of_plans(floors: list[dict[str, list[dict[str, object]]]]) -> Flats:
    """Return the areas that hang together without entrance doors, staircases and lifts, if a kitchen is among them."""
    graph: nx.Graph[str] = nx.Graph()
    sort = {str(area["id"]): area["type"] for floor in floors for area in floor["areas"]}
    graph.add_nodes_from(sort)
    for floor in floors:
        graph.add_edges_from(tuple(map(str, one)) for one in floor["open"])
        graph.add_edges_from(tuple(map(str, one["areas"])) for one in floor["doors"] if is_inner(one))
    graph.remove_nodes_from([one for one, of in sort.items() if of in {"STAIRCASE", "ELEVATOR"}])
    return [frozenset(one) for one in nx.connected_components(graph) if any(sort[area] == "KITCHEN" for area in one)]


def is_inner(door: dict[str, object]) -> bool:
    """Return whether a door of the truth file joins two areas of a flat."""
    areas = door["areas"]
    return isinstance(areas, list) and len(areas) == 2 and door["type"] != "entrance_door"


def compare(title: str, truth: Flats, found: Flats, ignored: frozenset[str]) -> None:
    """Print how many dwellings are exactly as declared, and how the others differ."""
    seen = [one - ignored for one in found]
    declared = [one - ignored for one in truth]
    exact = sum(one in seen for one in declared)
    print(f"  {title}: {exact} of {len(declared)} exactly" + (f", {len(found)} found" if not declared else ""))
    for one in declared:
        if one not in seen:
            nearest = max(seen, key=lambda other: len(one & other), default=frozenset())
            print(f"    missing {sorted(one - nearest)}, too many {sorted(nearest - one)}")


def described(twin: Twin) -> list[str]:
    """Return a line for each dwelling."""
    nodes, edges, lines = twin.nodes, twin.edges, []
    for zone in np.flatnonzero(nodes["use"] == "dwelling").tolist():
        rows = edges["target"][(edges["source"] == zone) & (edges["relation"] == Relation.GROUPS)]
        doors = edges["target"][(edges["source"] == zone) & (edges["method"] == "entrance")]
        spaces = ", ".join(sorted(f"{nodes['name'][row]} {nodes['long_name'][row]}".strip() for row in rows))
        entrance = " ".join(nodes["name"][doors].tolist()) or "no entrance"
        lines.append(f"  {nodes['name'][zone]} ({entrance}; {nodes['area'][zone]:.1f} m²): {spaces}")
    return lines


if __name__ == "__main__":
    main()
