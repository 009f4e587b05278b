from collections.abc import Callable, Mapping

import pytest

from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture(scope="session")
def say() -> Callable[..., Twin]:
    """Return a function that adds properties to things of a twin, by name; numbers stay numbers."""

    def said(twin: Twin, properties: Mapping[str, Mapping[str, float | str]]) -> Twin:
        pairs = [(number, name, value) for number, one in enumerate(properties.values()) for name, value in one.items()]
        numbers = [value if isinstance(value, float) else float("nan") for _, _, value in pairs]
        names = twin.nodes["name"].tolist()
        tables: dict[str, Columns] = {
            "property_sets": table_of("property_sets", {"name": ["Exploitation"] * len(properties)}),
            "properties": table_of(
                "properties",
                {
                    "set": [number for number, _, _ in pairs],
                    "name": [name for _, name, _ in pairs],
                    "value": [str(value) for _, _, value in pairs],
                    "number": numbers,
                },
            ),
            "node_property_sets": table_of(
                "node_property_sets",
                {"node": [names.index(name) for name in properties], "set": list(range(len(properties)))},
            ),
        }
        return Twin({**twin.tables, **tables}, twin.meta)

    return said
