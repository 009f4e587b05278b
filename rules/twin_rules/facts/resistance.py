"""How long locked doors withstand somebody who breaks in."""

from __future__ import annotations

from collections.abc import Iterable

from twin.model.twin import Twin
from twin.simulation.world import property_of
from twin_rules.facts.dated import dated

__all__ = ["resistances"]


def resistances(twin: Twin, doors: Iterable[int]) -> tuple[dict[int, float], frozenset[int]]:
    """Return the minutes that each door withstands [min], and the doors of which the model says a class.

    Parameters
    ----------
    twin : the estate
    doors : rows of the doors

    References
    ----------
    EN 1627, EN 1630: resistance times of the classes; see ``breaking_in_fr.toml``.
    """
    table = dated("breaking_in_fr")["resistance"]
    classes = {_plain(name): float(minutes) for name, minutes in table["minutes"].items()}
    minutes: dict[int, float] = {}
    rated = set()
    for door in doors:
        said = (property_of(twin, door, name) for name in table["properties"])
        known = next(
            (classes[_plain(str(one))] for one in said if one is not None and _plain(str(one)) in classes), None
        )
        minutes[door] = table["unrated_min"] if known is None else known
        rated |= {door} if known is not None else set()
    return minutes, frozenset(rated)


def _plain(name: str) -> str:
    """Return the name of a class without blanks: RC 2, RC2 and rc2 are one."""
    return name.replace(" ", "").upper()
