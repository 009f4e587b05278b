"""Runs in the window on the desk: one played, two beside each other."""

import numpy as np
import pytest

import twin
from twin.model.kinds import Kind
from twin_viewers.desktop.show import open_window
from twin_viewers.player import player_of
from twin_viewers.window.supply import served_by
from twin_viewers.words import words_in

SIZE = (900, 560)


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture(scope="module")
def vital(estate):
    """Return the row of an equipment without which dwellings lose something."""
    rows = estate.facts.rows(Kind.EQUIPMENT).tolist()
    return next(row for row in rows if any(one.dwellings for one in served_by(estate.facts, row)))


@pytest.fixture(scope="module")
def players(estate, vital):
    name = str(estate.facts.nodes["id"][vital])
    plain = estate.scenario("Outage", start="2026-01-12 08:30", duration="6 h").event(
        "equipment_failure", at=name, after="30 min"
    )
    planned = plain.intervene("repair", at=name, after="1 h", duration="1 h")
    return tuple(player_of(estate.facts, one.run(seed=1)) for one in (plain, planned))


@pytest.fixture(scope="module")
def opened(estate):
    window = open_window(estate.facts, size=SIZE)
    yield window
    window.stage.close()


@pytest.fixture
def window(opened, players):
    opened.session.play(players[0])
    opened.session.select(None)
    opened.is_playing = False
    opened.draw()
    return opened


def texts(window):
    return [f"{line.text} {line.value}".strip() for line in window.said]


def test_slider_shows_what_the_run_holds_then(window, players):
    window.slide(2700)
    window.draw()
    assert window.session.moment_s == 2700
    wanted = players[0].at(2700).dwellings
    assert wanted > 0
    assert f"{wanted} {words_in('en').counted('window.dwellings_without', wanted)}" in texts(window)
    assert window.stage.legend.heading == "Services lost now"


def test_hand_on_the_slider_goes_to_the_moment_under_it(window):
    box, (left, right) = window.layout.clock, window.clock.track
    y = box.top + 2.1 * window.layout.letter
    window.press(box.left + left + 1, y)
    window.move(box.left + (left + right) / 2, y)
    window.release(box.left + (left + right) / 2, y)
    assert window.session.moment_s == pytest.approx(3 * 3600, abs=90)
    assert window.session.selected is None


def test_right_goes_to_the_next_change_and_left_back(window):
    window.key("Right")
    assert window.session.moment_s == 1800
    window.key("Left")
    assert window.session.moment_s == 0


def test_space_plays_until_it_is_pressed_again(window):
    window.key("space")
    window.tick(1.0)
    moved = window.session.moment_s
    assert moved == pytest.approx(6 * 3600 / 24)
    window.key("space")
    window.tick(1.0)
    assert window.session.moment_s == moved


def test_what_is_played_ends_at_the_end_and_begins_anew(window):
    window.slide(6 * 3600 - 1)
    window.key("space")
    window.tick(1.0)
    assert not window.is_playing
    window.key("space")
    assert window.is_playing
    assert window.session.moment_s == 0


def test_click_on_what_happened_goes_to_its_moment_and_thing(window, vital):
    number, entry = next((at, one) for at, one in enumerate(window.session.player.timeline()) if one.row == vital)
    sheet, box = window._sheets["side"]
    zone = next(one for one in sheet.zones if one.target == ("entry", number))
    window.click(box.left + zone.left + 20, box.top + (zone.top + zone.bottom) / 2)
    assert window.session.moment_s == entry.time_s
    assert window.session.selected == vital


def test_dwelling_says_what_it_is_without_now(window):
    window.slide(2700)
    player = window.session.player
    row = next(one.row for one in player.impacts(moment_s=2700) if one.is_home and one.lost_now)
    window.session.select(row)
    lost = ", ".join(map(words_in("en").service, player.lost_by(row, 2700)))
    assert f"Without now: {lost}" in texts(window)


def test_state_is_chosen_from_a_list_of_what_changes(window):
    window.key("p")
    names = [one.label for one in window.chooser.choices]
    window.key("Down")
    window.key("Return")
    chosen = window.session.player.choice(window.session.state)
    assert chosen.label == names[1]
    assert chosen.changes


def test_two_runs_stand_side_by_side_each_in_its_colours(window, players):
    window.session.compare(players[1])
    window.slide(4 * 3600)
    pixels = window.picture().astype(int)
    first, second = window.layout.scenes
    assert first.width == second.width
    left, right = (pixels[60:-120, box.left + 4 : box.left + box.width - 4] for box in (first, second))
    red = [((one[..., 0] > one[..., 2] + 60) & (one[..., 0] > 90)).mean() for one in (left, right)]
    assert red[0] > red[1]
    assert texts(window)[0] == "A · Outage"
    window.session.compare(None)


def test_both_pictures_follow_one_camera(window, players):
    window.session.compare(players[0])
    window.slide(2700)
    window.draw()
    first, second = window.layout.scenes
    window.drag((second.left + 100, 200), (second.left + 160, 220))
    window.tick(0.01)
    window.tick(0.5)
    pixels = window.picture().astype(int)
    height = window.layout.clock.top
    left, right = (pixels[80 : height - 80, box.left + 170 : box.left + box.width - 4] for box in (first, second))
    width = min(left.shape[1], right.shape[1])
    assert np.abs(left[:, :width] - right[:, :width]).mean() < 3.0  # the same run on both sides
    window.session.compare(None)


def test_click_in_the_second_picture_chooses_as_in_the_first(window, players):
    window.session.compare(players[1])
    window.draw()
    first, second = window.layout.scenes
    window.click(first.left + first.width // 2, first.height // 2)
    chosen = window.session.selected
    window.session.select(None)
    window.click(second.left + first.width // 2, second.height // 2)
    assert chosen is not None
    assert window.session.selected == chosen
    window.session.compare(None)


def test_b_shows_each_run_and_their_difference(window, players):
    window.session.compare(players[1])
    sides = []
    for _ in range(4):
        window.key("b")
        window.draw()
        sides.append((window.session.side, len(window.layout.scenes)))
    assert sides == [("a", 1), ("b", 1), ("difference", 1), ("both", 2)]
    window.session.compare(None)


def test_all_is_said_in_french(window):
    window.slide(2700)
    window.key("l")
    assert words_in("fr")("window.incident_timeline") in texts(window)
    assert words_in("en")("window.incident_timeline") not in texts(window)
    window.key("l")
