import asyncio
from types import SimpleNamespace

import pytest

import twin
from twin.analysis.routes import route
from twin_viewers.look import Look
from twin_viewers.web.local_stage import LocalStage
from twin_viewers.web.panels.walk import WalkPanel
from twin_viewers.web.serve import start_page
from twin_viewers.web.session import Session


class State(dict):
    """The state of a page without a page."""

    __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__

    def flush(self):
        pass


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture
def panel(estate):
    session = Session(estate.facts, LocalStage(estate.facts, Look(), size=(120, 80)))
    panel = WalkPanel()
    server = SimpleNamespace(state=State(page_busy=False, page_open=""), trigger=lambda _: lambda act: act)
    panel.attach(session, server)
    return panel


def walk(panel, start, end):
    for at, name in enumerate((start, end)):
        panel.session.select(panel.session.twin.row(name))
        asyncio.run(panel.take(at))
    return panel.server.state["walk_found"]


def test_a_way_is_told_and_drawn_as_the_analysis_finds_it(panel, estate):
    told = walk(panel, "0.C1", "1.O1")
    ids = [str(estate.facts.nodes["id"][estate.facts.row(one)]) for one in ("0.C1", "1.O1")]
    found = route(estate.facts, *ids)
    assert told["far"] == f"{round(found.length_m)}\N{NO-BREAK SPACE}m"
    assert [one["what"] for one in told["legs"]] == [leg.via or leg.to for leg in found.legs]
    assert not panel.session.stage.is_plain
    asyncio.run(panel.leave())
    assert panel.server.state["walk_found"] is None
    assert panel.session.stage.is_plain


def test_a_way_without_steps_says_whether_it_is_proven_or_what_stands_there(panel):
    asyncio.run(panel.free(True))
    told = walk(panel, "0.C1", "1.O1")
    assert told["said"]
    assert told["unknown"] or told["obstacles"] or told["said"] == panel.session.words("window.walk_proven")


def test_measuring_leaves_a_way_drawn(panel):
    walk(panel, "0.C1", "1.O1")
    panel.session.draw_ways("measure", [([(0, 0, 0), (1, 1, 1)], "#0B5C8A")])
    panel.session.draw_ways("measure", ())
    assert not panel.session.stage.is_plain


def test_the_links_of_a_trace_are_drawn_and_go_with_it(panel, estate):
    panel.session.select(estate.facts.row("TGBT"))
    panel.session.trace("upstream")
    assert panel.session.traced is not None
    assert panel.session.stage.is_plain == (len(panel.session.traced.edges) == 0)
    panel.session.trace(None)
    assert panel.session.stage.is_plain


def test_the_start_page_names_nothing_of_the_estate(estate):
    assert "Tilleuls" not in start_page(title="Opening …", language="en")
