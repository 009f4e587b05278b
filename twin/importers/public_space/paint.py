"""Colours and assumptions of bodies that stand around the models."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from twin.model.columns import Array

__all__ = ["paint_of", "storey_height_m"]


def paint_of(surfaces: Sequence[str]) -> tuple[Array, Array]:
    """Return the colours of surfaces by their kind, (k, 4), and for each its number among them, (n,)."""
    paint = _settings()["paint"]
    used = list(dict.fromkeys(surface if surface in paint else "" for surface in surfaces))
    number = {surface: place for place, surface in enumerate(used)}
    colours = np.array([paint[surface] for surface in used], dtype="float32")
    return colours, np.array([number.get(surface, number.get("", 0)) for surface in surfaces], dtype="uint16")


def storey_height_m() -> float:
    """Return how high a storey is taken to be where only their number is known [m]."""
    return float(_settings()["storey_height_m"])


@cache
def _settings() -> dict[str, Any]:
    text = files("twin.importers.public_space").joinpath("data/massing.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
