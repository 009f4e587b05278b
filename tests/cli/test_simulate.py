"""``twin simulate`` plays an incident, from what is out of order already, and holds plans against each other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import twin
from twin.cli import main
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.scenario_file import read_scenario
from twin.store.save import save

SCENARIO = """name = "Board"
start = 2026-01-12 08:30:00
duration = "6 h"
[[event]]
hazard = "equipment-failure"
at = "board"
"""
NOTHING = SCENARIO.partition("[[")[0]
REPAIR = '[[intervention]]\ndo = "repair"\nat = "board"\nafter = "45 min"\nduration = "1 h"\n'
LATE = REPAIR.replace("45 min", "4 h")


def supplied(provenance: str = "declared") -> Twin:
    """Return two dwellings, both with a radiator behind one pump behind one board, and a spare lamp."""
    names = ["home1", "home2", "room1", "room2", "board", "pump", "radiator1", "radiator2", "box1", "box2", "lamp"]
    board = "IfcElectricDistributionBoard"
    classes = (
        ["IfcZone"] * 2 + ["IfcSpace"] * 2 + [board, "IfcPump"] + ["IfcSpaceHeater"] * 2 + [board] * 2 + ["IfcLamp"]
    )
    nodes = {
        "id": names,
        "name": names,
        "kind": ["zone"] * 2 + ["space"] * 2 + ["equipment"] * 7,
        "ifc_class": classes,
        "use": ["dwelling"] * 2 + [""] * 9,
        "headcount": np.array([1.5, 2.5] + [np.nan] * 9),
        "parent": [-1] * 6 + [2, 3, 2, 3, -1],
    }
    links = [(4, 5, "power"), (5, 6, "heating_flow"), (5, 7, "heating_flow"), (4, 8, "power"), (4, 9, "power")]
    edges = {
        "source": [*(one for one, _, _ in links), 0, 1],
        "target": [*(one for _, one, _ in links), 2, 3],
        "relation": ["feeds"] * 5 + ["groups"] * 2,
        "commodity": [*(one for _, _, one in links), "", ""],
        "provenance": [provenance] * 7,
    }
    return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})


@pytest.fixture
def estate(tmp_path: Path) -> str:
    path = tmp_path / "estate.gpkg"
    save(supplied(), path)
    return str(path)


@pytest.fixture
def write(tmp_path: Path):
    def written(text: str, name: str = "board.toml") -> str:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return written


def told(capsys: pytest.CaptureFixture[str]):
    return json.loads(capsys.readouterr().out)


def test_the_first_lines_say_who_loses_what_for_how_long(estate, write, capsys):
    assert main(["simulate", estate, write(SCENARIO + REPAIR)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 dwellings with about 4 people lose heating and power for up to 1 h 45 min."
    assert lines[1] == "Board: 2026-01-12 08:30 to 2026-01-12 14:30. Screening, not regulatory design."


def test_what_is_mostly_assumed_says_so_first(tmp_path, write, capsys):
    path = tmp_path / "guessed.gpkg"
    save(supplied("assumed"), path)
    assert main(["simulate", str(path), write(SCENARIO)]) == 0
    assert capsys.readouterr().out.startswith("Mostly assumed (100%): 2 dwellings with about 4 people lose")


def test_an_incident_that_nobody_notices_says_so(estate, write, capsys):
    assert main(["simulate", estate, write(SCENARIO.replace('"board"', '"lamp"'))]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "No dwelling loses a service."


@pytest.mark.parametrize(
    ("kept", "lacks"), [("feeds", "has no dwelling"), ("groups", "shows no service of any dwelling")]
)
def test_a_twin_that_cannot_know_who_loses_what_says_so(tmp_path, write, capsys, kept, lacks):
    known = supplied()
    edges = {name: column[known.edges["relation"] == kept] for name, column in known.edges.items()}
    nodes = dict(known.nodes.items()) | ({"use": np.full(11, "")} if kept == "feeds" else {})
    save(Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)}), tmp_path / "bare.gpkg")
    main(["simulate", str(tmp_path / "bare.gpkg"), write(SCENARIO)])
    told = capsys.readouterr().out.splitlines()[0]
    assert told.endswith(f"Unknown which dwellings lose a service: this twin {lacks}.")


def test_a_run_is_written_and_its_figures_are_printed_as_json(estate, write, capsys, tmp_path):
    assert main(["simulate", estate, write(SCENARIO + REPAIR), "-o", str(tmp_path / "run"), "--json"]) == 0
    figures = told(capsys)
    assert figures["services"]["power"]["dwelling_h"] == 3.5
    assert json.loads((tmp_path / "run" / "summary.json").read_text())["services"] == figures["services"]


def test_the_same_seed_gives_the_same_text(estate, write, capsys):
    lines = []
    for _ in range(2):
        assert main(["simulate", estate, write(SCENARIO), "--seed", "7", "--json"]) == 0
        lines.append(capsys.readouterr().out)
    assert lines[0] == lines[1]


def test_plans_are_held_against_doing_nothing(estate, write, capsys):
    plans = ["--plan", write('name = "Own"\n' + REPAIR, "a.toml"), "--plan", write(LATE, "late.toml")]
    assert main(["simulate", estate, write(SCENARIO), *plans, "--json"]) == 0
    rows = told(capsys)["plans"]
    assert [row["plan"] for row in rows] == ["nothing is done", "Own", "late"]
    assert [row["services"]["power"]["dwelling_h"] for row in rows] == [12, 3.5, 10]
    assert [row["saved"]["power"]["dwelling_h"] for row in rows] == [0, 8.5, 2]
    assert [row["saved"]["all"]["person_h"] for row in rows] == [0, 34, 8]
    assert [row["saved"]["all"]["still_without"] for row in rows] == [0, 2, 2]


def test_the_best_plan_is_named_before_the_tables(estate, write, capsys):
    plans = ["--plan", write('name = "Own"\n' + REPAIR, "a.toml"), "--plan", write(LATE, "late.toml")]
    assert main(["simulate", estate, write(SCENARIO), *plans]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(
        "If nothing is done: 2 dwellings with about 4 people lose heating and power for up to 6 h; 2 "
    )
    assert lines[2] == "Saves most: Own, 17 of 24 dwelling-hours without a service, 34 person-hours."


def test_the_scenarios_own_measures_count_as_a_plan(estate, write, capsys):
    assert main(["simulate", estate, write(SCENARIO + REPAIR), "--plan", write(LATE, "late.toml"), "--json"]) == 0
    assert [row["plan"] for row in told(capsys)["plans"]] == ["nothing is done", "the scenario's own measures", "late"]


def test_each_plan_gets_a_run_folder(estate, write, tmp_path):
    out = tmp_path / "runs"
    call = [
        "simulate",
        estate,
        write(SCENARIO),
        "--plan",
        write('name = "Équipe 1"\n' + REPAIR, "a.toml"),
        "-o",
        str(out),
    ]
    assert main(call) == 0
    assert main(call) == 0, "written over without asking"
    assert sorted(one.name for one in out.iterdir()) == ["0-nothing-is-done", "1-equipe-1", "comparison.json"]
    assert json.loads((out / "comparison.json").read_text())[1]["run"] == "1-equipe-1"


def test_a_folder_of_something_else_is_not_written_to(estate, write, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("mine")
    call = ["simulate", estate, write(SCENARIO), "--plan", write(REPAIR, "a.toml"), "-o", str(tmp_path)]
    assert main(call) == 2
    assert "holds something else than runs of plans. Name a new folder.\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("scenario", "plan", "message"),
    [
        (
            SCENARIO.replace('"board"', '"bord"'),
            "",
            "board.toml: line 6, event[0].at: nothing has the id, code or name 'bord'. Did you mean 'board'?",
        ),
        (
            SCENARIO + REPAIR.replace('"board"', '["pump", "bord"]'),
            "",
            "board.toml: line 9, intervention[0].at: nothing has the id, code or name 'bord'. Did you mean 'board'?",
        ),
        (
            SCENARIO.replace('"board"', '{ class = "IfcBoiler" }'),
            "",
            "board.toml: line 6, event[0].at: {'class': 'IfcBoiler'}: nothing has class = IfcBoiler. See the names",
        ),
        (
            NOTHING,
            "",
            "Board: nothing happens. Write [[event]] and hazard = …; `twin hazards` lists them.",
        ),
        (
            SCENARIO,
            REPAIR.replace("45 min", "7 h"),
            "plan.toml: line 4, intervention[0].after: 7 h is after the end of the scenario, 6 h.",
        ),
        (SCENARIO, SCENARIO + REPAIR, "plan.toml: 3 mistakes"),
        (SCENARIO, "", "plan.toml: line 1: the file is empty. docs/how-to/simulate.md has an example."),
    ],
)
def test_wrong_input_is_told_before_anything_runs(estate, write, capsys, scenario, plan, message):
    plans = ["--plan", write(plan, "plan.toml")] if plan or "empty" in message else []
    assert main(["simulate", estate, write(scenario), *plans]) == 2
    seen = capsys.readouterr()
    assert message in seen.err
    assert seen.out == ""
    assert "Traceback" not in seen.err


def test_a_twin_that_is_not_there_is_wrong_use(write, tmp_path, capsys):
    assert main(["simulate", str(tmp_path / "no.gpkg"), write(SCENARIO)]) == 2
    assert "no.gpkg" in capsys.readouterr().err


def test_an_open_incident_is_where_a_scenario_starts_from(estate, write, capsys):
    opened = ["--open", "equipment-failure", "--at", "pump", "--since", "2026-01-11 08:30", "--note", "part ordered"]
    assert main(["incidents", estate, *opened]) == 0
    capsys.readouterr()
    assert main(["simulate", estate, write(SCENARIO + REPAIR)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "2 dwellings with about 4 people lose heating for up to 6 h, power for up to 1 h 45 min; "
        "2 still without at the end."
    )
    assert lines[2] == (
        "Open for 24 h already: equipment failure (pump), "
        "2 dwellings without heating, 48 dwelling-hours before the start"
    )
    assert main(["simulate", estate, write(SCENARIO + REPAIR), "--without-state"]) == 0
    assert "up to 1 h 45 min" in capsys.readouterr().out


def test_an_open_incident_alone_can_be_watched(estate, write, capsys):
    assert (
        main(["incidents", estate, "--open", "equipment_failure", "--at", "pump", "--since", "2026-01-11 08:30"]) == 0
    )
    capsys.readouterr()
    assert main(["simulate", estate, write(NOTHING), "--json"]) == 0
    figures = told(capsys)
    assert figures["services"]["heating"]["dwelling_h"] == 12
    assert figures["open_before"] == [
        {
            "at": "pump",
            "dwelling_h": 48,
            "dwellings": 2,
            "hazard": "equipment-failure",
            "open_h": 24,
            "service": "heating",
        }
    ]


def test_an_incident_of_later_than_the_start_is_left_out_and_told(estate, write, capsys):
    assert (
        main(["incidents", estate, "--open", "equipment-failure", "--at", "pump", "--since", "2026-02-01 08:00"]) == 0
    )
    assert main(["simulate", estate, write(SCENARIO)]) == 0
    assert capsys.readouterr().err == ("warning: incident 1 is left out: the scenario starts before 2026-02-01 08:00\n")


def test_an_incident_at_what_is_no_more_is_told_with_its_line(estate, write, capsys):
    from twin.simulation.current_state import state_file

    text = '[[incident]]\nhazard = "equipment-failure"\nat = "pum"\nsince = 2026-01-01 08:00:00\n'
    state_file(estate).write_text(text, encoding="utf-8")
    assert main(["simulate", estate, write(SCENARIO)]) == 2
    assert (
        "estate.state.toml: line 3, incident[0].at: nothing has the id, code or name 'pum'. Did you mean 'pump'?"
        in capsys.readouterr().err
    )


def test_the_examples_that_are_shipped_run_as_they_are_described(residence, tmp_path, capsys):
    examples = residence.parent / "scenarios"
    twin.import_models(residence, tmp_path / "residence.gpkg")
    call = ["simulate", str(tmp_path / "residence.gpkg"), str(examples / "board-failure.toml")]
    assert main([*call, "--plan", str(examples / "plan-contractor.toml"), "--json"]) == 0
    rows = told(capsys)["plans"]
    assert [row["services"]["power"]["dwelling_h"] for row in rows] == [24, 7, 16]


@pytest.mark.parametrize("name", ["board-failure", "estate-pump-room", "estate-power-cut"])
def test_the_examples_can_be_read(residence, name):
    assert read_scenario(residence.parent / "scenarios" / f"{name}.toml").occurrences


def test_the_how_to_shows_the_messages_that_its_mistakes_give(estate, residence, write, capsys):
    page = (residence.parent.parent / "docs" / "how-to" / "simulate.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    wrong = write(example.replace("equipment-failure", "equipment-failur").replace("45 min", "45 mn"))
    assert main(["simulate", estate, wrong]) == 2
    shown = capsys.readouterr().err.partition("\n")[2]
    assert "event[0].hazard" in shown
    assert shown in page


def test_a_seed_below_nought_is_wrong_use(estate, write, capsys):
    assert main(["simulate", estate, write(SCENARIO), "--seed", "-3"]) == 2
    assert "--seed -3: is less than none." in capsys.readouterr().err


def test_twin_and_scenario_in_the_wrong_order_are_told_apart(estate, write, capsys):
    assert main(["simulate", write(SCENARIO), estate]) == 2
    assert "Name the twin first, then the TOML file." in capsys.readouterr().err
