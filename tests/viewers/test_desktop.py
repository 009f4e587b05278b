"""The window on the desk, driven by its methods as hands and keys drive it; nobody sees it."""

import sys

import numpy as np
import pytest
from PIL import Image

from twin.errors import UsageError
from twin.store.save import save
from twin_viewers.desktop.keys import KEYS
from twin_viewers.desktop.sheet import _wrapped, font
from twin_viewers.desktop.show import open_window, show
from twin_viewers.look import Look
from twin_viewers.words import LANGUAGES, words_in

SIZE = (800, 500)


@pytest.fixture
def window(house):
    opened = open_window(house, size=SIZE)
    opened.draw()
    yield opened
    opened.close()
    opened.stage.close()


def middle(window):
    box = window.layout.scenes[0]
    return box.left + box.width // 2, box.top + box.height // 2


def texts(window):
    return [f"{line.text} {line.value}".strip() for line in window.said]


def test_picture_holds_the_scene_and_the_panel_beside_it(window):
    pixels = window.picture().astype(int)
    assert pixels.shape == (500, 800, 3)
    panel = pixels[:, window.layout.side.left + 2 :]
    assert (panel.sum(axis=2) < 250).mean() > 0.0005  # ink
    assert np.median(panel) > 240
    assert len(np.unique(pixels[:, : window.layout.side.left].reshape(-1, 3), axis=0)) > 50


def test_click_chooses_what_the_stage_says_is_there(window):
    window.click(*middle(window))
    row = window.stage.pick(*middle(window))
    assert row is not None
    assert window.session.selected == row
    assert texts(window)[0] == window.session.twin.nodes["name"][row]


def test_escape_chooses_nothing_and_tells_of_the_estate(window):
    window.click(*middle(window))
    window.key("Escape")
    assert window.session.selected is None
    assert texts(window)[0] == "House"


def test_drag_turns_and_chooses_nothing(window):
    before = window.stage.viewpoint()
    window.drag(middle(window), (60, 90))
    after = window.stage.viewpoint()
    assert window.session.selected is None
    assert not np.allclose(before["back"], after["back"])
    assert before["half_height_m"] == pytest.approx(after["half_height_m"])


def test_middle_drag_shifts_what_was_held_to_where_the_hand_is(window):
    x, y = middle(window)
    held = window.stage.pick_point(x, y)[1]
    window.drag((x, y), (x + 40, y + 30), button="middle")
    assert np.allclose(window.stage._eye().pixels([held], size=window.stage.size)[0], (x + 40, y + 30), atol=1.5)


def test_wheel_comes_nearer_to_what_is_under_the_pointer(window):
    x, y = middle(window)
    held = window.stage.pick_point(x + 60, y)[1]
    before = window.stage.metres_per_pixel
    window.wheel(x + 60, y, 3)
    assert window.stage.metres_per_pixel < before
    assert np.allclose(window.stage._eye().pixels([held], size=window.stage.size)[0], (x + 60, y), atol=1.5)


def test_camera_that_moves_draws_less_until_it_rests(window):
    window.drag(middle(window), (100, 100))
    assert window.is_moving
    window.tick(0.1)
    window.tick(0.4)
    assert not window.is_moving


@pytest.mark.parametrize("chosen", [True, False])
def test_no_key_fails_whether_something_is_chosen_or_not(window, chosen):
    if chosen:
        window.click(*middle(window))
    for key in ("f", "i", "e", "c", "bracketleft", "x", "Prior", "n", "t", "u", "d", "m", "h", "a", "space", "p", "b"):
        window.key(key)
        window.tick(0.1)
        message = window.session.message
        assert message is None or not message.is_error, key


def test_hidden_is_not_there_to_be_clicked_until_all_is_shown(window):
    x, y = middle(window)
    window.click(x, y)
    row = window.session.selected
    window.key("h")
    assert window.stage.pick(x, y) != row
    window.key("a")
    assert window.stage.pick(x, y) == row


def test_search_goes_to_its_hit(window):
    window.key("slash")
    for letter in "boil":
        window.key(letter)
    window.key("Return")
    assert window.chooser is None
    assert window.session.twin.nodes["name"][window.session.selected] == "Boiler"


def test_search_without_hits_says_so_and_escape_leaves_it(window):
    window.key("slash")
    window.write("zzzz")
    assert window.chooser.ask("zzzz")[1].startswith("Nothing answers to “zzzz”.")
    window.key("Return")
    assert window.chooser is not None
    window.key("Escape")
    assert window.chooser is None


def test_click_on_a_hit_takes_it(window):
    window.key("slash")
    window.write("boiler")
    window.draw()
    sheet, box = window._sheets["chooser"]
    zone = sheet.zones[0]
    window.click(box.left + zone.left + 30, box.top + zone.top + 3)
    assert window.session.twin.nodes["name"][window.session.selected] == "Boiler"


def test_page_up_climbs_storeys_and_ends_at_the_whole(window):
    seen = []
    for _ in range(3):
        window.key("Prior")
        seen.append(window.session.look.storey)
    assert seen == ["id1", "id2", None]


def test_digits_colour_and_the_legend_says_by_what(window):
    window.key("KP_1")
    assert window.session.look.colour_by == "kind"
    window.key("2")
    assert window.session.look.colour_by == "use"
    assert window.stage.legend.heading == "Use of rooms"


def test_colouring_that_cannot_be_shown_is_told_and_leaves_the_picture(window):
    before = window.session.look
    window._do(window.colour, "criticality:nothing of the sort")
    assert window.session.message.is_error
    assert window.session.look == before


def test_measure_tells_the_distance_of_two_clicks(window):
    x, y = middle(window)
    window.key("m")
    assert window.session.hint == words_in("en")("window.hint_point_1")
    window.click(x - 30, y)
    window.click(x + 30, y)
    first, second = (window.stage.pick_point(x + by, y)[1] for by in (-30, 30))
    told = window.session.hint.split()[0]
    assert float(told) == pytest.approx(np.linalg.norm(np.subtract(first, second)), abs=0.06)


def test_cut_takes_away_what_is_above_and_the_third_time_nothing(window):
    window.key("t")
    x, y = middle(window)
    whole = window.stage.pick_point(x, y)[1][2]
    window.key("c")
    assert window.stage.pick_point(x, y)[1][2] < whole
    for _ in range(3):
        window.key("c")
    assert not window.plane.is_on
    assert window.stage.pick_point(x, y)[1][2] == pytest.approx(whole)


def test_cut_stays_when_the_colours_change(window):
    window.key("c")
    window.key("2")
    assert window.plane.is_on
    assert window.stage._planes()


def test_picture_is_saved_under_a_name_that_is_free(window, tmp_path):
    window.folder = tmp_path
    window.key("s")
    window.key("s")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["house-1.png", "house-2.png"]
    with Image.open(tmp_path / "house-1.png") as saved:
        assert saved.size == SIZE
    assert "house-2.png" in window.session.message.text


def test_picture_that_cannot_be_saved_is_told(window, tmp_path):
    window.folder = tmp_path / "none"
    window.key("s")
    assert window.session.message.is_error


def test_view_is_kept_and_found_again(house, tmp_path):
    save(house, tmp_path / "house.gpkg")
    window = open_window(house, size=SIZE, estate=tmp_path / "house.gpkg")
    before = window.stage.viewpoint()
    window.key("v")
    window.write("from the south")
    window.key("Return")
    window.drag(middle(window), (100, 100))
    window.key("v")
    window.key("Return")
    assert np.allclose(window.stage.viewpoint()["back"], before["back"])
    window.stage.close()


def test_language_changes_all_that_is_said(window):
    window.click(*middle(window))
    window.key("m")
    window.key("l")
    assert window.session.hint == words_in("fr")("window.hint_point_1")
    window.key("question")
    window.draw()
    assert "help" in window.board.names


def test_every_key_is_explained_in_every_language():
    for language in LANGUAGES:
        words = words_in(language)
        for key in KEYS:
            assert words(f"desktop.key_{key.act}")
            assert key.shown or words(f"desktop.cap_{key.act}")


def test_no_two_keys_have_one_name():
    names = [name for key in KEYS for name in key.names]
    assert len(set(names)) == len(names)


def test_window_of_another_size_keeps_its_parts_inside(window):
    for size in ((1200, 700), (330, 330), (640, 900)):
        window.resize(*size)
        window.draw()
        assert window.layout.size == size
        scene, side = window.layout.scenes[0], window.layout.side
        assert scene.width + side.width == size[0]
        assert window.stage.size == (scene.width, scene.height)


def test_window_that_is_closed_answers_no_hand(window):
    window.close()
    window.key("f")
    window.tick(1.0)
    window.move(10, 10)
    window.close()
    assert window.is_closed


def test_real_events_reach_the_window(window):
    x, y = middle(window)
    hands = window._interactor
    hands.SetEventInformation(x, SIZE[1] - 1 - y, 0, 0, chr(0), 0, "")
    hands.LeftButtonPressEvent()
    hands.LeftButtonReleaseEvent()
    assert window.session.selected == window.stage.pick(x, y)
    hands.SetEventInformation(x, SIZE[1] - 1 - y, 0, 0, "h", 0, "h")
    hands.KeyPressEvent()
    assert window.session.visibility.hidden == (window.session.selected,)


def test_what_fails_unforeseen_is_told_and_logged(window, monkeypatch, caplog):
    monkeypatch.setattr(window.session, "fit", lambda: 1 / 0)
    window.key("f")
    assert "ZeroDivisionError" in window.session.message.text
    assert "An act of the window failed" in caplog.text


def test_size_of_no_window_is_refused(house):
    with pytest.raises(UsageError, match="no window has such a size"):
        open_window(house, size=(10, 10))


def test_without_a_display_the_browser_and_a_picture_are_named(house, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(UsageError, match=r"no display.*--web.*--screenshot"):
        show(house, Look())


@pytest.mark.skipif(sys.platform != "linux", reason="displays have names on X11 only")
def test_display_that_does_not_answer_is_told(house, monkeypatch):
    monkeypatch.setenv("DISPLAY", ":987")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(UsageError, match=r"the display :987 cannot be opened.*--web"):
        show(house)


def test_two_clicks_go_there(window):
    x, y = middle(window)
    before = window.stage.metres_per_pixel
    window.key("slash")
    window.write("boiler")
    window.key("Return")
    assert window.stage.metres_per_pixel < before
    window.key("Home")
    row = window.stage.pick(x, y)
    window.click(x, y)
    window.click(x, y, again=True)
    assert window.session.selected == row


def test_wheel_over_the_panel_scrolls_it_to_its_end_and_back(window):
    window.resize(800, 330)
    window.key("slash")
    window.write("kitchen")
    window.key("Return")
    window.draw()
    x = window.layout.side.left + 50
    for _ in range(40):
        window.wheel(x, 100, -1)
    sheet, box = window._sheets["side"]
    assert window._scrolled == max(0, round(sheet.top) + sheet.margin - box.height)
    for _ in range(40):
        window.wheel(x, 100, 1)
    assert window._scrolled == 0


def test_message_goes_away_after_a_while(window):
    window.key("u")
    assert window.session.message.text == words_in("en")("desktop.choose_first")
    for _ in range(10):
        window.tick(1.0)
    assert window.session.message is None


@pytest.mark.parametrize("text", ["heures-personnes 3\u202f703", "« TGBT »".replace("« ", "«\u00a0"), "x" * 90])
def test_lines_are_no_wider_than_their_room_and_keep_numbers_whole(text):
    set_in = font(12)
    lines = list(_wrapped(text, set_in, 130.0))
    assert max(map(set_in.getlength, lines)) <= 130
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert not any(line.endswith("3") for line in lines if "703" in text and "703" not in line)
