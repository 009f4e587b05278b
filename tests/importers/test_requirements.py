"""Requirements are checked in the files that a twin was made from, and only there."""

import json
import shutil
from pathlib import Path

import pytest

import twin
from twin.cli import main
from twin.errors import InputError
from twin.importers.ifc.requirements import check_requirements
from twin.importers.pipeline import Options, import_files
from twin_samples.operation import build_requirements

ROOM = "#90=IFCLOCALPLACEMENT($,#6);\n#30=IFCSPACE('0Spac000000000000000001',$,'{}',$,$,#90,$,{},.ELEMENT.,$,$);"
IDS = """<?xml version="1.0" encoding="utf-8"?>
<ids xmlns="http://standards.buildingsmart.org/IDS"><info><title>t</title></info><specifications>
<specification name="Rooms are named" ifcVersion="{version}">
<applicability minOccurs="{least}" maxOccurs="unbounded">
<entity><name><simpleValue>IFCSPACE</simpleValue></name></entity></applicability>
<requirements><attribute cardinality="required">
<name><simpleValue>LongName</simpleValue></name></attribute></requirements>
</specification></specifications></ids>"""


def imported(*paths):
    return import_files(paths, Options()).twin


@pytest.fixture
def asked(tmp_path):
    def write(version="IFC4", least=0):
        path = tmp_path / "asked.ids"
        path.write_text(IDS.format(version=version, least=least), encoding="utf-8")
        return path

    return write


def test_the_sample_of_requirements_is_what_its_module_writes():
    stored = Path(__file__).parents[2] / "ifc_samples" / "operation.ids"
    assert build_requirements().to_string().strip() in stored.read_text(encoding="utf-8")


def test_a_room_without_a_name_fails_with_its_identity(write_ifc, asked):
    (outcome,) = check_requirements(imported(write_ifc(ROOM.format("001", "$"))), asked())
    assert (outcome.status, outcome.passed, outcome.failed) == ("fail", 0, 1)
    assert outcome.failures[0].global_id == "0Spac000000000000000001"
    assert outcome.failures[0].name == "001"
    assert "LongName" in outcome.requirement


def test_a_room_with_a_name_passes(write_ifc, asked):
    (outcome,) = check_requirements(imported(write_ifc(ROOM.format("001", "'Bain'"))), asked())
    assert (outcome.status, outcome.passed, outcome.failed) == ("pass", 1, 0)


def test_each_file_is_judged_by_itself(write_ifc, asked):
    good = write_ifc(ROOM.format("001", "'Bain'"), name="good.ifc")
    bad = write_ifc(ROOM.format("001", "$").replace("0Spac", "1Spac"), name="bad.ifc")
    outcomes = check_requirements(imported(good, bad), asked())
    assert {one.file: one.status for one in outcomes} == {"good.ifc": "pass", "bad.ifc": "fail"}


def test_requirements_for_another_version_are_skipped_and_say_so(write_ifc, asked):
    (outcome,) = check_requirements(imported(write_ifc(ROOM.format("001", "$"))), asked("IFC2X3"))
    assert (outcome.status, outcome.requirement) == ("skipped", "is for IFC2X3")


def test_rooms_that_must_be_there_and_are_not_fail(write_ifc, asked):
    bare = write_ifc("#12=IFCBUILDING('0Haus000000000000000001',$,'H',$,$,$,$,$,.ELEMENT.,$,$,$);")
    assert [one.status for one in check_requirements(imported(bare), asked(least=1))] == ["fail"]


def test_models_in_a_zip_are_checked(shared_data, asked):
    model = imported(shared_data / "bimserver_testfiles" / "AC11-Institute-Var-2-IFC.ifczip")
    (outcome,) = check_requirements(model, asked("IFC2X3"))
    assert outcome.passed + outcome.failed == 82


def test_a_model_that_moved_is_told_with_its_old_place(write_ifc, asked):
    path = write_ifc(ROOM.format("001", "$"))
    model = imported(path)
    path.unlink()
    with pytest.raises(InputError, match=rf"model\.ifc: is not at {path} any more.*--update"):
        check_requirements(model, asked())


def test_a_model_that_changed_is_not_judged_for_the_twin(write_ifc, asked):
    path = write_ifc(ROOM.format("001", "$"))
    model = imported(path)
    shutil.copy(write_ifc(ROOM.format("001", "'Bain'"), name="other.ifc"), path)
    with pytest.raises(InputError, match="has changed"):
        check_requirements(model, asked())


@pytest.mark.parametrize("content", ["", "no xml", "<a/>", IDS.replace("applicability", "aplicability")])
def test_what_is_no_ids_is_refused(write_ifc, tmp_path, content):
    path = tmp_path / "bad.ids"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"bad\.ids: is no"):
        check_requirements(imported(write_ifc(ROOM.format("001", "$"))), path)


def test_requirements_that_are_not_there_are_missed(write_ifc, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        check_requirements(imported(write_ifc(ROOM.format("001", "$"))), tmp_path / "none.ids")


@pytest.mark.parametrize(("name", "status"), [("$", 1), ("'Bain'", 0)])
def test_the_command_says_no_if_a_requirement_is_not_met(write_ifc, asked, tmp_path, capsys, name, status):
    twin.import_models(write_ifc(ROOM.format("001", name)), tmp_path / "estate.gpkg")
    topics = tmp_path / "out.bcfzip"
    call = ["check", str(tmp_path / "estate.gpkg"), "--ids", str(asked()), "--bcf", str(topics), "--json"]
    assert main(call) == status
    told = json.loads(capsys.readouterr().out)
    assert [one["failed"] for one in told["requirements"]] == [status]
    assert told["connectivity"]["ports"] == 0
    assert topics.stat().st_size > 0


def test_the_command_prints_what_is_not_met(write_ifc, asked, tmp_path, capsys):
    twin.import_models(write_ifc(ROOM.format("001", "$")), tmp_path / "estate.gpkg")
    assert main(["check", str(tmp_path / "estate.gpkg"), "--ids", str(asked())]) == 1
    out = capsys.readouterr().out
    assert "1 of 1 requirements are not met" in out
    assert "How one can walk" in out
