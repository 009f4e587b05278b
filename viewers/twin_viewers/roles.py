"""What part a thing plays in a picture: which things are drawn at all, and what people take them for.

IFC has hundreds of classes; somebody who looks at a building sees walls, windows, stairs and furniture. The role
decides the tone in a picture by kind, what is hidden when one looks into a storey from above, and what is ground.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.model.columns import Array
from twin.model.kinds import Kind
from twin.model.once import once
from twin.model.twin import Twin
from twin_viewers.public import NEIGHBOUR, PUBLIC_ROLES, different, public_roles_of

__all__ = ["COVERS", "GROUND", "ROLES", "SPACE", "WHOLES", "is_drawn", "is_public", "role_names_of", "roles_of"]

GROUND: Final = "ground"
SPACE: Final = "space"

WHOLES: Final = (Kind.SITE, Kind.BUILDING, Kind.STOREY, Kind.ZONE, Kind.SYSTEM, Kind.GROUP)
"""Kinds of which one sees only the parts, most often."""

_BY_KIND: Final = {
    Kind.SITE: GROUND,
    Kind.PLOT: GROUND,
    Kind.PATH: GROUND,
    Kind.BUILDING: NEIGHBOUR,
    Kind.SPACE: SPACE,
    Kind.ZONE: SPACE,
    Kind.EXTERIOR: SPACE,
    Kind.EQUIPMENT: "equipment",
}

_BY_CLASS: Final = {
    "IfcWall": "wall",
    "IfcCurtainWall": "wall",
    "IfcPlate": "wall",
    "IfcSlab": "slab",
    "IfcFooting": "foundation",
    "IfcPile": "foundation",
    "IfcDeepFoundation": "foundation",
    "IfcCaissonFoundation": "foundation",
    "IfcRoof": "roof",
    "IfcChimney": "roof",
    "IfcColumn": "column or beam",
    "IfcBeam": "column or beam",
    "IfcMember": "column or beam",
    "IfcDoor": "door",
    "IfcWindow": "window",
    "IfcStair": "stair",
    "IfcRamp": "stair",
    "IfcRailing": "railing",
    "IfcCovering": "covering",
    "IfcFurniture": "furniture",
    "IfcFurnishing": "furniture",
    "IfcSystemFurniture": "furniture",
    "IfcGeographic": GROUND,
    "IfcEarthworks": GROUND,
    "IfcReinforcedSoil": GROUND,
}
"""Role by the beginning of the class, so that IfcWallStandardCase and IfcStairFlight find theirs."""

_BY_PREDEFINED_TYPE: Final = {
    ("slab", "ROOF"): "roof",
    ("slab", "BASESLAB"): "foundation",
    ("covering", "ROOFING"): "roof",
    ("covering", "CLADDING"): "wall",
}

ROLES: Final = (
    SPACE,
    "wall",
    "slab",
    "roof",
    "foundation",
    "column or beam",
    "door",
    "window",
    "stair",
    "railing",
    "covering",
    "furniture",
    "other element",
    "equipment",
    *PUBLIC_ROLES,
    GROUND,
)
"""All roles, in the order in which legends list them."""

COVERS: Final = ("roof", "covering")
"""Roles that hide the rooms of their own storey from somebody who looks in from above."""

_NEVER_DRAWN: Final = (
    "IfcOpening",
    "IfcFeatureElementSubtraction",
    "IfcVoidingFeature",
    "IfcEarthworksCut",
    "IfcAnnotation",
    "IfcGrid",
    "IfcVirtualElement",
    "IfcReferent",
    "IfcAlignment",
    "IfcLinear",
    "IfcPositioningElement",
    "IfcStructural",
)
"""Beginnings of the classes of things that nobody can see: what is cut out, drawn notes, lines of reference."""


@once
def is_drawn(twin: Twin) -> NDArray[np.bool_]:
    """Return for each node whether it has a shape that somebody standing there could see, (n,).

    Parameters
    ----------
    twin : the twin

    Notes
    -----
    Zones and ports are left out: a zone lies over the spaces that it groups. Ways and plots are seen by their lines,
    devices out of doors by a symbol at their place.
    """
    nodes = twin.nodes
    classes, place = different(nodes["ifc_class"])
    seen = np.array([not name.startswith(_NEVER_DRAWN) for name in classes], dtype=bool)
    has_faces = np.append(twin["meshes"]["faces"] > 0, [False])[nodes["mesh"]]
    shaped = has_faces & seen[place] & (nodes["kind"] != Kind.ZONE) & (nodes["kind"] != Kind.PORT)
    return _kept(shaped | ((public_roles_of(twin) != "") & (nodes["mesh"] < 0)))


@once
def is_public(twin: Twin) -> NDArray[np.bool_]:
    """Return whether each node is out of doors, as ways, trees and surrounding buildings are, (n,).

    Parameters
    ----------
    twin : the twin
    """
    return _kept(np.isin(np.array(ROLES), tuple(PUBLIC_ROLES))[roles_of(twin)])


@once
def roles_of(twin: Twin) -> Array:
    """Return the role of each node as an index into `ROLES`, (n,).

    Parameters
    ----------
    twin : the twin
    """
    nodes = twin.nodes
    columns = (nodes["kind"], nodes["ifc_class"], nodes["predefined_type"], public_roles_of(twin))
    names, places = zip(*(different(column) for column in columns), strict=True)
    keys = np.ravel_multi_index(places, [max(1, len(one)) for one in names])
    used, place = np.unique(keys, return_inverse=True)
    told = zip(*np.unravel_index(used, [max(1, len(one)) for one in names]), strict=True)
    roles = [_role(*(own[at] for own, at in zip(names, key, strict=True))) for key in told]
    return _kept(np.array([ROLES.index(role) for role in roles], dtype=np.int64)[place])


@once
def role_names_of(twin: Twin) -> Array:
    """Return the role of each node, one of `ROLES`, (n,).

    Parameters
    ----------
    twin : the twin
    """
    return _kept(np.array(ROLES)[roles_of(twin)])


def _kept(values: Array) -> Array:
    """Return an array that nobody can change, since all who ask for it get the same."""
    values.flags.writeable = False
    return values


def _role(kind: str, ifc_class: str, predefined_type: str, public: str) -> str:
    by_class = next((role for start, role in _BY_CLASS.items() if ifc_class.startswith(start)), "other element")
    by_class = _BY_PREDEFINED_TYPE.get((by_class, predefined_type), by_class)
    return public or _BY_KIND.get(Kind(kind), by_class)
