import pytest

from twin.errors import UnknownNodeError
from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture
def twin():
    columns = {"id": ["1~g", "2~g", "h"], "global_id": ["g", "g", "h"], "name": ["Hall", "Hall", "Cellar"]}
    return Twin({"nodes": table_of("nodes", {**columns, "kind": ["space"] * 3, "code": ["", "", "K1"]})})


@pytest.mark.parametrize("key", ["h", "Cellar", "K1"])
def test_a_thing_answers_to_its_id_code_and_name(twin, key):
    assert twin.row(key) == 2


def test_a_name_that_two_things_have_names_neither(twin):
    with pytest.raises(UnknownNodeError, match=r"Hall: 2 things answer to it. Name one by its id, such as 1~g, 2~g"):
        twin.row("Hall")


def test_an_unknown_name_says_where_to_look(twin):
    with pytest.raises(UnknownNodeError, match="Attic: nothing in this twin has that id, code or name"):
        twin.row("Attic")


def test_tables_not_given_are_empty(twin):
    assert twin.edges.length == 0
    assert twin.findings == []
