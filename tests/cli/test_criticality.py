"""``twin criticality`` ranks things by what their failure alone costs."""

import csv
import json

import numpy as np
import pytest

from twin.cli import main
from twin.model.columns import Columns
from twin.model.twin import Twin
from twin.store.save import save

THINGS = {
    "grid": "IfcSwitchingDevice",
    "transformer 1": "IfcTransformer",
    "transformer 2": "IfcTransformer",
    "board": "IfcDistributionBoard",
    "unit": "IfcDistributionBoard.CONSUMERUNIT",
    "room": "space",
    "flat": "dwelling",
}
FEEDS = ["grid,transformer 1", "grid,transformer 2", "transformer 1,board", "transformer 2,board", "board,unit"]


@pytest.fixture
def estate(wire, tmp_path):
    """Return a function that stores a flat behind two transformers, with links of some provenance."""

    def stored(provenance="declared"):
        links = [(*link.split(","), "power") for link in FEEDS]
        twin = wire(THINGS, links, groups=[("flat", "room")], inside={"unit": "room"})
        edges = {name: twin.edges[name] for name in twin.edges}
        edges["provenance"] = np.array([provenance] * twin.edges.length, dtype=object)
        path = tmp_path / "estate.gpkg"
        save(Twin({**twin.tables, "edges": Columns(edges, twin.edges.length)}), path)
        return str(path)

    return stored


def test_table_ranks_what_everything_hangs_on_first(estate, capsys):
    assert main(["criticality", estate()]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2 of 5 things that supply 1 dwellings cost somebody a service")
    assert [line.split()[0] for line in lines if "'" in line] == ["1", "1"]
    assert not any("Transformer" in line for line in lines)


def test_first_line_says_so_if_all_rests_on_assumed_links(estate, capsys):
    main(["criticality", estate("assumed")])
    assert capsys.readouterr().out.startswith("Rests mostly on assumed links (100%). ")


def test_json_holds_ids_people_and_shares(estate, capsys):
    main(["criticality", estate(), "--json", "--top", "1"])
    told = json.loads(capsys.readouterr().out)
    assert (told["of"], told["dwellings"], told["services"]) == (2, 1, ["power"])
    assert told["failures"][0] | {"rank": 1, "people_unknown": 1, "by_service": {"power": 1}} == told["failures"][0]


def test_csv_holds_every_line_whatever_is_shown(estate, tmp_path, capsys):
    out = tmp_path / "ranking.csv"
    main(["criticality", estate(), "--csv", str(out), "--top", "1"])
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["by_service"] for row in csv.DictReader(file)] == ["power 1", "power 1"]


def test_second_failure_ranks_what_stood_in_for_the_first(estate, capsys):
    assert main(["criticality", estate(), "--after", "transformer 1", "--json"]) == 0
    assert [one["name"] for one in json.loads(capsys.readouterr().out)["failures"]] == ["transformer 2"]


def test_pairs_are_told_once(estate, capsys):
    assert main(["criticality", estate(), "--pairs", "--json"]) == 0
    (pair,) = json.loads(capsys.readouterr().out)
    assert {pair["first"], pair["id"]} == {"transformer 1", "transformer 2"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--service", "gas"], "service gas: no dwelling or space of this estate has it. There is power."),
        (["--after", "room"], "room: takes no part in supply."),
        (["--top", "-1"], "--top -1: is less than none."),
        (["--pairs", "--all"], "--pairs: goes with --service, --top and --json alone."),
        (["--csv", "/no/such/folder/x.csv"], "/no/such/folder/x.csv: cannot be written"),
    ],
)
def test_wrong_use_is_named_and_exits_with_2(estate, capsys, words, said):
    assert main(["criticality", estate(), *words]) == 2
    assert said in capsys.readouterr().err


def test_twin_is_not_written_over_by_its_own_table(estate, capsys):
    path = estate()
    assert main(["criticality", path, "--csv", path]) == 2
    assert "is the twin itself, and would be lost" in capsys.readouterr().err
    assert main(["info", path]) == 0


def test_estate_without_networks_answers_no_and_says_where_to_look(wire, tmp_path, capsys):
    save(wire({"room": "space"}), tmp_path / "estate.gpkg")
    assert main(["criticality", str(tmp_path / "estate.gpkg")]) == 1
    assert "twin check" in capsys.readouterr().err


def test_estate_where_nothing_stands_in_for_anything_says_so(wire, tmp_path, capsys):
    save(wire({"room": "space"}), tmp_path / "estate.gpkg")
    assert main(["criticality", str(tmp_path / "estate.gpkg"), "--pairs"]) == 1
    assert "no pair of things" in capsys.readouterr().err
