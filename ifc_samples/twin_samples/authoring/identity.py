"""Identities that survive: the GlobalId of a designed thing follows from what it is, not from when it was written."""

from __future__ import annotations

import uuid

import ifcopenshell.guid

__all__ = ["global_id"]

_NAMESPACE = uuid.UUID("6f1d3c52-8a0e-5b7c-9d44-2e7a51c0b9f3")


def global_id(estate: str, building: str, kind: str, code: str) -> str:
    """Return the GlobalId of a designed thing, 22 characters.

    Parameters
    ----------
    estate, building : their codes
    kind : project, site, building, storey, room, opening, wall, stair, lift, device, port, network, dwelling, …
    code : of the thing within its building

    Examples
    --------
    >>> global_id("TIL", "A", "room", "A.01.SEJ") == global_id("TIL", "A", "room", "A.01.SEJ")
    True
    """
    return str(ifcopenshell.guid.compress(uuid.uuid5(_NAMESPACE, "/".join((estate, building, kind, code))).hex))
