"""A building as it is received: its facts, its careless drawing, and what its files leave out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from twin_samples.design.handover import Handover
from twin_samples.design.model import BuildingDesign
from twin_samples.received.noise import drawn_carelessly
from twin_samples.received.regions import merged_rooms, split_rooms
from twin_samples.received.words import names_of_rooms, numbers_of_rooms

__all__ = ["Received", "received"]

_MERGED, _SPLIT = 0.3, 0.15
_WITHOUT_PORTS, _UNJOINED = 0.05, 0.10
_UNITS: Final = ("MILLIMETRE", "METRE", "CENTIMETRE")
_DOUBLED_IDS: Final = 5


@dataclass(frozen=True, slots=True)
class Received:
    """What arrives.

    Parameters
    ----------
    facts : the design with rooms as they were drawn; the truth is taken from it
    drawn : the same, drawn carelessly; the files are written from it
    architecture, services : what each of its two files says
    """

    facts: BuildingDesign
    drawn: BuildingDesign
    architecture: Handover
    services: Handover


def received(building: BuildingDesign, *, seed: int, number: int = 0) -> Received:
    """Return a building as it arrives.

    Parameters
    ----------
    building : the design, with its services
    seed : draws what goes wrong
    number : of the building in its estate; it decides on units and schema, so that they are mixed
    """
    rng = np.random.default_rng([seed, number])
    facts = split_rooms(merged_rooms(building, rng, share=_MERGED), rng, share=_SPLIT)
    return Received(
        facts, drawn_carelessly(facts, rng), _architecture(facts, rng, number), _services(facts, rng, number)
    )


def _architecture(building: BuildingDesign, rng: np.random.Generator, number: int) -> Handover:
    openings = [one.code for storey in building.storeys for one in storey.openings]
    doubled = rng.choice(openings, size=2 * _DOUBLED_IDS, replace=False).tolist() if number == 0 else []
    return Handover(
        schema=("IFC4", "IFC4X3")[number % 2],
        length_unit=_UNITS[number % len(_UNITS)],
        boundaries=False,
        zones=False,
        lift_storeys=False,
        room_names=names_of_rooms(building, rng),
        room_numbers=numbers_of_rooms(building),
        doubled_ids=dict(zip(doubled[::2], doubled[1::2], strict=True)),
    )


def _services(building: BuildingDesign, rng: np.random.Generator, number: int) -> Handover:
    bare = {one.code for one in building.devices if rng.random() < _WITHOUT_PORTS}
    unjoined = {
        (link.source, link.target, network.code)
        for network in building.networks
        for link in network.links
        if rng.random() < _UNJOINED
    }
    return Handover(
        schema=("IFC4X3", "IFC4")[number % 2],
        length_unit=("FOOT", "METRE", "MILLIMETRE")[number % 3],
        containment=False,
        without_ports=frozenset(bare),
        without_connection=frozenset(unjoined),
    )
