import pytest

from twin.errors import InputError, UsageError
from twin.importers.register import read_register, with_register
from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture
def twin():
    columns = {
        "id": ["B", "C", "b1", "c1", "lift"],
        "global_id": ["B", "C", "b1", "c1", "lift"],
        "name": ["Bât. B", "Bât. C", "101", "101", "Ascenseur"],
        "kind": ["building", "building", "space", "space", "equipment"],
        "parent": [-1, -1, 0, 1, 0],
    }
    return Twin({"nodes": table_of("nodes", columns)})


def joined(twin, tmp_path, content, encoding="utf-8"):
    path = tmp_path / "register.csv"
    path.write_bytes(content.encode(encoding))
    return with_register(twin, read_register(path), file=path.name)


def test_the_most_precise_code_of_a_line_becomes_that_of_the_thing(twin, tmp_path):
    found = joined(twin, tmp_path, "thing,group,building,dwelling\nb1,TIL,TIL-B,TIL-B-0101\nlift,TIL,TIL-B,\n")
    assert found.nodes["code"].tolist() == ["", "", "TIL-B-0101", "", "TIL-B"]
    assert found["register"]["code"].tolist() == ["TIL", "TIL-B", "TIL-B-0101", "TIL", "TIL-B"]
    assert found.row("TIL-B-0101") == 2


def test_a_table_from_a_french_office_is_read_as_it_is(twin, tmp_path):
    found = joined(twin, tmp_path, "Nom;Dans;Bâtiment;Équipement\r\nascenseur;Bât. B;B;ASC-1\r\n", "cp1252")
    assert found.nodes["code"][4] == "ASC-1"
    assert found.findings == []


def test_a_name_that_two_things_have_needs_to_say_within_what(twin, tmp_path):
    vague = joined(twin, tmp_path, "name,space\n101,L1\n")
    assert [one.code for one in vague.findings] == ["register-unmatched"]
    assert "Line 2 of the register: '101' means 2 things" in vague.findings[0].message
    clear = joined(twin, tmp_path, "name,within,space\n101,Bât. C,L1\n")
    assert clear.nodes["code"].tolist() == ["", "", "", "L1", ""]


def test_a_line_that_means_nothing_is_told(twin, tmp_path):
    (finding,) = joined(twin, tmp_path, "id,space\nattic,L9\n").findings
    assert "'attic' means nothing in the models" in finding.message


def test_a_register_must_say_which_things_and_which_codes(tmp_path):
    path = tmp_path / "register.csv"
    path.write_text("foo,space\na,b\n")
    with pytest.raises(InputError, match="no column names the things"):
        read_register(path)
    path.write_text("id,colour\na,b\n")
    with pytest.raises(UsageError, match="no column holds a code"):
        read_register(path)


def test_a_missing_register_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_register(tmp_path / "none.csv")
