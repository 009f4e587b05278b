"""`twin usage` lists, explains and asks measures, and writes what they answer."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import twin
from twin.cli import main
from twin.cli.usage_told import print_comparison, print_outcome
from twin.usage.outcome import Outcome
from twin.usage.run import measure_named

SCENARIO = """name = "Lift out"
start = 2026-01-12T08:30:00
duration = "1 h"
[[event]]
hazard = "lift-failure"
at = "{lift}"
"""


@pytest.fixture(scope="module")
def estate(tmp_path_factory, residence):
    """Return the stored sample, and a space of it that everybody can go to."""
    path = tmp_path_factory.mktemp("usage") / "estate.gpkg"
    facts = twin.import_models([residence], path).facts
    shared = facts.nodes["use"] == "circulation"
    return path, str(facts.nodes["id"][shared][0]), facts


def ask(*words):
    return main(["usage", *(str(word) for word in words)])


def test_alone_it_lists_the_measures_with_what_they_tell(capsys):
    assert ask() == 0
    told = capsys.readouterr().out
    assert "catchment" in told
    assert "fifteen-minutes" in told


def test_the_name_of_a_measure_explains_it_with_units(capsys):
    assert ask("catchment") == 0
    told = capsys.readouterr().out
    assert "300 s" in told
    assert "walk_s" in told


def test_a_declaration_is_json_too(capsys):
    assert ask("catchment", "--json") == 0
    columns = json.loads(capsys.readouterr().out)["columns"][""]
    assert {"name": "walk_s", "unit": "s"}.items() <= next(one for one in columns if one["name"] == "walk_s").items()


def test_withheld_rows_of_tables_with_different_keys_are_json_too(capsys):
    rooms = pd.DataFrame({"id": ["room"], "reason": ["fewer than 5 households"], "table": [""]})
    hours = pd.DataFrame({"hour_h": [3.0], "reason": ["fewer than 5 households"], "table": ["hours"]})
    withheld = pd.concat([rooms, hours], ignore_index=True)
    outcome = Outcome(pd.DataFrame(index=[]), withheld=withheld, schema={"": ()}, share_assumed=float("nan"))
    print_outcome(outcome, top=0, json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["share_assumed"] is None
    assert [sorted(one) for one in told["withheld"]] == [["id", "reason", "table"], ["hour_h", "reason", "table"]]


def test_answer_as_table_has_units_in_its_headings(estate, capsys):
    path, place, _ = estate
    assert ask(path, "catchment", "--set", f"to={place}", "limit=2 min") == 0
    told = capsys.readouterr().out
    assert "walk [s]" in told
    assert "within 2 min" in told


def test_answer_as_json_has_rows_columns_and_parameters(estate, capsys):
    path, place, facts = estate
    assert ask(path, "catchment", "--set", f"to={place}", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    homes = ((facts.nodes["kind"] == "zone") & (facts.nodes["use"] == "dwelling")).sum()
    assert len(told["rows"]) == homes
    assert told["parameters"]["limit"] == 300.0
    assert told["rows"][0]["walk_s"] > 0


@pytest.mark.parametrize(("ending", "read"), [("csv", pd.read_csv), ("xlsx", pd.read_excel)])
def test_tables_are_written_with_units(estate, tmp_path, ending, read):
    path, place, _ = estate
    target = tmp_path / f"answer.{ending}"
    assert ask(path, "catchment", "--set", f"to={place}", "-o", target) == 0
    assert "walk [s]" in read(target)


def test_parquet_keeps_plain_names_and_unknown_as_null(estate, tmp_path):
    import duckdb

    path, place, _ = estate
    target = tmp_path / "answer.parquet"
    assert ask(path, "catchment", "--set", f"to={place}", "-o", target) == 0
    found = duckdb.sql(f"SELECT count(*) AS n, count(walk_s) AS known FROM '{target}'").fetchall()[0]
    assert found[0] >= found[1] > 0
    meaning = duckdb.sql(f"SELECT decode(value) FROM parquet_kv_metadata('{target}') WHERE decode(key) = 'walk_s'")
    assert meaning.fetchall()[0][0].endswith("[s]")


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_figures_are_the_same_file_each_time(estate, tmp_path, ending):
    path, place, _ = estate
    files = [tmp_path / f"{number}.{ending}" for number in range(2)]
    for file in files:
        assert ask(path, "catchment", "--set", f"to={place}", "--plot", file) == 0
    assert files[0].read_bytes() == files[1].read_bytes()


def test_picture_is_drawn_by_the_viewer(estate, tmp_path):
    path, place, _ = estate
    target = tmp_path / "p.png"
    assert ask(path, "catchment", "--set", f"to={place}", "--screenshot", target) == 0
    assert target.stat().st_size > 10_000


def test_scenario_is_compared_with_the_usual(estate, tmp_path, capsys):
    path, place, facts = estate
    lifts = facts.nodes["id"][facts.nodes["ifc_class"] == "IfcTransportElement"]
    file = tmp_path / "lift.toml"
    file.write_text(SCENARIO.format(lift=lifts[0]), encoding="utf-8")
    assert ask(path, "catchment", "--set", f"to={place}", "--if", file, "--compare", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["while"] == "Lift out"
    assert told["usual"]["answer"]
    assert {"walk_s", "walk_usual_s", "walk_change_s"} <= {one["name"] for one in told["changed"]["columns"]}


def test_the_usual_is_told_of_the_hour_of_the_scenario(estate, tmp_path, capsys):
    path, _, facts = estate
    lifts = facts.nodes["id"][facts.nodes["ifc_class"] == "IfcTransportElement"]
    file = tmp_path / "lift.toml"
    file.write_text(SCENARIO.format(lift=lifts[0]), encoding="utf-8")
    assert ask(path, "reach-from-street", "--if", file, "--compare", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["answer"][:8] == told["usual"]["answer"][:8] != "At 22:00"


def test_an_empty_answer_is_a_no_with_its_reason(estate, capsys):
    path, _, _ = estate
    assert ask(path, "catchment", "--set", "to=pharmacy") == 1
    assert "there is no pharmacy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["catchmnt"], "Did you mean catchment?"),
        (["estate.gpkg"], "names no measure"),
        (["E", "catchmnt"], "Did you mean catchment?"),
        (["E", "catchment", "--set", "to"], "says no value"),
        (["E", "catchment", "--set", "limit=5 m"], "is no quantity in s"),
        (["E", "catchment", "--set", "lmit=5"], "Did you mean limit?"),
        (["E", "catchment", "--at", "00:10"], "goes with a scenario"),
        (["E", "occupancy", "--from", "2026-02-01", "--to", "2026-01-01"], "is no period"),
        (["E", "occupancy", "--from", "2026-02-01 08:10", "--to", "2026-02-01 09:50"], "holds no whole hour"),
        (["E", "occupancy", "--from", "monday"], "is no date and time"),
        (["E", "occupancy", "--set", "zone=Mars"], "the time zone 'Mars': is not known"),
        (["E", "free", "--set", "bookings=no.ics", "--from", "2026-01-01", "--to", "2026-01-02"], "No such file"),
        (["E", "catchment", "--from", "2026-02-01"], "which reads no observations"),
        (["E", "fifteen-minutes", "--set", "without=shops"], "is no category"),
        (["E", "life-cost", "--set", "years=0"], "at least 1 and at most 60."),
        (["E", "catchment", "-o", "x.doc"], "Let the name end in .csv, .parquet, .xlsx"),
        (["E", "catchment", "--plot", "x.doc"], "Let the name end in .svg, .png, .pdf"),
        (["E", "catchment", "--top", "-1"], "is less than none"),
        (["E", "catchment", "--seed", "-1"], "is less than none"),
        (["E", "catchment", "--set"], "says no value"),
        (["E", "catchment", "--set", "to="], "says no value"),
        (["E", "catchment", "--set", "limit=5 min", "limit=6 min"], "a second value"),
        (["catchment", "E"], "names the measure first"),
        (["E", "catchment", "--storey", "R+1"], "Add --screenshot"),
        (["E", "catchment", "--screenshot", "x.txt"], "Let the name end in .png"),
        (["E", "catchment", "--screenshot", "nowhere/x.png"], "its folder does not exist"),
        (["E", "catchment", "--plot", "nowhere/x.png"], "its folder does not exist"),
        (["E", "catchment", "-o", "nowhere/x.csv"], "its folder does not exist"),
    ],
)
def test_wrong_use_is_refused_with_what_to_do(estate, capsys, words, said):
    assert ask(*(estate[0] if word == "E" else word for word in words)) == 2
    assert said in capsys.readouterr().err


def test_a_moment_after_the_end_of_the_scenario_is_refused(estate, tmp_path, capsys):
    path, place, facts = estate
    lifts = facts.nodes["id"][facts.nodes["ifc_class"] == "IfcTransportElement"]
    file = tmp_path / "lift.toml"
    file.write_text(SCENARIO.format(lift=lifts[0]), encoding="utf-8")
    asked = (path, "catchment", "--set", f"to={place}", "--if", file, "--at")
    assert ask(*asked, "00:59") == 0
    assert ask(*asked, "2 h") == 2
    assert "is watched for 1 h" in capsys.readouterr().err
    assert ask(*asked, "00:99") == 2


def test_a_table_that_cannot_be_finished_leaves_the_one_before(estate, tmp_path, monkeypatch):
    path, place, _ = estate
    target = tmp_path / "answer.csv"
    target.write_text("before", encoding="utf-8")

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(pd.DataFrame, "to_csv", interrupted)
    assert ask(path, "catchment", "--set", f"to={place}", "-o", target) == 130
    assert target.read_text(encoding="utf-8") == "before"
    assert [one.name for one in tmp_path.iterdir()] == ["answer.csv"]


def test_names_of_models_become_no_formulas_in_a_workbook(tmp_path):
    from openpyxl import load_workbook

    from twin.usage.measure import Column
    from twin.usage.outcome import Outcome
    from twin.usage.write import write

    table = pd.DataFrame({"name": ["=1+1", "bell\x07"]})
    write(Outcome(table, schema={"": (Column("name", "name", kind="text"),)}), tmp_path / "x.xlsx")
    cells = load_workbook(tmp_path / "x.xlsx").worksheets[0]["A"]
    assert [(one.value, one.data_type) for one in cells[1:]] == [("=1+1", "s"), ("bell", "s")]


def test_an_answer_in_french_has_french_words_and_the_same_names_of_columns(estate, capsys):
    path, goal, _ = estate
    assert ask(path, "catchment", "--set", f"to={goal}", "--lang", "fr") == 0
    told = capsys.readouterr().out
    assert "logements sur" in told
    assert "à moins de 5\u00a0min" in told
    assert not [word for word in ("dwellings", "walk", "step free", "building", "nobody") if word in told]
    assert ask(path, "catchment", "--set", f"to={goal}", "--lang", "fr", "--json") == 0
    french = json.loads(capsys.readouterr().out)
    assert "walk_s" in french["rows"][0]


def test_a_language_that_nobody_speaks_is_told_before_the_work(estate, capsys):
    assert ask(estate[0], "catchment", "--lang", "xx") == 2
    assert "there is no such language" in capsys.readouterr().err


def test_no_table_is_written_into_a_folder_of_readings(estate, tmp_path, capsys):
    path, _, _ = estate
    own = tmp_path / path.name
    own.write_bytes(path.read_bytes())
    folder = tmp_path / "readings"
    folder.mkdir()
    source = f'paths = ["{folder}/**/*.parquet"]\nformat = "parquet"\nlayout = "long"\ntime = "t"\nclock = "instant"\n'
    (tmp_path / "estate.observations.toml").write_text(f'timezone = "UTC"\n[[source]]\n{source}', encoding="utf-8")
    (folder / "map.csv").write_text("before", encoding="utf-8")
    assert ask(own, "catchment", "-o", folder / "map.csv") == 2
    assert "lies among the readings" in capsys.readouterr().err
    assert (folder / "map.csv").read_text(encoding="utf-8") == "before"


def test_the_hour_that_comes_twice_can_be_asked_about(estate, capsys):
    assert ask(estate[0], "free", "--set", "when=2025-10-26 02:30", "zone=Europe/Paris") in (0, 1)
    assert "internal" not in capsys.readouterr().err


def test_rows_that_are_gone_count_among_those_that_differ(capsys):
    schema = measure_named("catchment").schema()
    row = {one.name: 1.0 if one.kind in ("number", "count") else "x" for one in schema[""]}
    usual = Outcome(pd.DataFrame([row, row | {"id": "y"}]), measure="catchment", schema=schema)
    print_comparison(replace(usual, table=usual.table.head(0)), usual, top=0, json=False)
    assert "2 of 2 rows differ" in capsys.readouterr().out
