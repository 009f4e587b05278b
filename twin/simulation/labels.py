"""What people call the things of a twin: code or name, what it is, where it stands."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.outdoors import outdoor_names

__all__ = ["Labels", "flow", "service"]

_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class Labels:
    """Names of the things of a twin.

    Parameters
    ----------
    twin : whose things
    stairs : code of the stair of each dwelling that the landlord's register tells
    """

    twin: Twin
    stairs: dict[int, str]

    @classmethod
    def of(cls, twin: Twin) -> Labels:
        """Return the names of the things of a twin."""
        register = twin["register"]
        rows = zip(register["node"].tolist(), register["field"].tolist(), register["code"].tolist(), strict=True)
        return cls(twin, {node: code for node, field, code in rows if field == "stair"})

    def name(self, row: int) -> str:
        """Return the landlord's code of a thing, else its name, else where it is, else its id; empty for no thing."""
        if row < 0:
            return ""
        nodes = self.twin.nodes
        written = next((nodes[key][row] for key in ("code", "name", "long_name") if nodes[key][row]), "")
        return str(written or outdoor_names(self.twin).get(row) or nodes["id"][row])

    def word(self, row: int) -> str:
        """Return what a thing is, as a word."""
        nodes = self.twin.nodes
        if nodes["kind"][row] == Kind.ZONE and nodes["use"][row]:
            return str(nodes["use"][row]).capitalize()
        ifc_class = str(nodes["ifc_class"][row])
        known = words()["thing"].get(ifc_class)
        if known or not ifc_class:
            return str(known or nodes["kind"][row]).capitalize()
        return _CAMEL.sub(" ", ifc_class.removeprefix("Ifc")).capitalize()

    def called(self, row: int) -> str:
        """Return what a thing is and its name, such as ``Pump 'Circulateur 1'``; a space with its readable name.

        What a map shows without a name is called by where it is.
        """
        nodes = self.twin.nodes
        if (outdoors := outdoor_names(self.twin).get(row)) is not None:
            return str(outdoors)[:1].upper() + str(outdoors)[1:]
        readable = (
            f" ({nodes['long_name'][row]})" if nodes["kind"][row] == Kind.SPACE and nodes["long_name"][row] else ""
        )
        return f"{self.word(row)} '{self.name(row)}'{readable}"

    def building(self, row: int) -> str:
        """Return the name of the building that a thing belongs to; empty if to none."""
        return self.name(int(self.twin.nodes["building"][row])) if row >= 0 else ""

    def storey(self, row: int) -> str:
        """Return the name of the storey that a thing is on; empty if on none."""
        return self.name(int(self.twin.nodes["storey"][row])) if row >= 0 else ""

    def stair(self, row: int) -> str:
        """Return the code of the stair that a dwelling is reached by; empty if the register does not say."""
        return self.stairs.get(row, "")

    def is_machine(self, row: int) -> bool:
        """Return whether a thing stands still without supply, rather than only being without it."""
        return self.twin.nodes["ifc_class"][row] in words()["machine"]["classes"]

    def is_station(self, row: int) -> bool:
        """Return whether a chain of causes names a thing on its way."""
        return self.is_machine(row) or self.twin.nodes["ifc_class"][row] in words()["station"]["classes"]


def flow(commodity: str) -> str:
    """Return how people call what flows, in a sentence."""
    return str(words()["commodity"].get(commodity, commodity.replace("_", " ")))


def service(name: str) -> str:
    """Return how people call a service, in a sentence."""
    return str(words()["service"].get(name, name.replace("_", " ")))


@cache
def words() -> dict[str, Any]:
    """Return the table of words by IFC class."""
    return tomllib.loads((files("twin.simulation") / "data" / "words.toml").read_text(encoding="utf-8"))
