"""What people know better wins over models and inference, and outlives a new import of the models."""

import pytest

import twin

HEADINGS = "action,thing,what,value,author,date,reason\n"


@pytest.fixture
def corrections(tmp_path):
    path = tmp_path / "corrections.csv"
    path.write_text(HEADINGS + "set,1.C1,use,common room,A. Gardien,2026-11-20,seen on site\n", encoding="utf-8")
    return path


def test_a_correction_wins_and_survives_a_new_import(residence, tmp_path, corrections):
    stored = tmp_path / "estate.gpkg"
    twin.import_models([residence], output=stored, corrections=corrections)
    again = twin.import_models([residence], output=stored, update=True)
    assert again.node("1.C1")["use"] == "common room"
    assert again.facts["corrections"]["author"].tolist() == ["A. Gardien"]


def test_a_link_of_the_landlord_is_declared_by_its_author_and_remembered(residence, tmp_path):
    path = tmp_path / "links.csv"
    path.write_text("from,to,relation,commodity,author\nChaudière gaz,0.C1,serves,,A. Gardien\n", encoding="utf-8")
    stored = tmp_path / "estate.gpkg"
    twin.import_models([residence], output=stored, links=path)
    edges = twin.import_models([residence], output=stored, update=True).edges
    (method,) = edges[edges["method"].str.contains("Gardien")]["method"]
    assert method == "declared by A. Gardien"


def test_a_building_without_networks_gets_them_only_when_asked(shared_data):
    model = shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"
    assert "feeds" not in set(twin.import_models([model]).edges["relation"])
    feeds = twin.import_models([model], assume_networks=True).edges.query("relation == 'feeds'")
    assert set(feeds["provenance"]) == {"assumed"}
    assert {"cold_water", "power", "heating"} <= set(feeds["commodity"])
