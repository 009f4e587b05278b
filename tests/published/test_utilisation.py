"""Frequency, utilisation, their intervals, people from their breath and exits, against published and hand-made numbers.

Sources: Space Management Group as told at escentral.com (30 of 45 hours; half-full all the time); R. G. Newcombe
(1998), Statistics in Medicine 17, 857-872, table I, method 3 (intervals, given to four digits); arrêté du 25 juin 1980,
PE 11 § 3 and CO 38 (exits); the mass balance of a room solved by hand (ASTM D6245).
"""

import math

import numpy as np
import pytest

from twin_rules.physics.breath import air_changes, people_breathing, steady_ppm
from twin_rules.physics.exit_width import people_through
from twin_rules.physics.utilisation import frequency, utilisation, wilson

PERSON_M3_S = 5e-6
OUTDOORS = 420.0


def test_thirty_hours_of_forty_five_are_a_frequency_of_66_67_per_cent():
    assert 100 * frequency(30, 45) == pytest.approx(66.67, abs=0.005)  # given to two digits


def test_used_every_hour_and_half_full_is_a_utilisation_of_50_per_cent():
    assert utilisation(frequency(45, 45), 0.5) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_those_of_newcombe(count, total, low, high):
    np.testing.assert_allclose(wilson(count, total), (low, high), atol=5e-5)


def test_without_a_look_a_share_is_anywhere():
    assert [float(bound) for bound in wilson(0, 0)] == [0.0, 1.0]


def test_people_are_found_again_from_the_concentration_they_lead_to():
    """An hour of the exact solution C(t) = C_end + (C_start - C_end) e^(-nt), with 3 people, 75 m³ and 1.5 changes."""
    volume, changes, start = 75.0, 1.5, 500.0
    flow = volume * changes / 3600
    end = steady_ppm(3, flow_m3_s=flow, outdoors_ppm=OUTDOORS, person_m3_s=PERSON_M3_S)
    rise = (end - start) * (1 - math.exp(-changes))
    mean = end + (start - end) * (1 - math.exp(-changes)) / changes
    room = {"volume_m3": volume, "changes_per_h": changes, "outdoors_ppm": OUTDOORS, "person_m3_s": PERSON_M3_S}
    assert people_breathing(mean, rise, **room) == pytest.approx(3.0)


def test_air_changes_are_found_again_from_nights_in_which_the_room_is_empty():
    start = np.linspace(900, 1500, 20)
    end = OUTDOORS + (start - OUTDOORS) * math.exp(-0.8)
    assert air_changes(start, end, outdoors_ppm=OUTDOORS) == pytest.approx(0.8)
    assert math.isnan(air_changes(start[:5], end[:5], outdoors_ppm=OUTDOORS))


@pytest.mark.parametrize(
    ("widths", "people"),
    [
        ([0.90], 19),
        ([1.40], 50),
        ([0.90, 0.60], 50),
        ([0.90, 0.90], 100),
        ([1.40, 0.60], 100),
        ([1.40, 0.90], 200),
        ([1.40, 1.40], 300),
        ([1.80, 1.80], 500),
        ([0.83], 0),
        ([float("nan"), float("nan")], 0),
    ],
)
def test_exits_are_enough_for_as_many_as_the_rule_says(widths, people):
    assert people_through(widths) == people
