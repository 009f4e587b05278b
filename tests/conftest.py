"""What tests share: the real files, and small IFC models written from a few lines of STEP."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

HEADER = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('ViewDefinition [ReferenceView]'),'2;1');
FILE_NAME('{name}','2026-01-12T08:30:00',(''),(''),'','','');
FILE_SCHEMA(('{schema}'));
ENDSEC;
DATA;
"""
FRAME = """#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'Project',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3,#4));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#6,$);
#6=IFCAXIS2PLACEMENT3D(#7,$,$);
#7=IFCCARTESIANPOINT((0.,0.,0.));
"""
END = "ENDSEC;\nEND-ISO-10303-21;\n"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real files, or skip the test."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real files, ../shared/data, is not there")
    return SHARED_DATA


@pytest.fixture(scope="session")
def residence() -> Path:
    """Return the generated sample."""
    return ROOT / "ifc_samples" / "residence.ifc"


@pytest.fixture
def write_ifc(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the records of a model into a file and returns its path."""

    def write(records: str, *, name: str = "model.ifc", schema: str = "IFC4", frame: str = FRAME) -> Path:
        path = tmp_path / name
        path.write_text(HEADER.format(name=name, schema=schema) + frame + records + "\n" + END, encoding="utf-8")
        return path

    return write
