import numpy as np
import pytest

from twin.errors import UsageError
from twin_viewers.look import Look
from twin_viewers.stage import Stage
from twin_viewers.web.panels import Panel, panels
from twin_viewers.web.session import Session
from twin_viewers.web.views_kept import look_from_kept, view_to_keep


@pytest.fixture
def session(house):
    return Session(house, Stage(house, Look(), size=(300, 200)))


def heard(session, *events):
    said = []
    for event in events:
        session.on(event, lambda event=event: said.append(event))
    return said


def test_choosing_a_thing_is_told_and_can_be_undone(session):
    said = heard(session, "selected", "picture", "look")
    session.select(2)
    assert session.selected == 2
    session.select(None)
    assert session.selected is None
    assert said == ["selected", "picture"] * 2


def test_what_cannot_be_shown_leaves_the_picture_as_it_was(session):
    look = session.look
    with pytest.raises(UsageError, match="no such storey"):
        session.show(Look(storey="Attic"))
    assert session.look is look
    assert session.stage.look is look


def test_a_language_is_spoken_at_once_and_another_is_refused(session):
    said = heard(session, "language")
    session.speak("fr")
    assert session.words.language == "fr"
    with pytest.raises(UsageError, match="no such language"):
        session.speak("xx")
    assert said == ["language"]


def test_a_click_with_a_tool_gives_a_place_and_chooses_nothing(session):
    session.use("measure")
    said = heard(session, "picked", "selected")
    session.click(150, 100)
    assert said == ["picked"]
    assert len(session.picked[1]) == 3


def test_hidden_things_come_back_all_at_once(session):
    whole = session.stage.image()
    session.select(session.stage.pick(150, 100))
    session.hide_selected()
    session.select(None)
    assert session.visibility.hidden
    assert not np.array_equal(session.stage.image(), whole)
    session.show_all()
    np.testing.assert_array_equal(session.stage.image(), whole)


def test_a_kept_view_is_seen_again(session):
    session.stage.compass("top")
    session.select(2)
    kept, eye = view_to_keep(session, "From above"), session.stage.viewpoint()
    session.home()
    session.select(None)
    look_from_kept(session, kept)
    assert session.selected == 2
    for key, value in eye.items():
        np.testing.assert_allclose(session.stage.viewpoint()[key], value, atol=1e-6)


def test_panels_are_found_in_their_folder_and_each_has_a_title_in_every_language(session):
    found = panels()
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert {"tree", "layers", "incident", "new", "details", "views"} <= {one.name for one in found}
    for language in ("en", "fr"):
        session.speak(language)
        assert all(session.words.find("window", one.name) for one in found if one.place == "left")


def test_no_panel_shares_its_name_with_another():
    names = [one.name for one in panels()]
    assert len(set(names)) == len(names)
    assert all(issubclass(one, Panel) for one in panels())


def test_what_is_played_has_priority_over_what_is_traced_and_that_over_the_layer(session):
    session.colour_by("storey")
    layer = session.sides()
    assert layer[0].title == "Storey"
    session.select(2)
    session.trace("downstream")
    assert session.sides()[0].title != "Storey"
    session.trace(None)
    assert session.sides()[0].title == "Storey"
