"""Which devices of a building report something, what, and about which dwelling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twin_samples.design.model import BuildingDesign, Device, Room
from twin_samples.observations.calendar import data

__all__ = ["Sensor", "sensors_of"]


@dataclass(frozen=True, slots=True)
class Sensor:
    """A sensor or meter.

    Parameters
    ----------
    code : of the device, unique in its building
    building : code of the building
    kind : of the observations: temperature, humidity, co2, motion, door, lift, energy, water, heat, gas, moisture
    unit : UCUM code of its values
    minutes : shortest time between two values
    decimals : of its values
    dwelling : that it watches, empty for the building as a whole
    watches : use of the room that it watches or whose supply it meters, empty if it is about something else
    services : whether it meters the common services only
    """

    code: str
    building: str
    kind: str
    unit: str
    minutes: int
    decimals: int
    dwelling: str
    watches: str
    services: bool = False

    @property
    def name(self) -> str:
        """What it is called in the series: unique in the estate."""
        return f"{self.building}/{self.code}"


def sensors_of(building: BuildingDesign) -> list[Sensor]:
    """Return the sensors and meters of a building, in the order of its devices."""
    return list(_sensors(building))


def _sensors(building: BuildingDesign) -> Iterator[Sensor]:
    """Yield the devices that report something."""
    rooms = {room.code: room for _, room in building.rooms}
    shared = [room for room in rooms.values() if room.use in data("rooms")]
    shorts = {".".join(dwelling.code.split("-")[1:]): dwelling.code for dwelling in building.dwellings}
    for device in building.devices:
        spec = data("sensors").get(device.type)
        if spec:
            watched = [rooms[code] for code in device.monitors if code in rooms] or _supplied(device, shared)
            dwelling = next((room.dwelling for room in watched if room.dwelling), "") or _named(device, shorts)
            use = watched[0].use if watched else ""
            services = bool({"SG", "TSG"} & set(device.code.split(".")))
            yield Sensor(device.code, building.code, **spec, dwelling=dwelling, watches=use, services=services)


def _named(device: Device, shorts: dict[str, str]) -> str:
    """Return the dwelling that the code of a device names, empty if none."""
    parts = device.code.split(".")
    names = (".".join(parts[k : k + count]) for count in (2, 1) for k in range(len(parts) + 1 - count))
    return next((shorts[name] for name in names if name in shorts), "")  # a house is its own stairwell


def _supplied(device: Device, shared: Sequence[Room]) -> list[Room]:
    """Return the shared room that the code of a device names, if any."""
    return [room for room in shared if f".{room.code}." in f"{device.code}."][:1]
