from collections.abc import Iterable

import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture(scope="session")
def wire():
    """Return a function that makes a twin of things by class and of links between them."""

    def wired(
        things: dict[str, str],
        feeds: Iterable[tuple[str, str, str]] = (),
        groups: Iterable[tuple[str, str]] = (),
        inside: dict[str, str] | None = None,
        uses: dict[str, str] | None = None,
        other: Iterable[tuple[str, str, str]] = (),
    ) -> Twin:
        names = list(things)
        row = {name: number for number, name in enumerate(names)}
        words = {"space": "space", "dwelling": "zone", "storey": "storey", "building": "building"}
        kinds = [words.get(things[name], "equipment") for name in names]
        parts = [things[name].partition(".") for name in names]
        nodes = {
            "id": names,
            "name": names,
            "kind": kinds,
            "ifc_class": [part[0] for part in parts],
            "predefined_type": [part[2] for part in parts],
            "use": [(uses or {}).get(name, "dwelling" if things[name] == "dwelling" else "") for name in names],
            "parent": [row.get((inside or {}).get(name, ""), -1) for name in names],
        }
        links = [(a, b, "feeds", c) for a, b, c in feeds] + [(a, b, "groups", "") for a, b in groups]
        links += [(a, b, relation, "") for a, b, relation in other]
        edges = {
            "source": [row[a] for a, *_ in links],
            "target": [row[b] for _, b, *_ in links],
            "relation": [relation for _, _, relation, _ in links],
            "commodity": [commodity for *_, commodity in links],
            "provenance": ["declared"] * len(links),
        }
        return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})

    return wired
