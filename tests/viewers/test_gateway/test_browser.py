"""The real page through the gateway, in headless Chromium: two people apart, nothing from elsewhere, an end told."""

import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import twin

CHROMIUM = Path("/usr/bin/chromium")
PICTURE = "canvas[data-still]"
REAL = {"app": "twin_viewers.web.app:start", "warm": "twin_viewers.web.warm:warm"}

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs the Chromium of the system")


@pytest.fixture(scope="module")
def chromium() -> Iterator:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # every name but this machine's is nowhere, so that a request that leaves fails even where there is a network
        rules = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-3d-apis", *rules]
        )  # drawn by the server
        yield browser
        browser.close()


class Person:
    """Somebody with a browser of their own, and what it asked for."""

    def __init__(self, chromium, address: str, language: str = "en") -> None:
        context = chromium.new_context(viewport={"width": 1280, "height": 720}, locale=language)
        context.set_default_timeout(60_000)
        self.page = context.new_page()
        self.asked: list[str] = []
        self.troubles: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self.troubles.append(said.text))
        self.page.goto(address)
        self.arrive()

    def arrive(self) -> None:
        """Wait for the first picture."""
        from playwright.sync_api import TimeoutError as TooLateError

        try:
            self.page.wait_for_selector(f"{PICTURE}[data-still=true]")
        except TooLateError:
            pytest.fail(f"no picture: {self.troubles}, {self.page.inner_text('body')}")
        self.rest()

    def picture(self) -> str:
        """Return the pixels of the picture as the person sees it, without what lies over it."""
        return self.page.locator(PICTURE).evaluate("canvas => canvas.dataset.still + canvas.toDataURL()")

    def rest(self) -> None:
        """Wait until the picture stays as it is."""
        before, same = self.picture(), 0
        while same < 4 or not before.startswith("true"):
            self.page.wait_for_timeout(150)
            now = self.picture()
            same, before = (same + 1, now) if now == before else (0, now)

    def turn(self) -> None:
        self.page.mouse.move(900, 250)
        self.page.mouse.down()
        for step in range(5):
            self.page.mouse.move(900 - 40 * step, 250)
        self.page.mouse.up()
        self.rest()


@pytest.fixture(scope="module")
def real(launch, residence, tmp_path_factory):
    path = tmp_path_factory.mktemp("residence") / "residence.gpkg"
    twin.import_models([residence], output=path)
    return launch(path, **REAL)


@pytest.fixture(scope="module")
def two(chromium, real) -> tuple[Person, Person]:
    address = f"{real.base}/?key={real.key}"
    return Person(chromium, address), Person(chromium, address, "fr")


def test_two_people_turn_two_cameras(two):
    first, second = two
    seen = [person.picture() for person in two]
    first.turn()
    second.rest()
    assert first.picture() != seen[0]
    assert second.picture() == seen[1]


def test_each_reads_the_page_in_their_own_language(two):
    assert [person.page.locator("html").get_attribute("lang") for person in two] == ["en", "fr"]


def test_no_request_leaves_the_machine_and_no_rule_is_broken(two, real):
    for person in two:
        hosts = {urlsplit(url).netloc for url in person.asked if urlsplit(url).scheme in {"http", "https", "ws", "wss"}}
        assert hosts == {real.netloc}
        assert any(url.startswith("ws://") for url in person.asked)
        assert person.troubles == []


def test_no_secret_stays_in_the_address_or_within_reach_of_scripts(two, real):
    page = two[0].page
    assert urlsplit(page.url).query == ""
    assert page.evaluate("document.cookie") == ""
    assert real.key not in page.content()


def test_a_page_loaded_again_is_the_same_view(two):
    first = two[0]
    before, address = first.picture(), first.page.url
    first.page.reload()
    first.arrive()
    assert first.page.url == address
    assert first.picture() == before


def test_a_foreign_page_cannot_open_the_socket_even_with_the_cookie(two, real):
    page = two[0].page
    other = "http://127.0.0.1:9/"  # to cookies another port is the same site
    foreign = page.context.new_page()
    foreign.route(other, lambda route: route.fulfill(body="<p>foreign</p>", content_type="text/html"))
    foreign.goto(other)
    assert len(foreign.context.cookies(real.base)) == 1
    script = """url => new Promise(done => { const s = new WebSocket(url);
                s.onopen = () => done('open'); s.onerror = () => done('refused'); })"""
    socket = f"ws://{real.netloc}{urlsplit(page.url).path}ws"
    assert (foreign.evaluate(script, socket), page.evaluate(script, socket)) == ("refused", "open")
    foreign.close()


def test_a_stopped_gateway_is_told(two, real):
    real.stop(signal.SIGINT)
    for person, word in zip(two, ("stopped", "arrêté"), strict=True):
        person.page.wait_for_selector(".twin-stopped")
        assert word in person.page.inner_text(".twin-stopped")
