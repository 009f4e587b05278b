"""The electrical services of a building: power, lighting, fire detection, access, telecom, lifts, sensors."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from twin_samples.design.electrics.access import control_access
from twin_samples.design.electrics.fire import detect_fire, vent_smoke
from twin_samples.design.electrics.laying import lay
from twin_samples.design.electrics.lifts import drive_lifts
from twin_samples.design.electrics.lighting import light_common_parts, light_dwellings, light_rented_rooms
from twin_samples.design.electrics.power import bring_power, supply_machines
from twin_samples.design.electrics.reading import Reading
from twin_samples.design.electrics.sensors import set_sensors
from twin_samples.design.electrics.telecom import connect_telecom
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import BuildingDesign, Network

__all__ = ["wired"]

_NETWORKS: Final = (
    ("EL", "Électricité", "power"),
    ("EC", "Éclairage", "lighting"),
    ("SSI", "Sécurité incendie et désenfumage", "fire"),
    ("CA", "Contrôle d'accès", "security"),
    ("VI", "Visiophonie", "telecom"),
    ("CF", "Fibre optique", "telecom"),
    ("CT", "Capteurs", "telecom"),
)
"""Code, name and commodity of each network."""

_TRADES: Final = (
    bring_power,
    drive_lifts,
    supply_machines,
    detect_fire,
    vent_smoke,
    control_access,
    connect_telecom,
    light_common_parts,
    light_dwellings,
    light_rented_rooms,
    set_sensors,
)
"""Boards first: everything else hangs on them."""


def wired(building: BuildingDesign) -> BuildingDesign:
    """Return the building with its electrical services.

    Parameters
    ----------
    building : with the devices of other trades, of which those that need power get a supply

    Notes
    -----
    Buildings whose dwellings open on landings get a transformer, a main board in the electric room and a rising main
    for each stairwell; houses, whose dwellings open to the outside, get a connection each.
    """
    works = Works(Reading(building))
    for fit in _TRADES:
        fit(works)
    runs = lay(works)
    networks = (
        Network(code, name, commodity, "IfcCableSegment", runs.get(code, ()), _members(works, code))
        for code, name, commodity in _NETWORKS
    )
    return replace(
        building,
        devices=(*building.devices, *works.devices.values()),
        networks=(*building.networks, *(one for one in networks if one.links or one.members)),
    )


def _members(works: Works, network: str) -> tuple[str, ...]:
    """Return what belongs to a network without a run; sensors of houses, which have no gateway, to none."""
    if network == "CT" and not works.reading.stairwells:
        return ()
    return tuple(device for code, device in works.members if code == network)
