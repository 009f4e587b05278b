"""How well the twin infers what the sample estate, as received, does not say.

Run it as ``python benchmarks/sample_inference.py [--seed S] [--blocks N] [--clean] [--list KIND]``. It writes the
estate as received, imports the two files of each building, and compares with the truth written beside them, as
docs/verification.md defines it. One row per building and kind of link: how many are true, found, right; precision and
recall. ``--list`` names the wrong and the missed ones of one kind: doors, open, adjacent, dwellings, feeds, rooms or
lifts.

This is regression: the author of the estate is the author of the inference. Proof comes from the files of others.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from twin.estate import import_models
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin
from twin_samples.design.estate import estate_of
from twin_samples.handing_over import hand_over

RUNS = ("IfcPipeSegment", "IfcDuctSegment", "IfcCableSegment")
Links = set[Any]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--blocks", type=int, default=None)
    parser.add_argument("--clean", action="store_true", help="as designed, to tell what carelessness costs")
    parser.add_argument("--list", dest="listed", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        estate = estate_of(arguments.blocks, seed=arguments.seed)
        folder = hand_over(estate, Path(scratch), as_received=not arguments.clean)
        truths = json.loads(folder.truth.read_text(encoding="utf-8"))["buildings"]
        print("| building | kind | true | found | right | precision | recall |\n|---|---|---|---|---|---|---|")
        pairs = zip(folder.models[::2], folder.models[1::2], strict=True)
        for (code, truth), models in zip(truths.items(), pairs, strict=True):
            twin = import_models(models).facts
            for kind, wanted, found in compared(twin, truth):
                print(row(code, kind, wanted, found))
                if kind == arguments.listed:
                    print_differences(twin, wanted, found)


def compared(twin: Twin, truth: dict[str, Any]) -> Iterator[tuple[str, Links, Links]]:
    """Yield for each kind of link the true and the found ones, things called by their GlobalIds."""
    doubled = set(truth.get("doubled_ids", ()))
    wanted = {(door, *ends) for door, ends in truth["doors"].items() if door not in doubled}
    found = {(door, *ends) for door, ends in doors_of(twin) if door in truth["doors"] and door not in doubled}
    yield "doors", wanted, found
    through = {tuple(sorted(pair)) for pair in truth["stairs"]}
    yield "open", {tuple(one) for one in truth["open_links"]}, set(open_links_of(twin)) - through
    apart = through | {tuple(one) for one in (*truth["open_links"], *truth["through"])}
    yield "adjacent", {(a, b) for a, b, _, _ in truth["adjacent"]}, set(adjacent_of(twin)) - apart
    yield "dwellings", {frozenset(rooms) for rooms in truth["dwellings"].values()}, set(dwellings_of(twin, truth))
    devices = truth["device_rooms"]
    feeds = {(a, b) for a, b, _ in truth["feeds"]}
    fed = devices.keys() | truth["lifts"].keys()
    yield "feeds", feeds, {(a, b) for a, b in feeds_of(twin) if a in fed and b in fed}
    yield "rooms", {(a, b) for a, b in devices.items() if b}, set(rooms_of(twin, devices))
    lifts = {(lift, room) for lift, rooms in truth["lifts"].items() for room in rooms}
    yield "lifts", lifts, set(lifts_of(twin, truth))


def names(twin: Twin) -> list[str]:
    """Return what to call each node: its GlobalId, nothing for the outside."""
    outside = twin.nodes["kind"] == Kind.EXTERIOR
    return np.where(outside, "", twin.nodes["global_id"].astype(str)).tolist()


def edges(twin: Twin, relation: str, *, via: bool | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield the ends of edges and what makes them, by name."""
    called, table = names(twin), twin.edges
    for number in np.flatnonzero(table["relation"] == relation).tolist():
        middle = int(table["via"][number])
        if via is None or via == (middle >= 0):
            ends = sorted((called[table["source"][number]], called[table["target"][number]]))
            yield ends[0], ends[1], called[middle] if middle >= 0 else ""


def doors_of(twin: Twin) -> Iterator[tuple[str, list[str]]]:
    """Yield each door with its two sides."""
    return ((door, [a, b]) for a, b, door in edges(twin, Relation.OPENS_ONTO, via=True))


def open_links_of(twin: Twin) -> Iterator[tuple[str, str]]:
    """Yield the pairs that one passes between without a door."""
    return ((a, b) for a, b, _ in edges(twin, Relation.OPENS_ONTO, via=False))


def adjacent_of(twin: Twin) -> Iterator[tuple[str, str]]:
    """Yield the pairs that share a wall or slab."""
    return ((a, b) for a, b, _ in edges(twin, Relation.ADJACENT) if a)


def dwellings_of(twin: Twin, truth: dict[str, Any]) -> Iterator[frozenset[str]]:
    """Yield the rooms of each dwelling; cellars, balconies and shafts left out."""
    called, table = names(twin), twin.edges
    left_out = {room for room, one in truth["rooms"].items() if one["use"] in {"cellar", "balcony", "shaft"}}
    for zone in np.flatnonzero((twin.nodes["use"] == "dwelling") & (twin.nodes["kind"] == Kind.ZONE)).tolist():
        rows = table["target"][(table["source"] == zone) & (table["relation"] == Relation.GROUPS)]
        rows = rows[twin.nodes["kind"][rows] == Kind.SPACE]
        yield frozenset(called[row] for row in rows.tolist()) - left_out


def feeds_of(twin: Twin) -> Iterator[tuple[str, str]]:
    """Yield pairs of devices between which there are runs only."""
    called, table = names(twin), twin.edges
    chosen = table["relation"] == Relation.FEEDS
    after: dict[int, list[int]] = {}
    for source, target in zip(table["source"][chosen].tolist(), table["target"][chosen].tolist(), strict=True):
        after.setdefault(source, []).append(target)
    run = np.isin(twin.nodes["ifc_class"].astype(str), RUNS)
    for source in after:
        if not run[source]:
            yield from ((called[source], called[end]) for end in _ends(source, after, run))


def _ends(source: int, after: dict[int, list[int]], run: Any) -> Iterator[int]:
    seen, waiting = {source}, list(after[source])
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if run[node]:
            waiting.extend(after.get(node, ()))
        else:
            yield node


def rooms_of(twin: Twin, devices: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield devices with the space that they stand in."""
    called, known, table = names(twin), set(devices), twin.edges
    holds = (table["relation"] == Relation.CONTAINS) & (twin.nodes["kind"][table["source"]] == Kind.SPACE)
    for space, device in zip(table["source"][holds].tolist(), table["target"][holds].tolist(), strict=True):
        if called[device] in known:
            yield called[device], called[space]


def lifts_of(twin: Twin, truth: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield lifts with the rooms that they join."""
    for a, b, via in edges(twin, Relation.OPENS_ONTO, via=True):
        if via in truth["lifts"]:
            yield via, a
            yield via, b


def row(building: str, kind: str, wanted: Links, found: Links) -> str:
    """Return one row of the table."""
    right = len(wanted & found)
    shares = [f"{right / len(some):.3f}" if some else "-" for some in (found, wanted)]
    return f"| {building} | {kind} | {len(wanted)} | {len(found)} | {right} | {shares[0]} | {shares[1]} |"


def print_differences(twin: Twin, wanted: Links, found: Links) -> None:
    """Print what is wrong and what was missed, by the names of things."""
    nodes = twin.nodes
    called = {
        identity: f"{name} {long}".strip()
        for identity, name, long in zip(names(twin), nodes["name"], nodes["long_name"], strict=True)
    }
    for title, some in (("wrong", found - wanted), ("missed", wanted - found)):
        for one in sorted(some, key=str):
            print(f"    {title}: " + " | ".join(called.get(part, part) or "outside" for part in one))


if __name__ == "__main__":
    main()
