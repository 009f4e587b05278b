"""An opened IFC model with what every reader of it needs: names of attributes, units, and rows by #id."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import ifcopenshell
from ifcopenshell import ifcopenshell_wrapper

from twin.importers.ifc.units import Units
from twin.model.findings import Finding, Severity

__all__ = ["Entity", "Model", "arguments"]

T = TypeVar("T")
Entity = Any
"""An instance in an IFC file; ifcopenshell gives its classes no types."""


@dataclass
class Model:
    """One IFC file while it is being read.

    Parameters
    ----------
    file : the opened file
    name : file name for messages
    node_row : row of each node by the #id of its instance
    type_row : row of each type object by #id
    findings : what was odd, added to while reading
    """

    file: ifcopenshell.file
    name: str
    node_row: dict[int, int] = field(default_factory=dict)
    type_row: dict[int, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def schema(self) -> Any:
        """Declarations of the schema that the file is read with."""
        return ifcopenshell_wrapper.schema_by_name(self.file.schema_identifier)

    @cached_property
    def units(self) -> Units:
        """Units of the project."""
        return Units.of(self.file)

    @cached_property
    def _positions(self) -> dict[str, dict[str, int]]:
        return {}

    def positions(self, ifc_class: str) -> dict[str, int]:
        """Return where the attributes of a class stand, by name."""
        if ifc_class not in self._positions:
            attributes = self.schema.declaration_by_name(ifc_class).as_entity().all_attributes()
            self._positions[ifc_class] = {attribute.name(): place for place, attribute in enumerate(attributes)}
        return self._positions[ifc_class]

    def all(self, ifc_class: str) -> Iterator[Entity]:
        """Yield the instances of a class and its subclasses in file order, none if the schema lacks the class."""
        try:
            yield from self.file.by_type(ifc_class)
        except RuntimeError:
            return

    def attempt(self, thing: Entity, read: Callable[[], T], default: T) -> T:
        """Return what a reader makes of a thing, or the default and a finding if its record is incomplete.

        In a file that was cut off, or that refers to records that are not there, any mandatory attribute may be empty.
        """
        try:
            return read()
        except (AttributeError, IndexError, KeyError, RuntimeError, TypeError, ValueError):
            self.found(
                "incomplete-record",
                Severity.WARNING,
                f"Record #{thing.id()} ({thing.is_a()}) lacks something that the schema demands; it was left out",
                "Export the model again; if that does not help, report it to the maker of that program.",
                thing=thing,
            )
            return default

    def found(  # the four parts of a finding, and the thing
        self, code: str, severity: Severity, message: str, remedy: str, *, thing: Entity | None = None
    ) -> None:
        """Add a finding about the file, or about one thing in it."""
        identity, name = ("", "") if thing is None else (_attribute(thing, "GlobalId"), _attribute(thing, "Name"))
        self.findings.append(Finding(code, severity, message, remedy, self.name, identity, name))


def arguments(thing: Entity, count: int) -> list[Any]:
    """Return the first attributes of an instance, twice as fast as by iterating over it."""
    get = thing.get_argument
    return [get(place) for place in range(count)]


def _attribute(thing: Entity, name: str) -> str:
    return str(getattr(thing, name, None) or "")
