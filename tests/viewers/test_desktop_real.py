"""The window on a display that nobody looks at, with real keys and real mouse clicks."""

import os
import shutil
import subprocess
import sys
import time

import pytest

from twin.store.save import save

TOOLS = ("Xvfb", "xdotool")
SIZE = "800x500"


@pytest.fixture(scope="module")
def display():
    missing = [name for name in TOOLS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: no display to open a window on")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1000x700x24", "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen(command, pass_fds=(write,), stderr=subprocess.PIPE, text=True)
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        pytest.fail(f"the display closed by itself: {server.communicate()[1]}")
    yield f":{number}"
    server.terminate()
    server.communicate(timeout=60)


def until(asked, shown, *, seconds=120.0):
    end = time.monotonic() + seconds
    while not (found := asked()):
        if shown.poll() is not None:
            pytest.fail(f"the window closed by itself ({shown.returncode}): {shown.stderr.read()}")
        if time.monotonic() > end:
            pytest.fail("the window did not answer in time")
        time.sleep(0.1)
    return found


def test_keys_and_clicks_of_a_real_display_reach_the_window(house, tmp_path, display):
    save(house, tmp_path / "house.gpkg")
    settings = {**os.environ, "DISPLAY": display}

    def hand(*words):
        done = subprocess.run(["xdotool", *words], check=False, env=settings, capture_output=True, text=True)
        return done.stdout.split()

    command = [sys.executable, "-m", "twin", "view", "house.gpkg", "--size", SIZE]
    shown = subprocess.Popen(command, cwd=tmp_path, env=settings, stderr=subprocess.PIPE, text=True)
    try:
        window = until(lambda: hand("search", "--onlyvisible", "--name", "House"), shown)[0]
        hand("windowfocus", window)
        hand("mousemove", "--window", window, "290", "250", "click", "1")
        hand("mousemove", "--window", window, "250", "200", "mousedown", "1", "mousemove", "320", "260", "mouseup", "1")
        hand("key", "h", "s")
        until((tmp_path / "house-1.png").exists, shown)
        hand("windowsize", window, "600", "400")
        hand("key", "2", "c", "s")
        until((tmp_path / "house-2.png").exists, shown)
        hand("key", "q")
        assert shown.wait(60) == 0
        assert "Traceback" not in shown.stderr.read()
    finally:
        shown.kill()
        shown.stderr.close()
        shown.wait(60)


def test_window_that_somebody_destroys_ends_the_program_without_an_error(house, tmp_path, display):
    save(house, tmp_path / "house.gpkg")
    settings = {**os.environ, "DISPLAY": display}

    def hand(*words):
        return subprocess.run(["xdotool", *words], check=False, env=settings, capture_output=True, text=True).stdout

    command = [sys.executable, "-m", "twin", "view", "house.gpkg", "--size", SIZE]
    shown = subprocess.Popen(command, cwd=tmp_path, env=settings, stderr=subprocess.PIPE, text=True)
    try:
        window = until(lambda: hand("search", "--onlyvisible", "--name", "House").split(), shown)[0]
        hand("windowfocus", window)
        hand("key", "s")
        until((tmp_path / "house-1.png").exists, shown)
        hand("windowclose", window)
        _, told = shown.communicate(timeout=60)
    finally:
        shown.kill()
    assert (shown.returncode, told) == (0, "")
