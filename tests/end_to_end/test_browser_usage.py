"""What somebody asks of usage at the window, done by a browser."""

import os

import numpy as np
import pandas as pd
import pytest

from twin_viewers.words import words_in

STRANGER = '''
"""How warm rooms are, hour by hour, as a stranger would measure it."""

import pandas as pd

from twin.usage.measure import Column, Parameter, UsageMeasure
from twin.usage.outcome import Colouring, Outcome, Plot
from twin.usage.tables import keyed


class Measure(UsageMeasure):
    """Warmth of rooms."""

    about = "warmth of rooms by hour"
    parameters = (Parameter("base", 15.0, unit="degC", about="at night", source="a choice", low=0, high=30),)
    columns = (Column("warmth", "warmth at its highest"),)
    more = {"hours": (Column("id", "", kind="text"), Column("hour", "", kind="count"), Column("warmth", ""))}

    def measure(self, study):
        rows = study.twin.rows("space")
        ids = study.twin.nodes["id"][rows]
        hours = [(one, hour, study["base"] + at % 5 * hour / 23) for at, one in enumerate(ids) for hour in range(24)]
        return Outcome(
            keyed(study.twin, rows, warmth=[study["base"] + at % 5 for at in range(len(rows))]),
            headline=f"{len(rows)} rooms are measured.",
            share_assumed=1.0,
            more={"hours": pd.DataFrame(hours, columns=["id", "hour", "warmth"])},
            colours=(Colouring("warmth", "Warmth"),),
            plots=(Plot("bar", "Warmth of rooms", x="name", y="warmth"),),
        )
'''
METADATA = "Metadata-Version: 2.1\nName: warm_stranger\nVersion: 1\n"


@pytest.fixture(scope="module")
def address(serving, tmp_path_factory):
    """Serve the page where somebody has installed a measure of a stranger."""
    home = tmp_path_factory.mktemp("site")
    for path, text in {
        "warm_stranger/__init__.py": "",
        "warm_stranger/usage/warmth.py": STRANGER,
        "warm_stranger-1.dist-info/METADATA": METADATA,
        "warm_stranger-1.dist-info/entry_points.txt": "[twin.plugins]\nwarm_stranger = warm_stranger\n",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(home), os.environ.get("PYTHONPATH", "")))))
        with serving() as (address, _):
            yield address


def ask(page, measure, **answers):
    """Fill in and ask, and wait until the answer is on the picture."""
    page.panel("usage")
    page.select_option("#usage-measure", measure)
    page.wait_for_selector("#usage-run")
    for name, answer in answers.items():
        page.fill(f"#usage-{name}", answer)
    page.click("#usage-run")
    page.wait_for_selector("#usage-said")
    page.wait_for_function("window.trame.state.get('usage_on')")


def colour_of(page, row):
    """Return the colours of the triangles of a room on the stage."""
    found = page.evaluate("() => window.trame.trigger('test_colours')")
    return [tuple(one) for one in found.get(str(row), [])]


def test_a_catchment_says_in_the_page_what_it_says_in_python(page, estate):
    ask(page, "catchment", to="common room")
    assert page.inner_text("#usage-said") == estate.usage("catchment", to="common room").headline


def test_the_layers_lead_on_to_utilisation_and_other_measures(page):
    page.panel("layers")
    page.click("#layers-usage")
    page.wait_for_selector("#usage-measure", state="visible")
    assert "occupancy" in page.eval_on_selector_all("#usage-measure option", "all => all.map(one => one.value)")


def test_a_row_that_is_clicked_is_chosen_in_tree_and_properties(page, estate):
    ask(page, "catchment", to="common room")
    page.click("#usage-table tbody tr:nth-child(2) button")
    page.wait_for_selector("#twin-thing")
    chosen = estate.usage("catchment", to="common room").table["id"][1]
    assert page.get_attribute("#twin-thing", "data-id") == chosen
    assert "twin-usage-on" in page.get_attribute("#usage-table tbody tr:nth-child(2)", "class")


def test_rooms_have_the_colour_of_the_class_of_their_dwelling(page, estate):
    ask(page, "catchment", to="common room")
    page.select_option("#usage-colour", "1")
    page.wait_for_function("window.trame.state.get('usage_colour') === '1'")
    page.wait_for_function("window.trame.state.get('legend_shown').sections.at(-1).heading === 'Walking time'")
    (entry,) = [one for one in page.state("legend_shown")["sections"][-1]["entries"] if one["label"] == "up to 2 min"]
    tone = tuple(int(part) for part in entry["colour"][4:-1].split())
    assert (estate.usage("catchment", to="common room").table["walk_s"] <= 120).all()
    living = next(row for row in estate.facts.rows("space") if estate.facts.nodes["use"][row] == "living")
    assert colour_of(page, living) == [tone]


def test_a_table_is_sorted_by_a_heading_and_shown_with_all_columns(page, estate):
    ask(page, "catchment", to="common room")
    page.click("#usage-open-wide")
    page.wait_for_selector("#usage-wide td")
    heading = page.locator("#usage-wide th", has_text="walk").first
    heading.locator("button").click()
    page.wait_for_selector("#usage-wide th[aria-sort=descending]")
    farthest = estate.usage("catchment", to="common room").table.sort_values("walk_s")["name"].iloc[-1]
    assert farthest in page.inner_text("#usage-wide tbody tr:first-child")
    page.trigger("usage_widen", False)


def test_a_stranger_s_measure_is_offered_and_its_hours_slide_in_place(page, estate):
    ask(page, "warmth", base="16")
    assert page.inner_text("#usage-said") == f"{len(estate.facts.rows('space'))} rooms are measured."
    assert page.inner_text(".twin-usage-doubt") == "Rests mostly on assumed data (100%)"
    page.select_option("#usage-colour", "hours")
    slider = page.wait_for_selector(".twin-usage-hour input")
    row = int(estate.facts.rows("space")[4])
    seen = {}
    for hour in (0, 23):
        slider.evaluate("(one, hour) => { one.value = hour; one.dispatchEvent(new Event('input')); }", hour)
        page.wait_for_function(f"window.trame.state.get('usage_hours').hour === {hour}")
        page.still()
        seen[hour] = colour_of(page, row)
        legend = page.state("legend_shown")["sections"][-1]
        assert (legend["bar"]["low"], legend["bar"]["high"]) == ("16", "20")
    assert seen[0] == [(0, 34, 78)]
    assert seen[23] == [(254, 232, 56)]


def test_a_figure_is_drawn_and_told_in_words(page):
    ask(page, "warmth")
    image = page.wait_for_selector(".twin-usage-plots img")
    assert image.get_attribute("alt").startswith("Warmth of rooms. warmth: least 15 (")
    assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") > 100


def test_a_number_out_of_bounds_is_told_beside_its_field(page):
    page.panel("usage")
    page.select_option("#usage-measure", "warmth")
    page.fill("#usage-base", "99")
    page.click("#usage-run")
    assert "at most 30" in page.wait_for_selector("#twin-panel-usage .twin-wrong").inner_text()
    assert page.get_attribute("#usage-base", "aria-invalid") == "true"


def test_the_moment_of_a_run_that_is_played_is_what_is_asked_about(page, saved):
    page.trigger("incident_open", str(saved[1]))
    page.wait_for_selector("#twin-now")
    page.panel("usage")
    page.select_option("#usage-measure", "catchment")
    page.wait_for_selector("#usage-run")
    page.fill("#usage-to", "common room")
    page.select_option("#usage-while", "run")
    page.check("#usage-compare")
    page.click("#usage-run")
    page.wait_for_selector("#usage-usual")
    assert "Main board out" in page.inner_text("#usage-answer")


def test_the_table_is_downloaded_as_python_has_it(page, estate):
    ask(page, "catchment", to="common room")
    with page.expect_download() as found:
        page.click("#usage-save-csv")
    table = pd.read_csv(found.value.path())
    python = estate.usage("catchment", to="common room").table
    assert table["id"].tolist() == python["id"].tolist()
    np.testing.assert_allclose(table["walk [s]"], python["walk_s"])


def test_the_answer_in_french_has_no_english_word_of_the_catalogue(page):
    ask(page, "catchment", to="common room")
    page.trigger("page_speak", "fr")
    page.wait_for_function("window.trame.state.get('usage_t').run === 'Calculer'")
    english, french = (set(texts(words_in(one).table["usage"])) for one in ("en", "fr"))
    shown = {line.strip() for line in page.inner_text("#twin-panel-usage").splitlines()}
    names = page.eval_on_selector_all("[aria-label]", "found => found.map((one) => one.getAttribute('aria-label'))")
    options = page.eval_on_selector_all("#twin-panel-usage option", "found => found.map((one) => one.textContent)")
    assert not (shown | set(names) | set(options)) & (english - french)
    assert "Temps de marche vers un service" in options
    assert "proche" in page.inner_text(".twin-legend")


def texts(table):
    """Return all that a part of a catalogue says, however deep."""
    for value in table.values():
        if isinstance(value, dict):
            yield from texts(value)
        else:
            yield from [value] if isinstance(value, str) else value
