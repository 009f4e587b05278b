"""The file of the offices for services: devices, what joins them, and their systems; no spaces, no walls."""

from __future__ import annotations

from pathlib import Path

from twin_samples.authoring.devices import Levels, write_devices, write_duties
from twin_samples.authoring.header import save
from twin_samples.authoring.lifts import write_lifts
from twin_samples.authoring.project import start
from twin_samples.authoring.relations import write_collected
from twin_samples.authoring.runs import Networks
from twin_samples.design.devices import DEVICES
from twin_samples.design.handover import CLEAN, Handover
from twin_samples.design.model import BuildingDesign, EstateDesign

__all__ = ["write_services"]


def write_services(
    estate: EstateDesign,
    building: BuildingDesign,
    path: Path,
    *,
    handover: Handover = CLEAN,
) -> None:
    """Write the services of a building as their offices deliver them, the same bytes for the same design.

    Parameters
    ----------
    estate, building : the design, with its devices and networks
    path : of the file to write
    handover : what the file says and omits
    """
    pen, frame = start(estate, building, "services", handover=handover)
    levels = Levels.of(building, frame)
    devices = write_devices(pen, building, levels, types=DEVICES, handover=handover)
    things = devices | write_lifts(pen, frame, building, {}, handover=handover)
    write_duties(pen, building, levels, things=things, handover=handover)
    networks = Networks(pen, levels, things, handover)
    for network in building.networks:
        networks.write(network)
    write_collected(pen)
    save(pen, path)
