"""What each pipe or cable costs if it alone fails: this against WNTR and pandapower on the same network, in one run.

Run it as ``python benchmarks/supply_peers.py [--junctions N] [--sample K]``. The network is a tree with one more link
for every tenth junction, carried either way, with one source. WNTR takes it as junctions, pipes and a reservoir and
tells by its graph (`WaterNetworkModel.to_graph`) which junctions no path joins to the reservoir any more; pandapower as
buses and lines, by `pandapower.topology.unsupplied_buses`. Both answer for one failure at a time, so they are timed on
some links, drawn at random, and scaled to all (marked ≈). The junctions lost must be the same, link by link.

Each peer runs in an environment of its own, made on first use, as a process of this run.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from pathlib import Path

from supply_peers_run import PEERS, peer

from twin.analysis.single_failures import single_failures
from twin.simulation.supply import after_failures, settled, supply_graph

HEADINGS = ("tool", "failures", "s", "failures per s", "times as slow", "same junctions lost")
Links = list[tuple[int, int]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--junctions", type=int, default=2000, help="number of junctions or buses, the source among them"
    )
    parser.add_argument("--sample", type=int, default=20, help="number of links that the peers are timed on")
    arguments = parser.parse_args()
    links = network(arguments.junctions)
    chosen = random.Random(0).sample(range(len(links)), min(arguments.sample, len(links)))
    seconds, one_by_one, lost = ours(arguments.junctions, links, chosen)
    print(f"{arguments.junctions:,} junctions, {len(links):,} links\n")
    print(f"| {' | '.join(HEADINGS)} |\n|{'---|' * len(HEADINGS)}")
    print(line("this, all at once", len(links), seconds, seconds / len(links), ""))
    print(line("this, one after the other", len(chosen), one_by_one, seconds / len(links), ""))
    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        asked = Path(folder) / "network.json"
        asked.write_text(json.dumps([arguments.junctions, links, chosen]), encoding="utf-8")
        for name in PEERS:
            told = peer(name, asked)
            if isinstance(told, str):
                print(f"| {name} | {told} |")
                continue
            release, took, theirs = told
            same = sum(a == b for a, b in zip(lost, theirs, strict=True))
            text = line(f"{name} {release}", len(chosen), took, seconds / len(links), f"{same} of {len(chosen)}")
            print(text, flush=True)
    scale = len(links) / len(chosen)
    print(f"\nAll {len(links):,} failures: this {seconds:.3f} s, each peer ≈ {scale:.0f} times its seconds")


def line(name: str, failures: int, seconds: float, ours_each_s: float, same: str) -> str:
    """Return a row of the table."""
    each = seconds / failures
    return f"| {name} | {failures:,} | {seconds:.3f} | {1 / each:,.0f} | {each / ours_each_s:,.0f} | {same} |"


def network(junctions: int) -> Links:
    """Return links between junctions: a tree out of junction 0, and one in ten closes a loop."""
    draw = random.Random(5)
    tree = [(draw.randrange(max(one - 40, 0), one), one) for one in range(1, junctions)]
    more = [tuple(sorted(draw.sample(range(junctions), 2))) for _ in range(junctions // 10)]
    return [*tree, *((a, b) for a, b in more)]


def ours(junctions: int, links: Links, chosen: list[int]) -> tuple[float, float, list[list[int]]]:
    """Return the seconds for all failures at once, for the chosen ones apart, and what those lose.

    The first includes making the supply graph and finding how many junctions each failure loses.
    """
    import numpy as np

    start = time.perf_counter()
    at = [[] for _ in range(junctions)]
    for number, ends in enumerate(links):
        for end in ends:
            at[end].append(junctions + number)
    needs = [(one, at[one]) for one in range(1, junctions)]
    needs += [(junctions + number, list(ends)) for number, ends in enumerate(links)]
    graph = supply_graph(junctions + len(links), needs)
    state = settled(graph)
    weight = np.zeros((graph.size, 1))
    weight[:junctions] = 1.0
    impact = single_failures(graph, state).impact(weight)[junctions:, 0]
    seconds = time.perf_counter() - start
    start = time.perf_counter()
    states = [after_failures(graph, state, [junctions + one]) for one in chosen]
    one_by_one = time.perf_counter() - start
    lost = [np.flatnonzero(~one.works[:junctions]).tolist() for one in states]
    if [len(some) for some in lost] != impact[chosen].tolist():
        raise SystemExit("the sums do not agree with failing one link after the other")
    return seconds, one_by_one, lost


if __name__ == "__main__":
    main()
