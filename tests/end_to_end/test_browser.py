"""What somebody does at the window, done by a browser."""

import shutil
import socket
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

import twin
from twin.geometry.placed import triangles_of
from twin.simulation.run_folder import open_run
from twin_viewers.player import player_of
from twin_viewers.words import words_in

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run"
)
SECRET = "of-this-test"
SERVE = """
import sys
from pathlib import Path
from twin.store.load import load
from twin_viewers.web.app import start
estate, port = Path(sys.argv[1]), int(sys.argv[2])
start(load(estate), estate, port=port, secret=sys.argv[3], language="en", runs=[Path(one) for one in sys.argv[4:]])
"""
CONTROLS = "button:not(:disabled), input:not(:disabled), select:not(:disabled), summary, [tabindex='0']"
NAMED = f"""(() => {{
  const [one, all] = [document.activeElement, [...document.querySelectorAll("{CONTROLS}")]];
  return [all.indexOf(one), one.ariaLabel || one.innerText || one.labels?.[0]?.innerText || one.placeholder || ""];
}})()"""


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture(scope="module")
def saved(estate, tmp_path_factory):
    scenario = estate.scenario("Main board out", start="2026-01-12 08:30", duration="6 h")
    run = scenario.event("equipment-failure", at="TGBT").intervene("repair", at="TGBT", after="60 min").run()
    folder = run.save(tmp_path_factory.mktemp("runs") / "outage")
    return open_run(folder), folder


@pytest.fixture(scope="module")
def outage(saved):
    return saved[0]


@pytest.fixture(scope="module")
def address(estate, saved):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(estate.path), str(port), SECRET, str(saved[1])])
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}/index.html?secret={SECRET}"
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("chromium is not there")
    with playwright.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield running
        running.close()


@pytest.fixture(scope="module")
def opened(browser, address):
    requests = []
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.on("request", lambda one: requests.append(one.url))
    page.set_default_timeout(15_000)
    page.goto(address)
    page.wait_for_selector("canvas[data-still=true]")
    page.requests = requests
    return page


@pytest.fixture
def page(opened):
    yield opened
    for name, *values in (("page_speak", "en"), ("incident_end",), ("page_key", "all"), ("details_close",)):
        trigger(opened, name, *values)
    trigger(opened, "page_key", "home")


def trigger(page, name, *values):
    page.evaluate("([name, values]) => window.trame.trigger(name, values)", [name, list(values)])


def state(page, key):
    return page.evaluate("key => window.trame.state.get(key)", key)


def find(page, text):
    """Search something and take the first hit."""
    page.fill(".twin-find input", text)
    page.wait_for_selector("#twin-hit-0")
    page.keyboard.press("Enter")


def panel(page, name):
    trigger(page, "page_panel", "") if state(page, "page_open") == name else None
    page.click(f"[aria-controls=twin-panel-{name}]")


def wait_for(port, process):
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not begin to listen")


def nearest(facts, eye, size, x, y):
    """Return the row of the first triangle that a ray through a pixel meets, by plain geometry."""
    kinds = np.isin(facts.nodes["kind"].astype(str), ["element", "equipment"]) & (facts.nodes["mesh"] >= 0)
    rows = np.flatnonzero(kinds)
    points, faces, owner = triangles_of(facts, rows)
    corners = points[faces]
    back, up, centre = (np.array(eye[key]) for key in ("back", "up", "centre"))
    scale = 2 * eye["half_height_m"] / size[1]
    right = np.cross(up, back)
    start = centre + right * (x + 0.5 - size[0] / 2) * scale + up * (size[1] / 2 - y - 0.5) * scale
    edges = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    across = np.cross(-back, edges[1])
    det = np.einsum("ij,ij->i", edges[0], across)
    with np.errstate(divide="ignore", invalid="ignore"):
        to = start - corners[:, 0]
        u = np.einsum("ij,ij->i", to, across) / det
        q = np.cross(to, edges[0])
        v, depth = q @ -back / det, np.einsum("ij,ij->i", edges[1], q) / det
    met = (u >= 0) & (v >= 0) & (u + v <= 1) & np.isfinite(depth)
    return int(rows[owner[np.flatnonzero(met)[depth[met].argmin()]]])


def lost(run, moment):
    """Return the ids of the places without a service at a moment, as the run says."""
    now = run.at(moment)
    return set(now.loc[now["state"].isin(["power", "heating"]) & (now["value"] == "off"), "id"])


def test_an_equipment_is_found_by_search_and_serves_what_loses_a_service_with_it(page, estate, outage):
    find(page, "TGBT")
    page.wait_for_selector("#twin-served summary")
    assert page.get_attribute("#twin-thing", "data-id") == estate.facts.nodes["id"][estate.facts.row("TGBT")]
    told = {int(one.get_attribute("data-row")) for one in page.query_selector_all("#twin-served [data-row]")}
    assert {str(estate.facts.nodes["id"][row]) for row in told} == lost(outage, "00:45")


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.42, 0.6)])
def test_a_click_chooses_what_an_independent_ray_meets_first(page, estate, place):
    trigger(page, "layers_see", "solid")
    page.wait_for_function("window.trame.state.get('layers_manner') === 'solid'")
    box = page.locator(".twin-view").bounding_box()
    page.mouse.click(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"])
    shown = page.wait_for_selector("#twin-thing").get_attribute("data-id")
    picture = state(page, "picture")
    size = picture["width"], picture["height"]
    row = nearest(estate.facts, picture["eye"], size, int(place[0] * size[0]), int(place[1] * size[1]))
    assert shown == estate.facts.nodes["id"][row]


def test_an_outage_is_played_to_a_moment_and_tells_what_the_run_holds_then(page, outage):
    panel(page, "incident")
    page.click(".twin-runs button")
    page.wait_for_selector("#twin-now")
    page.select_option("#twin-state", "power")
    for _ in range(45):
        page.press(".twin-clock input", "ArrowRight")
    page.wait_for_function("document.querySelector('#twin-now b').textContent === '00:45'")
    now = outage.at("00:45")
    off = now[(now["state"] == "power") & (now["value"] == "off")]
    figures = page.inner_text("#twin-figures")
    assert figures.startswith(f"{off['id'].isin(outage.impacts['id']).sum()} dwellings without a service")
    counts = {one["label"]: one["count"] for one in state(page, "legend_shown")["sections"][-1]["entries"]}
    assert counts["without"] >= str(len(off))


def test_two_runs_stand_side_by_side_and_the_second_saves_nothing_if_it_is_the_first(page, saved):
    trigger(page, "incident_open", str(saved[1]))
    trigger(page, "incident_compare", str(saved[1]))
    page.wait_for_selector("#twin-compared")
    assert page.locator(".twin-sides span").count() == 2
    assert {one["saved"] for one in state(page, "incident_compared")} <= {"0", "–"}


def test_a_valve_failed_by_clicking_loses_what_the_same_scenario_loses_in_python(page, estate):
    find(page, "Vanne")
    page.wait_for_selector("#twin-thing")
    valve = page.get_attribute("#twin-thing", "data-id")
    trigger(page, "page_key", "isolate")
    panel(page, "new")
    page.select_option("#new-hazard", "equipment-failure")
    page.fill("#new-start", "2026-01-12 08:30")
    page.get_by_role("button", name="Click the place").click()
    page.wait_for_selector(".twin-tool-place")
    trigger(page, "view_click", 0.5, 0.5)
    page.wait_for_selector(f"#new-aim[data-row='{estate.facts.row(valve)}']")
    page.click("#twin-panel-new button[type=submit]")
    page.wait_for_selector("#twin-now", timeout=30_000)
    page.get_by_role("tab", name="What is lost").click()
    page.wait_for_selector(".twin-table tbody tr")
    told = {tuple(row.inner_text().split("\t")[:2]) for row in page.query_selector_all(".twin-table tbody tr")}
    run = estate.scenario("Same", start="2026-01-12 08:30", duration="6 h").event("equipment-failure", at=valve).run()
    places = player_of(estate.facts, run).impacts()
    assert told == {(one.place, ", ".join(one.lost)) for one in places}
    assert len(told) >= 4


def test_french_leaves_no_english_word_of_the_catalogue_on_the_page(page):
    find(page, "TGBT")
    page.wait_for_selector("#twin-served summary")
    page.click(".twin-languages [lang=fr]")
    page.wait_for_function("document.documentElement.lang === 'fr'")
    english, french = (set(texts(words_in(one).table["window"])) for one in ("en", "fr"))
    for name in [one["name"] for one in state(page, "page_panels")]:
        panel(page, name)
        shown = {line.strip() for line in page.inner_text("body").splitlines()}
        names = page.eval_on_selector_all("[aria-label]", "found => found.map((one) => one.getAttribute('aria-label'))")
        assert not (shown | set(names)) & (english - french), name


def test_the_picture_is_downloaded_as_it_is_seen(page):
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the picture").click()
    picture = state(page, "picture")
    with Image.open(download.value.path()) as image:
        assert image.size == (picture["width"], picture["height"])
        assert len(image.convert("RGB").resize((64, 64)).getcolors(4096)) > 50


def test_every_control_is_reached_by_keyboard_and_has_a_name(page):
    controls = page.eval_on_selector_all(CONTROLS, "found => found.filter((one) => one.checkVisibility()).length")
    page.eval_on_selector(CONTROLS, "first => first.focus()")
    reached = {}
    for _ in range(2 * controls):
        number, name = page.evaluate(NAMED)
        if number in reached:
            break
        reached[number] = name
        page.keyboard.press("Tab")
    assert len([number for number in reached if number >= 0]) >= controls
    assert all(reached.values())


def test_keys_search_and_explain_themselves(page):
    page.focus(".twin-view")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.wait_for_selector(".twin-keys").is_visible()
    page.keyboard.press("Escape")


def test_what_cannot_be_done_is_told(page):
    trigger(page, "incident_open", "/nowhere/at/all")
    assert "/nowhere/at/all" in page.wait_for_selector("[role=alert]").inner_text()


def test_no_request_leaves_the_machine(opened, address):
    assert opened.requests
    assert {one.split("/")[2] for one in opened.requests if one.startswith("http")} == {address.split("/")[2]}


def texts(table):
    for value in table.values():
        yield from [value] if isinstance(value, str) else value
