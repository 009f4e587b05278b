"""Memory and time of several people looking at one estate in browsers: ``python benchmarks/sessions.py ESTATE``.

RSS counts shared pages in each process, PSS splits them among those who share them: the sum of PSS is what the machine
really gives, before the first picture is drawn. Linux only, because it reads /proc.
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path

import psutil

from twin_viewers.web.options import Options
from twin_viewers.web.visits import Visits

COUNTS = (1, 2, 4)


def measured(pid: int) -> dict[str, float]:
    """Return Rss and Pss of a process [MB]."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    values = {line.split(":")[0]: int(line.split()[1]) / 1000 for line in lines}
    return {"rss": values["Rss"], "pss": values["Pss"], "own": values["Private_Dirty"] + values["Private_Clean"]}


async def measure(estate: Path, *, shares: bool) -> None:
    """Print memory for each number of sessions."""
    visits = Visits(Options(estate, shares=shares, most_sessions=max(COUNTS)))
    begun = time.perf_counter()
    await visits.open()
    print(f"{'shared' if shares else 'apart'}: ready after {time.perf_counter() - begun:.1f} s")
    times: list[float] = []
    try:
        for count in COUNTS:
            while len(times) < count:
                begun = time.perf_counter()
                await visits.begin(f"visitor {len(times)}", language="en")
                times.append(time.perf_counter() - begun)
            await asyncio.sleep(2)
            processes = psutil.Process().children(recursive=True)
            found = [measured(one.pid) for one in processes]
            sums = {key: sum(one[key] for one in found) for key in ("rss", "pss", "own")}
            print(
                f"{count} sessions, {len(processes)} processes: RSS {sums['rss']:.0f} MB, PSS {sums['pss']:.0f} MB, "
                f"of no other process {sums['own']:.0f} MB; begun in {', '.join(f'{t:.1f}' for t in times)} s"
            )
    finally:
        await visits.close()


if __name__ == "__main__":
    for is_shared in (True, False):
        asyncio.run(measure(Path(sys.argv[1]), shares=is_shared))
