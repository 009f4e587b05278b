"""Small estates with meters, and readings of them whose use is known by hand."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.observations.observing import observe

WORDS = ("id", "kind", "ifc_class", "predefined_type", "use", "name", "code", "object_type")


def made(nodes: Sequence[Mapping[str, Any]], edges: Sequence[tuple[str, ...]], facts: Any = ()) -> Twin:
    """Return a twin of nodes in one building, edges (source, target, relation, commodity), facts (id, name, value)."""
    row = {one["id"]: place for place, one in enumerate(nodes)}
    columns: dict[str, Any] = {name: [one.get(name, "") for one in nodes] for name in WORDS}
    columns |= {name: [one.get(name, np.nan) for one in nodes] for name in ("area", "headcount")}
    columns["building"] = [-1 if one["id"] == "site" else row.get("house", -1) for one in nodes]
    columns["parent"] = [-1] * len(nodes)
    for one in edges:
        if one[2] == "contains":
            columns["parent"][row[one[1]]] = row[one[0]]
    links = {
        "source": [row[one[0]] for one in edges],
        "target": [row[one[1]] for one in edges],
        "relation": [one[2] for one in edges],
        "commodity": [one[3] if len(one) > 3 else "" for one in edges],
        "provenance": ["declared"] * len(edges),
    }
    told = list(facts)
    numbers = [one[2] if isinstance(one[2], float) else np.nan for one in told]
    properties = {"set": range(len(told)), "name": [one[1] for one in told], "value": [str(one[2]) for one in told]}
    return Twin(
        {
            "nodes": table_of("nodes", columns),
            "edges": table_of("edges", links),
            "property_sets": table_of("property_sets", {"name": ["set"] * len(told)}),
            "properties": table_of("properties", {**properties, "number": numbers}),
            "node_property_sets": table_of(
                "node_property_sets", {"node": [row[one[0]] for one in told], "set": range(len(told))}
            ),
        }
    )


@pytest.fixture(scope="session")
def twin_of() -> Callable[..., Twin]:
    return made


@pytest.fixture(scope="session")
def block() -> Callable[..., Twin]:
    """Return a function that makes a house: a board feeds a meter for each flat and one for the lift."""

    def laid(homes: int = 6, *, main: bool = True, network: bool = True, facts: Any = ()) -> Twin:
        nodes: list[dict[str, Any]] = [
            {"id": "site", "kind": "site"},
            {"id": "house", "kind": "building", "name": "House", "ifc_class": "IfcBuilding"},
            {"id": "board", "kind": "equipment", "ifc_class": "IfcElectricDistributionBoard"},
            {"id": "shared", "kind": "equipment", "ifc_class": "IfcFlowMeter"},
            {"id": "lift", "kind": "equipment", "ifc_class": "IfcTransportElement"},
        ]
        edges: list[tuple[str, ...]] = [("board", "shared", "feeds", "power"), ("shared", "lift", "feeds", "power")]
        if main:
            nodes.append({"id": "main", "kind": "equipment", "ifc_class": "IfcFlowMeter"})
            edges.append(("main", "board", "feeds", "power"))
        for n in range(homes):
            nodes += [
                {"id": f"flat{n}", "kind": "zone", "use": "dwelling", "area": 60.0, "headcount": 2.0},
                {"id": f"room{n}", "kind": "space", "use": "living"},
                {"id": f"meter{n}", "kind": "equipment", "ifc_class": "IfcFlowMeter"},
                {"id": f"socket{n}", "kind": "equipment", "ifc_class": "IfcOutlet"},
            ]
            edges += [(f"flat{n}", f"room{n}", "groups"), (f"room{n}", f"socket{n}", "contains")]
            edges += [(f"room{n}", f"meter{n}", "contains"), ("board", f"meter{n}", "feeds", "power")]
            edges.append((f"meter{n}", f"socket{n}", "feeds", "power"))
        return made(nodes, [one for one in edges if network or one[2] != "feeds"], facts)

    return laid


@pytest.fixture
def watched(tmp_path: Path) -> Callable[..., Any]:
    """Return a function that binds what was used in each hour (or, for temperatures, measured) to nodes by id."""

    def bound(twin: Twin, hourly: Mapping[str, Any], kinds: Mapping[str, str] | None = None) -> Any:
        tables, lines = [], []
        for node, values in hourly.items():
            quantity = (kinds or {}).get(node, "energy")
            state = quantity == "outdoor_temperature"
            series = np.asarray(values, dtype=float) if state else np.concatenate(([0.0], np.cumsum(values)))
            first = pd.Timestamp("2025-01-06", tz="Europe/Paris")
            times = pd.date_range(first, periods=len(series), freq="h").tz_convert("UTC")
            stamps = times.strftime("%Y-%m-%dT%H:%M:%SZ")
            tables.append(pd.DataFrame({"sensor": f"{node} {quantity}", "time": stamps, "value": series}))
            lines.append({"sensor": f"{node} {quantity}", "id": node, "quantity": quantity, "unit": ""})
        folder = tmp_path / "data"
        folder.mkdir(exist_ok=True)
        pd.concat(tables).to_csv(folder / "readings.csv", index=False)
        with (tmp_path / "map.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]))
            writer.writeheader()
            writer.writerows(lines)
        estate, mapping = tmp_path / "estate.gpkg", tmp_path / "map.csv"
        return observe(estate, twin, [folder], mapping=mapping, timezone="Europe/Paris").observations

    return bound
