"""Twins that the panels of a window are tested on."""

from pathlib import Path

import pytest

import twin
from twin.model.twin import Twin


@pytest.fixture(scope="session")
def block(residence: Path) -> Twin:
    """Return the twin of the generated residence."""
    return twin.import_models([residence]).facts


@pytest.fixture(scope="session")
def duplex(shared_data: Path) -> Twin:
    """Return the twin of a real house: architecture and electrical installation."""
    folder = shared_data / "duplex"
    names = ("Ifc2x3_Duplex_Architecture.ifc", "Ifc2s3_Duplex_Electrical.ifc")
    return twin.import_models([folder / name for name in names]).facts


@pytest.fixture(scope="session")
def plant(shared_data: Path) -> Twin:
    """Return the twin of a real heating plant, which has no rooms."""
    return twin.import_models([shared_data / "bim2sim" / "hvac_heating.ifc"]).facts


@pytest.fixture(scope="session")
def quarter(shared_data: Path) -> Twin:
    """Return the twin of a real public space."""
    return twin.import_models([], public_space=[shared_data / "osm" / "neukolln_input.osm"]).facts
