"""What somebody does at the window, done by a browser."""

import shutil
import socket
import subprocess
import sys
import time

import pytest

import twin

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


@pytest.fixture(scope="module")
def estate(residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("estate") / "residence.gpkg"
    twin.import_models(residence, path, assume_networks=True)
    return twin.open(path)


@pytest.fixture(scope="module")
def address(estate):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-c", SERVE, str(estate.path), str(port), SECRET])
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


@pytest.fixture
def page(browser, address):
    opened = browser.new_page(viewport={"width": 1280, "height": 720})
    opened.set_default_timeout(10_000)
    opened.goto(address)
    opened.wait_for_selector("canvas[data-still=true]")
    yield opened
    opened.close()


def wait_for(port, process):
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not begin to listen")


def state(page, key):
    return page.evaluate("key => window.trame.state.get(key)", key)


def test_a_click_in_the_picture_names_what_is_there(page, estate):
    page.click(".twin-view")
    shown = page.wait_for_selector("#twin-thing")
    row = estate.facts.row(shown.get_attribute("data-id"))
    assert shown.inner_text()
    assert estate.facts.nodes["kind"][row] in {"element", "equipment", "space"}
