"""Types of devices for water, heat, gas, air, waste water and fire fighting, read from their table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any, Final

from twin_samples.design.device_type import DeviceType

__all__ = ["FACTS", "MOUNTING_HEIGHTS", "PIPING_DEVICES", "Properties"]

Properties = tuple[tuple[str, tuple[tuple[str, tuple[str, object]], ...]], ...]
"""Property sets of a device, as `Device.properties` holds them."""

_TITLES: Final = {
    "D2010": "Plumbing Fixtures",
    "D2020": "Domestic Water Distribution",
    "D2030": "Sanitary Waste",
    "D2090": "Other Plumbing Systems",
    "D3010": "Energy Supply",
    "D3020": "Heat Generating Systems",
    "D3040": "Distribution Systems",
    "D3050": "Terminal and Package Units",
    "D4020": "Standpipes",
    "E1010": "Commercial Equipment",
}
"""Titles of UniFormat II."""
_MAKERS: Final = {
    "D2010": "Sanitexemple (fictif)",
    "D2020": "Robinexemple (fictif)",
    "D2030": "Évacuexemple (fictif)",
    "D2090": "Robinexemple (fictif)",
    "D3010": "Thermexemple (fictif)",
    "D3020": "Thermexemple (fictif)",
    "D3040": "Aérexemple (fictif)",
    "D3050": "Thermexemple (fictif)",
    "D4020": "Robinexemple (fictif)",
    "E1010": "Sanitexemple (fictif)",
}
"""Invented makers, as they say themselves."""


def _type(row: Mapping[str, Any]) -> DeviceType:
    return DeviceType(
        row["class"],
        row["predefined"],
        tuple(tuple(box) for box in row["box"]),
        _MAKERS[row["code"]],
        row["model"],
        row["life"],
        row.get("warranty", 2),
        None,
        (row["code"], _TITLES[row["code"]]),
        row.get("power"),
        tuple(row["commodities"]),
    )


def _facts(row: Mapping[str, Any]) -> Properties:
    sets: dict[str, list[tuple[str, tuple[str, object]]]] = {}
    sets["Exploitation"] = [("DateInstallation", ("IfcDate", row["installed"].isoformat()))]
    for name, key, type_, value in row.get("facts", ()):
        sets.setdefault(name, []).append((key, (type_, value)))
    return tuple((name, tuple(properties)) for name, properties in sets.items())


def _rows() -> dict[str, dict[str, Any]]:
    with (files(__package__) / "types.toml").open("rb") as file:
        return tomllib.load(file)


PIPING_DEVICES: Final[dict[str, DeviceType]] = {key: _type(row) for key, row in _rows().items()}
"""Every type by its key, which is what the office calls it."""

MOUNTING_HEIGHTS: Final[dict[str, float]] = {key: row.get("height", 0.0) for key, row in _rows().items()}
"""Height of the foot of each type above the floor [m]."""

FACTS: Final[dict[str, Properties]] = {key: _facts(row) for key, row in _rows().items()}
"""Property sets of the devices of each type."""
