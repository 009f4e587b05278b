from types import SimpleNamespace

import numpy as np
import pytest

from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.web import local
from twin_viewers.web.local import Local
from twin_viewers.web.local_stage import LocalStage
from twin_viewers.web.session import Session


@pytest.fixture
def stage(house):
    return LocalStage(house, Look(), size=(120, 80))


@pytest.fixture
def drawer(house, stage):
    class State(dict):
        __getattr__, __setattr__ = dict.__getitem__, dict.__setitem__

        def dirty(self, *keys):
            pass

    server = SimpleNamespace(state=State(), trigger=lambda _: lambda act: act)
    return Local(Session(house, stage), stage, server)


def drawn(stage):
    """Return the colour in which the stage draws each triangle, and the one that a browser is told."""
    patches, states = stage.patches(), stage.states()
    own = np.concatenate([part.rgba[:, :3] for part in patches.parts])
    return own, states[np.concatenate(patches.of_cell), :3]


def test_each_triangle_has_in_the_browser_the_colour_that_the_stage_gives_it(house, stage):
    np.testing.assert_array_equal(*drawn(stage))
    codes = np.arange(house.nodes.length) % 3 - 1
    stage.colour(Groups("Of this test", ("one", "other"), codes))
    np.testing.assert_array_equal(*drawn(stage))


def test_colours_alone_send_no_triangles_again(stage, house):
    before = stage.patches()
    stage.colour(Groups("Of this test", ("one",), np.zeros(house.nodes.length, dtype=np.int64)))
    assert stage.patches() is before
    stage.show(Look(storey=next(str(house.nodes["id"][row]) for row in house.rows("storey"))))
    assert stage.patches() is not before


def test_triangles_that_are_sent_are_those_of_the_scene(stage):
    arrays = stage.patches().arrays
    for at, part in enumerate(stage.patches().parts):
        sent = arrays[f"points{at}"][arrays[f"faces{at}"]]
        np.testing.assert_array_equal(sent, np.asarray(part.layer.mesh.points)[part.cells])


def test_what_is_chosen_or_hidden_is_told(stage):
    row = int(stage.patches().node[0])
    mine = np.append(False, stage.patches().node == row)
    stage.select([row])
    assert (stage.states()[mine, 3] & 2).all()
    stage.hide([row])
    assert not (stage.states()[mine, 3] & 1).any()


def ready(drawer, frame_ms):
    drawer.able(True)
    drawer.draws()
    drawer.ready(drawer.server.state.local_version, frame_ms)
    return drawer.draws()


def test_a_fast_browser_draws_and_a_slow_one_only_if_asked(drawer):
    assert ready(drawer, 20.0)
    assert not ready(drawer, 400.0)
    drawer.choose("browser")
    assert drawer.draws()
    drawer.choose("server")
    assert not drawer.draws()


def test_a_browser_that_is_slow_still_draws_where_the_server_is_slower(drawer):
    drawer.heard(700.0)
    assert ready(drawer, 400.0)


@pytest.mark.parametrize("hinder", ["cut", "way", "night", "large", "not able"])
def test_what_a_browser_cannot_draw_comes_from_the_server(drawer, stage, hinder, monkeypatch):
    assert ready(drawer, 20.0)
    low, high = stage.twin.nodes["box"][:, 0].min(axis=0), stage.twin.nodes["box"][:, 1].max(axis=0)
    {
        "cut": lambda: stage.cut((0, 0, 1), high),
        "way": lambda: stage.path([low, high]),
        "night": lambda: stage.daylight("night"),
        "large": lambda: monkeypatch.setattr(local, "MOST_TRIANGLES", 1),
        "not able": lambda: drawer.able(False),
    }[hinder]()
    assert not drawer.draws()
    assert drawer.server.state.local_told.startswith("Now: the server. ")
