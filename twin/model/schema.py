"""The tables of a twin: their columns, in which type, with which unit.

One place says what a twin consists of. The store writes and reads it, importers fill it, and nothing else needs to
change when a column is added: a stored twin without the column reads as if each row held the default.

Types are ``text`` (free), ``word`` (text that repeats: stored once, referred to by number) and the NumPy names of
numbers; a row's value may be an array. References to rows of another table are ``int32``, -1 where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any, Final

import numpy as np

from twin.model.columns import Array, Columns, text
from twin.model.findings import Finding

__all__ = ["EDGES", "FORMAT_VERSION", "NODES", "TABLES", "Column", "table_of", "table_of_findings"]

FORMAT_VERSION: Final = "0.1"
"""Version of the stored form; a file of another version is refused by name."""


@dataclass(frozen=True, slots=True)
class Column:
    """Type, default and meaning of one column.

    Parameters
    ----------
    type : ``text``, ``word`` or the name of a NumPy number type
    help : what it means, with the unit in brackets
    default : value of a row that says nothing
    shape : shape of one row's value, empty for a scalar
    refers : table whose rows it numbers, empty if it holds no reference
    owner : whether a row means nothing without the row it refers to
    """

    type: str
    help: str
    default: Any = ""
    shape: tuple[int, ...] = ()
    refers: str = ""
    owner: bool = False

    @property
    def is_text(self) -> bool:
        """Whether rows are strings."""
        return self.type in {"text", "word"}

    def array(self, values: Iterable[Any]) -> Array:
        """Return the values as an array of this column's type, (n, *shape)."""
        if self.type == "word":
            return text([intern(str(value)) for value in values])  # few words, many rows: each is kept once
        if self.is_text:
            return text([str(value) for value in values])  # an enumeration would look different once stored
        sequence = values if isinstance(values, np.ndarray) else list(values)
        return np.asarray(sequence, dtype=self.type).reshape(-1, *self.shape)

    def defaults(self, length: int) -> Array:
        """Return the default, as many times as there are rows."""
        return np.full((length, *self.shape), self.default, dtype=object if self.is_text else self.type)


def _reference(table: str, help: str = "") -> Column:  # noqa: A002
    return Column("int32", f"{help or table}: row in {table}, -1 if none", -1, refers=table)


def _owner(table: str, help: str = "") -> Column:  # noqa: A002
    return Column("int32", f"{help or table}: row in {table}, -1 if none", -1, refers=table, owner=True)


NODES: Final = {
    "id": Column("text", "GlobalId, with a prefix where several things carry the same one"),
    "kind": Column("word", "kind of node"),
    "ifc_class": Column("word", "IFC class"),
    "name": Column("text", "name as its author wrote it"),
    "long_name": Column("text", "long name, in IFC the readable one of spaces"),
    "code": Column("text", "the landlord's own code"),
    "description": Column("text", "description"),
    "object_type": Column("word", "ObjectType"),
    "predefined_type": Column("word", "PredefinedType"),
    "tag": Column("text", "Tag: number given by the authoring tool"),
    "global_id": Column("text", "GlobalId as in the file"),
    "flow_direction": Column("word", "of a port: SOURCE, SINK, SOURCEANDSINK or NOTDEFINED"),
    "system_type": Column("word", "of a port: SystemType, the kind of system that it is made for"),
    "operation": Column("word", "OperationType of a door, seen along the y axis of its placement; empty if unknown"),
    "step_id": Column("int64", "#id in the file, 0 if none", 0),
    "source": _reference("sources"),
    "type": _reference("types"),
    "parent": _reference("nodes", "what contains it"),
    "building": _reference("nodes", "the building it belongs to"),
    "storey": _reference("nodes", "the storey it belongs to"),
    "is_external": Column("int8", "1 outside, 0 inside, -1 unknown", -1),
    "elevation": Column("float64", "elevation of a storey or building above its datum [m], NaN if unknown", np.nan),
    "use": Column("word", "what a space is used for"),
    "use_from": Column("word", "what says so: classification, name, topology, geometry"),
    "width": Column("float64", "OverallWidth of a door or window, frame included [m], NaN if unknown", np.nan),
    "height": Column("float64", "OverallHeight of a door or window, frame included [m], NaN if unknown", np.nan),
    "area": Column("float64", "floor area of a space or dwelling [m²], NaN if unknown", np.nan),
    "headcount": Column("float64", "people in a dwelling, NaN if unknown", np.nan),
    "provenance": Column("word", "declared, geometric or assumed: why the node itself is believed", "declared"),
    "position": Column("float64", "origin of its placement in estate coordinates [m], NaN without one", np.nan, (3,)),
    "mesh": _reference("meshes"),
    "transform": Column("float64", "mesh to estate coordinates, upper 3 rows of the matrix [m]", np.nan, (3, 4)),
    "box": Column("float64", "least and greatest x, y, z in estate coordinates [m], NaN without mesh", np.nan, (2, 3)),
}

EDGES: Final = {
    "source": _owner("nodes"),
    "target": _owner("nodes"),
    "relation": Column("word", "relation"),
    "via": _reference("nodes", "door, stair, lift or wall that makes the link"),
    "commodity": Column("word", "what flows, for supply relations"),
    "provenance": Column("word", "declared, geometric or assumed"),
    "method": Column("word", "what made the edge: an IFC relation, or the name of an inference"),
    "confidence": Column("float32", "0 to 1", 1.0),
    "value": Column("float64", "the number the confidence rests on, in the unit of the method; NaN if none", np.nan),
    "clear_width": Column("float64", "of a passable link [m], NaN if unknown", np.nan),
    "step_free": Column("int8", "1 if one can pass without a step, 0 if not, -1 unknown", -1),
    "lockable": Column("int8", "1 if it can be locked, 0 if not, -1 unknown", -1),
    "self_closing": Column("int8", "1 if the door closes by itself, 0 if not, -1 unknown", -1),
    "is_external": Column("int8", "1 if it leads outside, 0 if not, -1 unknown", -1),
    "fire_rating": Column("word", "rating as written, empty if unknown"),
    "length": Column("float64", "of a walkable link, along it in plan [m], NaN if unknown", np.nan),
    "slope": Column("float64", "rise over run of a walkable link, from source to target [-], NaN if unknown", np.nan),
    "lit": Column("int8", "1 if it is lit at night, 0 if not, -1 unknown", -1),
    "origin": _reference("sources", "the file that declares it"),
}

TABLES: Final[Mapping[str, Mapping[str, Column]]] = {
    "nodes": NODES,
    "edges": EDGES,
    "sources": {
        "name": Column("text", "file name"),
        "path": Column("text", "path as it was given"),
        "sha256": Column("text", "of the bytes on disk"),
        "size": Column("int64", "bytes on disk", 0),
        "schema": Column("word", "IFC schema it was read with"),
        "application": Column("text", "authoring application"),
        "time_stamp": Column("text", "time stamp in the file's header"),
        "project": Column("text", "name of the IfcProject"),
        "project_id": Column("text", "GlobalId of the IfcProject"),
        "georeference": Column("word", "how it was placed: map conversion, latitude and longitude, option, none"),
        "transform": Column("float64", "file coordinates in metres to estate coordinates", np.nan, (3, 4)),
        "true_north": Column("float64", "from the y axis of the file to true north, clockwise [rad]", np.nan),
    },
    "types": {
        "id": Column("text", "GlobalId"),
        "ifc_class": Column("word", "IFC class"),
        "name": Column("text", "name"),
        "source": _reference("sources"),
    },
    "property_sets": {
        "name": Column("word", "name of the set"),
        "is_quantity": Column("int8", "1 for an IfcElementQuantity", 0),
    },
    "properties": {
        "set": _owner("property_sets"),
        "name": Column("word", "name; of nested ones with the outer name before a dot"),
        "value": Column("text", "value as written, lists and ranges as JSON"),
        "measure": Column("word", "IFC measure or value type"),
        "number": Column("float64", "value in SI, NaN if it is no number", np.nan),
        "unit": Column("word", "SI unit of the number"),
    },
    "node_property_sets": {"node": _owner("nodes"), "set": _owner("property_sets")},
    "type_property_sets": {"type": _owner("types"), "set": _owner("property_sets")},
    "materials": {
        "node": _owner("nodes", "the thing, unless it is a type"),
        "type": _owner("types", "the type, unless it is a node"),
        "layer": Column("int32", "position in a layered or composed material, from 0", 0),
        "name": Column("word", "material"),
        "category": Column("word", "category or part of the profile"),
        "thickness": Column("float64", "of the layer [m], NaN if not layered", np.nan),
    },
    "classifications": {
        "node": _owner("nodes", "the thing, unless it is a type"),
        "type": _owner("types", "the type, unless it is a node"),
        "system": Column("word", "classification system"),
        "code": Column("word", "identification in it"),
        "name": Column("word", "readable name"),
        "location": Column("word", "address of the entry"),
    },
    "documents": {
        "node": _owner("nodes", "the thing, unless it is a type"),
        "type": _owner("types", "the type, unless it is a node"),
        "identification": Column("word", "document number"),
        "name": Column("word", "title"),
        "location": Column("word", "address or path"),
    },
    "boundaries": {
        "space": _owner("nodes", "the space it bounds"),
        "element": _reference("nodes", "the element there; none for a virtual boundary"),
        "level": Column("int8", "1 or 2, 0 if not said", 0),
        "physical": Column("word", "PHYSICAL, VIRTUAL or NOTDEFINED"),
        "side": Column("word", "INTERNAL, EXTERNAL… or NOTDEFINED"),
    },
    "boundary_points": {
        "boundary": _owner("boundaries"),
        "xyz": Column("float64", "corner of its surface in estate coordinates, in order [m]", np.nan, (3,)),
    },
    "meshes": {
        "vertex": Column("int64", "first row in vertices", 0),
        "vertices": Column("int32", "number of vertices", 0),
        "face": Column("int64", "first row in faces", 0),
        "faces": Column("int32", "number of faces", 0),
        "colour": Column("int64", "first row in colours", 0),
        "colours": Column("int32", "number of colours", 0),
        "kernel": Column("word", "which kernel meshed it"),
        "closed": Column("int8", "1 if it encloses a volume", 0),
        "volume": Column("float64", "enclosed volume [m³], NaN if not closed", np.nan),
    },
    "vertices": {"xyz": Column("float32", "position in mesh coordinates [m]", 0.0, (3,))},
    "faces": {
        "corners": Column("uint32", "three rows, counted from the mesh's first vertex", 0, (3,)),
        "colour": Column("uint16", "row counted from the mesh's first colour", 0),
    },
    "colours": {"rgba": Column("float32", "red, green, blue, opacity; 0 to 1", 0.0, (4,))},
    "lines": {
        "node": _owner("nodes", "path or plot that is drawn by it"),
        "role": Column("int8", "0 an open line, 1 outer ring of an area, 2 hole in the outer ring before it", 0),
    },
    "line_points": {
        "line": _owner("lines"),
        "xyz": Column("float64", "corner in estate coordinates, in order; z NaN if unknown [m]", np.nan, (3,)),
    },
    "findings": {
        "code": Column("word", "kind of finding"),
        "severity": Column("word", "error, warning or info"),
        "message": Column("text", "what was found"),
        "remedy": Column("text", "what to do about it"),
        "file": Column("word", "source file"),
        "global_id": Column("text", "thing it concerns"),
        "name": Column("text", "its name"),
    },
    "same_as": {
        "node": _owner("nodes", "the thing as the twin has it"),
        "source": _owner("sources", "the file that has it too"),
        "id": Column("text", "id it would have in a twin of that file alone"),
        "global_id": Column("text", "GlobalId in that file"),
        "name": Column("text", "name in that file"),
        "method": Column("word", "what says that the two are one"),
        "confidence": Column("float32", "0 to 1", 1.0),
        "value": Column("float64", "the number it rests on: an overlap [-] or a distance [m]; NaN if none", np.nan),
    },
    "corrections": {
        "action": Column("word", "set, link or unlink"),
        "thing": Column("text", "what it is about, as its author calls it"),
        "within": Column("text", "what contains it, where the name alone is not enough"),
        "what": Column("word", "field, property or relation"),
        "value": Column("text", "new value, or the other end of the link"),
        "commodity": Column("word", "what flows, for supply relations"),
        "via": Column("text", "door, stair, lift or wall that makes the link"),
        "author": Column("text", "who says so"),
        "date": Column("text", "when, ISO 8601"),
        "reason": Column("text", "why"),
        "file": Column("word", "corrections file"),
        "line": Column("int32", "line in it", 0),
        "node": _reference("nodes", "the thing, once found"),
        "was": Column("text", "what models and inference say instead"),
    },
    "register": {
        "node": _owner("nodes"),
        "field": Column("word", "group, building, stair, dwelling, space or equipment"),
        "code": Column("text", "the landlord's code"),
    },
}


def table_of(name: str, columns: Mapping[str, Iterable[Any]]) -> Columns:
    """Return the table of that name from values by column; columns not given hold their default.

    Raises
    ------
    KeyError
        If the table or a column is not part of the schema.
    """
    schema = TABLES[name]
    given = {column: schema[column].array(values) for column, values in columns.items()}
    length = len(next(iter(given.values()))) if given else 0
    return Columns({column: given.get(column, spec.defaults(length)) for column, spec in schema.items()}, length)


def table_of_findings(findings: Iterable[Finding]) -> Columns:
    """Return findings as a table."""
    listed = list(findings)
    return table_of("findings", {name: [str(getattr(one, name)) for one in listed] for name in TABLES["findings"]})
