"""Every real file imports whole: as many things as IfcOpenShell counts, and no layer of inference fails."""

from collections import Counter
from pathlib import Path

import ifcopenshell
import pytest

import twin

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

FILES = sorted(
    str(path.relative_to(SHARED_DATA)) for path in SHARED_DATA.rglob("*.ifc") if not path.name.startswith("fail_")
)
CLASSES = {
    "site": ["IfcSite"],
    "building": ["IfcBuilding"],
    "storey": ["IfcBuildingStorey"],
    "space": ["IfcSpace"],
    "port": ["IfcPort"],
    "equipment": ["IfcDistributionElement", "IfcTransportElement"],
}


def counted(path):
    file = ifcopenshell.open(path)
    counts = {}
    for kind, classes in CLASSES.items():
        counts[kind] = sum(len(file.by_type(one)) for one in classes)
    return {kind: count for kind, count in counts.items() if count}


@pytest.mark.skipif(not FILES, reason="the folder of real files, ../shared/data, is not there")
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_imports_whole(name):
    estate = twin.import_models([SHARED_DATA / name])
    nodes = estate.facts.nodes
    ours = Counter(nodes["kind"][nodes["provenance"] == "declared"].tolist())
    assert {kind: ours[kind] for kind in CLASSES if ours[kind]} == counted(SHARED_DATA / name)
    assert not [one for one in estate.findings if one.code in {"layer-failed", "without-mesh"}]
    assert (nodes["building"][nodes["kind"] == "space"] >= 0).all()
