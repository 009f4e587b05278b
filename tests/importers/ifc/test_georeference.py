"""Where a file stands; expected coordinates are worked out by hand from the records shown."""

import math

import ifcopenshell
import numpy as np
import pytest

from twin.importers.ifc.georeference import read_georeference
from twin.importers.ifc.model import Model
from twin.importers.ifc.placement import Placements

SITE = "#30=IFCSITE('3Ps9QuwXX4eQ9YuzkHJGtZ',$,'Site',$,$,$,$,$,$,{latitude},{longitude},$,$,$);"


def placed(path, point=(0.0, 0.0, 0.0), crs=None):
    model = Model(ifcopenshell.open(path), path.name)
    found = read_georeference(model, Placements(model.units.length), crs=crs)
    return (found.transform @ [*point, 1.0])[:3], found, [one.code for one in model.findings]


def test_a_map_conversion_turns_and_moves(write_ifc):
    records = (
        "#40=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#41=IFCPROJECTEDCRS('EPSG:2154',$,$,$,$,$,#40);\n"
        "#42=IFCMAPCONVERSION(#5,#41,770000.,6280000.,12.5,0.,1.,0.001);"
    )
    position, found, codes = placed(write_ifc(records), (10.0, 0.0, 3.0))
    assert position == pytest.approx([770000.0, 6280010.0, 15.5])
    assert (found.crs, found.how, codes) == ("EPSG:2154", "map conversion", [])


def test_without_a_map_unit_eastings_are_in_the_unit_of_the_project(write_ifc):
    records = (
        "#41=IFCPROJECTEDCRS('EPSG:2154',$,$,$,$,$,$);\n#42=IFCMAPCONVERSION(#5,#41,770000000.,6280000000.,0.,$,$,$);"
    )
    position, _, codes = placed(write_ifc(records))
    assert position == pytest.approx([770000.0, 6280000.0, 0.0])
    assert codes == []


def test_a_scale_that_mixes_up_units_is_told_and_not_used(write_ifc):
    records = (
        "#40=IFCSIUNIT(*,.LENGTHUNIT.,$,.METRE.);\n#41=IFCPROJECTEDCRS('EPSG:2154',$,$,$,$,$,#40);\n"
        "#42=IFCMAPCONVERSION(#5,#41,770000.,6280000.,0.,$,$,1.);"
    )
    position, _, codes = placed(write_ifc(records), (10.0, 0.0, 0.0))
    assert position == pytest.approx([770010.0, 6280000.0, 0.0])
    assert codes == ["map-scale"]


def test_a_reference_system_that_nobody_knows_is_told_but_the_place_kept(write_ifc):
    records = "#41=IFCPROJECTEDCRS('Site grid',$,$,$,$,$,$);\n#42=IFCMAPCONVERSION(#5,#41,15000.,0.,0.,$,$,$);"
    position, found, codes = placed(write_ifc(records))
    assert position == pytest.approx([15.0, 0.0, 0.0])
    assert found.crs is None
    assert codes == ["unknown-crs"]


def test_latitude_and_longitude_place_the_site_in_its_utm_zone(write_ifc):
    position, found, codes = placed(write_ifc(SITE.format(latitude="(43,36,38)", longitude="(3,52,36)")))
    # pyproj (PROJ 9), EPSG:4326 to EPSG:32631 of 43.610556 N, 3.876667 E
    assert position[:2] == pytest.approx([570784.0, 4829125.0], abs=200)
    assert (found.crs, codes) == ("EPSG:32631", ["approximate-georeference"])


def test_true_north_turns_a_site_placed_by_latitude(write_ifc):
    frame_north = "#50=IFCDIRECTION((-1.,0.));\n"
    path = write_ifc(frame_north + SITE.format(latitude="(0,0,1)", longitude="(3,0,0)"))
    path.write_text(path.read_text().replace("3,1.E-5,#6,$)", "3,1.E-5,#6,#50)"))
    origin, found, _ = placed(path)
    along_x, _, _ = placed(path, (100.0, 0.0, 0.0))
    # true north lies along -x of the file, so +x points south; at the central meridian grid north is true north
    assert along_x - origin == pytest.approx([0.0, -100.0, 0.0], abs=0.05)
    assert found.true_north == pytest.approx(-math.pi / 2)


def test_an_option_overrides_the_name_but_not_the_place(write_ifc):
    records = "#41=IFCPROJECTEDCRS('EPSG:2154',$,$,$,$,$,$);\n#42=IFCMAPCONVERSION(#5,#41,1000.,2000.,0.,$,$,$);"
    position, found, _ = placed(write_ifc(records), crs="EPSG:3943")
    assert position == pytest.approx([1.0, 2.0, 0.0])
    assert found.crs == "EPSG:3943"


def test_nothing_said_is_told(write_ifc):
    position, found, codes = placed(write_ifc(""))
    assert position.tolist() == [0.0, 0.0, 0.0]
    assert (found.crs, found.how, codes) == (None, "none", ["no-georeference"])


@pytest.mark.parametrize("name", ["Architecture", "Hvac", "Landscaping", "Structural"])
def test_the_disciplines_of_a_real_scene_stand_in_one_place(shared_data, name):
    position, found, _ = placed(shared_data / "pcert_ifc4x3" / f"Building-{name}.ifc")
    assert found.crs == "EPSG:32760"
    assert np.round(position, 2).tolist() == [729013.35, 9063992.68, 1.3]
