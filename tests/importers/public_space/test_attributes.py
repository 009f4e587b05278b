"""Attributes of any vocabulary come to be known under one name, in one unit."""

from __future__ import annotations

import math

import pytest

from twin.importers.public_space.attributes import known_attributes
from twin.importers.public_space.translating import layer_tags, translated


@pytest.mark.parametrize(
    ("written", "name", "number"),
    [
        ({"width": "2.5"}, "width", 2.5),
        ({"width": "250 cm"}, "width", 2.5),
        ({"est_width": "~3 m"}, "width", 3.0),
        ({"maxheight": "12'6\""}, "maxheight", 3.81),
        ({"incline": "-6%"}, "slope", -0.06),
        ({"incline": "1:20"}, "slope", 0.05),
        ({"incline": "45°"}, "slope", 1.0),
        ({"step_count": "12"}, "step_count", 12.0),
        ({"kerb:height": "0.02"}, "kerb_height", 0.02),
    ],
)
def test_numbers_are_known_in_si(written: dict[str, str], name: str, number: float) -> None:
    assert known_attributes(written)[name].number == pytest.approx(number)


@pytest.mark.parametrize(
    "written", [{"width": "wide"}, {"incline": "up"}, {"lit": "sometimes"}, {"step_count": "many"}]
)
def test_what_says_nothing_clear_stays_unknown(written: dict[str, str]) -> None:
    assert known_attributes(written) == {}


def test_several_words_mean_lit() -> None:
    said = ("yes", "automatic", "oui", "no", "disused")
    assert [known_attributes({"lit": word})["lit"].text for word in said] == ["yes", "yes", "yes", "no", "no"]


def test_words_have_no_number() -> None:
    assert math.isnan(known_attributes({"surface": "asphalt"})["surface"].number)


def test_the_wider_pavement_of_a_street_counts_and_zero_is_unknown() -> None:
    wide, none = translated([{"ACV_ILAR": "1.2", "ACV_PLAR": "2", "ACC_1I2P": "Non_Oui"}, {"ACV_ILAR": "0"}])
    assert (wide["width"], wide["wheelchair"], "width" in none) == ("2", "yes", False)


def test_a_pedestrian_street_is_known_by_its_column() -> None:
    assert translated([{"OCCUPATION": "Piéton"}])[0]["highway"] == "pedestrian"


@pytest.mark.parametrize(
    ("layer", "shape", "said"),
    [
        ("VilleMTP_MTP_EclairagePublic", "point", {"highway": "street_lamp"}),
        ("Straßenlaternen", "point", {"highway": "street_lamp"}),
        ("openbare_verlichting", "point", {"highway": "street_lamp"}),
        ("ArbresAlign", "point", {"natural": "tree"}),
        ("Street trees", "point", {"natural": "tree"}),
        ("FilaireVoies", "line", {"highway": "residential"}),
        ("Gehwege", "area", {"area:highway": "footway"}),
        ("SousQuartiers", "area", {"boundary": "administrative"}),
        ("Spielplätze", "area", {"leisure": "playground"}),
        ("Messungen", "point", {}),
    ],
)
def test_names_of_layers_say_what_they_hold(layer: str, shape: str, said: dict[str, str]) -> None:
    assert layer_tags((layer,), shape) == said
