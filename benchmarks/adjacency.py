"""How well adjacency inferred from shapes agrees with the boundary surfaces that authors declared.

Run it as ``python benchmarks/adjacency.py FILE… [--peer] [--list]``. The boundaries of each model are hidden, adjacency
is inferred, and compared with the truth that docs/verification.md defines: two declared surfaces on one element,
parallel, at most its thickness and 0.1 m apart, overlapping by at least 0.1 m².

Three kinds of pairs are counted apart, since that truth cannot speak of them: rooms that go over into each other
(*open*), rooms with two walls or slabs between them (*double*), and rooms for which the declaration is shown to be
incomplete or wrong (*undeclared*): a surface lies more than 0.5 m off the body of its own space, or the element between
the rooms is declared for one of them only, or for neither. ``precision`` counts the undeclared as wrong; ``judged``
leaves them out, with the declared pairs that rest on surfaces in the wrong place.

``--list`` names every disagreement with its numbers. ``--peer`` times topologicpy's exact adjacency of the same spaces,
in an environment of its own, made on first use.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adjacency_peer import peer
from adjacency_truth import Pair, declared, misplaced

from twin.importers.pipeline import Options, import_files
from twin.inference.adjacency import infer
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.model.schema import table_of
from twin.model.twin import Twin

COLUMNS = (
    "declared",
    "found",
    "agreed",
    "precision",
    "recall",
    "judged precision",
    "judged recall",
    "areas within 10 %",
    "undeclared",
    "double",
    "open declared",
    "open found",
    "open agreed",
    "s",
)


@dataclass
class Score:
    """Counts of one model, or of all."""

    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    told: list[str] = field(default_factory=list)

    def row(self, name: str) -> str:
        """Return a row of the table."""
        n = self.counts
        agreed = max(n["agreed"], 1)
        shares = {
            "precision": n["agreed"] / max(n["found"], 1),
            "recall": n["agreed"] / max(n["declared"], 1),
            "judged precision": n["agreed"] / max(n["found"] - n["undeclared"], 1),
            "judged recall": n["agreed"] / max(n["declared"] - n["misplaced"], 1),
            "areas within 10 %": n["near"] / agreed,
            "s": self.seconds,
        }
        cells = [f"{shares[one]:.3f}" if one in shares else str(n[one]) for one in COLUMNS]
        return f"| {name} | {' | '.join(cells)} |"


def main() -> None:
    """Print the table, and what disagrees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--list", action="store_true", help="name every disagreement")
    parser.add_argument("--peer", action="store_true", help="time topologicpy on the same spaces")
    arguments = parser.parse_args()
    print(f"| file | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}")
    total = Score()
    for path in arguments.files:
        twin = import_files([path], Options()).twin
        score = scored(twin)
        print(score.row(path.name), flush=True)
        total.counts.update(score.counts)
        total.seconds += score.seconds
        total.told += [f"{path.name}: {one}" for one in score.told]
        if arguments.peer:
            print(peer(twin, score.seconds), flush=True)
    print(total.row("all"))
    print("\n".join(total.told) if arguments.list else "")


def scored(twin: Twin) -> Score:
    """Return how what is inferred without boundaries agrees with them."""
    edges, seconds = timed(twin)
    walls, virtual = declared(twin)
    single, double, direct = split(edges)
    wrong = misplaced(twin)
    why = {pair: reason(twin, pair, vias, wrong) for pair, (_, vias) in single.items() if pair not in walls}
    lost = [pair for pair in walls.keys() - single.keys() if wrong & set(pair)]
    agreed = walls.keys() & single.keys()
    near = [pair for pair in agreed if abs(single[pair][0] - walls[pair]) <= 0.1 * walls[pair]]
    counts = {
        "declared": len(walls),
        "found": len(single),
        "agreed": len(agreed),
        "near": len(near),
        "undeclared": sum(map(bool, why.values())),
        "misplaced": len(lost),
        "double": len(double),
        "open declared": len(virtual),
        "open found": len(direct),
        "open agreed": len(virtual.keys() & direct.keys()),
    }
    told = [f"not declared {names(twin, one)}: {single[one][0]:.2f} m²; {text or 'WRONG'}" for one, text in why.items()]
    told += [
        f"missed {names(twin, pair)}: {walls[pair]:.2f} m² declared; {wrong & set(pair) and 'misplaced surfaces'}"
        f"{', found as double' if pair in double else ''}{', found as open' if pair in direct else ''}"
        for pair in walls.keys() - single.keys()
    ]
    told += [
        f"area of {names(twin, pair)}: {walls[pair]:.2f} m² declared, {single[pair][0]:.2f} m² found"
        for pair in agreed.difference(near)
    ]
    told += [f"open, missed {names(twin, pair)}: {virtual[pair]:.2f} m²" for pair in virtual.keys() - direct.keys()]
    told += [f"open, more {names(twin, pair)}: {direct[pair][0]:.2f} m²" for pair in direct.keys() - virtual.keys()]
    return Score(Counter(counts), seconds, sorted(told))


def reason(twin: Twin, pair: Pair, vias: set[int], wrong: set[int]) -> str:
    """Return why the declaration cannot contain a pair that was found, empty if it could."""
    off = [str(twin.nodes["name"][row]) for row in pair if row in wrong]
    if off:
        return f"surfaces of {' and '.join(off)} lie off their own space"
    table = twin["boundaries"]
    bound = [set(table["element"][table["space"] == row].tolist()) for row in pair]
    if not any(via in bound[0] and via in bound[1] for via in vias):
        return f"the element between is declared for {sum(bool(vias & some) for some in bound)} of the two"
    return ""


def timed(twin: Twin) -> tuple[Any, float]:
    """Return the adjacency inferred without boundaries, and the seconds it took."""
    tables = {name: table for name, table in twin.tables.items() if name not in {"boundaries", "boundary_points"}}
    kept = twin.edges["relation"] != "bounds"
    tables["edges"] = table_of("edges", {name: twin.edges[name][kept] for name in twin.edges})
    hidden = Twin(tables, twin.meta)
    if "doors" in layers():
        hidden = applied(hidden, layers()["doors"].infer(hidden))
    start = time.perf_counter()
    return infer(hidden).edges, time.perf_counter() - start


def split(edges: Any) -> tuple[dict[Pair, tuple[float, set[int]]], ...]:
    """Return area and elements of the pairs with one element between, with two, and with none."""
    kinds: dict[str, dict[Pair, tuple[float, set[int]]]] = defaultdict(dict)
    columns = ("source", "target", "via", "method", "value")
    for source, target, via, method, area in zip(*(edges[name].tolist() for name in columns), strict=True):
        kind, pair = method.partition("-")[0], (min(source, target), max(source, target))
        known, vias = kinds[kind].get(pair, (0.0, set()))
        kinds[kind][pair] = (known + area, vias | {via})
    single = kinds["shared"]
    double = {pair: value for pair, value in kinds["double"].items() if pair not in single}
    direct = {pair: value for pair, value in kinds["direct"].items() if pair not in single.keys() | double.keys()}
    return single, double, direct


def names(twin: Twin, pair: Pair) -> str:
    """Return the names of two spaces with their storeys."""
    nodes = twin.nodes
    storeys = [nodes["name"][nodes["storey"][row]] if nodes["storey"][row] >= 0 else "?" for row in pair]
    told = [f"{nodes['name'][row]} {nodes['long_name'][row]}".strip() for row in pair]
    return " – ".join(f"{name} [{storey}]" for name, storey in zip(told, storeys, strict=True))


if __name__ == "__main__":
    main()
