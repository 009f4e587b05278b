"""Where equipment and furniture are placed by their shapes, beside where they are known to be.

Run it as ``python benchmarks/equipment.py FOLDER``, with FOLDER the real files. Three truths, none of which the method
reads; each thing in another room is listed with its distance to either.

- The ten-storey block: the area of each fixture in the truth file (``Tag`` is its id, ``IfcSpace.Name`` the area's).
- Duplex: the devices and furniture of the handover file with their rooms, the same things as in the models of
  architecture and electrical by the number at the end of their names; rooms are compared by code. The declared rooms of
  the models themselves are hidden.
- Models that declare rooms of their things themselves: these are hidden.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from twin.importers.pipeline import Options, import_files
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.inference.standing import off_space
from twin.model.columns import Columns
from twin.model.kinds import Kind
from twin.model.twin import Twin

SWISS = "swiss_apartments/block_2656_10floors_ifc4.ifc"
TRUTH = "swiss_apartments/block_2656_10floors_truth.json"
DUPLEX = ("duplex/Ifc2x3_Duplex_Architecture.ifc", "duplex/Ifc2s3_Duplex_Electrical.ifc")
HANDOVER = "duplex/2012-03-23-Duplex-Handover.ifc"
DECLARING = ("opensmarthome/04_Flat.ifc", DUPLEX[0])


def main() -> None:
    """Print one paragraph per truth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    facts = imported(folder, SWISS)
    by_tag = {facts.nodes["tag"][row]: row for row in things(facts)}
    compare("ten-storey block, fixtures of the plans", placed(facts), swiss_rooms(folder), by_tag)
    facts = hidden(imported(folder, *DUPLEX))
    by_number = {facts.nodes["name"][row].rpartition(":")[2]: row for row in things(facts)}
    compare("Duplex, devices and furniture of the handover", placed(facts), handover_rooms(folder), by_number)
    for name in DECLARING:
        said = imported(folder, name)
        rooms, rows = said.nodes["parent"], things(said)
        known = {said.nodes["id"][row]: said.nodes["name"][rooms[row]] for row in rows if in_space(said, row)}
        compare(f"{name}, as declared", placed(hidden(said)), known, {said.nodes["id"][row]: row for row in rows})


def imported(folder: Path, *names: str) -> Twin:
    """Return the facts of some files."""
    return import_files([folder / name for name in names], Options()).twin


def in_space(twin: Twin, row: int) -> bool:
    """Return whether a thing is declared in a space."""
    parent = twin.nodes["parent"][row]
    return bool(parent >= 0 and twin.nodes["kind"][parent] == Kind.SPACE)


def hidden(twin: Twin) -> Twin:
    """Return the twin with things declared in spaces put into their storeys instead."""
    nodes = twin.nodes
    parent = nodes["parent"].copy()
    rows = [row for row in range(nodes.length) if nodes["kind"][row] != Kind.SPACE and in_space(twin, row)]
    parent[rows] = nodes["storey"][rows]
    return replace(twin, tables={**twin.tables, "nodes": Columns({**nodes, "parent": parent}, nodes.length)})


def placed(twin: Twin) -> Twin:
    """Return the twin with the places of its equipment."""
    return applied(twin, layers()["equipment"].infer(twin))


def things(twin: Twin) -> list[int]:
    """Return equipment and furniture."""
    return [int(row) for row in twin.rows(Kind.EQUIPMENT, Kind.ELEMENT)]


def swiss_rooms(folder: Path) -> dict[str, str]:
    """Return the area of each fixture that has one."""
    floors = json.loads((folder / TRUTH).read_text(encoding="utf-8"))["floors"]
    items = (item for floor in floors for item in floor["items"] if item["type"] != "stairs")
    return {str(item["id"]): str(item["area"]) for item in items if item["area"]}


def handover_rooms(folder: Path) -> dict[str, str]:
    """Return the room of each device and piece of furniture by the number of the thing in its model."""
    facts = imported(folder, HANDOVER)
    nodes = facts.nodes
    rows = [
        row for row in things(facts) if in_space(facts, row) and nodes["ifc_class"][row] not in {"IfcDoor", "IfcWindow"}
    ]
    return {nodes["description"][row].rpartition(":")[2]: nodes["name"][nodes["parent"][row]] for row in rows}


def compare(title: str, twin: Twin, truth: Mapping[str, str], row_of: Mapping[str, int]) -> None:
    """Print how many things are in their rooms, and list the others."""
    nodes, edges = twin.nodes, twin.edges
    chosen = np.isin(edges["method"].astype(str), ("inside", "beside", "above-ceiling"))
    space = dict(zip(edges["target"][chosen].tolist(), edges["source"][chosen].tolist(), strict=True))
    known = {key: room for key, room in truth.items() if key in row_of}
    wrong = [(row_of[key], room) for key, room in known.items() if found(nodes, space, row_of[key]) != room]
    print(f"{title}: {len(known) - len(wrong)} of {len(known)} in their room ({len(truth)} known)")
    rooms = {nodes["name"][row]: int(row) for row in twin.rows(Kind.SPACE)}
    for row, room in wrong:
        there = rooms.get(room, -1)
        gap = off_space(twin, np.array([row]), np.array([there]))[0] if there >= 0 else float("nan")
        print(f"  {nodes['name'][row]}: {found(nodes, space, row) or 'nowhere'}, not {room}, {gap:.2f} m away")


def found(nodes: Columns, space: Mapping[int, int], row: int) -> str:
    """Return the name of the space a thing was placed in."""
    return str(nodes["name"][space[row]]) if row in space else ""


if __name__ == "__main__":
    main()
