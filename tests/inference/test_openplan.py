"""Spaces go over into each other where nothing stands between them, and only there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from twin.inference.openplan import infer
from twin.model.twin import Twin

BY_HAND = sorted((Path(__file__).parent / "by_hand").glob("openplan-*.json"))
LIVING = ("living", "IfcSpace", [((0, 0, 0), (4, 4, 2.5))])
DINING = ("dining", "IfcSpace", [((4, 0, 0), (8, 4, 2.5))])
OUTER = ("outer", "IfcWall", [((-0.3, -0.3, 0), (8.3, 0, 2.5))])


def links(twin: Twin) -> dict[frozenset[str], float]:
    """Return the free width between each pair of spaces, by name."""
    edges, name = infer(twin).edges, twin.nodes["name"]
    pairs = zip(edges["source"], edges["target"], edges["clear_width"], strict=True)
    return {frozenset((name[one], name[other])): float(width) for one, other, width in pairs}


def test_rooms_that_touch_without_a_wall_are_one_place(build):
    edges = infer(build([LIVING, DINING, OUTER])).edges
    assert (edges["method"][0], edges["provenance"][0], edges["via"][0]) == ("open-plan", "geometric", -1)
    assert edges["clear_width"][0] == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize("ifc_class", ["IfcWall", "IfcWallStandardCase", "IfcRailing", "IfcWindow", "IfcCurtainWall"])
def test_what_stands_along_the_whole_line_separates(build, ifc_class):
    between = ("between", ifc_class, [((3.98, 0, 0), (4.02, 4, 1.1))])
    assert links(build([LIVING, DINING, OUTER, between])) == {}


@pytest.mark.parametrize(("end", "free"), [(1.0, 3.0), (3.0, 1.0), (3.5, None)])
def test_a_wall_that_separates_partly_leaves_the_rest_free(build, end, free):
    found = links(build([LIVING, DINING, OUTER, ("stub", "IfcWall", [((3.95, 0, 0), (4.05, end, 2.5))])]))
    assert found.get(frozenset(("living", "dining"))) == (None if free is None else pytest.approx(free, abs=0.1))


def test_a_column_in_the_middle_leaves_the_wider_side(build):
    column = ("column", "IfcColumn", [((3.8, 1.0, 0), (4.2, 1.4, 2.5))])
    assert links(build([LIVING, DINING, OUTER, column])) == {
        frozenset(("living", "dining")): pytest.approx(2.6, abs=0.1)
    }


def test_a_lintel_or_beam_overhead_stops_nobody(build):
    beam = ("beam", "IfcWall", [((3.9, 0, 2.1), (4.1, 4, 2.5))])
    assert len(links(build([LIVING, DINING, OUTER, beam]))) == 1


def test_rooms_that_meet_at_a_corner_do_not_touch(build):
    across = ("across", "IfcSpace", [((4, 4, 0), (8, 8, 2.5))])
    assert links(build([LIVING, across, OUTER])) == {}


def test_floors_a_storey_or_half_of_it_apart_need_a_stair(build):
    split = ("dining", "IfcSpace", [((4, 0, 0.9), (8, 4, 3.4))])
    step = ("dining", "IfcSpace", [((4, 0, 0.16), (8, 4, 2.66))])
    assert links(build([LIVING, split, OUTER])) == {}
    assert infer(build([LIVING, step, OUTER])).edges["step_free"].tolist() == [0]


def test_a_gap_between_the_outlines_lowers_the_confidence(build):
    apart = ("dining", "IfcSpace", [((4.08, 0, 0), (8, 4, 2.5))])
    near, far = (infer(build([LIVING, one, OUTER])).edges["confidence"][0] for one in (DINING, apart))
    assert near > far > 0


def test_nothing_is_said_where_no_walls_are_drawn(build):
    assert links(build([LIVING, DINING])) == {}


def test_a_declared_virtual_boundary_is_believed(build):
    def boundaries(row):
        element, spaces = row["virtual"], [row["living"], row["dining"]]
        return {"space": spaces, "element": [element] * 2, "physical": ["VIRTUAL"] * 2}

    twin = build([LIVING, DINING, ("virtual", "IfcVirtualElement", ())], boundaries=boundaries)
    assert infer(twin).edges["provenance"].tolist() == ["declared"]


def test_a_space_drawn_inside_another_is_open_to_it(build):
    nook = ("nook", "IfcSpace", [((1, 1, 0), (2.5, 2.5, 2.5))])
    assert frozenset(("living", "nook")) in links(build([LIVING, nook, OUTER]))


@pytest.mark.parametrize("listed", BY_HAND, ids=lambda path: path.stem)
def test_open_links_are_those_listed_by_hand(shared_data, listed, read_models):
    truth = json.loads(listed.read_text(encoding="utf-8"))
    twin = read_models(shared_data / truth["file"])
    found = {ends: width for ends, width in links(twin).items() if min(ends).startswith(truth["spaces"])}
    assert found == {frozenset(link["ends"]): pytest.approx(link["free_m"], abs=0.1) for link in truth["links"]}


def test_open_links_of_the_ten_storey_block_are_those_of_its_plans(shared_data, read_models):
    folder = shared_data / "swiss_apartments"
    truth = json.loads((folder / "block_2656_10floors_truth.json").read_text(encoding="utf-8"))
    twin = read_models(folder / "block_2656_10floors_ifc4.ifc")
    plans = {frozenset(map(str, pair)) for floor in truth["floors"] for pair in floor["open"]}
    assert len(plans) == 89
    assert set(links(twin)) == plans


def test_widths_are_never_negative_and_the_longest_stretch_is_part_of_the_whole(residence, read_models):
    edges = infer(read_models(residence)).edges
    assert (edges["clear_width"] >= 0.6).all()
    assert (edges["value"] >= edges["clear_width"] - 1e-9).all()
    assert np.isfinite(edges["confidence"]).all()
