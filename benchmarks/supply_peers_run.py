"""WNTR and pandapower, each in an environment of its own, asked what some failures cut off."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TIMEOUT_S = 900
WNTR = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
from importlib.metadata import version
import networkx as nx
import wntr
junctions, links, chosen = json.load(open(sys.argv[1]))
model = wntr.network.WaterNetworkModel()
model.add_reservoir("0", base_head=50.0)
for one in range(1, junctions):
    model.add_junction(str(one), base_demand=0.001)
for number, (a, b) in enumerate(links):
    model.add_pipe(f"p{number}", str(a), str(b), length=10.0)
start = time.perf_counter()
graph = model.to_graph().to_undirected()
lost = []
for number in chosen:
    a, b = map(str, links[number])
    data = graph.get_edge_data(a, b)[f"p{number}"]
    graph.remove_edge(a, b, key=f"p{number}")
    left = nx.node_connected_component(graph, "0")
    graph.add_edge(a, b, key=f"p{number}", **data)
    lost.append(sorted(int(name) for name in graph.nodes if name not in left))
print(json.dumps([version("wntr"), time.perf_counter() - start, lost]))
"""
PANDAPOWER = """
import json, sys, time, warnings
warnings.filterwarnings("ignore")
from importlib.metadata import version
import pandapower
from pandapower.topology import unsupplied_buses
junctions, links, chosen = json.load(open(sys.argv[1]))
net = pandapower.create_empty_network()
buses = pandapower.create_buses(net, junctions, vn_kv=0.4)
pandapower.create_ext_grid(net, buses[0])
ends = list(zip(*links))
pandapower.create_lines(net, [buses[a] for a in ends[0]], [buses[b] for b in ends[1]], 0.01, std_type="NAYY 4x150 SE")
start = time.perf_counter()
lost = []
for number in chosen:
    net.line.loc[number, "in_service"] = False
    lost.append(sorted(int(bus) for bus in unsupplied_buses(net)))
    net.line.loc[number, "in_service"] = True
print(json.dumps([version("pandapower"), time.perf_counter() - start, lost]))
"""
BESIDES = {"wntr": ["six"]}
"""What a peer imports but does not ask for."""
PEERS = {"wntr": WNTR, "pandapower": PANDAPOWER}

__all__ = ["PEERS", "peer"]


def peer(name: str, asked: Path) -> tuple[str, float, list[list[int]]] | str:
    """Return the release of a peer, its seconds and what each failure cuts off; or in words why there is no answer.

    Parameters
    ----------
    name : of the peer, as on PyPI
    asked : JSON of the number of junctions, the links and the numbers of those that fail
    """
    command = [str(_python(name)), "-c", PEERS[name], str(asked)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    except subprocess.TimeoutExpired:
        return f"was not done after {TIMEOUT_S} s"
    except subprocess.CalledProcessError as error:
        return f"failed: {error.stderr.strip().splitlines()[-1:]}"
    release, seconds, lost = json.loads(done.stdout.strip().splitlines()[-1])
    return release, seconds, lost


def _python(name: str) -> Path:
    """Return the interpreter of an environment with a peer, made if it is not there yet."""
    home = Path(tempfile.gettempdir()) / f"twin-{name}"
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(home, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", name, *BESIDES.get(name, [])], check=True)
    return python
