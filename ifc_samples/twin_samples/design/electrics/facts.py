"""What the electrical office says of its devices: rating, class of load shedding, date of installation."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Final

from twin_samples.design.electric_types import LIFE_OF

__all__ = ["EXPLOITATION", "Properties", "properties_of", "subscribed_kva"]

Properties = tuple[tuple[str, tuple[tuple[str, tuple[str, object]], ...]], ...]
"""Set name to property name to (IFC type, value), as `Device.properties`."""

EXPLOITATION: Final = "Exploitation"
"""The property set of those who run the estate."""

_STANDARD: Final = "Pset_ElectricalDeviceCommon"
_FACTS: Final[dict[str, Any]] = tomllib.loads(files(__package__).joinpath("facts.toml").read_text(encoding="utf-8"))


def properties_of(key: str, **more: tuple[str, object]) -> Properties:
    """Return the property sets of a device of a type.

    Parameters
    ----------
    key : of its type
    more : further properties of the set ``Exploitation``: name to (IFC type, value)
    """
    rating = _FACTS["ratings"].get(key, {})
    operation: dict[str, tuple[str, object]] = {}
    if installed := _FACTS["installed"].get(LIFE_OF.get(key, "")):
        operation["DateInstallation"] = ("IfcDate", installed)
    if "shed" in rating:
        operation["PrioriteDelestage"] = ("IfcInteger", rating["shed"])
    if rating:
        operation["CourantAssigne"] = ("IfcElectricCurrentMeasure", float(rating["current"]))
        operation["TensionAssignee"] = ("IfcElectricVoltageMeasure", float(rating["voltage"]))
    operation |= more
    sets = [(EXPLOITATION, tuple(operation.items()))] if operation else []
    if rating:
        standard = (("NumberOfPoles", ("IfcInteger", rating["poles"])), ("IP_Code", ("IfcLabel", rating["ip"])))
        sets.append((_STANDARD, standard))
    return tuple(sets)


def subscribed_kva(what: str) -> tuple[str, object]:
    """Return the subscribed apparent power of a type of dwelling or of the ``services``, as a property [kVA]."""
    return ("IfcReal", float(_FACTS["subscribed"][what]))
