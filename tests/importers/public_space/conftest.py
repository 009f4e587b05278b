"""Small files of public space, written from a few coordinates."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

Feature = tuple[str, Any, Mapping[str, Any]]


@pytest.fixture
def write_geojson(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes features (type of geometry, coordinates, attributes) and returns the path."""

    def write(name: str, features: Sequence[Feature], *, crs: str | None = None, encoding: str = "utf-8") -> Path:
        content: dict[str, Any] = {"type": "FeatureCollection"}
        if crs:
            content["crs"] = {"type": "name", "properties": {"name": crs}}
        content["features"] = [
            {"type": "Feature", "properties": tags, "geometry": {"type": kind, "coordinates": where} if kind else None}
            for kind, where, tags in features
        ]
        path = tmp_path / name
        path.write_bytes(json.dumps(content, ensure_ascii=False).encode(encoding))
        return path

    return write
