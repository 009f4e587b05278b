"""CRE decision 2021-13 (TURPE 6): compensation for long cuts by the distribution network, as relayed by service-public.

Check number V5.4 of the domain notes, second hand: the decision itself was not read. Exact, because it counts whole
blocks of hours.
"""

import pytest

from twin_rules.impacts.network_compensation import compensation_eur


@pytest.mark.parametrize(
    ("kva", "hours", "euros"),
    [
        (9, 48, 162),
        (9, 4.99, 0),
        (9, 5, 18),
        (36, 5, 72),
        (37, 5, 129.5),
        (6, 200, 480),
        (6, 1000, 480),
    ],
)
def test_compensation_counts_complete_blocks_of_five_hours_up_to_forty(kva, hours, euros):
    assert compensation_eur(kva, hours) == euros
