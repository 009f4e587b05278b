"""The tree of an estate."""

import subprocess
import sys

import numpy as np
import pytest

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin_viewers.window.tree import children, path_to, rows_below
from twin_viewers.window.tree_places import is_listed


def everything(twin: Twin, parent: int | str | None = None) -> list[int]:
    found = []
    for entry in children(twin, parent):
        found += [entry.row] * (entry.row >= 0) + everything(twin, entry.key)
    return found


@pytest.mark.parametrize("name", ["block", "duplex", "plant", "quarter"])
def test_each_thing_is_reached_exactly_once(name: str, request: pytest.FixtureRequest) -> None:
    twin = request.getfixturevalue(name)
    assert sorted(everything(twin)) == np.flatnonzero(is_listed(twin)).tolist()


@pytest.mark.parametrize("name", ["block", "duplex", "plant", "quarter"])
def test_no_level_is_too_long_to_read(name: str, request: pytest.FixtureRequest) -> None:
    twin = request.getfixturevalue(name)
    longest = 0
    front: list[str | None] = [None]
    while front:
        levels = [children(twin, key) for key in front]
        longest = max([longest, *map(len, levels)])
        front = [entry.key for level in levels for entry in level]
    assert longest <= 300


def test_the_path_to_a_thing_leads_there_from_the_top(block: Twin) -> None:
    valve = int(np.flatnonzero(block.nodes["ifc_class"] == "IfcValve")[0])
    path = path_to(block, valve)
    for above, below in zip((None, *path), path, strict=False):
        assert below in [entry.key for entry in children(block, above)]
    assert path[-1] == str(valve)


def test_what_is_no_thing_to_people_has_no_path(block: Twin) -> None:
    assert path_to(block, int(block.rows(Kind.PORT)[0])) == ()


def test_storeys_stand_as_in_the_building(block: Twin) -> None:
    building = int(block.rows(Kind.BUILDING)[0])
    storeys = [entry.row for entry in children(block, building) if entry.kind == Kind.STOREY]
    height = block.nodes["elevation"][storeys]
    assert (np.diff(height) < 0).all()


def test_an_entry_counts_all_below_it(block: Twin) -> None:
    for entry in children(block, int(block.rows(Kind.BUILDING)[0])):
        assert entry.count == len(rows_below(block, entry.key)) - (entry.row >= 0)


def test_groups_are_named_in_the_language_asked_for(block: Twin) -> None:
    labels = [{entry.label for entry in children(block, language=one) if entry.row < 0} for one in ("en", "fr")]
    assert "Systems" in labels[0]
    assert "Réseaux" in labels[1]


def test_panels_need_no_picture_library() -> None:
    code = """
import sys, importlib, pkgutil, twin_viewers.window as window
for module in pkgutil.iter_modules(window.__path__, "twin_viewers.window."):
    importlib.import_module(module.name)
assert not {"vtk", "vtkmodules", "pyvista", "trame"} & set(sys.modules), sorted(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
