"""pandana, in an environment of its own, asked how long one walks."""

from __future__ import annotations

import subprocess
import tempfile
import venv
from pathlib import Path

__all__ = ["TIMEOUT_S", "pandana"]

TIMEOUT_S = 900
SCRIPT = """
import sys, time, warnings
warnings.filterwarnings("ignore")
from importlib.metadata import version
import numpy as np
import pandas as pd
import pandana
asked = np.load(sys.argv[1])
edges = pd.DataFrame({"t": asked["tail"], "h": asked["head"]})
x = pd.Series(np.arange(int(asked["count"]), dtype=float))  # so that a place is found at its node
begun = time.perf_counter()
net = pandana.Network(x, x * 0, edges["t"], edges["h"], pd.DataFrame({"s": asked["seconds"]}), twoway=False)
made = time.perf_counter() - begun
begun = time.perf_counter()
nearest = []
for number in range(int(asked["sorts"])):
    at = pd.Series(asked[f"sort {number}"].astype(float))
    net.set_pois(f"sort {number}", float(asked["limit"]), 5, at, at * 0)
    nearest.append(net.nearest_pois(float(asked["limit"]), f"sort {number}", num_pois=1)[1].to_numpy())
near = time.perf_counter() - begun
starts, ends = asked["starts"], asked["ends"]
begun = time.perf_counter()
pairs = net.shortest_path_lengths(np.repeat(starts, len(ends)), np.tile(ends, len(starts)))
full = time.perf_counter() - begun
np.savez(sys.argv[2], nearest=np.array(nearest), pairs=np.array(pairs).reshape(len(starts), len(ends)))
print(version("pandana"), made, near, full)
"""


def pandana(asked: Path, answer: Path) -> tuple[str, float, float, float] | str:
    """Return the release of pandana and its seconds to make the network, for the nearest and for all pairs.

    If there is no answer, it is said in words why.

    Parameters
    ----------
    asked : arrays of the network and of what is asked about it
    answer : where it leaves the seconds that people walk
    """
    home = Path(tempfile.gettempdir()) / "twin-pandana"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            venv.create(home, with_pip=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "pandana"], check=True, capture_output=True)
        command = [str(python), "-c", SCRIPT, str(asked), str(answer)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired:
        return f"was not done after {TIMEOUT_S} s"
    except subprocess.CalledProcessError as error:
        return f"failed: {(error.stderr or b'').strip().splitlines()[-1:]}"
    release, made, near, full = done.stdout.split()[-4:]
    return release, float(made), float(near), float(full)
