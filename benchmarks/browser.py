"""How long the page takes to answer: first picture, click to answer, a step of the time slider, a turn of the camera.

Run it as ``python benchmarks/browser.py ESTATE RUN [--repeat N] [--load N]``. It serves the estate as
``twin view --web`` does for one person, opens the page in the system's Chromium at 1280 × 720, and measures in the
page: from the click to the moment at which the name of the thing stands there and the picture with it marked is drawn;
from the input of the slider to the picture of that moment, at once after the step before and while the sharp picture of
that one is being drawn; from a key that turns the camera to the picture that shows it. Software renders at both ends.
``--load`` says how many other processes keep the machine busy meanwhile. The run must hold two moments whose pictures
differ.
"""

from __future__ import annotations

import argparse
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_SERVE = """
import sys
from pathlib import Path
from twin.store.load import load
from twin_viewers.web.app import start
estate, port = Path(sys.argv[1]), int(sys.argv[2])
start(load(estate), estate, port=port, secret=sys.stdin.readline().strip(), language="en", runs=[Path(sys.argv[3])])
"""
_QUIET = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync"
_PICTURE = """() => {
  window.nextPicture = () => new Promise((done) => {
    setTimeout(() => done(performance.now()), 5000); // nobody is sent a picture that looks like the one before
    window.addEventListener("twin-picture", () => requestAnimationFrame(() => done(performance.now())), { once: true });
  });
}"""
_CLICK = """async ([x, y]) => {
  const view = document.querySelector(".twin-view");
  const named = () => document.querySelector("#twin-thing")?.dataset.id ?? "";
  const before = named();
  const at = { clientX: x, clientY: y, button: 0, pointerId: 1, bubbles: true };
  const begun = performance.now();
  const picture = window.nextPicture();
  view.dispatchEvent(new PointerEvent("pointerdown", at));
  view.dispatchEvent(new PointerEvent("pointerup", at));
  await picture;
  while (named() === before && performance.now() < begun + 5000)
    await new Promise(requestAnimationFrame);
  return [performance.now() - begun, document.querySelector("#twin-thing")?.innerText ?? "nothing"];
}"""
_BUSY = "while True: sum(range(1000))"
_RESTS_MS = (350, 450, 600, 800)
"""After so long the sharp picture of the step before is begun, half done or done."""

_SLIDE = """async (moment) => {
  const slider = document.querySelector(".twin-clock input");
  const begun = performance.now();
  const picture = window.nextPicture();
  slider.value = moment;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  return (await picture) - begun;
}"""
_TURN = """async (step) => {
  const view = document.querySelector(".twin-view");
  const begun = performance.now();
  const picture = window.nextPicture();
  view.dispatchEvent(new KeyboardEvent("keydown", { key: step % 2 ? "ArrowLeft" : "ArrowRight", bubbles: true }));
  return (await picture) - begun;
}"""
_PLACES = ((0.62, 0.45), (0.45, 0.42), (0.72, 0.5), (0.55, 0.62), (0.5, 0.5), (0.4, 0.5), (0.66, 0.55), (0.48, 0.66))


def main() -> None:
    """Print the times as a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("estate", type=Path)
    parser.add_argument("run", type=Path)
    parser.add_argument("--repeat", type=int, default=8)
    parser.add_argument("--load", type=int, default=0)
    options = parser.parse_args()
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    secret = secrets.token_urlsafe(16)
    line = [sys.executable, "-c", _SERVE, str(options.estate), str(port), str(options.run)]
    moments = differing(options.estate, options.run)
    server = subprocess.Popen(line, stdin=subprocess.PIPE, text=True)
    busy = [subprocess.Popen([sys.executable, "-c", _BUSY]) for _ in range(options.load)]
    assert server.stdin is not None
    server.stdin.write(secret + "\n")
    server.stdin.close()
    try:
        _wait(port)
        measure(f"http://127.0.0.1:{port}/index.html?secret={secret}", moments, repeat=options.repeat)
    finally:
        for process in (server, *busy):
            process.terminate()
            process.wait()


def differing(estate: Path, run: Path) -> tuple[float, float]:
    """Return two moments of a run whose pictures differ: a page is sent no picture that it has [s]."""
    from twin.simulation.run_folder import open_run
    from twin.store.load import load
    from twin_viewers.player import player_of

    player = player_of(load(estate), open_run(run))
    state, times = player.states[0], (0.0, *player.moments, player.duration_s)
    codes = [player.values(state, one).codes for one in times]
    other = next((at for at, one in enumerate(codes) if (one != codes[0]).any()), None)
    if other is None:
        raise SystemExit("the run looks the same at all moments")
    return times[0], times[other]


def measure(address: str, moments: tuple[float, float], *, repeat: int) -> None:
    """Print the times of the page at an address."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=_QUIET.split())
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        begun = time.perf_counter()
        page.goto(address)
        page.wait_for_selector("canvas[data-shown]")
        print(f"first picture          {time.perf_counter() - begun:6.2f} s")
        _settle(page)
        page.evaluate(_PICTURE)
        _tell("click to answer", _clicks(page, repeat), aim=0.3)
        page.evaluate("window.trame.trigger('details_close')")
        page.evaluate("([run]) => window.trame.trigger('incident_open', [run.folder])", _runs(page))
        page.wait_for_selector(".twin-clock")
        _settle(page)
        for manner in ("solid", "xray"):
            page.evaluate("(one) => window.trame.trigger('layers_see', [one])", manner)
            page.evaluate("window.trame.trigger('page_key', ['home'])")
            _settle(page)
            page.evaluate("(one) => window.trame.trigger('clock_go', [one])", moments[0])
            _settle(page)
            steps = [moments[(at + 1) % 2] for at in range(repeat - repeat % 2)]
            _tell(f"slider step, {manner}", [page.evaluate(_SLIDE, one) / 1000 for one in steps], aim=0.2)
            _tell("  after rests", [_slid(page, one, at) for at, one in enumerate(steps)], aim=0.2)
            _settle(page)
            _tell(f"turn, {manner}", [page.evaluate(_TURN, one) / 1000 for one in range(repeat)], aim=0.2)
            _settle(page)
        browser.close()


def _clicks(page: Any, repeat: int) -> list[float]:
    box = page.locator(".twin-view").bounding_box()
    times = []
    page.evaluate(_CLICK, [box["x"] + 0.5 * box["width"], box["y"] + 0.5 * box["height"]])  # the panel opens
    _settle(page)
    box = page.locator(".twin-view").bounding_box()
    for at in range(repeat):
        x, y = _PLACES[at % len(_PLACES)]
        took, name = page.evaluate(_CLICK, [box["x"] + x * box["width"], box["y"] + y * box["height"]])
        print(f"    {took:5.0f} ms  {name}" if name != "nothing" else "          nothing hit")
        times += [took / 1000] if name != "nothing" else []  # where nothing is hit there is no answer to wait for
        _settle(page)
    return times


def _slid(page: Any, moment: float, at: int) -> float:
    page.wait_for_timeout(_RESTS_MS[at % len(_RESTS_MS)])
    return float(page.evaluate(_SLIDE, moment)) / 1000


def _runs(page: Any) -> Any:
    return page.evaluate("window.trame.state.get('incident_runs')")


def _settle(page: Any) -> None:
    page.wait_for_timeout(300)
    page.wait_for_selector("canvas[data-still=true]")
    page.wait_for_timeout(700)


def _tell(name: str, times: list[float], *, aim: float) -> None:
    middle, worst = statistics.median(times), max(times)
    print(f"{name:22s} {middle:6.2f} s  worst {worst:5.2f} s  aim {aim:.1f} s  {'met' if middle <= aim else 'missed'}")


def _wait(port: int) -> None:
    for _ in range(600):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the server did not begin to listen")


if __name__ == "__main__":
    main()
