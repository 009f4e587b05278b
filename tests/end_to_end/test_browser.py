"""What somebody does at the window, done by a browser."""

import numpy as np
import pytest
from PIL import Image

from twin.analysis.routes import route
from twin.simulation.run_folder import open_run
from twin_viewers.player import player_of


def lost(run, moment):
    """Return the ids of the places without a service at a moment, as the run says."""
    now = run.at(moment)
    return set(now.loc[now["state"].isin(["power", "heating"]) & (now["value"] == "off"), "id"])


def rooms_without(facts, run, moment):
    """Return the rows of rooms without power at a moment, or of a dwelling without it, as the run says."""
    now = run.at(moment)
    rows = {facts.row(one) for one in now.loc[(now["state"] == "power") & (now["value"] == "off"), "id"]}
    edges = facts.edges
    of_places = (edges["relation"] == "groups") & np.isin(edges["source"], list(rows))
    rows |= set(edges["target"][of_places].tolist())
    return {row for row in rows if facts.nodes["kind"][row] == "space" and facts.nodes["mesh"][row] >= 0}


def floor_of(facts, row):
    """Return the middle of the floor of a room [m]."""
    low, high = facts.nodes["box"][row]
    return np.array((*(low + high)[:2] / 2, low[2] + 0.03))


def place_of(picture, point):
    """Return where a point of the estate is in the picture, as shares of its width and height."""
    back, up, centre = (np.array(picture["eye"][key]) for key in ("back", "up", "centre"))
    high = 2 * picture["eye"]["half_height_m"]
    wide = high * picture["width"] / picture["height"]
    off = point - centre
    return 0.5 + off @ np.cross(up, back) / wide, 0.5 - off @ up / high


def play(page, folder, *, state, moment):
    """Open a run and go to a moment, as a person does who has a mouse and the arrow keys."""
    page.panel("incident")
    page.click(f".twin-runs button:has-text('{open_run(folder).record.scenario.name}')")
    page.wait_for_selector("#twin-now")
    page.select_option("#twin-state", state)
    hours, minutes = (int(one) for one in moment.split(":"))
    for _ in range(60 * hours + minutes):
        page.press(".twin-clock input", "ArrowRight")
    page.wait_for_function(f"document.querySelector('#twin-now b').textContent === '{moment}'")
    page.still()


def legend(page):
    """Return the colour of each label of the legend."""
    entries = page.state("legend_shown")["sections"][-1]["entries"]
    return {one["label"]: tuple(int(part) for part in one["colour"][4:-1].split()) for one in entries if one["colour"]}


def download(page):
    with page.expect_download() as found:
        page.get_by_role("button", name="Download the picture").click()
    return found.value.path()


def test_an_equipment_is_found_by_search_and_serves_what_loses_a_service_with_it(page, estate, outage):
    page.find("TGBT")
    page.wait_for_selector("#twin-served summary")
    assert page.get_attribute("#twin-thing", "data-id") == estate.facts.nodes["id"][estate.facts.row("TGBT")]
    told = {int(one.get_attribute("data-row")) for one in page.query_selector_all("#twin-served [data-row]")}
    assert {str(estate.facts.nodes["id"][row]) for row in told} == lost(outage, "00:45")


@pytest.mark.parametrize("place", [(0.5, 0.5), (0.42, 0.6)])
def test_a_click_chooses_what_an_independent_ray_meets_first(page, estate, nearest, place):
    page.trigger("layers_see", "solid")
    page.wait_for_function("window.trame.state.get('layers_manner') === 'solid'")
    page.still()
    picture = page.state("picture")
    page.mouse.click(*page.at(*place))
    shown = page.wait_for_selector("#twin-thing").get_attribute("data-id")
    size = picture["width"], picture["height"]
    row = nearest(estate.facts, picture["eye"], size, int(place[0] * size[0]), int(place[1] * size[1]))
    assert shown == estate.facts.nodes["id"][row]


def test_an_outage_is_played_to_a_moment_and_tells_what_the_run_holds_then(page, outage):
    page.panel("incident")
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
    counts = {one["label"]: one["count"] for one in page.state("legend_shown")["sections"][-1]["entries"]}
    assert counts["without"] >= str(len(off))


@pytest.mark.parametrize("moment", ["00:45", "02:00"])
def test_rooms_are_drawn_in_the_colours_of_what_the_run_holds_at_a_moment(page, estate, saved, moment):
    page.trigger("layers_see", "xray")
    play(page, saved[1], state="power", moment=moment)
    drawn = {int(row): {tuple(one) for one in tones} for row, tones in page.trigger("test_colours").items()}
    shown = legend(page)
    off, ever = (rooms_without(estate.facts, saved[0], one) for one in (moment, "00:45"))
    assert {row for row, tones in drawn.items() if tones == {shown.get("without")}} == off
    assert {row for row, tones in drawn.items() if tones == {shown.get("has it")}} == ever - off
    assert bool(off) == (moment == "00:45")


def test_a_dark_room_is_dark_in_the_picture_that_is_downloaded(page, estate, saved):
    play(page, saved[1], state="power", moment="00:45")
    page.panel("layers")
    room = estate.facts.row("0.O1")
    page.select_option("#layers-storey", estate.facts.nodes["id"][estate.facts.nodes["storey"][room]])
    page.panel("views")
    page.get_by_role("button", name="Above").click()
    page.still()
    x, y = place_of(page.state("picture"), floor_of(estate.facts, room))
    page.mouse.click(*page.at(x, y))
    page.wait_for_selector(f"#twin-thing[data-id='{estate.facts.nodes['id'][room]}']")
    page.trigger("details_close")
    page.still()
    with Image.open(download(page)) as image:
        width, height = image.size
        x, y = place_of(page.state("picture"), floor_of(estate.facts, room))
        seen = image.convert("RGB").getpixel((int(x * width), int(y * height)))
    assert np.abs(np.subtract(seen, legend(page)["without"])).max() <= 0.1 * 255  # a tenth of the floor shows through


def test_two_runs_stand_side_by_side_and_the_second_saves_nothing_if_it_is_the_first(page, saved):
    page.panel("incident")
    page.trigger("incident_open", str(saved[1]))
    page.trigger("incident_compare", str(saved[1]))
    page.wait_for_selector("#twin-compared")
    assert page.locator(".twin-sides span").count() == 2
    assert {one["saved"] for one in page.state("incident_compared")} <= {"0", "–"}


def test_a_valve_failed_by_clicking_loses_what_the_same_scenario_loses_in_python(page, estate):
    page.find("Vanne")
    valve = page.get_attribute("#twin-thing", "data-id")
    page.get_by_role("button", name="Only this").click()
    page.panel("new")
    page.select_option("#new-hazard", "valve-closure")
    page.get_by_role("button", name="Remove the place").click()
    page.fill("#new-start", "2026-01-12 08:30")
    page.get_by_role("button", name="Click the place").click()
    page.wait_for_selector(".twin-tool-place")
    page.still()
    row = estate.facts.row(valve)
    page.mouse.click(*page.at(*place_of(page.state("picture"), estate.facts.nodes["box"][row].mean(axis=0))))
    page.wait_for_selector(f"#new-aim-0[data-row='{row}']")
    page.click("#twin-panel-new button[type=submit]")
    page.wait_for_selector("#twin-now")
    page.get_by_role("tab", name="What is lost").click()
    page.wait_for_selector(".twin-table tbody tr")
    told = {tuple(row.inner_text().split("\t")[:2]) for row in page.query_selector_all(".twin-table tbody tr")}
    run = estate.scenario("Same", start="2026-01-12 08:30", duration="6 h").event("valve-closure", at=valve).run()
    places = player_of(estate.facts, run).impacts()
    assert told == {(one.place, ", ".join(one.lost)) for one in places}
    assert len(told) >= 4


def test_a_way_on_foot_is_asked_from_the_properties_and_told_leg_by_leg(page, estate):
    rooms = [str(estate.facts.nodes["id"][estate.facts.row(one)]) for one in ("0.C1", "1.O1")]
    for at, room in enumerate(rooms):
        page.find(room)
        page.get_by_role("button", name="Way to here" if at else "Way from here").click()
        page.wait_for_selector(f"#walk-end-{at}")
    page.wait_for_selector("#walk-legs")
    found = route(estate.facts, *rooms)
    assert page.locator("#walk-legs li").count() == len(found.legs)
    page.check("#walk-step-free")
    page.wait_for_function("window.trame.state.get('walk_found')?.said")
    page.get_by_role("button", name="Show no way").click()
    page.wait_for_selector("#walk-found", state="detached")


def test_the_picture_is_downloaded_as_it_is_seen(page):
    page.still()
    picture = page.state("picture")
    with Image.open(download(page)) as image:
        assert image.size == (picture["width"], picture["height"])
        assert len(image.convert("RGB").resize((64, 64)).getcolors(4096)) > 50


def test_keys_search_and_explain_themselves(page):
    page.focus(".twin-view")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.wait_for_selector(".twin-keys").is_visible()
    page.keyboard.press("Escape")


def test_what_cannot_be_done_is_told(page):
    page.trigger("incident_open", "/nowhere/at/all")
    assert "/nowhere/at/all" in page.wait_for_selector("[role=alert]").inner_text()


def test_no_request_leaves_the_machine(opened, address):
    assert opened.requests
    assert {one.split("/")[2] for one in opened.requests if one.startswith("http")} == {address.split("/")[2]}
