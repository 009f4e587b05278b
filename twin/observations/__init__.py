"""Observations of sensors, meters and bookings, bound to the nodes of a twin and read where they lie."""

from twin.observations.bookings import bookings
from twin.observations.coverage import coverage
from twin.observations.faults import find_faults
from twin.observations.observed import Observations, open_observations
from twin.observations.observing import observe

__all__ = ["Observations", "bookings", "coverage", "find_faults", "observe", "open_observations"]
