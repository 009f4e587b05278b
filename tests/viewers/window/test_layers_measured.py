"""Measures of usage colour a view too, by the name of what they tell."""

import numpy as np
import pandas as pd
import pytest

from twin.cli import main
from twin.errors import UsageError
from twin.store.save import save
from twin.usage.measure import Column
from twin.usage.outcome import Colouring, Outcome
from twin.usage.run import measured
from twin_viewers.window.layers import key_of
from twin_viewers.window.layers_measured import coloured_by, measured_values


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("energy class", "energy_class"),
        ("Energy-Class", "energy_class"),
        ("Logement", "dwelling"),
        ("Réseau", "system"),
        ("graph", "links"),
        ("FireRating", "FireRating"),
    ],
)
def test_layers_answer_to_what_people_call_them(name, key):
    assert key_of(name) == key


def test_any_column_of_a_measure_is_a_layer(block):
    table = measured(block, "energy-class").table
    found = measured_values(block, "energy-class.area_m2")
    rows = [block.row(one) for one in table["id"]]
    np.testing.assert_array_equal(found.values[rows], table["area_m2"].to_numpy(dtype=float))


def test_utilisation_has_the_groups_of_its_measure_and_says_what_is_assumed(block, monkeypatch):
    outcome = measured(block, "energy-class")
    room = str(block.nodes["id"][block.rows("space")[0]])
    schema = {"": (*outcome.schema[""][:1], Column("band", "how well used", kind="text"))}
    table = pd.DataFrame({"id": [room], "band": ["poor"]})
    told = Outcome(table, share_assumed=0.5, colours=(Colouring("band", "Utilisation"),), schema=schema)
    monkeypatch.setattr("twin.usage.run.measured", lambda *_, **__: told)
    _, found = coloured_by(block, "utilisation", language="fr")
    assert found.codes[block.row(room)] >= 0
    assert found.title == "Utilisation (50\u00a0% supposé)"


def test_energy_class_that_nobody_knows_is_unknown_once(block):
    _, found = coloured_by(block, "energy_class")
    assert not found.known.any()


def test_column_of_several_measures_must_be_named_with_one(block):
    with pytest.raises(UsageError, match="measures tell it"):
        measured_values(block, "households")


def test_what_nothing_tells_is_refused_by_name(block):
    with pytest.raises(UsageError, match="nonsense"):
        coloured_by(block, "nonsense")


def test_verb_says_that_all_is_unknown(house, tmp_path, capsys):
    save(house, tmp_path / "estate.gpkg")
    line = ["view", str(tmp_path / "estate.gpkg"), "--size", "400x250", "--color-by", "condition", "--only", "wall"]
    assert main([*line, "--screenshot", str(tmp_path / "p.png")]) == 0
    assert "condition: nothing of the estate tells it" in capsys.readouterr().err
