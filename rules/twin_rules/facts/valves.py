"""Valves in a running scenario: which are stuck or closed, which to close around a leak, and how that is told."""

from __future__ import annotations

from collections.abc import Iterable

from twin.analysis.segments import Isolation, isolation_of
from twin.said.text import joined, say
from twin.simulation.kernel import Kernel
from twin.simulation.labels import Labels
from twin.simulation.world import World

__all__ = ["close_around", "is_valve", "named", "standing", "to_close"]


def is_valve(world: World, row: int) -> bool:
    """Return whether a thing is a valve."""
    return str(world.twin.nodes["ifc_class"][row]).startswith("IfcValve")


def standing(kernel: Kernel, value: str) -> tuple[int, ...]:
    """Return the valves that stand in some way, ascending."""
    return tuple(sorted(row for row, now in kernel.holding("valve") if now == value))


def to_close(world: World, row: int, *, stuck: Iterable[int] = ()) -> Isolation:
    """Return which valves to close around a thing now.

    Parameters
    ----------
    world : the running scenario
    row : the thing
    stuck : valves known to be stuck, besides those of the scenario

    Raises
    ------
    UsageError
        If no pipework leads there.
    """
    kernel = world.kernel
    return isolation_of(
        world.twin, world.supply, row, stuck=[*standing(kernel, "stuck"), *stuck], closed=standing(kernel, "closed")
    )


def close_around(found: Isolation, world: World) -> str:
    """Return what to close and what comes of it, as a sentence for whoever does it.

    Parameters
    ----------
    found : what it takes
    world : the running scenario
    """
    told = [say("close {what}", what=named(world, found.valves))] if found.valves else []
    if found.sources:
        what = named(world, found.sources)
        told.append(say("no valve of the model stops {what}: have it shut off from outside", what=what))
    if not told:
        told.append(say("nothing more to close"))
    if found.stuck:
        told.append(say("{what} stuck", what=named(world, found.stuck)))
    if found.assumed:
        told.append(say("{n} of unknown purpose", n=len(found.assumed)))
    lost = {point.place for point in found.lost} & set(world.dwellings)
    if lost:
        passing = len(lost & set(found.cut_off))
        told.append(
            say(
                "dwellings without supply: {n}, of which {passing} only because it passes there",
                n=len(lost),
                passing=passing,
            )
        )
    return joined(told, "; ")


def named(world: World, rows: Iterable[int]) -> str:
    """Return the names of things, as in a sentence."""
    labels = Labels.of(world.twin)
    return ", ".join(labels.name(row) for row in rows)
