"""Observations of sensors, meters and bookings, bound to the nodes of a twin and read where they lie."""

from twin.observations.observed import Observations, open_observations

__all__ = ["Observations", "open_observations"]
