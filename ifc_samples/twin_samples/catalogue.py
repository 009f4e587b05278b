"""The types that the sample residence is built from: walls by their layers, doors and windows, devices, each once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ifcopenshell.api.material

from twin_samples.draft import Draft, Entity, extrude_side, extrude_up, rectangle
from twin_samples.relations import relate, type_as

__all__ = ["DOORS", "WINDOWS", "Catalogue", "DeviceType", "DoorType", "WindowType", "build_catalogue", "wall_style"]


SolidBox = tuple[float, float, float, float, float, float, str]
"""Two opposite corners [m] and a style: ``(x0, y0, z0, x1, y1, z1, style)``."""


@dataclass(frozen=True, slots=True)
class DoorType:
    """A door leaf in its frame [m]."""

    width: float
    height: float
    leaf: str
    operation: str = "SINGLE_SWING_LEFT"


@dataclass(frozen=True, slots=True)
class WindowType:
    """A window of one pane [m]."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class DeviceType:
    """A device: its class and predefined type, and the boxes it is drawn as."""

    ifc_class: str
    predefined: str
    boxes: tuple[SolidBox, ...]


_WALLS = {
    "Façade 30": ("SOLIDWALL", "Enduit", (("Béton", 0.18), ("Laine minérale", 0.1), ("Plaque de plâtre", 0.02))),
    "Mur enterré 30": ("SOLIDWALL", "Béton", (("Béton", 0.3),)),
    "Acrotère 30": ("PARAPET", "Enduit", (("Béton", 0.3),)),
    "Voile béton 20": ("SOLIDWALL", "Béton", (("Béton", 0.2),)),
    "Parpaing 10": ("PARTITIONING", "Béton", (("Bloc béton", 0.1),)),
    "Cloison 10": (
        "PARTITIONING",
        "Plâtre",
        (("Plaque de plâtre", 0.013), ("Laine minérale", 0.074), ("Plaque de plâtre", 0.013)),
    ),
}

DOORS = {
    "Porte 73": DoorType(0.73, 2.04, "Bois"),
    "Porte 83": DoorType(0.83, 2.04, "Bois"),
    "Porte palière 93": DoorType(0.93, 2.1, "Bois"),
    "Porte coupe-feu 93": DoorType(0.93, 2.1, "Acier"),
    "Porte palière ascenseur": DoorType(0.9, 2.1, "Acier", "SLIDING_TO_LEFT"),
    "Trappe gaine 50": DoorType(0.5, 2.0, "Acier"),
    "Porte d'entrée vitrée 120": DoorType(1.2, 2.2, "Verre"),
}

WINDOWS = {
    "Fenêtre 60x75": WindowType(0.6, 0.75),
    "Fenêtre 120x115": WindowType(1.2, 1.15),
    "Fenêtre 180x135": WindowType(1.8, 1.35),
}

DEVICES = {
    "Radiateur": DeviceType("IfcSpaceHeater", "RADIATOR", ((0, 0, 0, 1, 0.08, 0.6, "Céramique"),)),
    "Chaudière gaz": DeviceType("IfcBoiler", "WATER", ((0, 0, 0, 0.8, 0.8, 1.6, "Acier"),)),
    "Circulateur": DeviceType("IfcPump", "CIRCULATOR", ((-0.1, -0.1, -0.15, 0.1, 0.1, 0.15, "Laiton"),)),
    "Compteur d'eau": DeviceType("IfcFlowMeter", "WATERMETER", ((0, 0, 0, 0.2, 0.1, 0.1, "Laiton"),)),
    "Vanne": DeviceType("IfcValve", "ISOLATING", ((0, -0.05, -0.05, 0.1, 0.05, 0.05, "Laiton"),)),
    "TGBT": DeviceType("IfcElectricDistributionBoard", "SWITCHBOARD", ((0, 0, 0, 0.8, 0.3, 1.8, "Acier"),)),
    "Tableau électrique": DeviceType(
        "IfcElectricDistributionBoard", "CONSUMERUNIT", ((0, 0, 0, 0.3, 0.1, 0.5, "Céramique"),)
    ),
    "Hublot": DeviceType("IfcLightFixture", "POINTSOURCE", ((-0.12, -0.12, 0, 0.12, 0.12, 0.1, "Verre"),)),
    "Détecteur de fumée": DeviceType("IfcSensor", "SMOKESENSOR", ((-0.05, -0.05, 0, 0.05, 0.05, 0.05, "Céramique"),)),
    "Déclencheur manuel": DeviceType("IfcAlarm", "MANUALPULLBOX", ((0, 0, 0, 0.1, 0.05, 0.1, "Chauffage"),)),
    "Ascenseur": DeviceType(
        "IfcTransportElement",
        "ELEVATOR",
        ((0, 0, 0, 1.2, 1.5, 0.1, "Acier"), (0, 1.4, 0.1, 1.2, 1.5, 2.2, "Acier"), (0, 0, 2.2, 1.2, 1.5, 2.3, "Acier")),
    ),
    "Évier": DeviceType(
        "IfcSanitaryTerminal", "SINK", ((0, 0, 0, 0.8, 0.5, 0.88, "Bois"), (0, 0, 0.88, 0.8, 0.5, 0.9, "Acier"))
    ),
    "Lavabo": DeviceType(
        "IfcSanitaryTerminal",
        "WASHHANDBASIN",
        ((0.2, 0.15, 0, 0.4, 0.35, 0.7, "Céramique"), (0, 0, 0.7, 0.6, 0.45, 0.85, "Céramique")),
    ),
    "Baignoire": DeviceType("IfcSanitaryTerminal", "BATH", ((0, 0, 0, 0.7, 1.7, 0.55, "Céramique"),)),
    "Douche": DeviceType("IfcSanitaryTerminal", "SHOWER", ((0, 0, 0, 0.9, 0.9, 0.05, "Céramique"),)),
    "WC suspendu": DeviceType(
        "IfcSanitaryTerminal",
        "TOILETPAN",
        ((0, 0, 0, 0.38, 0.15, 1, "Céramique"), (0, 0.15, 0.2, 0.38, 0.55, 0.42, "Céramique")),
    ),
}


@dataclass(frozen=True)
class Catalogue:
    """The types by their names."""

    draft: Draft
    types: dict[str, Entity]
    layered: dict[str, list[Entity]] = field(default_factory=dict)
    """Walls and slabs by the name of their build-up."""

    def assign(self, thing: Entity, name: str) -> None:
        """Make a thing an occurrence of a type; it shares the shape or the build-up."""
        product_type = self.types[name]
        type_as(self.draft, thing, product_type)
        if product_type.RepresentationMaps:
            self.draft.give_shape(thing, _mapped_shape(self.draft, product_type.RepresentationMaps[0]))
        else:
            self.layered.setdefault(name, []).append(thing)

    def write_usages(self) -> None:
        """Write how the walls and slabs use the layers of their type."""
        for name, things in self.layered.items():
            layers = self.types[name].HasAssociations[0].RelatingMaterial
            across = "AXIS3" if things[0].is_a("IfcSlab") else "AXIS2"
            usage = self.draft.model.create_entity("IfcMaterialLayerSetUsage", layers, across, "POSITIVE", 0.0)
            relate(self.draft, "IfcRelAssociatesMaterial", ("RelatingMaterial", usage), ("RelatedObjects", things))


def build_catalogue(draft: Draft) -> Catalogue:
    """Return every type, created in the model."""
    materials: dict[str, Entity] = {}
    types: dict[str, Entity] = {}
    for name, (predefined, _, layers) in _WALLS.items():
        types[name] = _wall_type(draft, name, predefined, layers, materials)
    types["Dalle 20"] = draft.create("IfcSlabType", "Dalle 20", PredefinedType="FLOOR")
    _assign_layers(draft, types["Dalle 20"], (("Béton", 0.2),), materials)
    for name, door in DOORS.items():
        types[name] = _door_type(draft, name, door, materials)
    for name, window in WINDOWS.items():
        types[name] = _window_type(draft, name, window, materials)
    for name, device in DEVICES.items():
        types[name] = draft.create(f"{device.ifc_class}Type", name, PredefinedType=device.predefined)
        _map_shape(draft, types[name], [_solid_box(draft, box) for box in device.boxes])
    return Catalogue(draft, types)


def wall_style(build_up: str) -> str:
    """Return the style that walls of a build-up are drawn in."""
    return _WALLS[build_up][1]


def _wall_type(draft: Draft, name: str, predefined: str, layers: Any, materials: dict[str, Entity]) -> Entity:
    wall_type = draft.create("IfcWallType", name, PredefinedType=predefined)
    _assign_layers(draft, wall_type, layers, materials)
    return wall_type


def _assign_layers(draft: Draft, thing: Entity, layers: Any, materials: dict[str, Entity]) -> None:
    """Give a type its build-up."""
    model = draft.model
    layer_set = ifcopenshell.api.material.add_material_set(model, name=thing.Name, set_type="IfcMaterialLayerSet")
    for name, thickness in layers:
        layer = ifcopenshell.api.material.add_layer(
            model, layer_set=layer_set, material=_material(draft, name, materials)
        )
        ifcopenshell.api.material.edit_layer(model, layer=layer, attributes={"LayerThickness": thickness})
    ifcopenshell.api.material.assign_material(model, products=[thing], type="IfcMaterialLayerSet", material=layer_set)


def _door_type(draft: Draft, name: str, door: DoorType, materials: dict[str, Entity]) -> Entity:
    door_type = draft.create(
        "IfcDoorType", name, PredefinedType="DOOR", OperationType=door.operation, ParameterTakesPrecedence=False
    )
    width, height, post = door.width, door.height, 0.05
    frame = [(0, 0), (post, 0), (post, height - post), (width - post, height - post), (width - post, 0), (width, 0)]
    frame += [(width, height), (0, height)]
    leaf = [(post, 0.01), (width - post, 0.01), (width - post, height - post), (post, height - post)]
    frame_style = "Aluminium" if door.leaf == "Verre" else door.leaf
    items = [
        draft.paint(extrude_side(draft.model, frame, (), y=(-0.035, 0.035)), frame_style),
        draft.paint(extrude_side(draft.model, leaf, (), y=(-0.02, 0.02)), door.leaf),
    ]
    _map_shape(draft, door_type, items)
    _assign_constituents(draft, door_type, {"Dormant": frame_style, "Vantail": door.leaf}, materials)
    return door_type


def _window_type(draft: Draft, name: str, window: WindowType, materials: dict[str, Entity]) -> Entity:
    window_type = draft.create(
        "IfcWindowType", name, PredefinedType="WINDOW", PartitioningType="SINGLE_PANEL", ParameterTakesPrecedence=False
    )
    outer = [(0, 0), (window.width, 0), (window.width, window.height), (0, window.height)]
    bar = 0.06
    inner = [
        (bar, bar),
        (window.width - bar, bar),
        (window.width - bar, window.height - bar),
        (bar, window.height - bar),
    ]
    items = [
        draft.paint(extrude_side(draft.model, outer, (inner,), y=(-0.04, 0.04)), "Aluminium"),
        draft.paint(extrude_side(draft.model, inner, (), y=(-0.012, 0.012)), "Verre"),
    ]
    _map_shape(draft, window_type, items)
    _assign_constituents(draft, window_type, {"Châssis": "Aluminium", "Vitrage": "Verre"}, materials)
    return window_type


def _assign_constituents(draft: Draft, thing: Entity, parts: dict[str, str], materials: dict[str, Entity]) -> None:
    model = draft.model
    whole = ifcopenshell.api.material.add_material_set(model, name=thing.Name, set_type="IfcMaterialConstituentSet")
    for part, material in parts.items():
        ifcopenshell.api.material.add_constituent(
            model, constituent_set=whole, material=_material(draft, material, materials), name=part
        )
    ifcopenshell.api.material.assign_material(model, products=[thing], type="IfcMaterialConstituentSet", material=whole)


def _material(draft: Draft, name: str, materials: dict[str, Entity]) -> Entity:
    if name not in materials:
        materials[name] = ifcopenshell.api.material.add_material(draft.model, name=name)
    return materials[name]


def _map_shape(draft: Draft, thing: Entity, items: list[Entity]) -> None:
    """Give a type a shape that its occurrences share."""
    origin = draft.model.create_entity(
        "IfcAxis2Placement3D", draft.model.create_entity("IfcCartesianPoint", (0.0, 0.0, 0.0)), None, None
    )
    thing.RepresentationMaps = [draft.model.create_entity("IfcRepresentationMap", origin, draft.shape(items))]


def _mapped_shape(draft: Draft, shared: Entity) -> Entity:
    """Return a representation that stands for a shared one."""
    origin = draft.model.create_entity("IfcCartesianPoint", (0.0, 0.0, 0.0))
    target = draft.model.create_entity("IfcCartesianTransformationOperator3D", None, None, origin, 1.0, None)
    return draft.shape([draft.model.create_entity("IfcMappedItem", shared, target)], "MappedRepresentation")


def _solid_box(draft: Draft, box: SolidBox) -> Entity:
    x0, y0, z0, x1, y1, z1, style = box
    return draft.paint(
        extrude_up(draft.model, rectangle(draft.model, x0, y0, x1, y1), bottom=z0, height=z1 - z0), style
    )
