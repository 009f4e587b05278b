"""What becomes one when the files of one building are imported together, and what must stay apart.

Run it as ``python benchmarks/federation.py FOLDER``, the folder with the real files. It prints three tables: what is
one in the Duplex, with the identities of its files and with these replaced in all files but the first; whether devices
that the electrical model draws stand in the rooms that the handover model names; and pairs of buildings that are two.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np

from twin.importers.pipeline import Options, import_files
from twin.model.twin import Twin

ARCHITECTURE, ELECTRICAL, HANDOVER = (
    "duplex/Ifc2x3_Duplex_Architecture.ifc",
    "duplex/Ifc2s3_Duplex_Electrical.ifc",
    "duplex/2012-03-23-Duplex-Handover.ifc",
)
PAIRS = (
    (ARCHITECTURE, "thatopen/AC20-FZK-Haus.ifc"),
    ("smileywest/231110AC-11-Smiley-West-04-07-2007.ifc", "thatopen/AC20-FZK-Haus.ifc"),
    ("opensmarthome/04_Flat.ifc", "thatopen/AC20-FZK-Haus.ifc"),
    (ELECTRICAL, "smileywest/231110AC-11-Smiley-West-04-07-2007.ifc"),
)
IDENTITY = re.compile(r"'([0-3])([0-9A-Za-z_$]{20})([0-9A-Za-z_$])'")
PLACE = re.compile(r",\(\d+,\d+,[\d,]+\),\(-?\d+,[-\d,]+\),")


def main() -> None:
    """Print the tables; the exit status is 1 if the order of files matters."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with tempfile.TemporaryDirectory() as scratch:
        duplex = [folder / one for one in (ARCHITECTURE, ELECTRICAL, HANDOVER)]
        foreign = [
            duplex[0],
            *(rewritten(path, Path(scratch) / path.name, IDENTITY, r"'\1\3\2'") for path in duplex[1:]),
        ]
        as_exported, renamed = imported(*duplex), imported(*foreign)
        print_joined({"as exported": as_exported, "identities replaced": renamed})
        print_devices(as_exported)
        print_flats({"as exported": as_exported, "identities replaced": renamed})
        same = len({what_is_one(imported(*order)) for order in permutations(duplex)}) == 1
        print(f"\nThe {len(list(permutations(duplex)))} orders of the three files join the same: {same}\n")
        print_apart(folder, Path(scratch))
    sys.exit(not same)


def imported(*paths: Path) -> Twin:
    """Return the twin of some files, without inference."""
    return import_files(list(paths), Options()).twin


def rewritten(path: Path, target: Path, what: re.Pattern[str], by: str) -> Path:
    """Write a model again with something replaced."""
    target.write_text(what.sub(by, path.read_text(encoding="latin-1")), encoding="latin-1")
    return target


def what_is_one(twin: Twin) -> frozenset[Any]:
    """Return which thing of which file is which node."""
    table, files = twin["same_as"], twin["sources"]["name"]
    rows = zip(*(table[name].tolist() for name in ("node", "source", "id")), strict=True)
    return frozenset((twin.nodes["global_id"][node], files[source], identity) for node, source, identity in rows)


def print_joined(twins: dict[str, Twin]) -> None:
    """Print how many nodes of each kind are one with those of another file, by what."""
    print("| Duplex | file | kind | joined by | number | value |\n|---|---|---|---|---|---|")
    for title, twin in twins.items():
        table, files, kinds = twin["same_as"], twin["sources"]["name"], twin.nodes["kind"]
        rows = zip(*(table[name].tolist() for name in ("node", "source", "method", "value")), strict=True)
        values: dict[tuple[str, str, str], list[float]] = {}
        for node, source, method, value in rows:
            values.setdefault((files[source], str(kinds[node]), method), []).append(value)
        for (file, kind, method), some in sorted(values.items()):
            known = [value for value in some if not np.isnan(value)]
            extent = f"{min(known):.3f} to {max(known):.3f}" if known else ""
            print(f"| {title} | {file} | {kind} | {method} | {len(some)} | {extent} |")
        left = Counter(str(kind) for kind in kinds.tolist())
        print(f"| {title} | all | nodes left | | {dict(sorted(left.items()))} | |")


def print_devices(twin: Twin) -> None:
    """Print for devices of both files the room that the handover names beside the one that they are drawn in."""
    nodes, same = twin.nodes, twin["same_as"]
    handover = twin["sources"]["name"].tolist().index(Path(HANDOVER).name)
    rows = same["node"][(same["source"] == handover) & (nodes["source"][same["node"]] != handover)]
    rows = rows[(nodes["kind"][rows] == "equipment") & (nodes["mesh"][rows] >= 0)]
    spaces = twin.rows("space")
    spaces = spaces[nodes["mesh"][spaces] >= 0]
    box = nodes["box"][spaces]
    agree, others = 0, []
    for row in rows.tolist():
        middle, room = nodes["box"][row].mean(axis=0), int(nodes["parent"][row])
        apart = np.maximum(np.maximum(box[:, 0] - middle, middle - box[:, 1]), 0)
        gap = np.linalg.norm(apart, axis=1)
        own = gap[spaces == room]
        if len(own) and own[0] <= gap.min() + 1e-9:
            agree += 1
        else:
            nearest = nodes["name"][spaces[gap.argmin()]]
            others.append((nodes["name"][row], nodes["name"][room], f"{own[0] if len(own) else np.nan:.2f}", nearest))
    print(f"\n{agree} of {len(rows)} devices of both files are drawn in the box of the room that the handover names.")
    print("\n| device | room in the handover | gap to it [m] | nearest room |\n|---|---|---|---|")
    for one in others:
        print("| " + " | ".join(map(str, one)) + " |")


def print_flats(twins: dict[str, Twin]) -> None:
    """Print the rooms that the zones of the handover group, and how many of them have a shape."""
    print("\n| Duplex | zone | rooms | with shape |\n|---|---|---|---|")
    for title, twin in twins.items():
        nodes, edges = twin.nodes, twin.edges
        for zone in twin.rows("zone").tolist():
            rooms = edges["target"][(edges["source"] == zone) & (edges["relation"] == "groups")]
            names = " ".join(sorted(nodes["name"][rooms]))
            print(f"| {title} | {nodes['name'][zone]} | {names} | {int((nodes['mesh'][rooms] >= 0).sum())} |")


def print_apart(folder: Path, scratch: Path) -> None:
    """Print what becomes of two buildings at one place, their latitudes and longitudes taken out."""
    print("| two buildings | buildings | joined | finding |\n|---|---|---|---|")
    for pair in PAIRS:
        twin = imported(*(rewritten(folder / one, scratch / Path(one).name, PLACE, ",$,$,") for one in pair))
        found = [one.message for one in twin.findings if one.code.startswith("building")]
        names = " + ".join(Path(one).stem for one in pair)
        print(f"| {names} | {len(twin.rows('building'))} | {twin['same_as'].length} | {'; '.join(found) or 'none'} |")


if __name__ == "__main__":
    main()
