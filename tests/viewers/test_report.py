import base64
import re
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from twin.cli import main
from twin.errors import OutputError, UsageError
from twin.estate import Estate
from twin.simulation.run_folder import open_run
from twin.store.save import save
from twin_viewers.report.account import Account, estate_of
from twin_viewers.report.chart import chart, steps_of, worst_moment
from twin_viewers.report.page import report
from twin_viewers.report.pictures import lost_services
from twin_viewers.report.story import story
from twin_viewers.report.write import write_page
from twin_viewers.words import LANGUAGES, words_in

VOID = {"meta", "img", "br", "link", "input", "hr"}
NASTY = "Pump <script>alert('1')</script> & \"co\""
THINGS = {
    "Mains": "IfcTransformer",
    "TGBT": "IfcElectricDistributionBoard",
    "cable": "IfcCableSegment",
    NASTY: "IfcPump",
    "pipe": "IfcPipeSegment",
    "radiator": "IfcSpaceHeater",
    "other": "IfcSpaceHeater",
    "room": "space",
    "hall": "space",
    "A01": "dwelling",
    "A02": "dwelling",
}
FEEDS = [
    ("Mains", "TGBT", "power"),
    ("TGBT", "cable", "power"),
    ("cable", NASTY, "power"),
    (NASTY, "pipe", "heating_flow"),
    ("pipe", "radiator", "heating_flow"),
    ("pipe", "other", "heating_flow"),
]


class Reader(HTMLParser):
    """Collects tags, texts and what is left open of a page."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture(scope="module")
def estate(wire):
    return Estate(wire(THINGS, FEEDS, [("A01", "room"), ("A02", "hall")], {"radiator": "room", "other": "hall"}))


@pytest.fixture(scope="module")
def run(estate):
    return (
        estate.scenario("Main <b>board</b>", start="2026-01-12 08:30", duration="6 h")
        .event("equipment_failure", at="TGBT", after="10 min")
        .intervene("repair", at="TGBT", after="45 min", duration="3 h")
        .run(seed=7)
    )


@pytest.fixture(scope="module")
def account(run, estate):
    return Account(run, estate.facts)


@pytest.fixture(scope="module")
def page(account):
    return report(account, words_in("en"))


def test_page_is_well_formed_and_fetches_nothing(page):
    read = Reader(page)
    assert read.open == []
    assert page.startswith("<!DOCTYPE html>")
    assert not [tag for tag, _ in read.tags if tag in {"script", "link", "iframe", "object"}]
    sources = [value for _, said in read.tags for key, value in said.items() if key in {"src", "href"}]
    assert all(one.startswith("data:") for one in sources)
    assert "http" not in page
    assert "url(" not in page


def test_names_of_things_stay_text(page):
    assert "<script" not in page
    assert "<b>board" not in page
    assert NASTY in "".join(Reader(page).texts)


def test_control_characters_in_names_do_not_spoil_a_page(wire):
    estate = Estate(wire({"a\x00\x1b": "IfcPump", "room": "space"}, inside={"a\x00\x1b": "room"}))
    run = (
        estate.scenario("x", start="2026-01-12 08:30", duration="1 h").event("equipment-failure", at="a\x00\x1b").run()
    )
    assert not re.search(r"[\x00-\x08\x1b]", report(Account(run, estate.facts), words_in("en")))


def test_page_holds_all_it_should(page):
    for name in ("summary", "pictures", "over_time", "timeline", "impacts", "notify", "costs", "rests", "made"):
        assert f'id="{name}"' in page
    text = "".join(Reader(page).texts)
    assert "Screening, not regulatory design" in text
    assert "seed 7" in text
    assert "estate-twin" in text


def test_same_run_gives_the_same_page(account, page, run, estate):
    assert report(Account(run, estate.facts), words_in("en")) == page


def test_first_line_says_when_a_result_rests_mostly_on_assumptions(page, run, account):
    share = run.summary["data_quality"]["share_on_defaults"]
    first = Reader(page.partition("<h1>")[0].partition("<main>")[2]).texts[0]
    assert first.startswith("This result rests mostly on assumptions") == (share > 0.5)
    assert f"{round(100 * share)}%" in first


def test_languages_say_the_same_things():
    tables = [words_in(one).table for one in LANGUAGES]
    for section in tables[0]:
        assert set(tables[0][section]) == set(tables[1][section]), section
        for name, text in tables[0][section].items():
            assert type(text) is type(tables[1][section][name]), name
            places = [set(re.findall(r"{(\w+)}", str(table[section][name]))) for table in tables]
            assert places[0] == places[1], name


def test_french_page_writes_numbers_and_dates_as_the_french_do(account):
    text = report(account, words_in("fr"))
    assert '<html lang="fr">' in text
    assert "lundi 12 janvier 2026, 08:30" in text
    assert words_in("fr").number(1234.0) == "1\u202f234"
    assert words_in("fr").number(2.4) == "2,4"
    assert words_in("fr").euros(1200.0) == "1\u202f200\u00a0€"


def test_unknown_numbers_are_dashes_and_never_nothing():
    words = words_in("en")
    assert [words.number(None), words.euros(float("nan")), words.share(None), words.lasting(None)] == ["–"] * 4


def test_story_folds_small_parts_and_gives_the_nearest_known_cause(account):
    lines = story(account, words_in("en"))
    small = [line for line in lines if line.level == "small" and line.time == datetime(2026, 1, 12, 8, 40)]
    assert len(small) == 1
    lost = next(line for line in lines if "lose heating" in line.text)
    assert lost.text == "2 dwellings lose heating"
    assert lost.cause == f"because ‘{NASTY}’ stopped"  # its name says already that it is a pump
    assert lost.names == ("A01", "A02")


def test_story_says_a_failure_once(account):
    texts = [line.text for line in story(account, words_in("en"))]
    assert texts.count("Board ‘TGBT’ fails") == 1
    assert not any(text.startswith("Board ‘TGBT’ is without supply") for text in texts)


def test_story_is_told_without_the_estate_too(run):
    texts = [line.text for line in story(Account(run), words_in("fr"))]
    assert "2 logements perdent\u00a0: chauffage" in texts


def test_french_tells_what_hazards_note_also_from_a_saved_run(estate, tmp_path):
    run = (
        estate.scenario("Coupure", start="2026-01-12 18:30", duration="6 h")
        .event("power-cut", at="TGBT", capacity="1 kVA", duration="2 h")
        .event("power-cut", at="TGBT", after="3 h", duration="1 h", restart="1 kVA")
        .intervene("crew", after="1 h", skills="plumber")
        .event("equipment-failure", at="TGBT", after="90 min", duration="1 h")
        .run(seed=7)
    )
    notes = run.timeline[(run.timeline["state"] == "") & (run.timeline["level"] == "event")]["what"]
    assert all(notes.str.contains(one).any() for one in ("loads shed", "nothing for crews", "Crew begins"))
    told = [line.text for line in story(Account(run, estate.facts), words_in("fr"))]
    english = ("shed", "wanted", "restart", "assumed", "crews", "steps", "off", "begins")
    assert not [(word, line) for line in told for word in english if re.search(rf"\b{word}\b", line)]
    assert told == [
        line.text for line in story(Account(open_run(run.save(tmp_path / "run")), estate.facts), words_in("fr"))
    ]


def test_bars_follow_the_number_of_dwellings_without(account):
    steps = steps_of(account, "heating")
    assert [count for _, count in steps] == [0, 2, 0]
    assert worst_moment(account) == datetime(2026, 1, 12, 8, 40)
    bars = list(chart(account, words_in("en")).iter("rect"))
    assert len(bars) == 22  # 08:40 to 12:15 in bars of ten minutes


def test_places_lack_services_only_while_they_do(account):
    assert lost_services(account, datetime(2026, 1, 12, 8, 39)) == {}
    assert lost_services(account, datetime(2026, 1, 12, 9, 0)) == {"A01": 1, "A02": 1}
    assert lost_services(account, datetime(2026, 1, 12, 14, 0)) == {}


def test_estate_is_found_by_what_it_says_beside_the_run(estate, run, tmp_path, monkeypatch):
    run.save(tmp_path / "run")
    assert estate_of(open_run(tmp_path / "run"), tmp_path / "run") is None
    save(estate.facts, tmp_path / "any name.gpkg")
    (tmp_path / "a map.gpkg").write_bytes(b"nothing")
    assert estate_of(open_run(tmp_path / "run"), tmp_path / "run") is not None
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert estate_of(open_run("../run"), Path("../run")) is not None


def test_verb_writes_a_page_in_a_language(estate, run, tmp_path, capsys):
    run.save(tmp_path / "run")
    target = tmp_path / "page.html"
    assert main(["report", str(tmp_path / "run"), "-o", str(target), "--lang", "fr"]) == 0
    assert Reader(target.read_text(encoding="utf-8")).open == []
    assert target.stat().st_size < 5e6
    assert "page.html" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (["--lang", "de"], "there is no such language"),
        (["-o", "page.pdf"], "is no page"),
        (["--estate", "none.gpkg"], "none.gpkg"),
    ],
)
def test_wrong_use_ends_with_status_two_and_one_line(run, tmp_path, monkeypatch, capsys, line, message):
    monkeypatch.chdir(tmp_path)
    run.save(tmp_path / "run")
    output = [] if "-o" in line else ["-o", "page.html"]
    assert main(["report", "run", *output, *line]) == 2
    error = capsys.readouterr().err
    assert message in error
    assert error.count("\n") == 1
    assert list(tmp_path.glob("*.html")) == []


def test_page_that_cannot_be_written_leaves_what_was_there(tmp_path):
    with pytest.raises(OutputError, match="does not exist"):
        write_page("x", tmp_path / "none" / "a.html")
    with pytest.raises(UsageError, match="no such language"):
        words_in("xx")


def test_picture_has_the_colours_handed_over(house):
    import io

    import numpy as np
    from PIL import Image

    from twin_viewers.colouring import Groups
    from twin_viewers.report.pictures import _drawn

    codes = np.where(house.nodes["name"] == "Kitchen", 1, 0)
    groups = Groups("Services lost", ("none", "one"), codes, ordered=True, colours=("#0000FF", "#FF0000"))
    kind, _, data = _drawn(house, groups, words_in("en")).partition(",")
    assert kind == "data:image/webp;base64"
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        assert image.format == "WEBP"
        red, _, blue = np.asarray(image.convert("RGB"))[:, :800].reshape(-1, 3).astype(int).T
    for mine, others in ((red, blue), (blue, red)):
        assert (mine > others + 60).mean() > 0.02
