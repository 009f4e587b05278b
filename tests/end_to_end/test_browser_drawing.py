"""A browser that draws by itself shows what the server shows."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

SOFTWARE = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.fixture(scope="module")
def window(launched, showing_in, serving):
    with serving() as (address, _):
        window = showing_in(launched(SOFTWARE), address)
        window.wait_for_function("window.trame.state.get('local_version') > 0")
        drawn_by(window, "browser")
        yield window


def drawn_by(window, whom):
    window.panel("layers")
    window.select_option("#layers-drawn", whom)
    window.wait_for_function(f"window.trame.state.get('local_on') === {str(whom == 'browser').lower()}")
    window.still()


def pixels(window):
    """Return what is seen of the picture, beside the panels that lie over it."""
    box = window.locator(".twin-view").bounding_box()
    with Image.open(BytesIO(window.screenshot(clip={**box, "height": box["height"] * 0.6}))) as image:
        return np.asarray(image.convert("RGB").resize((64, 32)), dtype=np.float64)


def both(window):
    """Return the picture of the browser and that of the server."""
    found = []
    for whom in ("browser", "server"):
        drawn_by(window, whom)
        found.append(pixels(window))
    drawn_by(window, "browser")
    return found


def test_browser_and_server_show_the_same_from_the_same_place(window):
    x, y = window.at(0.5, 0.4)
    window.mouse.move(x, y)
    window.mouse.down()
    window.mouse.move(x + 60, y + 20, steps=4)
    window.mouse.up()
    window.still()
    browser, server = both(window)
    paper = server[0, 0]
    there, seen = (np.abs(one - paper).max(axis=2) > 24 for one in (browser, server))
    assert (there & seen).sum() / (there | seen).sum() > 0.9
    assert np.abs(browser - server)[there & seen].mean() < 40


def test_turning_asks_the_server_for_no_picture(window):
    before = window.state("picture")["eye"]
    window.focus(".twin-view")
    for _ in range(4):
        window.keyboard.press("ArrowRight")
    turned = "before => window.trame.state.get('picture').eye.back[0] !== before"
    window.wait_for_function(turned, arg=before["back"][0])
    assert "jpeg" not in window.state("picture")
    assert window.state("picture")["eye"]["half_height_m"] == pytest.approx(before["half_height_m"])


def test_a_step_of_the_slider_colours_what_the_browser_has(window, saved):
    window.trigger("incident_open", str(saved[1]))
    window.wait_for_selector("#twin-now")
    window.still()
    version, before = window.state("local_version"), pixels(window)
    window.trigger("clock_go", 2700)
    window.still()
    assert window.state("local_version") == version
    assert np.abs(pixels(window) - before).max() > 30
    browser, server = both(window)
    assert np.corrcoef(browser.ravel(), server.ravel())[0, 1] > 0.7  # edges and shade differ, colours do not
    window.trigger("incident_end")


def test_a_click_on_what_the_browser_draws_chooses_what_an_independent_ray_meets_first(window, estate, nearest):
    window.trigger("layers_see", "solid")
    window.wait_for_function("window.trame.state.get('layers_manner') === 'solid'")
    window.still()
    picture = window.state("picture")
    window.mouse.click(*window.at(0.5, 0.5))
    shown = window.wait_for_selector("#twin-thing").get_attribute("data-id")
    size = picture["width"], picture["height"]
    row = nearest(estate.facts, picture["eye"], size, size[0] // 2, size[1] // 2)
    assert window.state("local_on")
    assert shown == estate.facts.nodes["id"][row]
    window.trigger("details_close")
    window.trigger("layers_see", "")


def test_a_section_comes_from_the_server_and_says_so(window):
    window.trigger("layers_cut", "level")
    window.wait_for_function("!window.trame.state.get('local_on')")
    assert window.inner_text("#layers-drawn-told").startswith("Now: the server.")
    window.trigger("layers_cut", "")
    window.wait_for_function("window.trame.state.get('local_on')")


def test_floors_of_a_storey_have_the_colours_of_the_server(window, estate):
    window.trigger("layers_look_into", str(estate.facts.nodes["id"][estate.facts.rows("storey")[0]]))
    window.wait_for_function("window.trame.state.get('local_on')")
    browser, server = both(window)
    window.trigger("layers_look_into", "")
    assert np.corrcoef(browser.ravel(), server.ravel())[0, 1] > 0.9
    assert np.abs(browser.mean(axis=(0, 1)) - server.mean(axis=(0, 1))).max() < 10


def test_browser_that_loses_what_it_draws_with_gets_pictures_and_says_so(window):
    window.wait_for_function("window.trame.state.get('local_on')")
    canvas = "document.querySelector('.twin-drawn canvas').getContext('webgl2')"
    window.evaluate(f"{canvas}.getExtension('WEBGL_lose_context').loseContext()")
    window.wait_for_function("!window.trame.state.get('local_on') && window.trame.state.get('picture').jpeg")
    assert window.inner_text("#layers-drawn-told").startswith("Now: the server.")
