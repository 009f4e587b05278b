import base64
import html
import shutil
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

import twin
from twin.errors import UnknownNodeError, UsageError
from twin.estate import Estate
from twin.plugins import Discovery

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SOFTWARE = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]


@pytest.fixture
def view(house):
    return twin.view(Estate(house))


def test_cell_holds_the_page_a_picture_and_words(view):
    bundle = view._repr_mimebundle_()
    assert list(bundle) == ["text/html", "image/png", "text/plain"]
    assert html.escape(view.page) in bundle["text/html"]
    with Image.open(BytesIO(base64.b64decode(bundle["image/png"]))) as picture:
        assert picture.size == (1000, 625)
        assert np.asarray(picture).std() > 5
    assert bundle["text/plain"] == "<View of 13 things by kind>"


def test_selection_and_colour_give_new_views(view, house):
    chosen = view.select("Boiler")
    assert (view.chosen, chosen.chosen) == (None, house.row("Boiler"))
    assert chosen.colour("storey").look.colour_by == "storey"
    assert view.look.colour_by == "kind"


def test_wrong_words_are_told_at_once(view, house):
    with pytest.raises(UnknownNodeError, match="nothing in this twin"):
        view.select("Chaudière")
    with pytest.raises(UsageError, match="no column and no property"):
        view.colour("colour of the moon")
    with pytest.raises(UsageError, match="there is no such language"):
        twin.view(Estate(house), language="de")


def test_view_without_viewers_says_what_to_install(house, monkeypatch):
    monkeypatch.setattr("twin.plugins.discover", lambda *_, **__: Discovery((), ()))
    with pytest.raises(UsageError, match=r"no package that shows estates is installed\. Install estate-twin"):
        twin.view(Estate(house))


def test_saved_view_is_its_page(view, tmp_path):
    path = view.save(tmp_path / "house.html")
    assert path.read_text(encoding="utf-8") == view.page


def test_page_is_drawn_in_a_cell_with_the_chosen_thing(view, tmp_path):
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not there")
    cell = view.select("Boiler")._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!DOCTYPE html><body>{cell}</body>", encoding="utf-8")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
        page = browser.new_page(viewport={"width": 900, "height": 640})
        asked = []
        page.on("request", lambda one: asked.append(one.url))
        page.goto((tmp_path / "notebook.html").as_uri())
        frame = page.frame_locator("iframe")
        frame.locator("body[data-drawn=fine]").wait_for(timeout=60_000)
        assert frame.locator("#card h3").inner_text() == "Boiler"
        browser.close()
    assert [one for one in asked if not one.startswith(("file:", "about:"))] == []
