"""A page of the window in a real browser, and what a person does there."""

import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial

import numpy as np
import pytest

import twin
from twin.geometry.placed import triangles_of
from twin.simulation.run_folder import open_run

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox --disable-gpu --disable-3d-apis --disable-background-networking --disable-component-update "
    "--disable-sync --no-first-run"
)
"""The server draws: a browser without a graphics card would take all of the machine for it, or not, as it measures."""

PATIENCE_S = 60
SECRET = "of-this-test"
SERVE = """
import sys
from pathlib import Path
from twin.store.load import load
from twin_viewers.web import app

def told_of(server, session):
    def colours():
        found = {}
        for part in session.stage._parts:
            if part.layer.name == "rooms":
                for row, tone in zip(part.nodes.tolist(), part.rgba[:, :3].tolist()):
                    found.setdefault(str(row), set()).add(tuple(tone))
        return {row: sorted(tones) for row, tones in found.items()}
    server.trigger("test_colours")(colours)

made = app.make
def make(*values, **named):
    server, session = made(*values, **named)
    told_of(server, session)
    return server, session

app.make = make
estate, port, language = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[4]
runs = [Path(one) for one in sys.argv[5:]]
app.start(load(estate), estate, port=port, secret=sys.argv[3], language=language, runs=runs)
"""
"""The server of one page, which besides says in which colours its stage draws the triangles of rooms."""


class Window:
    """A page of the window; what Playwright knows of pages it does too."""

    def __init__(self, page):
        self.page = page

    def __getattr__(self, name):
        return getattr(self.page, name)

    def trigger(self, name, *values):
        return self.page.evaluate("([name, values]) => window.trame.trigger(name, values)", [name, list(values)])

    def state(self, key):
        return self.page.evaluate("key => window.trame.state.get(key)", key)

    def find(self, text):
        """Search something and take the first hit."""
        self.page.fill(".twin-find input", text)
        self.page.wait_for_selector("#twin-hit-0")
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector("#twin-thing")

    def panel(self, name):
        """Open a panel on the left."""
        if self.state("page_open") != name:
            self.page.click(f"[aria-controls=twin-panel-{name}]")
            self.page.wait_for_selector(f"#twin-panel-{name}", state="visible")

    def at(self, x, y):
        """Return a place of the picture in the page [px], given as shares of its width and height."""
        box = self.page.locator(".twin-view").bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    def still(self):
        """Wait until the picture rests."""
        self.page.wait_for_timeout(400)
        self.page.wait_for_selector("canvas[data-still=true]")

    def at_rest(self):
        """Leave it as a person finds it who comes first."""
        acts = (
            ("page_speak", "en"),
            ("incident_end",),
            ("layers_look_into", ""),
            ("page_key", "all"),
            ("page_key", "leave"),
            ("details_close",),
        )
        for name, *values in acts:
            self.trigger(name, *values)
        self.trigger("page_key", "home")


@pytest.fixture(scope="session")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture(scope="session")
def saved(estate, tmp_path_factory):
    scenario = estate.scenario("Main board out", start="2026-01-12 08:30", duration="6 h")
    run = scenario.event("equipment-failure", at="TGBT").intervene("repair", at="TGBT", after="60 min").run()
    folder = run.save(tmp_path_factory.mktemp("runs") / "outage")
    return open_run(folder), folder


@pytest.fixture(scope="session")
def outage(saved):
    return saved[0]


@pytest.fixture(scope="session")
def serving(estate, saved):
    """Return a function that serves the page of one person, and gives its address and process."""

    @contextmanager
    def serve(language="en"):
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        line = [sys.executable, "-c", SERVE, str(estate.path), str(port), SECRET, language, str(saved[1])]
        process = subprocess.Popen(line)
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}/index.html?secret={SECRET}", process
        finally:
            process.terminate()
            process.wait(PATIENCE_S)

    return serve


@pytest.fixture(scope="module")
def address(serving):
    with serving() as (address, _):
        yield address


@pytest.fixture(scope="module")
def launched():
    """Return a function that launches the system's Chromium with some switches; two drivers at once would clash."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium is not there")
    running = []
    with sync_api.sync_playwright() as driver:

        def launch(switches):
            running.append(driver.chromium.launch(executable_path=CHROMIUM, args=list(switches)))
            return running[-1]

        yield launch
        for one in running:
            one.close()


@pytest.fixture(scope="module")
def browser(launched):
    return launched(QUIET.split())


@pytest.fixture(scope="session")
def showing_in():
    """Return a function that opens an address in a browser as a window of its own."""

    def show(browser, address, **context):
        page = browser.new_context(**{"viewport": {"width": 1280, "height": 720}, **context}).new_page()
        requests = []
        page.on("request", lambda one: requests.append(one.url))
        page.set_default_timeout(PATIENCE_S * 1000)
        page.goto(address)
        page.wait_for_selector("canvas[data-still=true]")
        page.requests = requests
        return Window(page)

    return show


@pytest.fixture(scope="session")
def nearest():
    """Return a function that gives the row of the first triangle that a ray through a pixel meets, by geometry."""
    return met_first


@pytest.fixture(scope="module")
def showing(browser, showing_in):
    return partial(showing_in, browser)


@pytest.fixture(scope="module")
def opened(showing, address):
    return showing(address)


@pytest.fixture
def page(opened):
    yield opened
    opened.at_rest()


def wait_for(port, process):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        assert process.poll() is None, f"the server ended by itself ({process.returncode})"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not begin to listen")


def met_first(facts, eye, size, x, y):
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
