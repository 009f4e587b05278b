"""Files of one building stay together, however differently they speak of their place."""

import numpy as np
import pytest

import twin


def test_the_two_duplex_files_stand_in_one_house(shared_data):
    files = ["Ifc2x3_Duplex_Architecture.ifc", "Ifc2s3_Duplex_Electrical.ifc"]
    estate = twin.import_models([shared_data / "duplex" / one for one in files])
    nodes = estate.facts.nodes
    drawn = nodes["mesh"] >= 0
    lower = nodes["box"][drawn & (nodes["kind"] == "space")][:, 0].min(axis=0)
    upper = nodes["box"][drawn & (nodes["kind"] == "space")][:, 1].max(axis=0)
    devices = nodes["box"][drawn & (nodes["source"] == 1)].mean(axis=1)
    inside = ((devices > lower - 1) & (devices < upper + 1)).all(axis=1)
    assert inside.mean() > 0.95
    assert "assumed-place" in {one.code for one in estate.findings}


@pytest.mark.parametrize("reverse", [False, True])
def test_a_file_without_a_place_takes_that_of_its_neighbour(shared_data, write_ifc, reverse):
    bare = write_ifc("#12=IFCBUILDINGSTOREY('3XvctVUKr0kugbFTf53O9L',$,'R+1',$,$,$,$,$,.ELEMENT.,0.);", name="bare.ifc")
    files = [shared_data / "pcert_ifc4x3" / "Building-Hvac.ifc", bare]
    sources = twin.import_models(files[::-1] if reverse else files).facts["sources"]
    assert np.allclose(sources["transform"][0], sources["transform"][1])


def test_buildings_that_say_where_they_stand_stay_there(shared_data):
    files = [shared_data / "thatopen" / "AC20-FZK-Haus.ifc", shared_data / "opensmarthome" / "04_Flat.ifc"]
    estate = twin.import_models(files)
    transforms = estate.facts["sources"]["transform"]
    assert np.hypot(*(transforms[0] - transforms[1])[:2, 3]) > 100_000
