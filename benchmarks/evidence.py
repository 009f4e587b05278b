"""What every file of a folder becomes, beside what IfcOpenShell counts in it.

Run it as ``python benchmarks/evidence.py FOLDER [-o table.md]``. One row per file: nodes of each kind,
counted by the twin and by IfcOpenShell; meshes by kernel; findings; seconds and peak memory of the whole process tree.
Counts that differ from IfcOpenShell's are followed by its own in bold.
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
from typing import Any

KINDS = {
    "site": ("IfcSite",),
    "building": ("IfcFacility", "IfcBuilding"),
    "storey": ("IfcFacilityPart", "IfcBuildingStorey"),
    "space": ("IfcSpace",),
    "zone": ("IfcZone", "IfcSpatialZone"),
    "system": ("IfcSystem",),
    "port": ("IfcPort",),
    "equipment": (
        "IfcDistributionElement",
        "IfcTransportElement",
        "IfcTransportationDevice",
        "IfcElectricalElement",
        "IfcEquipmentElement",
    ),
}
PEER = """
import json, sys
import ifcopenshell, ifcopenshell.geom
file = ifcopenshell.open(sys.argv[1], format='.ifc')
def ids(*classes):
    found = set()
    for name in classes:
        try:
            found |= {one.id() for one in file.by_type(name)}
        except RuntimeError:
            pass
    return found
kinds = {kind: ids(*classes) for kind, classes in json.loads(sys.argv[2]).items()}
kinds['system'] -= kinds['zone']  # in IFC4 an IfcZone is an IfcSystem
taken = set().union(*kinds.values())
external = ids('IfcExternalSpatialStructureElement')
counts = {kind: len(found) for kind, found in kinds.items()}
counts['exterior'] = len(external)
counts['group'] = len(ids('IfcGroup') - taken)
counts['element'] = len(ids('IfcProduct') - taken - external)
iterator = ifcopenshell.geom.iterator(ifcopenshell.geom.settings(), file, 2)
meshed = set()
if iterator.initialize():
    while True:
        meshed.add(iterator.get().id)
        if not iterator.next():
            break
print(json.dumps({'counts': counts, 'meshed': len(meshed)}))
"""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    files = sorted(path for suffix in ("*.ifc", "*.ifczip") for path in arguments.folder.rglob(suffix))
    lines = [
        "| file | kinds **(IfcOpenShell)** | shapes **(IfcOpenShell)** | fast / exact | findings | s | MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for path in files:
        lines.append(row(path))
        print(lines[-1], flush=True)
    if arguments.output:
        arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")


def row(path: Path) -> str:
    """Return one line of the table."""
    with tempfile.TemporaryDirectory() as scratch:
        plain = unpacked(path, Path(scratch))
        began = time.perf_counter()
        call = [sys.executable, "-m", "twin", "import", str(path), "-o", f"{scratch}/estate.gpkg", "--json"]
        status, output, errors, peak = watched(call)
        seconds = time.perf_counter() - began
        if status:
            return f"| {path.name} | refused: {errors.strip()} | | | | {seconds:.2f} | {peak:.0f} |"
        return _row(path, json.loads(output), peer(plain), f"{seconds:.2f} | {peak:.0f}")


def _row(path: Path, ours: dict[str, Any], theirs: dict[str, Any] | None, cost: str) -> str:
    expected = theirs["counts"] if theirs else {}
    kinds = []
    for kind in sorted({*ours["nodes"], *(kind for kind, count in expected.items() if count)}):
        count, other = ours["nodes"].get(kind, 0), expected.get(kind, 0)
        kinds.append(f"{count} {kind}" + ("" if count == other else f" **({other})**"))
    meshed, other = ours["meshes"]["things"], theirs["meshed"] if theirs else "refused"
    shapes = f"{meshed}" if meshed == other else f"{meshed} **({other})**"
    kernels = f"{ours['kernels'].get('fast', 0)} / {ours['kernels'].get('exact', 0)}"
    findings = ", ".join(f"{count} {code}" for code, count in ours["findings"].items()) or "none"
    return f"| {path.name} | {', '.join(kinds) or 'nothing'} | {shapes} | {kernels} | {findings} | {cost} |"


def unpacked(path: Path, scratch: Path) -> Path:
    """Return a plain STEP file with what the path holds."""
    if path.suffix != ".ifczip":
        return path
    with zipfile.ZipFile(path) as archive:
        return Path(archive.extract(archive.namelist()[0], scratch))


def peer(path: Path) -> dict[str, Any] | None:
    """Return what IfcOpenShell counts and meshes, None if it refuses the file."""
    done = subprocess.run(
        [sys.executable, "-c", PEER, str(path), json.dumps(KINDS)], capture_output=True, text=True, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else None


def watched(call: list[str]) -> tuple[int, str, str, float]:
    """Return status, outputs and peak memory of a process and its children [MB]."""
    import psutil

    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        peak, parent = 0, psutil.Process(process.pid)
        while process.poll() is None:
            peak = max(peak, _memory(parent))
            time.sleep(0.02)
        output, errors = process.communicate()
    return process.returncode, output, errors, peak / 1e6


def _memory(parent: Any) -> int:
    import psutil

    total = 0
    try:
        for one in [parent, *parent.children(recursive=True)]:
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass
    return total


if __name__ == "__main__":
    main()
