"""Observations of sensors, meters and bookings, bound to the nodes of a twin and read where they lie."""

from twin.observations.observed import Observations, open_observations
from twin.observations.observing import observe

__all__ = ["Observations", "observe", "open_observations"]
