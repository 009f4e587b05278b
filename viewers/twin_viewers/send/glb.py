"""glTF: the estate as a model that other programs open, in one binary file.

Metres, y up, as the format wants it. Up to some thousand things each is a node with its id, name and place; of more,
all of a storey and material are one node, because viewers slow down with the number of nodes and not of triangles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.twin import Twin
from twin_viewers.colouring import label_of
from twin_viewers.look import Look
from twin_viewers.send.gathered import Gathered, gathered
from twin_viewers.send.place import check_place, write_whole

__all__ = ["MOST_THINGS", "glb_of", "write_glb"]

MOST_THINGS: Final = 4000
"""More things than these are merged by storey and material."""

_Y_UP: Final = np.array(((1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)))
"""East stays x, up becomes y, south becomes z."""

_GENERATOR: Final = "estate-twin"
_POINTS, _CORNERS = 34962, 34963
"""What a graphics card is to use a part of the file for."""


def write_glb(twin: Twin, path: str | PathLike[str], *, look: Look | None = None) -> Gathered:
    """Write what a look shows as a binary glTF file, and return it.

    Parameters
    ----------
    twin : the twin
    path : file to write, .glb
    look : what to show, and how to colour it

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by.
    OutputError
        If the file cannot be written.
    """
    path = Path(path)
    check_place(path, (".glb",))
    shown = gathered(twin, look or Look())
    write_whole(path, glb_of(twin, shown))
    return shown


def glb_of(twin: Twin, shown: Gathered, *, most_things: int = MOST_THINGS) -> bytes:
    """Return things as a binary glTF file.

    Parameters
    ----------
    twin : the twin
    shown : the things
    most_things : more than these are merged by storey and material

    References
    ----------
    Khronos Group, glTF 2.0 Specification, version 2.0.1 (ISO/IEC 12113:2022).
    """
    from trimesh.exchange.gltf import export_glb

    tree = _Tree(twin, shown)
    tree.fill(_split(twin, shown, most_things=most_things))
    return bytes(export_glb(tree.scene, include_normals=False, tree_postprocessor=tree.finish))


@dataclass(frozen=True)
class _Part:
    """Triangles of one material that belong to one thing, or to one storey."""

    owner: int
    parent: int
    rgba: tuple[int, int, int, int]
    faces: NDArray[np.int64]
    things: int


def _split(twin: Twin, shown: Gathered, *, most_things: int) -> list[_Part]:
    """Return the parts of a model, ordered by storey."""
    nodes, triangles = twin.nodes, shown.triangles
    home = np.where(nodes["storey"] >= 0, nodes["storey"], nodes["building"])[triangles.nodes]
    merged = len(shown.rows) > most_things
    owner = np.full(len(home), -1) if merged else triangles.nodes
    colour = np.round(triangles.rgba * 255).astype(np.int64)
    keys = np.column_stack((home, owner, colour))
    groups, place = np.unique(keys, axis=0, return_inverse=True)
    order = np.argsort(place.ravel(), kind="stable")
    ends = np.flatnonzero(np.diff(place.ravel()[order])) + 1
    return [
        _Part(key[1], key[0], (key[2], key[3], key[4], key[5]), faces, len(np.unique(triangles.nodes[faces])))
        for key, faces in zip(groups.tolist(), np.split(order, ends), strict=True)
    ]


class _Tree:
    """The nodes of a model, from the estate by building and storey down to the parts."""

    def __init__(self, twin: Twin, shown: Gathered) -> None:
        import trimesh

        self.twin, self.shown, self.scene = twin, shown, trimesh.Scene()
        self._names: dict[int, str] = {}
        self._taken: set[str] = {self.scene.graph.base_frame}
        self._materials: dict[tuple[int, int, int, int], Any] = {}
        self._root = self._free("estate")
        self.scene.graph.update(self._root, matrix=np.eye(4))

    def fill(self, parts: Sequence[_Part]) -> None:
        """Hang each part below its storey, and what is one part only into the node of its thing."""
        several = Counter(part.owner for part in parts)
        for part in parts:
            above = self._node(part.parent)
            if several[part.owner] > 1 and part.owner >= 0:
                above = self._node(part.owner, above=above)
            if several[part.owner] > 1 or part.owner < 0:
                material = self._material(part)
                name, said = self._free(f"{above} · {material.name}"), {"things": part.things}
            else:
                name, said = self._free(label_of(self.twin, part.owner)), self._facts(part.owner)
            mesh = self._mesh(part)
            self.scene.add_geometry(mesh, node_name=name, geom_name=name, parent_node_name=above, metadata=said)

    def finish(self, tree: dict[str, Any]) -> None:
        """Say in the file what it is, and give colours to the last digit."""
        legend, origin = self.shown.legend, self.shown.origin.tolist()
        tree["asset"]["generator"], tree["scenes"][0]["name"] = _GENERATOR, legend.title
        tree["asset"]["extras"] = {
            "title": legend.title,
            "unit": "m",
            "crs": legend.crs or None,
            "origin": origin,
            "axes": "x = east - origin[0], y = height - origin[2], z = origin[1] - north",
            "north": None if legend.north is None else [legend.north[0], 0.0, -legend.north[1]],
            "shows": legend.heading,
        }
        by_name = {material.name: rgba for rgba, material in self._materials.items()}
        for material in tree["materials"]:
            material["pbrMetallicRoughness"]["baseColorFactor"] = _linear(by_name[material["name"]])
        for primitive in (one for mesh in tree["meshes"] for one in mesh["primitives"]):
            for accessor, use in ((primitive["indices"], _CORNERS), (primitive["attributes"]["POSITION"], _POINTS)):
                tree["bufferViews"][tree["accessors"][accessor]["bufferView"]]["target"] = use

    def _mesh(self, part: _Part) -> Any:
        import trimesh

        triangles = self.shown.triangles
        corners, faces = np.unique(triangles.faces[part.faces], return_inverse=True)
        points = triangles.points[corners].astype(np.float64) @ _Y_UP.T
        mesh = trimesh.Trimesh(points, faces.reshape(-1, 3), process=False)
        mesh.visual = trimesh.visual.TextureVisuals(material=self._material(part))
        return mesh

    def _node(self, row: int, *, above: str | None = None) -> str:
        """Return the name of the node of a thing, hung below what contains it if it is not there yet."""
        if row < 0:
            return self._root
        if row not in self._names:
            building = int(self.twin.nodes["building"][row])
            above = above or (self._node(building) if building != row else self._root)
            self._names[row] = self._free(label_of(self.twin, row))
            self.scene.graph.update(self._names[row], above, matrix=np.eye(4), metadata=self._facts(row))
        return self._names[row]

    def _facts(self, row: int) -> dict[str, Any]:
        nodes = self.twin.nodes
        names = ("id", "kind", "ifc_class", "name", "long_name", "code", "use")
        return {name: str(nodes[name][row]) for name in names if str(nodes[name][row])}

    def _material(self, part: _Part) -> Any:
        from trimesh.visual.material import PBRMaterial

        if part.rgba not in self._materials:
            role = str(self.shown.role[self.shown.triangles.nodes[part.faces[0]]])
            known = {material.name for material in self._materials.values()}
            self._materials[part.rgba] = PBRMaterial(
                name=_unused(role, known),
                baseColorFactor=np.array(part.rgba, dtype=np.uint8),
                metallicFactor=0.0,
                roughnessFactor=0.9,
                doubleSided=True,
                alphaMode="BLEND" if part.rgba[3] < 255 else "OPAQUE",
            )
        return self._materials[part.rgba]

    def _free(self, name: str) -> str:
        found = _unused(name, self._taken)
        self._taken.add(found)
        return found


def _unused(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: itself, else with the first free number behind it."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    return found


def _linear(rgba: tuple[int, int, int, int]) -> list[float]:
    """Return a colour with its opacity as glTF wants it: shares of light, not of what a screen is told."""
    share = np.array(rgba[:3]) / 255
    light: Array = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return [round(float(one), 6) for one in (*light, rgba[3] / 255)]
