"""Who else can use the window: those who read French, those without a mouse, those with a tablet, those who wait."""

import pytest

from twin.simulation.run import plugins_of
from twin_viewers.words import words_in

CONTROLS = (
    "button:not(:disabled), input:not(:disabled), select:not(:disabled), summary, "
    "[tabindex]:not([tabindex='-1']):not(:disabled)"
)
FOCUSED = f"""(() => {{
  const [one, all] = [document.activeElement, [...document.querySelectorAll("{CONTROLS}")]];
  const name = one.ariaLabel || one.innerText || one.labels?.[0]?.innerText || one.placeholder || one.title || "";
  return [all.indexOf(one), name.trim()];
}})()"""
SEEN = f'found => [...document.querySelectorAll("{CONTROLS}")].flatMap((one, at) => one.checkVisibility() ? [at] : [])'
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest("script, style, noscript, #twin-panel-usage"))
    found.push(walk.currentNode.textContent.trim());
  for (const name of ["aria-label", "title", "placeholder", "alt", "label", "aria-valuetext"])
    for (const one of document.querySelectorAll(`[${name}]:not(#twin-panel-usage *)`))
      found.push(one.getAttribute(name).trim());
  return [...new Set(found)].filter(Boolean);
}"""
SMALL = """() => [...document.querySelectorAll("button, select, summary, input")].filter((one) => one.checkVisibility())
  .map((one) => (one.type === "checkbox" ? one.closest("label") : one))
  .filter((one) => one.getBoundingClientRect().height < 39.5 || one.getBoundingClientRect().width < 39.5)
  .map((one) => one.outerHTML.slice(0, 120))"""
"""What is smaller than a finger, 40 px; a box to tick is as large as its label."""
ELSEWHERE = {"page", "sheet", "chart", "send", "send_use", "gateway", "plan", "desktop", "note", "column"}
"""Sections of the catalogues that the page takes nothing from."""


def leaves(table):
    for value in table.values():
        for one in [value] if isinstance(value, str) else value if isinstance(value, list) else ():
            yield one[:1].upper() + one[1:]
            yield one


def english_only():
    """Return all texts of the English catalogue, and of declarations, that are no French text too."""
    english, french = (
        {text for name, table in words_in(one).table.items() if name not in ELSEWHERE for text in leaves(table)}
        for one in ("en", "fr")
    )
    literal = set()
    for kind in ("hazards", "interventions"):
        for plugin in plugins_of(kind).values():
            told = [plugin.about, *(text for one in plugin.parameters for text in (one.about, one.source) if text)]
            literal |= {str(one.default) for one in plugin.parameters}  # words that scenarios are written in
            english |= {*told, *(text[:1].upper() + text[1:] for text in told)}
    return {one for one in english - french - literal if "{" not in one and len(one) > 2}


@pytest.fixture(scope="module")
def french(opened):
    opened.find("TGBT")
    opened.click(".twin-languages [lang=fr]")
    opened.wait_for_function("document.documentElement.lang === 'fr'")
    return opened


@pytest.fixture(scope="module")
def foreign():
    return english_only()


def english_in(page, foreign):
    texts = page.evaluate(TEXTS)
    within = {one for one in foreign if len(one) > 15 and any(one in text for text in texts)}
    return sorted(within | foreign.intersection(texts))


def test_no_panel_says_an_english_word_to_who_reads_french(french, foreign):
    said = {}
    for name in [one["name"] for one in french.state("page_panels") if one["name"] != "usage"]:
        french.panel(name)
        said |= {name: english_in(french, foreign)}
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_no_form_of_an_event_or_measure_does(french, foreign):
    said = {}
    french.panel("new")
    for kind in ("hazards", "interventions"):
        for name in plugins_of(kind):
            french.trigger("new_add", kind, name)
            french.wait_for_selector(f".twin-step-{kind}")
            said |= {name: english_in(french, foreign)}
            french.trigger("new_drop", 0)
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_no_legend_does_whatever_colours_the_estate(french, foreign):
    said = {}
    for group in french.state("layers_groups"):
        for layer in group["layers"]:
            french.trigger("layers_paint", layer["key"])
            french.wait_for_timeout(30)
            said |= {layer["key"]: english_in(french, foreign)}
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_no_played_run_does(french, foreign, saved):
    said = {}
    french.trigger("incident_open", str(saved[1]))
    french.wait_for_selector("#twin-now")
    for one in french.state("incident_run")["states"]:
        french.trigger("incident_colour", one["name"])
        french.wait_for_timeout(30)
        said |= {one["name"]: english_in(french, foreign)}
    french.trigger("incident_end")
    french.trigger("page_speak", "en")
    assert {name: texts for name, texts in said.items() if texts} == {}


def test_every_control_of_every_panel_is_reached_by_tab_and_has_a_name(page, saved):
    page.find("TGBT")
    page.trigger("incident_open", str(saved[1]))
    page.wait_for_selector("#twin-now")
    page.trigger("new_add", "hazards", "power-cut")
    page.trigger("new_add", "interventions", "repair")
    for name in [one["name"] for one in page.state("page_panels")]:
        page.panel(name)
        wanted, reached = set(page.evaluate(SEEN)), {}
        page.focus("h1 ~ * input")
        while (focused := page.evaluate(FOCUSED))[0] not in reached:
            reached[focused[0]] = focused[1]
            page.keyboard.press("Tab")
        missed = [page.locator(CONTROLS).nth(at).inner_html() for at in wanted - set(reached)]
        assert not missed, name
        assert all(reached[at] for at in wanted), name
    page.trigger("new_drop", 0)
    page.trigger("new_drop", 0)


def test_controls_do_by_key_what_they_do_by_mouse(page):
    """Space and Enter press buttons and open folds, arrows choose from lists and move sliders."""
    page.focus("[aria-controls=twin-panel-layers]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#twin-panel-layers", state="visible")
    page.trigger("layers_paint", before := "kind")
    page.focus("#layers-colour")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(f"window.trame.state.get('layers_colour') !== '{before}'")
    page.get_by_label("Storeys apart").last.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("window.trame.state.get('layers_gap') === 0.5")
    page.keyboard.press("ArrowLeft")
    page.focus(".twin-kinds summary")
    page.keyboard.press("Space")
    box = page.locator(".twin-kinds input").first
    box.focus()
    page.keyboard.press("Space")
    page.wait_for_function("window.trame.state.get('layers_kinds').some((one) => !one.shown)")
    page.keyboard.press("Space")
    page.wait_for_function("window.trame.state.get('layers_kinds').every((one) => one.shown)")
    page.trigger("layers_paint", before)


def test_the_tree_is_walked_by_keys(page):
    page.panel("tree")
    page.focus(".twin-tree .twin-twist >> nth=0")
    count = page.locator(".twin-tree li").count()
    page.keyboard.press("Space")
    page.wait_for_function(f"document.querySelectorAll('.twin-tree li').length !== {count}")
    page.keyboard.press("Space")
    page.wait_for_function(f"document.querySelectorAll('.twin-tree li').length === {count}")


def test_fingers_find_all_controls_of_every_panel_large_enough(showing, address, page, saved):
    tablet = showing(address, viewport={"width": 1024, "height": 768}, has_touch=True)
    tablet.trigger("incident_open", str(saved[1]))
    tablet.trigger("new_add", "hazards", "power-cut")
    tablet.find("TGBT")
    small, wide = {}, {}
    for name in [one["name"] for one in tablet.state("page_panels")]:
        tablet.trigger("details_close") if name == "tree" else None
        tablet.panel(name)
        small |= {name: tablet.evaluate(SMALL)}
        wide |= {name: tablet.evaluate("document.documentElement.scrollWidth")}
    tablet.find("TGBT")
    small |= {"details": tablet.evaluate(SMALL)}
    tablet.trigger("new_drop", 0)
    tablet.context.close()
    assert {name: found for name, found in small.items() if found} == {}
    assert max(wide.values()) <= 1024


@pytest.fixture
def tablet(showing, serving):
    with serving("fr") as (address, process):
        page = showing(address, viewport={"width": 1024, "height": 768}, has_touch=True)
        page.process = process
        yield page
        page.context.close()


def test_a_tablet_turns_pinches_and_taps_and_a_stopped_server_says_so_in_french(tablet):
    hands = tablet.context.new_cdp_session(tablet.page)
    x, y = tablet.at(0.5, 0.5)

    def touch(*ways, steps=6):
        for kind, share in (("touchStart", 0.0), *(("touchMove", at / steps) for at in range(1, steps + 1))):
            points = [
                {"x": a + (c - a) * share, "y": b + (d - b) * share, "id": at} for at, (a, b, c, d) in enumerate(ways)
            ]
            hands.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        hands.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        tablet.still()
        return tablet.state("picture")["eye"]

    whole = tablet.state("picture")["eye"]
    turned = touch((x, y, x + 120, y))
    assert turned["half_height_m"] == pytest.approx(whole["half_height_m"])
    assert turned["back"] != whole["back"]
    near = touch((x - 40, y, x - 120, y), (x + 40, y, x + 120, y))
    assert near["half_height_m"] == pytest.approx(turned["half_height_m"] / 3.0, rel=0.1)
    assert near["back"] == pytest.approx(turned["back"])
    hands.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    hands.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    tablet.wait_for_selector("#twin-thing")
    bodies = [tablet.evaluate("document.documentElement.scrollWidth"), tablet.locator(".twin-right").bounding_box()]
    assert bodies[0] <= 1024
    assert bodies[1]["x"] + bodies[1]["width"] <= 1024
    tablet.process.kill()
    stopped = tablet.wait_for_selector(".twin-stopped")
    assert words_in("fr")("window.stopped") in stopped.inner_text()
    assert stopped.get_attribute("role") == "alert"
