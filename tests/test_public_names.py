"""``import twin`` is quick and shows all that it has."""

from __future__ import annotations

import subprocess
import sys

import pytest

import twin


def test_public_names_are_listed_before_they_are_loaded() -> None:
    assert set(twin.__all__) <= set(dir(twin))


@pytest.mark.parametrize("name", twin.__all__)
def test_each_public_name_is_there(name: str) -> None:
    assert getattr(twin, name)


def test_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'twin' has no attribute 'nothing'"):
        _ = twin.nothing


def test_import_loads_nothing_else() -> None:
    script = "import sys, twin; print(sorted(name for name in sys.modules if name.startswith(('twin.', 'numpy'))))"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
