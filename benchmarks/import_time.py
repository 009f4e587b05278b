"""Time of a whole ``twin import``, as a ratio to IfcOpenShell's open and default geometry pass on the same file.

    python benchmarks/import_time.py [FILE…]

Both sides are whole processes, started one after the other on the same machine; the peer gets the better of one and two
threads. Of several runs the fastest counts, for both. Without files it takes those of ../shared/data of 1 MB and more,
and two models above 20 MB that it makes by replicating one. A second table compares opening a stored twin, and reading
kind and class of all nodes and both ends of all edges, with ``ifcopenshell.open`` of its source, both inside a process
that has loaded its libraries.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from replicate import replicate

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SAMPLE = ROOT / "ifc_samples" / "residence.ifc"
RUNS = 3
PEER = """
import sys, ifcopenshell, ifcopenshell.geom
file = ifcopenshell.open(sys.argv[1], format='.ifc')
iterator = ifcopenshell.geom.iterator(ifcopenshell.geom.settings(), file, int(sys.argv[2]))
if iterator.initialize():
    while iterator.next():
        pass
"""
OPEN = """
import sys, time, json
from pathlib import Path
import numpy, ifcopenshell
from twin.store.load import load
def timed(function):
    best = 1e9
    for _ in range(5):
        began = time.perf_counter()
        kept = function()
        best = min(best, time.perf_counter() - began)
        del kept
    return best
def read():
    twin = load(Path(sys.argv[1]))
    return [twin.nodes['kind'], twin.nodes['ifc_class'], twin.edges['source'], twin.edges['target'], twin]
print(json.dumps([timed(lambda: load(Path(sys.argv[1]))), timed(read), timed(lambda: ifcopenshell.open(sys.argv[2]))]))
"""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        files = arguments.files or defaults(Path(scratch))
        rows = [compared(path, Path(scratch)) for path in files]
    columns = ("start-up", "open", "read", "tessellate", "assemble", "infer", "store")
    print(f"| file | MB | IfcOpenShell s | twin import s | ratio | {' | '.join(columns)} |")
    print("|---" * (5 + len(columns)) + "|")
    for name, size, peer, ours, stages, _ in rows:
        told = " | ".join(f"{stages.get(one, 0.0):.2f}" for one in columns)
        print(f"| {name} | {size:.1f} | {peer:.2f} | {ours:.2f} | {ours / peer:.2f} | {told} |")
    print(
        "\n| file | ifcopenshell.open ms | open twin ms | ratio | open and read ms | ratio |\n|---|---|---|---|---|---|"
    )
    for name, *_, (opened, read, peer) in rows:
        print(
            f"| {name} | {peer * 1e3:.1f} | {opened * 1e3:.2f} | {peer / opened:.0f} × "
            f"| {read * 1e3:.2f} | {peer / read:.0f} × |"
        )


def defaults(scratch: Path) -> list[Path]:
    """Return the files to compare when none is named."""
    real = [path for path in sorted(DATA.rglob("*.ifc")) if path.stat().st_size > 1_000_000]
    large = []
    for small in (SAMPLE, *(path for path in real if "Smiley" in path.name)):
        text = small.read_text(encoding="latin-1")
        path = scratch / f"{small.stem}-replicated.ifc"
        path.write_text(replicate(text, 22_000_000 // len(text) + 1), encoding="latin-1")
        large.append(path)
    return real + large


def compared(path: Path, scratch: Path) -> tuple[str, float, float, float, dict[str, float], list[float]]:
    """Return name, size [MB], times of both sides [s], our stages [s], and the times of opening [s]."""
    plain = path
    if path.suffix == ".ifczip":
        with zipfile.ZipFile(path) as archive:
            plain = Path(archive.extract(archive.namelist()[0], scratch))
    peer = min(
        wall([sys.executable, "-c", PEER, str(plain), str(threads)])[0] for threads in (1, 2) for _ in range(RUNS)
    )
    stored = scratch / f"{path.stem}.gpkg"
    call = [sys.executable, "-m", "twin", "import", str(path), "-o", str(stored), "--json"]
    ours, output = min(wall(call) for _ in range(RUNS))
    stages = json.loads(output)["seconds"]
    stages["start-up"] = ours - sum(stages.values())
    opening = json.loads(wall([sys.executable, "-c", OPEN, str(stored), str(plain)])[1])
    return path.name, plain.stat().st_size / 1e6, peer, ours, stages, opening


def wall(call: list[str]) -> tuple[float, str]:
    """Return the time that a process takes [s] and what it prints."""
    began = time.perf_counter()
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    return time.perf_counter() - began, done.stdout


if __name__ == "__main__":
    main()
