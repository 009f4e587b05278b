"""Print where the meshes of `auto` differ from those of the exact kernel, file by file.

``python benchmarks/kernel_agreement.py FILE_OR_FOLDER...`` prints one row per IFC file: how many products each way of
meshing found, what was asked of the exact kernel and how often its answer was taken, how long both took, and how many
of the meshes kept from the fast kernel differ from the exact ones by more than 5 mm in their box or, where both are
closed, by more than 1 % in their volume. Below each row follow the classes of those that differ.
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import ifcopenshell
import numpy as np

from twin.geometry.mesh import stack
from twin.geometry.solid import survey
from twin.importers.ifc.bodies import read_bodies
from twin.importers.ifc.model import Model
from twin.importers.ifc.placement import Placements
from twin.importers.ifc.things import read_nodes
from twin.importers.kernels.protocol import KernelChoice, Product, Tessellation
from twin.importers.kernels.session import start

BOX_M = 0.005
VOLUME_SHARE = 0.01
ROW = "{:44} {:>6} {:>5} {:>5} {:>7} {:>7} {:>5} {:>7}  {}"


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    print(ROW.format("file", "MB", "auto", "exact", "auto s", "exact s", "box", "volume", "asked of exact (taken)"))
    with tempfile.TemporaryDirectory() as scratch:
        for path in _files(map(Path, arguments), Path(scratch)):
            try:
                model = Model(ifcopenshell.open(path), path.name)
                _, things = read_nodes(model, Placements(model.units.length))
            except (RuntimeError, ifcopenshell.Error) as error:
                print(f"{path.name:44} {error}")
                continue
            products = read_bodies(model, things)
            if products:
                _compare(path, model.file, products)


def _files(places: Iterator[Path], scratch: Path) -> Iterator[Path]:
    for place in places:
        for path in sorted(place.rglob("*.ifc*")) if place.is_dir() else [place]:
            if path.suffix == ".ifczip":
                yield _unzipped(path, scratch)
            elif path.suffix == ".ifc":
                yield path


def _unzipped(path: Path, scratch: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.lower().endswith(".ifc"))
        return Path(archive.extract(name, scratch))


def _compare(path: Path, model: ifcopenshell.file, products: Sequence[Product]) -> None:
    auto, auto_s = _tessellate(path, products, "auto")
    exact, exact_s = _tessellate(path, products, "exact")
    kept = [step_id for step_id, kernel in auto.kernel.items() if kernel == "fast" and step_id in exact.meshes]
    box, volume = _differences(auto, exact, kept)
    asked = Counter(auto.reasons.values())
    taken = Counter(reason for step_id, reason in auto.reasons.items() if auto.kernel.get(step_id) == "exact")
    words = ", ".join(f"{reason} {number} ({taken[reason]})" for reason, number in asked.items())
    size = f"{path.stat().st_size / 1e6:.1f}"
    numbers = len(auto.meshes), len(exact.meshes), f"{auto_s:.2f}", f"{exact_s:.2f}", len(box), len(volume)
    print(ROW.format(path.name[:44], size, *numbers, words))
    for name, ids in (("box", box), ("volume", volume), ("missing in auto", exact.meshes.keys() - auto.meshes.keys())):
        if ids:
            print(f"    {name}: {dict(Counter(model.by_id(step_id).is_a() for step_id in ids))}")


def _tessellate(path: Path, products: Sequence[Product], kernel: KernelChoice) -> tuple[Tessellation, float]:
    began = time.perf_counter()
    with start(path, kernel=kernel) as session:
        session.prepare(products)
        return session.finish(products), time.perf_counter() - began


def _differences(auto: Tessellation, exact: Tessellation, ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return the STEP ids of the products that differ in their box, and in their volume."""
    if not ids:
        return [], []
    ours, theirs = (survey(stack([result.meshes[step_id] for step_id in ids])) for result in (auto, exact))
    apart = np.maximum(np.abs(ours.lower - theirs.lower), np.abs(ours.upper - theirs.upper)).max(axis=1) > BOX_M
    both = ours.closed & ours.oriented & theirs.closed & theirs.oriented
    unlike = both & (np.abs(ours.volume - theirs.volume) > VOLUME_SHARE * np.abs(theirs.volume))
    return [ids[row] for row in np.flatnonzero(apart)], [ids[row] for row in np.flatnonzero(unlike)]


if __name__ == "__main__":
    main(sys.argv[1:])
