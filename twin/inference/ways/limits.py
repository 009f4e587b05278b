"""What the walking network is made with: words and numbers, each with its source in ``data/walking.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

__all__ = ["limits"]


@cache
def limits() -> Mapping[str, Mapping[str, Any]]:
    """Return the words and numbers by section.

    Examples
    --------
    >>> limits()["step_free"]["door_m"]
    0.77
    """
    return tomllib.loads(resources.files("twin.inference").joinpath("data/walking.toml").read_text(encoding="utf-8"))
