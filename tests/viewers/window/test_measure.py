"""Distances."""

from collections.abc import Callable

import numpy as np
import pytest

from twin.analysis.routes import route
from twin.errors import UsageError
from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.window.measure import between_points, between_things, told


def test_height_counts_apart_from_plan() -> None:
    apart = between_points((0.0, 0.0, 0.0), (3.0, 4.0, -12.0))
    assert (apart.straight, apart.horizontal, apart.vertical) == (13.0, 5.0, -12.0)


def test_the_way_on_foot_is_that_of_the_routes(block: Twin) -> None:
    homes = block.rows(Kind.ZONE)[:2].tolist()
    apart = between_things(block, *homes)
    found = route(block, *(str(block.nodes["id"][row]) for row in homes))
    assert apart.walk is not None
    assert apart.walk.length_m == found.length_m >= apart.straight - 5.0


def test_devices_are_not_walked_to(block: Twin) -> None:
    pipes = np.flatnonzero(block.nodes["ifc_class"] == "IfcPipeSegment")[:2].tolist()
    assert between_things(block, *pipes).walk is None


def test_a_thing_without_a_place_is_refused_by_name(wire: Callable[..., Twin]) -> None:
    with pytest.raises(UsageError, match=r"Pump.*nobody says where it is"):
        between_things(wire({"Pump": "IfcPump", "Board": "IfcDistributionBoard"}), 0, 1)


def test_distances_are_told_in_the_language_asked_for() -> None:
    assert told(between_points((0, 0, 0), (3, 4, 0)), language="fr")[0] == "5\N{NO-BREAK SPACE}m en ligne droite"
