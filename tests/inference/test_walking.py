"""Ways as drawn become one network that people walk in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
import pytest

from twin.inference import walking
from twin.inference.layer import applied
from twin.model.schema import table_of
from twin.model.twin import Twin

Thing = tuple[str, str, str, Sequence[Sequence[float]], Mapping[str, Any]]
"""Id, kind, object type, corners (or a position, of equipment) and what is said of it."""


def outdoors(*things: Thing) -> Twin:
    """Return a twin of paths, plots and equipment."""
    position = [
        np.pad(np.array(at[0], dtype=float), (0, 3 - len(at[0])), constant_values=np.nan) for *_, at, _ in things
    ]
    drawn = [place for place, (_, kind, *_) in enumerate(things) if kind in {"path", "plot"}]
    corners = [np.array([[*point, np.nan][:3] for point in things[place][3]], dtype=float) for place in drawn]
    told = [(place, name, value) for place, thing in enumerate(things) for name, value in thing[4].items()]
    columns = {
        "id": [one[0] for one in things],
        "name": [one[0] for one in things],
        "kind": [one[1] for one in things],
        "object_type": [one[2] for one in things],
        "position": position,
    }
    return Twin(
        {
            "nodes": table_of("nodes", columns),
            "edges": table_of("edges", {"source": ()}),
            "lines": table_of("lines", {"node": drawn, "role": [int(things[one][1] == "plot") for one in drawn]}),
            "line_points": table_of(
                "line_points",
                {
                    "line": np.repeat(np.arange(len(drawn)), [len(one) for one in corners]),
                    "xyz": np.concatenate(corners),
                },
            ),
            "property_sets": table_of("property_sets", {"name": ["public space"] * len(things)}),
            "node_property_sets": table_of(
                "node_property_sets", {"node": np.arange(len(things)), "set": np.arange(len(things))}
            ),
            "properties": table_of(
                "properties",
                {
                    "set": [place for place, _, _ in told],
                    "name": [name for _, name, _ in told],
                    "value": [str(value) for *_, value in told],
                    "number": [value if isinstance(value, int | float) else np.nan for *_, value in told],
                },
            ),
        }
    )


def way(name: str, *points: Sequence[float], of: str = "footway", **said: Any) -> Thing:
    return name, "path", of, points, said


def walked(*things: Thing) -> Twin:
    twin = outdoors(*things)
    return applied(twin, walking.infer(twin))


def links(twin: Twin) -> list[dict[str, Any]]:
    """Return the edges of the network as plain values."""
    return [twin.edges.row(row) for row in np.flatnonzero(twin.edges["relation"] == "walks_to").tolist()]


def stretches(twin: Twin) -> dict[str, float]:
    return {twin.nodes["id"][one["via"]]: one["length"] for one in links(twin)}


def pieces(twin: Twin) -> int:
    graph = nx.Graph((one["source"], one["target"]) for one in links(twin))
    return nx.number_connected_components(graph)


def test_crossing_ways_become_four_stretches_and_five_junctions():
    twin = walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3)))
    assert stretches(twin) == {"a/0": 4, "a/1": 6, "b/0": 3, "b/1": 3}
    assert (twin.nodes["object_type"] == "junction").sum() == 5
    assert "junction~4.00,0.00" in twin.nodes["id"]


def test_a_bridge_passes_over_what_it_crosses():
    assert pieces(walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3), bridge="yes"))) == 2
    assert pieces(walked(way("a", (0, 0), (10, 0)), way("b", (4, -3), (4, 3), layer=-1))) == 2
    assert pieces(walked(way("a", (0, 0, 0), (10, 0, 0)), way("b", (4, -3, 5), (4, 3, 5)))) == 2


def test_a_bridge_reaches_the_ground_where_it_ends_on_a_corner():
    twin = walked(way("a", (0, 0), (4, 0), (10, 0)), way("b", (4, 0), (4, 9), bridge="yes"))
    assert pieces(twin) == 1
    assert set(stretches(twin)) == {"a/0", "a/1", "b/0"}


@pytest.mark.parametrize(("gap", "expected"), [(0.0, 1), (0.3, 1), (0.7, 2)])
def test_only_a_small_gap_is_closed(gap: float, expected: int):
    twin = walked(way("a", (0, 0), (10, 0)), way("b", (4, gap), (4, 9)))
    assert pieces(twin) == expected
    assert max(one["value"] for one in links(twin)) <= gap


def test_a_short_overshoot_leaves_no_stub():
    assert set(stretches(walked(way("a", (0, 0), (10, 0)), way("b", (4, -0.2), (4, 9))))) == {"a/0", "a/1", "b/0"}


def test_a_ring_is_walked_both_ways_round():
    twin = walked(way("ring", (0, 0), (10, 0), (10, 10), (0, 10), (0, 0)), way("b", (10, 5), (20, 5)))
    assert sum(stretches(twin).values()) == pytest.approx(50)
    assert all(one["source"] != one["target"] for one in links(twin))


def test_a_way_that_crosses_itself_is_joined_there():
    twin = walked(way("loop", (0, 0), (10, 0), (10, 5), (5, 5), (5, -5)))
    assert "junction~5.00,0.00" in twin.nodes["id"]
    assert sum(stretches(twin).values()) == pytest.approx(30)


def test_nobody_walks_on_a_motorway_or_where_access_is_refused():
    twin = walked(
        way("a", (0, 0), (10, 0)), way("m", (0, 5), (9, 5), of="motorway"), way("p", (0, 9), (9, 9), access="no")
    )
    assert set(stretches(twin)) == {"a/0"}


def test_slope_leads_from_source_to_target():
    (link,) = links(walked(way("a", (0, 0, 0), (10, 0, 1))))
    assert link["slope"] == pytest.approx(0.1)
    (back,) = links(walked(way("a", (10, 0, 1), (0, 0, 0))))
    assert back["slope"] == pytest.approx(0.1)


GOOD = {"width": 1.4, "kerb_height": 0.0, "slope": 0.03}


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (GOOD, 1),
        ({**GOOD, "width": 0.8}, 0),
        ({**GOOD, "width": 1.0}, -1),
        ({**GOOD, "kerb_height": 0.05}, 0),
        ({**GOOD, "slope": -0.06}, 0),
        ({**GOOD, "step_count": 3}, 0),
        ({"kerb_height": 0.0, "slope": 0.03}, -1),
        ({"width": 1.4, "slope": 0.03}, -1),
        ({"width": 1.4, "kerb_height": 0.0}, -1),
        ({}, -1),
    ],
)
def test_a_stretch_is_step_free_only_if_all_is_known_and_within_limits(said: dict[str, float], expected: int):
    (link,) = links(walked(way("a", (0, 0), (10, 0), **said)))
    assert link["step_free"] == expected


def test_steps_are_never_step_free():
    (link,) = links(walked(way("a", (0, 0), (3, 0), of="steps", **GOOD)))
    assert link["step_free"] == 0


@pytest.mark.parametrize(("run", "slope", "expected"), [(0.4, 0.09, 1), (1.5, 0.07, 1), (1.5, 0.09, 0), (4, 0.06, 0)])
def test_short_ramps_may_be_steeper(run: float, slope: float, expected: int):
    ramp = way("a", (0, 0, 0), (5, 0, 0), (5 + run, 0, run * slope), (20, 0, run * slope), width=1.4, kerb_height=0.0)
    assert links(walked(ramp))[0]["step_free"] == expected


def test_stretches_lie_in_their_way_and_have_lines_of_their_own():
    twin = walked(way("a", (0, 0), (5, 1), (10, 0)))
    row = twin.row("a/0")
    assert twin.nodes["parent"][row] == twin.row("a")
    assert "contains" in twin.edges["relation"][twin.edges["target"] == row]
    line = np.flatnonzero(twin["lines"]["node"] == row)
    points = twin["line_points"]["xyz"][twin["line_points"]["line"] == line[0]]
    assert points[:, :2].tolist() == [[0, 0], [5, 1], [10, 0]]


def test_a_twin_without_ways_stays_as_it_is():
    assert (
        walking.infer(
            outdoors(("lamp", "equipment", "street lamp", [(0, 0)], {}), way("x", (0, 0), (1, 0), of="rail"))
        ).edges.length
        == 0
    )
