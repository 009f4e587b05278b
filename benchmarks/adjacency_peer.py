"""How long topologicpy takes to relate the same spaces, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import numpy as np

from twin.geometry.placed import triangles_of
from twin.model.kinds import Kind
from twin.model.twin import Twin

TIMEOUT_S = 900
SCRIPT = """
import json, sys, time
from importlib.metadata import version
from topologicpy.Topology import Topology
try:
    from topologicpy.TGraph import TGraph as Graph
except ImportError:
    from topologicpy.Graph import Graph
spaces = json.load(open(sys.argv[1]))
start = time.perf_counter()
cells = [Topology.ByGeometry(vertices=v, faces=f, topologyType='cell', silent=True) for v, f in spaces]
made = time.perf_counter() - start
start = time.perf_counter()
graph = Graph.BySpatialRelationships(*cells, include=['touches', 'overlaps', 'contains', 'within'], silent=True)
print(json.dumps([version('topologicpy'), made, time.perf_counter() - start]))
"""


def peer(twin: Twin, ours_s: float) -> str:
    """Return in words how long topologicpy takes for what took us so long.

    Notes
    -----
    Its spatial relationships (touches, overlaps, contains, within) are asked of the meshes of all spaces, moved near
    the origin. They are exact and know no walls, so rooms on both sides of one are disjoint to it.
    """
    rows = twin.rows(Kind.SPACE)
    rows = rows[twin.nodes["mesh"][rows] >= 0]
    with tempfile.TemporaryDirectory(prefix="twin-") as folder:
        meshes = Path(folder) / "spaces.json"
        meshes.write_text(json.dumps(_meshes(twin, rows)), encoding="utf-8")
        command = [str(_python()), "-c", SCRIPT, str(meshes)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
        except subprocess.TimeoutExpired:
            return f"topologicpy was not done after {TIMEOUT_S} s; this took {ours_s:.3f} s"
        except subprocess.CalledProcessError as error:
            return f"topologicpy failed: {error.stderr.strip().splitlines()[-1:]}"
    release, made, related = json.loads(done.stdout.strip().splitlines()[-1])
    return (
        f"topologicpy {release}, {len(rows)} spaces: cells {made:.2f} s, relations {related:.2f} s; "
        f"this {ours_s:.3f} s, {related / ours_s:.0f} times as fast"
    )


def _meshes(twin: Twin, rows: np.ndarray) -> list[tuple[list[list[float]], list[list[int]]]]:
    points, faces, owner = triangles_of(twin, rows)
    points = points - np.floor(points.min(axis=0))
    meshes = []
    for one in range(len(rows)):
        used, corners = np.unique(faces[owner == one], return_inverse=True)
        meshes.append((points[used].tolist(), corners.reshape(-1, 3).tolist()))
    return meshes


def _python() -> Path:
    """Return the interpreter of an environment with topologicpy, made if it is not there yet."""
    home = Path(tempfile.gettempdir()) / "twin-topologicpy"
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "topologicpy", "topologic_core"], check=True)
    return python
