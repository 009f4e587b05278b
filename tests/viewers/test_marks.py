"""What is out of order is named in the legend, red in the picture and numbered where it stands."""

from dataclasses import replace

import numpy as np
import pytest

from twin.cli import main
from twin.store.save import save
from twin_viewers.marks import Mark
from twin_viewers.scene import Look, scene_of

RED = (200, 16, 46)


@pytest.fixture
def boiler(house):
    return Mark(2, "equipment failure", (house.nodes["name"].tolist().index("Boiler"),), ("Boiler",))


def red_nodes(scene):
    return {
        int(row)
        for layer in scene.layers
        if "node" in layer.mesh.cell_data
        for row in layer.mesh.cell_data["node"][(layer.mesh.cell_data["rgba"][:, :3] == RED).all(axis=1)]
    }


def test_marked_thing_alone_is_red(house, boiler):
    assert red_nodes(scene_of(house, Look(marks=(boiler,)))) == set(boiler.rows)
    assert red_nodes(scene_of(house)) == set()


def test_legend_names_the_incident_first_and_keeps_the_colours_of_kinds(house, boiler):
    bare, legend = scene_of(house).legend, scene_of(house, Look(marks=(boiler,))).legend
    assert legend.above[0].heading == "Out of order now"
    assert [one.label for one in legend.above[0].entries] == ["Incident 2: equipment failure", "Boiler"]
    assert legend.entries == bare.entries


def test_number_stands_where_the_thing_is(house, boiler):
    scene = scene_of(house, Look(marks=(boiler,)))
    assert scene.labels.texts[0] == "incident 2"
    np.testing.assert_allclose(scene.labels.points[0] + scene.origin, (1.5, 1.5, 0.75))


def test_number_of_another_storey_is_left_out(house, boiler):
    assert "incident 2" in scene_of(house, Look(storey="Ground", marks=(boiler,))).labels.texts
    assert "incident 2" not in scene_of(house, Look(storey="Upper", marks=(boiler,))).labels.texts


@pytest.fixture
def estate(house, tmp_path):
    save(house, tmp_path / "estate.gpkg")
    text = '[[incident]]\nhazard = "equipment-failure"\nat = "Boiler"\nsince = 2026-01-12 07:00:00\n'
    (tmp_path / "estate.state.toml").write_text(text)
    return tmp_path / "estate.gpkg"


def test_picture_of_the_verb_shows_open_incidents_unless_told_otherwise(estate, tmp_path):
    line = ["view", str(estate), "--size", "400x250", "--screenshot"]
    pictures = []
    for name, more in (("a.png", []), ("b.png", ["--without-state"])):
        assert main([*line, str(tmp_path / name), *more]) == 0
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] != pictures[1]


def test_incident_at_what_is_gone_is_refused_with_its_line(estate, tmp_path, capsys):
    file = tmp_path / "estate.state.toml"
    file.write_text(file.read_text().replace("Boiler", "Stove"))
    assert main(["view", str(estate), "--screenshot", str(tmp_path / "p.png")]) == 2
    assert "line 3" in capsys.readouterr().err


def test_marks_are_written_in_the_language_of_the_reader(house, boiler):
    legend = scene_of(house, Look(marks=(replace(boiler, language="fr"),))).legend
    assert legend.above[0].heading == "En panne en ce moment"
    assert legend.above[0].entries[0].label == "Incident 2\u00a0: equipment failure"
