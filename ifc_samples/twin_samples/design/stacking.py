"""Storeys upon each other: where the floor of each is cut by what comes up through it."""

from __future__ import annotations

from dataclasses import replace

from twin_samples.design.model import Rectangle, Room, Storey

__all__ = ["stacked"]

_RISING = {"lift", "shaft"}


def stacked(storeys: tuple[Storey, ...]) -> tuple[Storey, ...]:
    """Return the storeys with floors cut where shafts and flights of the storey below come through.

    Parameters
    ----------
    storeys : from below
    """
    below = (None, *storeys[:-1])
    return tuple(replace(storey, slab_holes=_holes(under)) for under, storey in zip(below, storeys, strict=True))


def _holes(below: Storey | None) -> tuple[Rectangle, ...]:
    if below is None:
        return ()
    shafts = tuple(_extent(room) for room in below.rooms if room.through and room.use in _RISING)
    return shafts + tuple(stair.plan for stair in below.stairs)


def _extent(room: Room) -> Rectangle:
    xs, ys = zip(*room.outline, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))
