"""Presence in booked rooms, inferred without the bookings, against the bookings of a synthetic year: one line a sensor.

Usage: python benchmarks/presence.py ESTATE BOOKINGS, an estate whose observations are bound. What is booked counts as
true, which holds for synthetic years only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from twin.observations import open_observations
from twin.store.load import load
from twin_rules.facts.booked_hours import booked_hours
from twin_rules.facts.presence import by_trust, hours_observed, presence_of
from twin_rules.facts.presence_signs import SOMEBODY, UNKNOWN
from twin_rules.facts.shared_rooms import shared_rooms


def main(estate: str, calendar: str) -> None:
    """Print precision and recall of each kind of sensor in each room that is ever booked."""
    twin = load(Path(estate))
    observations = open_observations(estate, twin)
    zone = observations.zone.key
    hours = hours_observed(observations, None, None, zone=zone)
    if hours is None:
        sys.exit("nothing that is bound tells of people")
    booked = booked_hours(twin, calendar, hours, zone=zone).share
    rooms = {room.row: room.volume_m3 for room in shared_rooms(twin) if room.row in booked}
    print(f"{'room':<12}{'sign':<10}{'known':>8}{'booked h':>10}{'precision':>11}{'recall':>9}")
    for kind in by_trust():
        for row, one in presence_of(rooms, hours, observations=observations, kinds=[kind]).items():
            known, there, truth = one.there != UNKNOWN, one.there == SOMEBODY, booked[row] > 0
            hits, said, held = (there & truth).sum(), max(there.sum(), 1), (truth & known).sum()
            shares = f"{hits / said:>11.3f}{hits / max(held, 1):>9.3f}"
            print(f"{twin.nodes['name'][row]:<12}{kind:<10}{known.mean():>8.3f}{held:>10}{shares}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
