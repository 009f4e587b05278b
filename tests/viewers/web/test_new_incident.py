import asyncio
from datetime import datetime
from types import SimpleNamespace

import pytest

import twin
from twin.simulation.current_state import Incident
from twin.simulation.scenario import Aim, Scenario
from twin.simulation.scenario_file import read_scenario
from twin_viewers.look import Look
from twin_viewers.stage import Stage
from twin_viewers.web.panels import new_incident
from twin_viewers.web.panels.new_incident import NewIncidentPanel
from twin_viewers.web.session import Session

WHOLE = {"name": "Two things", "start": "2026-01-12 08:30", "duration": "6 h", "seed": "7", "keep": False}


class State(dict):
    """The state of a page without a page."""

    __getattr__ = dict.__getitem__
    __setattr__ = dict.__setitem__

    def flush(self):
        pass

    def dirty(self, *keys):
        pass


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture
def panel(estate):
    stage = Stage(estate.facts, Look(), size=(120, 80))
    panel = NewIncidentPanel()
    server = SimpleNamespace(state=State(page_busy=False, page_open=""), trigger=lambda _: lambda act: act)
    panel.attach(Session(estate.facts, stage, estate=estate.path), server)
    return panel


def choose(panel, kind, name, at=None):
    panel.session.selected = None if at is None else panel.session.twin.row(at)
    panel.add(kind, name)


def shown(panel, key):
    return panel.server.state[f"new_{key}"]


def test_several_events_and_measures_are_saved_as_the_scenario_that_python_writes(panel, estate, tmp_path):
    choose(panel, "hazards", "equipment-failure", "TGBT")
    choose(panel, "hazards", "power-cut")
    choose(panel, "interventions", "repair", "TGBT")
    panel.fill(1, "after", "30 min")
    panel.fill(1, "answer-capacity", "12")
    panel.fill(2, "after", "1 h")
    panel.fill(2, "lasting", "45 min")
    panel.save(WHOLE)
    path = tmp_path / panel.server.state["page_file"]["name"]
    path.write_bytes(panel.server.state["page_file"]["bytes"])
    board = estate.facts.nodes["id"][estate.facts.row("TGBT")]
    wanted = Scenario("Two things", datetime(2026, 1, 12, 8, 30), 6 * 3600.0)
    wanted = wanted.event("equipment-failure", at=board, when="now", random="no")
    wanted = wanted.event("power-cut", after="30 min", capacity=12.0)
    assert read_scenario(path) == wanted.intervene("repair", at=board, after="1 h", duration="45 min")


def test_what_is_wrong_is_said_at_the_step_where_it_is(panel):
    choose(panel, "hazards", "equipment-failure", "TGBT")
    choose(panel, "interventions", "close-valve")
    panel.fill(1, "after", "soon")
    panel.save({**WHOLE, "seed": "-1"})
    first, second = shown(panel, "steps")
    assert first["wrong"] == {}
    assert set(second["wrong"]) == {"aim", "after"}
    assert set(shown(panel, "wrong")) == {"seed"}


def test_a_run_starts_from_the_open_incidents_of_the_estate_only_if_asked(panel, estate, monkeypatch):
    board = estate.facts.nodes["id"][estate.facts.row("TGBT")]
    begun = []
    monkeypatch.setattr(new_incident, "begin", lambda _, scenario, **named: begun.append((scenario, named)))
    monkeypatch.setattr(new_incident, "incidents", lambda _: (open_since(estate, board),))
    choose(panel, "hazards", "power-cut")
    for from_now in (False, True):
        with pytest.raises(AttributeError):  # there is no job to wait for
            asyncio.run(panel.run({**WHOLE, "from_now": from_now}))
    assert [len(scenario.occurrences) for scenario, _ in begun] == [1, 2]
    assert begun[1][0].occurrences[0].open_s == 1800.0
    assert all(named["seed"] == 7 for _, named in begun)


def test_a_step_keeps_what_was_filled_in_when_another_language_is_chosen(panel):
    choose(panel, "hazards", "equipment-failure", "TGBT")
    panel.fill(0, "answer-mttr", "2 h")
    panel.session.speak("fr")
    (step,) = shown(panel, "steps")
    assert step["label"] == "Panne d’équipement"
    assert step["answers"]["mttr"] == "2 h"


def open_since(estate, board):
    return Incident(1, "equipment-failure", Aim((board,)), datetime(2026, 1, 12, 8, 0))
