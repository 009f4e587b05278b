"""The panel of usage without a browser: asking, picking, what is out of order, and what the picture shows."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

import twin
from twin.errors import UsageError
from twin.store.save import save
from twin.usage.conditions import conditions_of
from twin.usage.run import measured
from twin_viewers.look import Look
from twin_viewers.player import player_of
from twin_viewers.stage import Stage
from twin_viewers.usage_colours import usage_values
from twin_viewers.web.local_stage import LocalStage
from twin_viewers.web.panels.usage import UsagePanel
from twin_viewers.web.session import Session
from twin_viewers.web.usage_asked import Answer, Desk, Question
from twin_viewers.web.usage_conditions import conditions_now
from twin_viewers.web.usage_files import figure_of, table_of
from twin_viewers.web.usage_picture import UsagePicture
from twin_viewers.web.usage_state import answer_state
from twin_viewers.web.usage_ways import Ways, pieces_of
from twin_viewers.window.usage_answer import heading_of, spoken
from twin_viewers.words import words_in


class State(SimpleNamespace):
    """The state of a page that nobody looks at."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return

    def __getitem__(self, name):
        return getattr(self, name)

    def __setitem__(self, name, value):
        setattr(self, name, value)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def flush(self):
        pass

    def dirty(self, *_):
        pass


@pytest.fixture(scope="module")
def estate(residence):
    return twin.import_models([residence], assume_networks=True)


@pytest.fixture
def session(estate):
    return Session(estate.facts, Stage(estate.facts, Look(), size=(300, 200)))


@pytest.fixture
def panel(session):
    server = SimpleNamespace(state=State(), trigger=lambda _: lambda act: act, enable_module=lambda _: None)
    made = UsagePanel()
    made.attach(session, server)
    return made


def ask(panel, **answers):
    async def all_of_it():
        panel.choose_measure("catchment")
        await panel.run(answers, "usual", False)

    with ThreadPoolExecutor(1) as threads:  # a browser of other tests may keep a loop running in this one
        threads.submit(asyncio.run, all_of_it()).result()
    return panel.server.state


def test_an_answer_says_what_python_says_and_colours_the_rooms(panel, estate):
    state = ask(panel, to="common room")
    assert state.usage_answer["said"] == estate.usage("catchment", to="common room").headline
    assert state.usage_on
    heading = state.legend_shown["sections"][-1]
    assert heading["heading"] == "Without steps in 5 min"
    assert heading["entries"][0]["count"] == "4"


def test_what_cannot_be_asked_is_said_beside_its_field(panel):
    state = ask(panel, limit="soon")
    assert state.usage_answer is None
    assert state.usage_wrong["limit"].startswith("Write a number in s")


def test_a_question_without_an_answer_is_an_error_that_people_read(panel):
    with pytest.raises(twin.errors.TwinError, match="nowhere"):
        ask(panel, to="nowhere")
    assert panel.server.state.usage_progress is None


def test_a_thing_picked_in_the_picture_is_added_to_what_is_closed(panel, estate):
    panel.choose_measure("catchment")
    panel.pick("closed", {"closed": "A"})
    door = int(estate.facts.rows("space")[0])
    panel.session.picked = (door, (0.0, 0.0, 0.0))
    panel.session.tell("picked")
    assert panel.server.state.usage_answers["closed"] == "A, S.C1"
    assert (panel.session.tool, panel.session.selected, panel.server.state.usage_picking) == ("select", door, "")


def test_the_last_that_somebody_chose_is_on_the_picture(panel):
    state = ask(panel, to="common room")
    panel.session.colour_by("storey")
    assert not state.usage_on
    assert panel.session.sides()[0].title == "Storey"


def test_the_picture_goes_back_to_what_coloured_it_before(panel):
    panel.session.colour_by("storey")
    state = ask(panel, to="common room")
    assert state.usage_on
    panel._shown.paint("")
    assert not state.usage_on
    assert panel.session.sides()[0].title == "Storey"


def test_an_answer_stays_on_the_picture_in_another_language(panel):
    state = ask(panel, to="common room")
    panel.session.speak("fr")
    assert state.usage_on
    assert state.legend_shown["sections"][-1]["entries"][0]["label"] == "proche"
    assert state.usage_t["run"] == "Calculer"


def test_what_a_run_has_put_out_of_order_is_as_its_history_says(estate):
    made = estate.scenario("Out", start="2026-01-12 08:30", duration="6 h").event("equipment-failure", at="TGBT")
    run = made.run()
    history = twin.simulation.run.run_scenario(estate.facts, made.value)
    here = conditions_now(player_of(estate.facts, run), 60.0)
    there = conditions_of(history, at_s=60.0)
    assert here.values == there.values
    assert (here.about, here.moment) == (there.about, there.moment)


def test_a_what_if_is_compared_with_the_usual_answer(estate):
    question = Question("catchment", {"to": "common room", "closed": "common room"}, compare=True)
    answer = Desk(estate.facts, None).ask(question).result(30)
    assert answer.usual.headline == estate.usage("catchment", to="common room").headline
    assert answer.now.headline == estate.usage("catchment", to="common room", closed="common room").headline


def test_a_process_answers_as_a_thread_does_and_can_be_cancelled(estate, tmp_path):
    path = tmp_path / "estate.gpkg"
    save(estate.facts, path)
    desk = Desk(estate.facts, path)
    with pytest.raises(UsageError, match="no parameter of it"):
        desk.ask(Question("catchment", {"too": "common room"})).result(60)
    answer = desk.ask(Question("catchment", {"to": "common room"})).result(60)
    assert answer.now.table.equals(estate.usage("catchment", to="common room").table)
    job = desk.ask(Question("layout"))
    job.cancel()
    with pytest.raises(UsageError, match="was cancelled"):
        job.result(10)
    desk.close()


@pytest.mark.parametrize("measure", ["catchment", "reach-from-street", "layout", "life-cost", "energy-class", "free"])
def test_an_answer_in_french_keeps_no_text_of_the_rules_in_english(estate, measure):
    answer = Answer(Question(measure), measured(estate.facts, measure))
    english, french = (answer_state(answer, words_in(one), by_hour=False) for one in ("en", "fr"))
    pairs = [(english[name], french[name]) for name in ("said", "reason")] + [
        *zip(english["notes"], french["notes"], strict=True)
    ]
    pairs += [(one["text"], other["text"]) for one, other in zip(english["colours"], french["colours"], strict=True)]
    pairs += [(plot.title, spoken(plot.title, words_in("fr"))) for plot in answer.now.plots]
    assert not [one for one, other in pairs if one and one == other]
    headings = [heading_of(one, words_in("fr")) for columns in answer.now.schema.values() for one in columns]
    assert not {"walk", "dwellings", "mean depth", "renewal", "energy class"} & {one.split(" [")[0] for one in headings}


def test_files_hold_what_the_answer_holds(estate):
    found = measured(estate.facts, "reach-from-street")
    name, content = table_of(estate.facts, None, found, ".xlsx", "en")
    assert (name, content[:2]) == ("reach-from-street.xlsx", b"PK")
    assert table_of(estate.facts, None, found, ".csv", "fr")[0] == "reach-from-street.zip"
    svg = figure_of(estate.facts, None, found, found.plots[0], False, "fr")
    assert b"<svg" in svg
    assert svg == figure_of(estate.facts, None, found, found.plots[0], False, "fr")


def test_rooms_and_ways_with_values_are_drawn_over_the_scene(session, estate):
    before = session.stage.image()
    found = measured(estate.facts, "catchment", {"to": "common room"})
    picture = UsagePicture(session, lambda: None)
    picture.show(found, found.colours[0])
    with_colours = session.stage.image()
    assert not np.array_equal(before, with_colours)
    picture.end()
    np.testing.assert_array_equal(session.stage.image(), before)


def test_a_browser_leaves_to_the_server_what_is_drawn_over_the_scene(estate):
    stage = LocalStage(estate.facts, Look(), size=(300, 200))
    found = measured(estate.facts, "catchment", {"to": "common room"})
    values = usage_values(estate.facts, found, found.colours[0])
    ways = Ways(stage)
    assert stage.is_plain
    ways.show(values, estate.facts.rows("space"))
    assert not stage.is_plain
    ways.clear()
    assert stage.is_plain


def test_an_estate_without_ways_has_no_pieces_of_them(session):
    ends, owners = pieces_of(session.twin)
    assert len(ends) == len(owners) == 0
