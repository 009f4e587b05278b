"""How many people are in a lift at a moment, on average."""

from __future__ import annotations

from twin_rules.facts.dated import dated

__all__ = ["people_riding", "ride_s"]


def people_riding(residents: float, hour: float, *, ride_s: float) -> float:
    """Return the mean number of people in a lift at an hour of the day [-]: arrivals per second times the ride.

    Parameters
    ----------
    residents : people who use the lift [-]
    hour : of the day, 0 to 24 [h]
    ride_s : mean duration of a ride [s]

    References
    ----------
    Little, J. D. C. (1961), A proof for the queuing formula L = λW, Operations Research 9(3), 383-387,
    doi:10.1287/opre.9.3.383. Rides and their times of day: from memory.

    Examples
    --------
    >>> round(people_riding(60, 8.5, ride_s=20), 3)
    0.113
    """
    table = dated("lift_traffic_fr")
    rides_per_s = residents * table["rides_per_resident"] * table["share_by_hour"][int(hour) % 24] / 3600.0
    return float(rides_per_s * ride_s)


def ride_s(storeys: int) -> float:
    """Return how long people ride on average [s], half of the height that a lift serves.

    Parameters
    ----------
    storeys : number of storeys where it stops
    """
    table = dated("lift_traffic_fr")
    return float(table["doors_s"] + max(storeys - 1, 1) / 2 * table["storey_m"] / table["speed_m_s"])
