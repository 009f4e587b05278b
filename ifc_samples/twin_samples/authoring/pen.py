"""What a file is written with: entities made in batches, what is equal written once, lengths in the unit of the file.

``ifcopenshell.api`` looks at a whole model for each thing it adds, which takes minutes for thousands of things. Here
every entity is made with all its attributes at once; points, frames and shapes are kept by what they are made of.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from twin_samples.authoring.identity import global_id

__all__ = ["Collected", "Entity", "Pen", "Point"]

Entity = Any
"""An entity of an IFC model; ifcopenshell types them only at run time."""

Point = tuple[float, float, float]

_ASIDE: Point = (1.0, 0.0, 0.0)
_UP: Point = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Collected:
    """What is written at the end, once for all the things it applies to."""

    relations: dict[tuple[str, int], tuple[Entity, list[Entity]]] = field(default_factory=dict)
    """By class of the relation and number of the one end: that end, and what stands at the other."""
    properties: dict[tuple[str, Hashable], list[Entity]] = field(default_factory=dict)
    """By name of a property set and what it says: the things that it describes."""
    quantities: dict[tuple[str, Hashable], list[Entity]] = field(default_factory=dict)
    codes: dict[tuple[str, str], list[Entity]] = field(default_factory=dict)
    """By code and title of a classification: the things of that class."""


@dataclass(frozen=True)
class Pen:
    """An IFC model in the making.

    Parameters
    ----------
    model : the model
    estate, building : their codes, which identities follow from
    part : what this file holds of the building: architecture or services
    body : context of the representations
    per_metre, per_area, per_volume : units of the file per metre, square metre and cubic metre
    doubled : codes of things that carry the GlobalId of another one, by mistake
    """

    model: Entity
    estate: str
    building: str
    part: str
    body: Entity
    per_metre: float = 1.0
    per_area: float = 1.0
    per_volume: float = 1.0
    doubled: Mapping[str, str] = field(default_factory=dict)
    collected: Collected = field(default_factory=Collected)
    _kept: dict[Hashable, Entity] = field(default_factory=dict)

    @property
    def is_newer(self) -> bool:
        """Whether the file is IFC4X3."""
        return bool(self.model.schema == "IFC4X3")

    def identity(self, kind: str, code: str) -> str:
        """Return the GlobalId of a thing."""
        return global_id(self.estate, self.building, kind, self.doubled.get(code, code))

    def own(self, kind: str) -> str:
        """Return what a thing that both files of a building have is called in this one."""
        return kind if self.part == "architecture" else f"{self.part} {kind}"

    def make(self, ifc_class: str, *values: Any) -> Entity:
        """Return a new entity with its attributes in their order, those that are None left unset."""
        made = self.model.create_entity(ifc_class)
        for place, value in enumerate(values):
            if value is not None:  # setting takes longer than all the rest, and many attributes are optional
                made[place] = value
        return made

    def root(self, ifc_class: str, identity: str, *values: Any) -> Entity:
        """Return a new rooted entity: its GlobalId, then its attributes from the name on."""
        return self.make(ifc_class, identity, None, *values)

    def kept(self, key: Hashable, make: Callable[[], Entity]) -> Entity:
        """Return what was made for a key, made now if it is the first time."""
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = make()
        return found

    def length(self, metres: float) -> float:
        """Return a length in the unit of the file, to a thousandth of a millimetre."""
        return round(round(metres, 6) * self.per_metre, 6) + 0.0

    def point(self, *coordinates: float) -> Entity:
        """Return the point with these coordinates [m], two or three."""
        values = tuple(map(self.length, coordinates))
        return self.kept(("point", values), lambda: self.make("IfcCartesianPoint", values))

    def direction(self, *ratios: float) -> Entity:
        """Return a direction."""
        return self.kept(("direction", ratios), lambda: self.make("IfcDirection", ratios))

    def frame(self, at: Sequence[float], up: Point = _UP, ahead: Point = _ASIDE) -> Entity:
        """Return a frame of axes: its origin [m], its z and its x."""
        key = ("frame", tuple(map(self.length, at)), up, ahead)
        turned = (up, ahead) != (_UP, _ASIDE)
        axes = (self.direction(*up), self.direction(*ahead)) if turned else (None, None)
        return self.kept(key, lambda: self.make("IfcAxis2Placement3D", self.point(*at), *axes))

    def place(self, parent: Entity | None, frame: Entity) -> Entity:
        """Return a placement in another one."""
        return self.make("IfcLocalPlacement", parent, frame)

    def relate(self, ifc_class: str, one: Entity, *many: Entity) -> None:
        """Collect members of a relation; it is written once with all of them."""
        self.collected.relations.setdefault((ifc_class, one.id()), (one, []))[1].extend(many)

    def describe(self, thing: Entity, name: str, properties: Hashable) -> None:
        """Give a thing a property set: pairs of a property's name and its IFC type and value."""
        if properties:
            self.collected.properties.setdefault((name, properties), []).append(thing)

    def measure(self, thing: Entity, name: str, quantities: Hashable) -> None:
        """Give a thing quantities: triples of name, kind (Length, Area, Volume) and value in SI units."""
        self.collected.quantities.setdefault((name, quantities), []).append(thing)

    def classify(self, thing: Entity, code: str, title: str) -> None:
        """Give a thing its class in UniFormat II."""
        self.collected.codes.setdefault((code, title), []).append(thing)
