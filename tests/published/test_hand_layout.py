"""A plan of ten rooms, reckoned by hand: depths counted on the drawing, formulas of Hillier and Hanson (1984), 108-113.

Rooms a to j with doors a-b, b-c, c-d, b-e, e-f, f-c, e-g, g-h, h-i, i-j: a ring of four (b, c, f, e) and a tail.
"""

import numpy as np
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.run import measured

ROOMS = "abcdefghij"
DOORS = ("ab", "bc", "cd", "be", "ef", "fc", "eg", "gh", "hi", "ij")
D_10 = 22 / 72
"""2 (10 (log2(12/3) - 1) + 1) / (9 * 8), exactly."""


@pytest.fixture(scope="module")
def plan():
    nodes = {"id": list(ROOMS), "kind": ["space"] * 10, "box": np.full((10, 2, 3), np.nan)}
    ends = [[ROOMS.index(door[side]) for door in DOORS] for side in (0, 1)]
    edges = {"source": ends[0], "target": ends[1], "relation": ["opens_onto"] * 10}
    twin = Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})
    return measured(twin, "layout").table.set_index("id")


@pytest.mark.parametrize(
    ("room", "depths"),
    [("b", [1, 1, 1, 2, 2, 2, 3, 4, 5]), ("j", [1, 2, 3, 4, 5, 5, 6, 6, 7]), ("g", [1, 1, 2, 2, 2, 3, 3, 3, 4])],
)
def test_depth_asymmetry_and_integration_follow_from_depths_counted_on_the_plan(plan, room, depths):
    mean = sum(depths) / 9
    asymmetry = 2 * (mean - 1) / 8
    found = plan.loc[room, ["mean_depth", "asymmetry", "integration"]].astype(float)
    np.testing.assert_allclose(found, [mean, asymmetry, D_10 / asymmetry], rtol=1e-12)


@pytest.mark.parametrize(
    ("room", "pairs"),
    [
        ("g", 3 * 6),  # h, i, j from the six others
        ("h", 2 * 7),
        ("i", 1 * 8),
        ("c", 8 + 2 * 0.5),  # d from all others; half of the ways a-f and b-f, which are as short through e
        ("j", 0),
    ],
)
def test_choice_counts_the_pairs_whose_shortest_ways_lead_through(plan, room, pairs):
    assert plan.loc[room, "choice"] == pytest.approx(pairs)
    assert plan.loc[room, "choice_share"] == pytest.approx(pairs / 36)


def test_control_is_the_sum_of_the_shares_that_neighbours_give(plan):
    assert plan.loc["b", "control"] == pytest.approx(1 + 1 / 3 + 1 / 3)
    assert plan.loc["j", "control"] == pytest.approx(1 / 2)
