"""What each thing of a network carries, by the strongest word that is said about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from twin.inference.network.words import Vocabulary, vocabulary
from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.relations import Relation
from twin.model.twin import Twin

__all__ = ["Things"]

GENERAL: Final = frozenset(
    f"Ifc{name}"
    for name in (
        *("FlowTerminal", "FlowController", "FlowMovingDevice", "FlowStorageDevice", "FlowTreatmentDevice"),
        *("FlowSegment", "FlowFitting", "EnergyConversionDevice", "DistributionFlowElement", "DistributionElement"),
        *("DistributionChamberElement", "DistributionControlElement"),
    )
)
"""Classes too general to say what a thing is; IFC2X3 has no others for most equipment."""
_SENSING: Final = (
    "IfcSensor",
    "IfcAlarm",
    "IfcController",
    "IfcActuator",
    "IfcUnitaryControlElement",
    "IfcDistributionControlElement",
)


@dataclass(frozen=True)
class Things:
    """The things of a twin as parts of networks; arrays have one row for each node of the twin.

    Parameters
    ----------
    twin : the twin
    """

    twin: Twin

    @cached_property
    def words(self) -> Vocabulary:
        """The table of commodities."""
        return vocabulary()

    @cached_property
    def ifc_class(self) -> Array:
        """Class of each node; where it is a general one, that of its type or what its name says, (n,)."""
        nodes, types = self.twin.nodes, self.twin["types"]
        found = nodes["ifc_class"].copy()
        of_type = np.append(types["ifc_class"], "")
        type_name = np.append(types["name"], "")
        for row in self.equipment.tolist():
            if found[row] in GENERAL:
                kind, named = nodes["type"][row], (nodes["name"][row], nodes["object_type"][row])
                own = str(of_type[kind]).removesuffix("Type").removesuffix("Style")
                said = own if own and own not in GENERAL else self.words.device(*named, type_name[kind])
                found[row] = said or found[row]
        return found

    @cached_property
    def equipment(self) -> Array:
        """Rows of the equipment."""
        return self.twin.rows(Kind.EQUIPMENT)

    @cached_property
    def ports(self) -> Array:
        """Rows of the ports that belong to a thing."""
        nodes = self.twin.nodes
        return np.flatnonzero((nodes["kind"] == Kind.PORT) & (nodes["parent"] >= 0))

    @cached_property
    def is_equipment(self) -> Array:
        """Whether a node is equipment, (n,)."""
        return np.asarray(self.twin.nodes["kind"] == Kind.EQUIPMENT)

    @cached_property
    def is_passive(self) -> Array:
        """Whether a node is a mere pipe, duct, cable or fitting, (n,)."""
        names, inverse = np.unique(self.ifc_class.astype(str), return_inverse=True)
        return np.array([name.endswith(("Segment", "Fitting")) for name in names], dtype=bool)[inverse]

    @cached_property
    def sensing(self) -> Array:
        """Whether a node senses or controls, so that no commodity flows through it, (n,)."""
        return np.isin(self.ifc_class.astype(str), _SENSING)

    @cached_property
    def of_system(self) -> Array:
        """Set of commodities of each node that is a system, (n,)."""
        nodes = self.twin.nodes
        carried = np.zeros(nodes.length, int)
        for row in self.twin.rows(Kind.SYSTEM).tolist():
            named = [nodes[column][row] for column in ("name", "long_name", "object_type", "description")]
            said = self.words.of_enumeration.get(nodes["predefined_type"][row], 0)
            carried[row] = self.words.sided(said or self.words.named(*named), *named)
        return carried

    @cached_property
    def memberships(self) -> tuple[Array, Array]:
        """System and member, of all memberships of equipment and ports."""
        edges, kind = self.twin.edges, self.twin.nodes["kind"]
        grouped = edges["relation"] == Relation.GROUPS
        source, target = edges["source"][grouped], edges["target"][grouped]
        inside = (kind[source] == Kind.SYSTEM) & ((kind[target] == Kind.EQUIPMENT) | (kind[target] == Kind.PORT))
        return source[inside], target[inside]

    @cached_property
    def declared(self) -> Array:
        """Set of commodities that systems and ports declare for each node, (n,)."""
        nodes = self.twin.nodes
        carried = np.zeros(nodes.length, int)
        system, member = self.memberships
        np.bitwise_or.at(carried, member, self.of_system[system])
        ports = self.twin.rows(Kind.PORT)
        said = [self.words.of_enumeration.get(word, 0) for word in nodes["system_type"][ports].tolist()]
        owner = nodes["parent"][ports]
        np.bitwise_or.at(carried, ports, np.array(said, int))
        owned = owner >= 0
        heating = self.words.bits(["heating"])
        halves = self.words.bits(["heating_flow", "heating_return"])
        some = np.where(carried[owner[owned]] & halves, ~heating, -1)  # a port never says which half of the loop it is
        np.bitwise_or.at(carried, owner[owned], carried[ports[owned]] & some)
        return carried

    @cached_property
    def carried(self) -> Array:
        """Set of commodities that each node may carry, 0 if nothing says, (n,).

        What joins several networks, as a boiler does, may be in one system only; of what a single commodity passes,
        the system, else the name, says which.
        """
        carried = self.declared.copy()
        nodes, type_name = self.twin.nodes, np.append(self.twin["types"]["name"], "")
        joins, passes = self.words.carries, self.words.passes
        known: dict[tuple[str, ...], int] = {}
        for row in self.equipment.tolist():
            carried[row] |= joins.get(self._key(row, joins), 0)
            named = (nodes["name"][row], nodes["object_type"][row], type_name[nodes["type"][row]])
            if carried[row] & self.words.heating and self.words.mixes(nodes["predefined_type"][row], *named):
                carried[row] |= self.words.heating
            if not carried[row]:
                if named not in known:
                    known[named] = self.words.sided(self.words.named(*named), *named)
                carried[row] = known[named] or passes.get(self._key(row, passes), 0)
        return carried

    @cached_property
    def is_inline(self) -> Array:
        """Whether things flow through a node, as through a pipe, a fitting, a valve or a pump, (n,)."""
        inline = ("Segment", "Fitting", *(name.split(".")[0] for name, carried in self.words.passes.items() if carried))
        names, inverse = np.unique(self.ifc_class.astype(str), return_inverse=True)
        return np.array([name.endswith(inline) for name in names], dtype=bool)[inverse]

    @cached_property
    def needs(self) -> Array:
        """Set of commodities of which each node needs one, 0 if it is no terminal, (n,)."""
        needs = np.zeros(self.twin.nodes.length, int)
        table = self.words.needs
        needs[self.equipment] = [table.get(self._key(row, table), 0) for row in self.equipment.tolist()]
        return needs

    def _key(self, row: int, table: Mapping[str, int]) -> str:
        """Return under which key a table of classes holds a node: with its PredefinedType, if that is there."""
        name = str(self.ifc_class[row])
        full = f"{name}.{self.twin.nodes['predefined_type'][row]}"
        return full if full in table else name

    def rank(self, commodity: int) -> Array:
        """Return how good a source each node is, 0 for the one that feeds the others, -1 for no source, (n,)."""
        nodes = self.twin.nodes
        best = np.full(nodes.length, -1)
        sources = self.words.sources[commodity]
        wanted = self.equipment[
            np.isin(self.ifc_class[self.equipment].astype(str), [one.split(".")[0] for one in sources])
        ]
        for row in wanted.tolist():
            names = (self.ifc_class[row], f"{self.ifc_class[row]}.{nodes['predefined_type'][row]}")
            found = min((place + 1 for place, name in enumerate(sources) if name in names), default=-1)
            best[row] = 0 if found > 0 and self.words.is_main(commodity, nodes["name"][row]) else found
        return best
