import base64
import json
import shutil
import zlib
from pathlib import Path

import numpy as np
import pytest

from twin.cli import main
from twin.store.load import load
from twin_viewers.colouring import Groups
from twin_viewers.look import Look
from twin_viewers.send.html import html_of, write_html
from twin_viewers.send.packed import packed
from twin_viewers.send.page_data import page_data
from twin_viewers.send.run_moments import RunMoments
from twin_viewers.words import words_in

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SOFTWARE = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
RESIDENCE = Path(__file__).parents[3] / "ifc_samples" / "residence.ifc"
LATER_S = 60_000


def run_of(twin, *, spaces):
    """A run of three moments in which the kitchen fares worse and worse."""
    every = []
    for step in range(3):
        codes = np.full(twin.nodes.length, -1)
        codes[spaces] = [step, *[0] * (len(spaces) - 1)]
        every.append(Groups("Services lost", ("none", "one", "two"), codes, True, ("#DCE5EC", "#FC8D59", "#7F0000")))
    return RunMoments("Burst", ("08:30", "08:45", "09:00"), tuple(every), 1, ())


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not there")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=SOFTWARE)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def opened(chromium):
    """Opens pages from disk, and remembers what they ask for and what goes wrong; each is kept for further tests."""
    pages = {}

    def open_page(name, write):
        if name not in pages:
            page = chromium.new_context(viewport={"width": 900, "height": 460}).new_page()
            page.set_default_timeout(LATER_S)
            page.asked, page.wrong = [], []
            page.on("request", lambda one: page.asked.append(one.url))
            page.on("pageerror", lambda one: page.wrong.append(str(one)))
            page.on("console", lambda one: page.wrong.append(one.text) if one.type in {"error", "warning"} else None)
            page.goto(write().as_uri())
            pages[name] = page
        return pages[name]

    yield open_page
    for page in pages.values():
        page.context.close()


@pytest.fixture
def page(opened, house, tmp_path):
    def write():
        write_html(house, tmp_path / "house.html")
        return tmp_path / "house.html"

    found = opened("house", write)
    settled(found)
    found.evaluate("page.choose(0); page.enter('outside')")
    settled(found)
    return found


def settled(page):
    page.wait_for_selector("body[data-drawn=fine]")


def test_nothing_is_asked_for_and_nothing_goes_wrong(page):
    assert page.asked == [page.url]
    assert page.url.startswith("file:///")
    assert page.wrong == []


def met(data, eye, x, y, height, width):
    """The thing under a pixel of the picture from outside, by a ray through all triangles one by one."""
    points = data.arrays["things_corners"].T / 1000
    faces = data.arrays["things_faces"].reshape(-1, 3)
    right, up, back = (np.array(eye[name]) for name in ("right", "up", "back"))
    across, upward = (x - width / 2) / height, (height / 2 - y) / height
    start = np.array(eye["target"]) + 2 * eye["half"] * (across * right + upward * up)
    plan = np.stack(((points - start) @ right, (points - start) @ up), axis=1)
    best, found = -np.inf, 0
    for face in faces:
        a, b, c = plan[face]
        area = np.linalg.det([b - a, c - a])
        if abs(area) > 1e-12:
            share = np.array([np.linalg.det([b, c]), np.linalg.det([c, a]), np.linalg.det([a, b])]) / area
            near = float(share @ ((points[face] - start) @ back))
            if (share >= 0).all() and near > best:
                best, found = near, int(data.arrays["things_node"][face[0]])
    return found


def test_click_tells_what_a_ray_meets(page, house):
    data = page_data(house, Look(), words=words_in("en"))
    eye = page.evaluate("(({right, up, back, target, half}) => ({right, up, back, target, half}))(window.page.eye)")
    box = page.locator("canvas").bounding_box()
    size = box["width"], box["height"]
    places = [(float(x) + 0.5, float(y) + 0.5) for x in range(90, 620, 75) for y in range(40, 440, 80)]
    shares = [(x / size[0], y / size[1]) for x, y in places]
    page.evaluate("page.frame(true)")
    picked = page.evaluate("(all) => all.map(([x, y]) => page.drawing.pick(x, y))", shares)
    assert picked == [met(data, eye, x, y, size[1], size[0]) for x, y in places]
    assert len(set(picked)) > 3


def test_search_finds_a_boiler_inside_and_says_where_it_stands(page):
    page.fill("#search", "boil")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    assert page.inner_text("#card h3") == "Boiler"
    assert page.inner_text("#card small") == "Boiler · House · Ground"
    assert page.input_value("#storey") != ""
    box = page.locator("canvas").bounding_box()
    page.keyboard.press("Escape")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert page.inner_text("#card h3") == "Boiler"


def test_storey_shows_its_things_only(page):
    page.select_option("#storey", label="Upper")
    settled(page)
    assert page.inner_text("#legend").split("\n") == ["Spaces", "1"]


def test_room_tells_its_facts(page):
    page.fill("#search", "cuisine")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h3") == "Kitchen · Cuisine"


def test_picture_turns_and_shifts_by_keyboard(page):
    before = page.evaluate("[page.eye.turn, page.eye.target[0]]")
    page.focus("canvas")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("+")
    after = page.evaluate("[page.eye.turn, page.eye.target[0]]")
    assert after[0] == pytest.approx(before[0] + 0.12)
    assert after[1] != before[1]


def test_drag_turns_and_wheel_comes_nearer(page):
    box = page.locator("canvas").bounding_box()
    turn, half = page.evaluate("[page.eye.turn, page.eye.half]")
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 300, box["y"] + 200, steps=4)
    page.mouse.up()
    page.mouse.wheel(0, -240)
    settled(page)
    assert page.evaluate("page.eye.turn") == pytest.approx(turn - 3.2 * 100 / box["height"], abs=1e-6)
    assert page.evaluate("page.eye.half") < half


def test_run_is_played_by_the_slider(opened, house, tmp_path):
    spaces = np.flatnonzero(house.nodes["kind"] == "space")

    def write():
        write_html(house, tmp_path / "run.html", moments=run_of(house, spaces=spaces))
        return tmp_path / "run.html"

    page = opened("run", write)
    page.wait_for_selector("body[data-drawn=fine]")
    assert page.inner_text("#clock") == "08:45"
    assert page.inner_text("#legend").split("\n") == ["none", "2", "one", "1"]
    page.focus("#moment")
    page.keyboard.press("ArrowRight")
    assert page.inner_text("#clock") == "09:00"
    assert page.inner_text("#legend").split("\n") == ["none", "2", "two", "1"]


def test_page_without_webgl_says_so_and_still_answers(opened, house, tmp_path):
    def write():
        words = words_in("fr")
        text = html_of(page_data(house, Look(), words=words), words)
        (tmp_path / "none.html").write_text(text.replace('getContext("webgl2"', 'getContext("none"'), encoding="utf-8")
        return tmp_path / "none.html"

    page = opened("none", write)
    page.wait_for_selector("#said:has-text('WebGL 2')")
    page.fill("#search", "boiler")
    page.keyboard.press("Enter")
    assert page.inner_text("#card h3") == "Boiler"


def data_of(html):
    text = html.split('id="data">', 1)[1].split("</script>", 1)[0]
    raw = zlib.decompress(base64.b64decode(text))
    size = int.from_bytes(raw[:4], "little")
    return json.loads(raw[4 : 4 + size])


def test_file_holds_nothing_that_is_not_shown(house):
    words = words_in("en")
    whole = data_of(html_of(page_data(house, Look(), words=words), words))["texts"]
    part = data_of(html_of(page_data(house, Look(only=("wall",)), words=words), words))["texts"]
    outside = data_of(html_of(page_data(house, Look(manner="solid"), words=words), words))["texts"]
    assert "Boiler" in whole
    assert "Boiler" not in part
    assert "Attic" not in outside


def test_numbers_come_out_as_they_went_in():
    text = packed({"a": np.array([1, 2, 3], dtype=np.uint8), "b": np.array([0.5], dtype=np.float32)}, {"name": "é"})
    raw = zlib.decompress(base64.b64decode(text))
    size = int.from_bytes(raw[:4], "little")
    said = json.loads(raw[4 : 4 + size])
    assert (size + 4) % 4 == 0
    assert said == {"name": "é", "arrays": {"a": ["Uint8Array", 0, 3], "b": ["Float32Array", 4, 1]}}
    assert np.frombuffer(raw, dtype="<f4", offset=4 + size + 4).tolist() == [0.5]


def test_residence_is_sent_as_a_page(tmp_path):
    assert main(["import", str(RESIDENCE), "-o", str(tmp_path / "e.gpkg")]) == 0
    data = write_html(load(tmp_path / "e.gpkg"), tmp_path / "e.html", language="fr")
    assert (tmp_path / "e.html").stat().st_size < 2_000_000
    assert data.modes == ("outside", "rooms")
    assert data.storeys
