"""What a file says, on models of a few records where each answer is plain."""

import numpy as np
import pytest
import shapely

from twin.importers.ifc.read import read
from twin.importers.ifc.source import open_source

PLACE = "#9=IFCLOCALPLACEMENT($,#6);\n"
STOREY = PLACE + "#12=IFCBUILDINGSTOREY('3XvctVUKr0kugbFTf53O9L',$,'R+1',$,$,#9,$,'Premier',.ELEMENT.,2800.);\n"
SPACE = "#13=IFCSPACE('3YvctVUKr0kugbFTf53O9L',$,'101',$,$,#9,$,'S\\X2\\00E9\\X0\\jour',.ELEMENT.,.EXTERNAL.,$);\n"
WALL = "#14=IFCWALL('3ZvctVUKr0kugbFTf53O9L',$,'Mur',$,$,#9,$,'T1',.SOLIDWALL.);\n"
HELD = "#15=IFCRELCONTAINEDINSPATIALSTRUCTURE('40vctVUKr0kugbFTf53O9L',$,$,$,(#14),#12);\n"


@pytest.fixture
def reading(write_ifc):
    def of(records, **options):
        path = write_ifc(records, **options)
        return read(open_source(path), path)

    return of


def codes(reading):
    return [one.code for one in reading.findings if one.code != "no-georeference"]


def test_products_become_nodes_of_their_kind(reading):
    nodes = reading(STOREY + SPACE + WALL + HELD).tables["nodes"]
    by_class = dict(zip(nodes["ifc_class"], nodes["kind"], strict=True))
    assert by_class == {"IfcBuildingStorey": "storey", "IfcSpace": "space", "IfcWall": "element"}
    space = nodes["kind"].tolist().index("space")
    assert (nodes["long_name"][space], nodes["is_external"][space]) == ("Séjour", 1)
    assert nodes["elevation"][nodes["kind"] == "storey"].tolist() == pytest.approx([2.8])
    assert nodes["tag"][nodes["kind"] == "element"].tolist() == ["T1"]


def test_declared_relations_become_edges_and_parents(reading):
    tables = reading(STOREY + WALL + HELD).tables
    nodes, edges = tables["nodes"], tables["edges"]
    assert edges["relation"].tolist() == ["contains"]
    assert edges["method"].tolist() == ["IfcRelContainedInSpatialStructure"]
    assert nodes["ifc_class"][edges["source"][0]] == "IfcBuildingStorey"
    assert nodes["parent"][edges["target"][0]] == edges["source"][0]


def test_a_sensor_assigned_to_a_pump_monitors_it(reading):
    pump = "#20=IFCPUMP('4ZvctVUKr0kugbFTf53O9L',$,'P1',$,$,#9,$,$,.CIRCULATOR.);\n"
    sensor = "#21=IFCSENSOR('5ZvctVUKr0kugbFTf53O9L',$,'S1',$,$,#9,$,$,.MOVEMENTSENSOR.);\n"
    assigned = "#22=IFCRELASSIGNSTOPRODUCT('6ZvctVUKr0kugbFTf53O9L',$,$,$,(#21),$,#20);\n"
    tables = reading(PLACE + pump + sensor + assigned).tables
    names, edges = tables["nodes"]["name"], tables["edges"]
    found = {
        (names[a], r, names[b]) for a, r, b in zip(edges["source"], edges["relation"], edges["target"], strict=True)
    }
    assert found == {("P1", "refers_to", "S1"), ("S1", "monitors", "P1")}


def test_a_wall_that_stands_nowhere_is_told_by_its_name(reading):
    (finding,) = [one for one in reading(STOREY + WALL).findings if one.code == "without-container"]
    assert finding.global_id == "3ZvctVUKr0kugbFTf53O9L"
    assert "IfcWall 'Mur' stands in no storey" in finding.message


def test_a_wall_in_two_places_keeps_the_first(reading):
    other = "#16=IFCRELCONTAINEDINSPATIALSTRUCTURE('41vctVUKr0kugbFTf53O9L',$,$,$,(#14),#13);\n"
    found = reading(STOREY + SPACE + WALL + HELD + other)
    nodes = found.tables["nodes"]
    assert codes(found) == ["several-containers"]
    assert nodes["kind"][nodes["parent"][nodes["kind"] == "element"][0]] == "storey"


def test_a_storey_without_elevation_takes_that_of_its_placement(reading):
    found = reading(STOREY.replace("2800.", "$").replace("(0.,0.,0.)", "(0.,0.,2800.)"))
    assert codes(found) == ["storey-without-elevation"]
    assert found.tables["nodes"]["elevation"].tolist() == [0.0]


def test_two_things_with_one_identity_are_both_told(reading):
    twice = WALL + WALL.replace("#14", "#17").replace("Mur", "Mur 2") + HELD.replace("(#14)", "(#14,#17)")
    assert codes(reading(STOREY + twice)) == ["duplicate-global-id"] * 2


def test_an_empty_model_is_told(reading):
    assert codes(reading("")) == ["empty-model"]


PSET = """#20=IFCPROPERTYSINGLEVALUE('Reference',$,IFCIDENTIFIER('M20'),$);
#21=IFCPROPERTYSINGLEVALUE('IsExternal',$,IFCBOOLEAN(.T.),$);
#22=IFCPROPERTYSINGLEVALUE('Length',$,IFCLENGTHMEASURE(2500.),$);
#23=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('NEW'),IFCLABEL('EXISTING')),$);
#24=IFCPROPERTYBOUNDEDVALUE('Range',$,IFCLENGTHMEASURE(3.),IFCLENGTHMEASURE(1.),$,$);
#25=IFCCOMPLEXPROPERTY('Coat',$,'Coat',(#20));
#26=IFCPROPERTYSET('42vctVUKr0kugbFTf53O9L',$,'Pset_WallCommon',$,(#20,#21,#22,#23,#24,#25));
#27=IFCRELDEFINESBYPROPERTIES('43vctVUKr0kugbFTf53O9L',$,$,$,(#14),#26);
#28=IFCQUANTITYAREA('NetArea',$,$,7.5,$);
#29=IFCELEMENTQUANTITY('44vctVUKr0kugbFTf53O9L',$,'Qto',$,$,(#28));
#30=IFCRELDEFINESBYPROPERTIES('45vctVUKr0kugbFTf53O9L',$,$,$,(#14),#29);
"""


def test_properties_of_every_form_are_read_in_si(reading):
    tables = reading(STOREY + WALL + HELD + PSET).tables
    names, values, numbers = (tables["properties"][key].tolist() for key in ("name", "value", "number"))
    said = dict(zip(names, values, strict=True))
    si = dict(zip(names, numbers, strict=True))
    assert said["Reference"] == "M20"
    assert said["IsExternal"] == "true"
    assert said["Coat.Reference"] == "M20"
    assert said["Status"] == '["NEW", "EXISTING"]'
    assert said["Range"] == '{"UpperBoundValue": 3.0, "LowerBoundValue": 1.0}'
    assert (said["Length"], si["Length"]) == ("2500.0", pytest.approx(2.5))
    assert si["NetArea"] == 7.5
    assert np.isnan(si["Reference"])
    assert tables["nodes"]["is_external"][tables["nodes"]["kind"] == "element"].tolist() == [1]


def test_equal_sets_of_two_walls_are_kept_once(reading):
    second = WALL.replace("#14", "#17").replace("3Zvct", "46vct")
    copy = (
        "#31=IFCPROPERTYSINGLEVALUE('Reference',$,IFCIDENTIFIER('M20'),$);\n"
        "#32=IFCPROPERTYSET('47vctVUKr0kugbFTf53O9L',$,'P',$,(#31));\n"
        "#33=IFCRELDEFINESBYPROPERTIES('48vctVUKr0kugbFTf53O9L',$,$,$,(#17),#32);\n"
        "#34=IFCPROPERTYSINGLEVALUE('Reference',$,IFCIDENTIFIER('M20'),$);\n"
        "#35=IFCPROPERTYSET('49vctVUKr0kugbFTf53O9L',$,'P',$,(#34));\n"
        "#36=IFCRELDEFINESBYPROPERTIES('4AvctVUKr0kugbFTf53O9L',$,$,$,(#14),#35);\n"
    )
    tables = reading(STOREY + WALL + second + HELD.replace("(#14)", "(#14,#17)") + copy).tables
    assert tables["property_sets"].length == 1
    assert tables["node_property_sets"].length == 2


LAYERS = """#50=IFCMATERIAL('Brique',$,'masonry');
#51=IFCMATERIAL('Laine',$,$);
#52=IFCMATERIALLAYER(#50,200.,$,$,$,$,$);
#53=IFCMATERIALLAYER(#51,140.,$,'Isolant',$,$,$);
#54=IFCMATERIALLAYERSET((#52,#53),'Mur 34',$);
#55=IFCMATERIALLAYERSETUSAGE(#54,.AXIS2.,.POSITIVE.,0.,$);
#56=IFCRELASSOCIATESMATERIAL('4BvctVUKr0kugbFTf53O9L',$,$,$,(#14),#55);
#57=IFCCLASSIFICATION($,$,$,'Uniclass',$,$,$);
#58=IFCCLASSIFICATIONREFERENCE($,'EF_25_10','Walls',#57,$,$);
#59=IFCRELASSOCIATESCLASSIFICATION('4CvctVUKr0kugbFTf53O9L',$,$,$,(#14),#58);
#60=IFCDOCUMENTINFORMATION('DOE-12','Fiche technique',$,'docs/mur.pdf',$,$,$,$,$,$,$,$,$,$,$,$,$);
#61=IFCDOCUMENTREFERENCE($,$,$,$,#60);
#62=IFCRELASSOCIATESDOCUMENT('4DvctVUKr0kugbFTf53O9L',$,$,$,(#14),#61);
"""


def test_materials_classifications_and_documents_are_read(reading):
    tables = reading(STOREY + WALL + HELD + LAYERS).tables
    materials = tables["materials"]
    assert materials["name"].tolist() == ["Brique", "Laine"]
    assert materials["thickness"].tolist() == pytest.approx([0.2, 0.14])
    assert [tables["classifications"][key][0] for key in ("system", "code", "name")] == [
        "Uniclass",
        "EF_25_10",
        "Walls",
    ]
    assert [tables["documents"][key][0] for key in ("identification", "name", "location")] == [
        "DOE-12",
        "Fiche technique",
        "docs/mur.pdf",
    ]


BOUNDARY = """#70=IFCCARTESIANPOINT((0.,0.));
#71=IFCCARTESIANPOINT((4000.,0.));
#72=IFCPOLYLINE((#70,#71));
#73=IFCARBITRARYOPENPROFILEDEF(.CURVE.,$,#72);
#74=IFCDIRECTION((0.,0.,1.));
#75=IFCSURFACEOFLINEAREXTRUSION(#73,#6,#74,2500.);
#76=IFCCONNECTIONSURFACEGEOMETRY(#75,$);
#77=IFCRELSPACEBOUNDARY('4EvctVUKr0kugbFTf53O9L',$,'2ndLevel',$,#13,#14,#76,.PHYSICAL.,.EXTERNAL.);
"""


PLANE = """#80=IFCCARTESIANPOINT((4000.,2500.));
#81=IFCCARTESIANPOINT((0.,2500.));
#82=IFCPOLYLINE((#70,#71,#80,#81,#70));
#83=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#82);
#84=IFCCOMPOSITECURVE((#83),.F.);
#85=IFCPOLYLINE((#70,#71,#80));
#86=IFCPOLYLINE((#70,#81,#80));
#87=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.T.,#85);
#88=IFCCOMPOSITECURVESEGMENT(.CONTINUOUS.,.F.,#86);
#89=IFCCOMPOSITECURVE((#87,#88),.F.);
#90=IFCPLANE(#6);
#91=IFCCURVEBOUNDEDPLANE(#90,#%s,());
#92=IFCCONNECTIONSURFACEGEOMETRY(#91,$);
#93=IFCRELSPACEBOUNDARY('4FvctVUKr0kugbFTf53O9L',$,'2ndLevel',$,#13,#14,#92,.PHYSICAL.,.INTERNAL.);
"""


@pytest.mark.parametrize("curve", [82, 84, 89])
def test_a_rectangle_has_four_corners_however_it_is_written(reading, curve):
    tables = reading(STOREY + SPACE + WALL + HELD + BOUNDARY + PLANE % curve).tables
    points = tables["boundary_points"]
    corners = points["xyz"][points["boundary"] == 1][:, :2]
    assert len(corners) == 4
    assert shapely.Polygon(corners).equals(shapely.box(0, 0, 4, 2.5))


def test_a_boundary_is_an_edge_with_its_surface(reading):
    tables = reading(STOREY + SPACE + WALL + HELD + BOUNDARY).tables
    assert "bounds" in tables["edges"]["relation"].tolist()
    boundaries = tables["boundaries"]
    assert (boundaries["level"][0], boundaries["physical"][0], boundaries["side"][0]) == (2, "PHYSICAL", "EXTERNAL")
    assert tables["boundary_points"]["xyz"].tolist() == [[0, 0, 0], [4, 0, 0], [4, 0, 2.5], [0, 0, 2.5]]
