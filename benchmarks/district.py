"""Time and memory for sample districts of more and more buildings: written, imported, opened.

Run it as ``python benchmarks/district.py [N…]`` (1, 10 and 100 if none is given). Each step is a process of its own, so
that its greatest resident memory is its own; time for one building should stay the same as there are more.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Print a row for each district."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("blocks", type=int, nargs="*", default=[1, 10, 100])
    arguments = parser.parse_args()
    print("| buildings | MB of IFC | write s | import s | s a building | import MB | open s | gpkg MB |")
    print("|---|---|---|---|---|---|---|---|")
    for blocks in arguments.blocks:
        with tempfile.TemporaryDirectory() as scratch:
            print(row(blocks, Path(scratch)), flush=True)


def row(blocks: int, folder: Path) -> str:
    """Return the row of a district."""
    estate = folder / "district.gpkg"
    write_s, _ = measured("-m", "twin", "sample", "-o", str(folder), "--blocks", str(blocks), "-q")
    models = sorted(folder.glob("*.ifc"))
    size = sum(one.stat().st_size for one in models) / 1e6
    public = folder / "public-space.gpkg"
    options = ["--public-space", str(public), "-o", str(estate), "-q"]
    import_s, memory = measured("-m", "twin", "import", *map(str, models), *options)
    open_s, _ = measured("-c", f"import twin; twin.open({str(estate)!r}).facts.nodes['kind']")
    stored = estate.stat().st_size / 1e6
    each = import_s / blocks
    return (
        f"| {blocks} | {size:.0f} | {write_s:.1f} | {import_s:.1f} | {each:.1f} | {memory:.0f} "
        f"| {open_s:.2f} | {stored:.0f} |"
    )


def measured(*arguments: str) -> tuple[float, float]:
    """Return how long a call of Python takes [s], and its greatest resident memory [MB]."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(arguments[:4])} … failed")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
