"""``twin incidents`` keeps what is out of order in a file that people can read and mend."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from twin.cli import main
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.simulation.current_state import incidents, open_incidents, state_file
from twin.store.save import save

LIFT = ["--open", "equipment-failure", "--at", "lift", "--since", "2026-01-05 08:00", "--note", "motor burnt"]


@pytest.fixture
def estate(tmp_path: Path) -> str:
    path = tmp_path / "estate.gpkg"
    nodes = {"id": ["lift", "pump"], "name": ["lift", "pump"], "kind": ["equipment"] * 2, "ifc_class": ["IfcPump"] * 2}
    save(Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", {})}), path)
    return str(path)


def test_an_incident_is_kept_as_people_would_write_it(estate):
    assert main(["incidents", estate, *LIFT]) == 0
    assert state_file(estate).read_text(encoding="utf-8") == (
        '[[incident]]\nhazard = "equipment-failure"\nat = "lift"\nsince = 2026-01-05T08:00:00\nnote = "motor burnt"\n'
    )


def test_comments_of_people_survive_opening_and_closing(estate):
    state_file(estate).write_text("# our list\n", encoding="utf-8")
    assert main(["incidents", estate, *LIFT]) == 0
    assert main(["incidents", estate, *LIFT[:2], "--at", "pump", "--since", "2026-01-06 08:00"]) == 0
    assert main(["incidents", estate, "--close", "1", "--until", "2026-01-07 09:00"]) == 0
    text = state_file(estate).read_text(encoding="utf-8")
    assert text.startswith("# our list\n\n[[incident]]\n")
    assert "since = 2026-01-05T08:00:00\nuntil = 2026-01-07T09:00:00\n" in text
    assert [one.aim.names for one in open_incidents(estate)] == [("pump",)]


def test_an_incident_is_open_from_since_to_until(estate):
    main(["incidents", estate, *LIFT])
    main(["incidents", estate, "--close", "1", "--until", "2026-01-07 09:00"])
    days = [bool(open_incidents(estate, datetime(2026, 1, day, 8, 30))) for day in (4, 5, 7, 8)]
    assert days == [False, True, True, False]
    assert len(incidents(estate)) == 1


def test_what_is_open_is_listed_as_json(estate, capsys):
    main(["incidents", estate, *LIFT])
    capsys.readouterr()
    assert main(["incidents", estate, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["incidents"] == [
        {
            "number": 1,
            "hazard": "equipment-failure",
            "at": "lift",
            "since": "2026-01-05 08:00:00",
            "until": None,
            "note": "motor burnt",
            "parameters": {},
        }
    ]


def test_an_estate_in_order_has_no_file(estate, capsys):
    assert main(["incidents", estate]) == 0
    assert capsys.readouterr().err == "nothing is out of order\n"
    assert open_incidents(estate) == ()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            ["--open", "equipment-failur", "--at", "lift"],
            "hazard: there is no hazard 'equipment-failur'. Did you mean 'eq",
        ),
        (
            ["--open", "equipment-failure", "--at", "lit"],
            "nothing has the id, code or name 'lit'. Did you mean 'lift'?",
        ),
        (["--open", "equipment-failure"], "at: is missing. Which thing fails, such as a pump"),
        ([*LIFT, "--set", "speed=3"], "speed: there is no such key here."),
        ([*LIFT, "--set", "speed"], "--set 'speed': is no parameter. Write it as name=value, such as persons=2."),
        ([*LIFT[:4], "--since", "Monday"], "--since 'Monday': is no date and time. Write it as 2026-01-12 08:30."),
        ([*LIFT[:4], "--since", "2026-01-12T08:30Z"], "has a time zone, but times are local. Leave it out."),
        (["--close", "3"], "incident 3: does not exist. Open are none."),
        ([*LIFT, "--close", "1"], "--open and --close stand together. Do one after the other."),
    ],
)
def test_wrong_use_is_told_and_changes_nothing(estate, capsys, call, message):
    assert main(["incidents", estate, *call]) == 2
    assert message in capsys.readouterr().err
    assert not state_file(estate).exists()


def test_closing_before_the_beginning_or_twice_is_refused(estate, capsys):
    main(["incidents", estate, *LIFT])
    assert main(["incidents", estate, "--close", "1", "--until", "2026-01-01 08:00"]) == 2
    assert "incident 1: began only on 2026-01-05 08:00." in capsys.readouterr().err
    assert main(["incidents", estate, "--close", "1", "--until", "2026-01-06 08:00"]) == 0
    assert main(["incidents", estate, "--close", "1", "--until", "2026-01-06 08:00"]) == 2
    assert "incident 1: is closed already. Open are none." in capsys.readouterr().err


def test_a_mistake_in_the_file_is_told_with_its_line(estate, capsys):
    text = '[[incident]]\nhazard = "equipment-failure"\nat = "lift"\nsince = 2026-01-05 08:00:00\n'
    text += "until = 2026-01-01 08:00:00\n"
    state_file(estate).write_text(text, encoding="utf-8")
    assert main(["incidents", estate]) == 2
    assert "line 5, incident[0].until: 2026-01-01 08:00 is before since. Mend one of them." in capsys.readouterr().err


def test_what_tells_of_an_incident_needs_one_that_is_opened(estate, capsys):
    assert main(["incidents", estate, "--at", "lift"]) == 2
    assert "--open and a hazard" in capsys.readouterr().err
    assert main(["incidents", estate, "--until", "2026-01-07 09:00"]) == 2
    assert "--until stands without --close" in capsys.readouterr().err
