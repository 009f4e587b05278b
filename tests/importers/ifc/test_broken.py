"""A model that was cut off, anywhere, is read as far as it goes."""

import random

import pytest

from twin.errors import InputError
from twin.importers.ifc.read import read
from twin.importers.ifc.source import open_source

FILES = (
    "duplex/Ifc2x3_Duplex_Architecture.ifc",
    "thatopen/AC20-FZK-Haus.ifc",
    "pcert_ifc4x3/Building-Architecture.ifc",
    "hydraulic_graded/B01_2.ifc",
    "geo_ifcopenshell/geolocation-mapconversion-angle.ifc",
)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("seed", range(3))
def test_a_file_cut_off_anywhere_is_read_or_refused(shared_data, tmp_path, name, seed):
    whole = (shared_data / name).read_bytes()
    cut = random.Random(f"{name} {seed}").randrange(1000, len(whole))
    path, clean = tmp_path / "cut.ifc", tmp_path / "clean.ifc"
    path.write_bytes(whole[:cut])
    try:
        source = open_source(path, accept_truncated=True)
    except InputError:
        return
    clean.write_bytes(source.text)
    reading = read(source, clean)
    assert "truncated" in {one.code for one in reading.findings}
