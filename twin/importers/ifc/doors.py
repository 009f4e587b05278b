"""How doors open, as the door itself or its type says.

IFC names the hinges as seen by somebody who looks along the y axis of the placement, towards which the door opens; so
the word means something only beside the placement, which the twin keeps.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.importers.ifc.model import Model
from twin.model.columns import Array, Columns, text

__all__ = ["read_operations"]

_UNSAID: Final = ("", "NOTDEFINED", "USERDEFINED", "None")


def read_operations(model: Model, nodes: Columns, type_of: Array) -> NDArray[np.object_]:
    """Return the OperationType of each door, its own before that of its type; empty for all else, (n,).

    Parameters
    ----------
    model : the file
    nodes : its nodes
    type_of : row of the type of each node, -1 without one, (n,)

    References
    ----------
    ISO 16739-1:2018 (IFC4), IfcDoor and IfcDoorTypeOperationEnum; IFC2X3 TC1, IfcDoorStyleOperationEnum.
    """
    of_type = {row: _said(model, step) for step, row in model.type_row.items()}
    doors = np.char.startswith(nodes["ifc_class"].astype(str), "IfcDoor")
    found = [""] * nodes.length
    for row in np.flatnonzero(doors).tolist():
        found[row] = _said(model, int(nodes["step_id"][row])) or of_type.get(int(type_of[row]), "")
    return text(found)


def _said(model: Model, step: int) -> str:
    said = str(getattr(model.file.by_id(step), "OperationType", ""))
    return "" if said in _UNSAID else said
