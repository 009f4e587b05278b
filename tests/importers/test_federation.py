"""Files of one building become one building; those of several stay several."""

import re
from collections import Counter
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from twin.importers.pipeline import Options, import_files

DUPLEX = ("Ifc2x3_Duplex_Architecture.ifc", "Ifc2s3_Duplex_Electrical.ifc", "2012-03-23-Duplex-Handover.ifc")


def imported(*paths):
    return import_files([Path(one) for one in paths], Options()).twin


def count(twin, kind):
    return len(twin.rows(kind))


def codes(twin):
    return Counter(one.code for one in twin.findings)


def what_is_one(twin):
    table, names = twin["same_as"], twin["sources"]["name"]
    rows = zip(*(table[name].tolist() for name in ("node", "source", "id")), strict=True)
    return {(twin.nodes["global_id"][node], names[source], identity) for node, source, identity in rows}


def with_other_identities(path, target):
    """Write a model again with other GlobalIds, as another export of it would have."""
    text = path.read_text(encoding="latin-1")
    target.write_text(re.sub(r"'([0-3])([0-9A-Za-z_$]{20})([0-9A-Za-z_$])'", r"'\1\3\2'", text), encoding="latin-1")
    return target


def without_place(path, target):
    """Write a model again without its latitude and longitude, so that it stands at the origin."""
    text = path.read_text(encoding="latin-1")
    target.write_text(re.sub(r",\(\d+,\d+,[\d,]+\),\(-?\d+,[-\d,]+\),", ",$,$,", text), encoding="latin-1")
    return target


@pytest.fixture(scope="module")
def duplex(shared_data):
    return imported(*(shared_data / "duplex" / one for one in DUPLEX))


def test_architecture_electrical_and_handover_of_the_duplex_are_one_building(duplex):
    assert [count(duplex, kind) for kind in ("site", "building", "storey", "space")] == [1, 1, 4, 22]
    nodes = duplex.nodes
    devices = (nodes["source"] == 1) & (nodes["kind"] == "equipment")
    assert devices.sum() > 90
    assert (nodes["building"][devices] == duplex.rows("building")[0]).all()
    assert set(nodes["name"][nodes["storey"][devices]]) == {"Level 1", "Level 2", "Roof"}


def test_whatever_is_joined_answers_to_the_ids_it_had(duplex):
    building = duplex.rows("building")[0]
    assert duplex.row("0o8nNAbaT5OQLV8CAFemQO") == duplex.row("1xS3BCk291UvhgP2a6eflK") == building


def test_every_join_says_what_it_rests_on(duplex):
    table = duplex["same_as"]
    assert table.length == 1 + 1 + 3 + 1 + 1 + 1 + 4 + 21 + 99 + 86
    assert (table["method"] != "").all()
    assert ((table["confidence"] > 0.5) & (table["confidence"] <= 1)).all()
    assert codes(duplex)["joined"] == 3


def test_a_building_takes_the_name_that_its_author_wrote(duplex):
    assert duplex.nodes["name"][duplex.rows("building")[0]] == "DuplexApartment"


def test_no_device_stands_in_two_places(duplex):
    edges = duplex.edges
    inside = edges["target"][edges["relation"] == "contains"].tolist()
    assert len(inside) == len(set(inside))


@pytest.mark.parametrize("order", list(permutations(range(3)))[1:])
def test_the_order_of_files_does_not_change_what_is_one(shared_data, duplex, order):
    other = imported(*(shared_data / "duplex" / DUPLEX[place] for place in order))
    assert what_is_one(other) == what_is_one(duplex)
    assert sorted(other.nodes["id"].tolist()) == sorted(duplex.nodes["id"].tolist())


def test_the_flats_of_the_handover_hold_the_rooms_of_the_architecture(shared_data, tmp_path):
    folder = shared_data / "duplex"
    bare = with_other_identities(folder / DUPLEX[2], tmp_path / "handover.ifc")
    twin = imported(folder / DUPLEX[0], bare)
    nodes, edges = twin.nodes, twin.edges
    assert count(twin, "building") == 1
    for flat in twin.rows("zone"):
        rooms = edges["target"][(edges["source"] == flat) & (edges["relation"] == "groups")]
        assert len(rooms) == 10
        assert (nodes["mesh"][rooms] >= 0).all()
        assert {name[0] for name in nodes["name"][rooms]} == {nodes["name"][flat][-1]}


def test_storeys_without_a_twin_in_the_other_file_stay(duplex):
    levels = dict(zip(duplex.nodes["name"], duplex.nodes["elevation"], strict=True))
    assert levels["T/FDN"] == -1.25


def test_two_houses_in_one_place_stay_two(shared_data, tmp_path):
    row_houses = shared_data / "smileywest" / "231110AC-11-Smiley-West-04-07-2007.ifc"
    house = shared_data / "thatopen" / "AC20-FZK-Haus.ifc"
    twin = imported(*(without_place(path, tmp_path / path.name) for path in (row_houses, house)))
    assert count(twin, "building") == 2
    assert codes(twin)["buildings-overlap"] == 1
    assert twin["same_as"].length == 0
    again = import_files([tmp_path / house.name], Options(), old=twin).twin
    assert codes(again) == codes(twin)


def test_two_houses_far_apart_stay_two_without_a_word(shared_data):
    twin = imported(shared_data / "duplex" / DUPLEX[0], shared_data / "thatopen" / "AC20-FZK-Haus.ifc")
    assert count(twin, "building") == 2
    assert not codes(twin).keys() & {"joined", "buildings-overlap"}


HOUSE = """#20=IFCSITE('{g}Site000000000000000001',$,'Site',$,$,#90,$,$,.ELEMENT.,$,$,$,$,$);
#21=IFCBUILDING('{g}Haus000000000000000001',$,'{building}',$,$,#90,$,$,.ELEMENT.,$,$,$);
#22=IFCBUILDINGSTOREY('{g}Stor000000000000000001',$,'{low}',$,$,#90,$,$,.ELEMENT.,0.);
#23=IFCBUILDINGSTOREY('{g}Stor000000000000000002',$,'{high}',$,$,#90,$,$,.ELEMENT.,{level});
#24=IFCRELAGGREGATES('{g}Rela000000000000000001',$,$,$,#1,(#20));
#25=IFCRELAGGREGATES('{g}Rela000000000000000002',$,$,$,#20,(#21));
#26=IFCRELAGGREGATES('{g}Rela000000000000000003',$,$,$,#21,(#22,#23));
#30=IFCSPACE('{g}Spac000000000000000001',$,'{room}',$,$,#90,$,$,.ELEMENT.,$,$);
#31=IFCRELAGGREGATES('{g}Rela000000000000000004',$,$,$,#22,(#30));
#90=IFCLOCALPLACEMENT($,#6);
"""


@pytest.fixture
def house(write_ifc):
    def write(name, **said):
        usual = {"g": "0", "building": "Tilleul", "low": "RDC", "high": "R+1", "level": "2800.", "room": "001"}
        return write_ifc(HOUSE.format(**usual | said), name=name)

    return write


@pytest.mark.parametrize(("name", "buildings"), [("TILLEUL", 1), ("Platane", 2)])
def test_files_without_shapes_are_one_by_the_name_of_the_building(house, name, buildings):
    assert count(imported(house("a.ifc"), house("b.ifc", g="1", building=name, room="x")), "building") == buildings


@pytest.mark.parametrize(("level", "storeys"), [("3050.", 2), ("3150.", 3)])
def test_storeys_are_one_up_to_thirty_centimetres(house, level, storeys):
    twin = imported(house("a.ifc"), house("b.ifc", g="1", high="Level 2", level=level))
    assert count(twin, "storey") == storeys


def test_spaces_of_one_code_in_one_storey_are_one(house):
    assert count(imported(house("a.ifc"), house("b.ifc", g="1")), "space") == 1
    assert count(imported(house("a.ifc"), house("b.ifc", g="1", room="002")), "space") == 2


def test_buildings_that_only_share_a_default_name_stay_two(house):
    twin = imported(house("a.ifc", building="Default", room="a"), house("b.ifc", g="1", building="Default", room="b"))
    assert count(twin, "building") == 2


def test_shapes_are_kept_when_the_file_without_them_comes_first(shared_data):
    twin = imported(shared_data / "duplex" / DUPLEX[2], shared_data / "duplex" / DUPLEX[0])
    assert (twin.nodes["mesh"][twin.rows("space")] >= 0).sum() == 21
    assert np.isfinite(twin.nodes["elevation"][twin.rows("storey")]).all()


@pytest.mark.parametrize("again", range(3))
def test_reading_one_file_again_changes_nothing(shared_data, duplex, again):
    path = shared_data / "duplex" / DUPLEX[again]
    twin = import_files([path], Options(), old=duplex).twin
    assert what_is_one(twin) == what_is_one(duplex)
    assert sorted(twin.nodes["id"].tolist()) == sorted(duplex.nodes["id"].tolist())
    assert twin.edges.length == duplex.edges.length


DEVICE = """#40=IFCVALVE('{g}Valv00000000000000000{n}',$,'{name}',$,$,#90,$,'{tag}',$);
#41=IFCRELCONTAINEDINSPATIALSTRUCTURE('{g}Rela00000000000000000{n}',$,$,$,(#40),#30);
"""


@pytest.mark.parametrize(
    ("name", "tag", "room", "devices"),
    [("Vanne 1", "", "001", 1), ("Vanne 2", "", "001", 2), ("Vanne 2", "4711", "001", 1), ("Vanne 1", "", "002", 2)],
)
def test_devices_are_one_by_name_or_tag_in_one_room_only(write_ifc, name, tag, room, devices):
    usual = {"building": "Tilleul", "low": "RDC", "high": "R+1", "level": "2800."}
    one = HOUSE.format(g="0", room="001", **usual) + DEVICE.format(g="0", n=5, name="Vanne 1", tag="4711")
    other = HOUSE.format(g="1", room=room, **usual) + DEVICE.format(g="1", n=6, name=name, tag=tag)
    twin = imported(write_ifc(one, name="a.ifc"), write_ifc(other, name="b.ifc"))
    assert count(twin, "equipment") == devices


ZONE = """#50=IFCZONE('{g}Zone000000000000000001',$,'{zone}',$,$,$);
#51=IFCRELASSIGNSTOGROUP('{g}Rela000000000000000009',$,$,$,(#30),$,#50);
"""


@pytest.mark.parametrize(
    ("zone", "room", "zones"), [("Logement 1", "001", 1), ("Logement 1", "9", 2), ("L2", "001", 2)]
)
def test_zones_are_one_by_name_only_with_the_same_rooms(write_ifc, zone, room, zones):
    usual = {"building": "Tilleul", "low": "RDC", "high": "R+1", "level": "2800."}
    one = HOUSE.format(g="0", room="001", **usual) + ZONE.format(g="0", zone="Logement 1")
    other = HOUSE.format(g="1", room=room, **usual) + ZONE.format(g="1", zone=zone)
    assert count(imported(write_ifc(one, name="a.ifc"), write_ifc(other, name="b.ifc")), "zone") == zones
