"""``twin hazards`` tells what can happen, what can be done, and what may stand in a scenario file."""

from __future__ import annotations

import json

import pytest

from twin.cli import main

HAZARD = '''"""A stranger's hazard."""
from twin.simulation.hazard import Parameter, Plugin

class Hazard(Plugin):
    about = "a test rig breaks"
    aims_at = "rig breaks"
    changes = ("health",)
    parameters = (Parameter("speed", 2.0, "m/s", "how fast", "EN 1", low=0.0),)
    references = ("EN 1, table 2",)
'''


@pytest.fixture
def rig(add_package):
    from twin.simulation import run

    add_package({"hazards/__init__.py": "", "hazards/rig_failure.py": HAZARD})
    run._installed.cache_clear()
    yield
    run._installed.cache_clear()


def test_a_dropped_file_is_listed_beside_the_others(rig, capsys):
    assert main(["hazards"]) == 0
    out = capsys.readouterr().out
    (line,) = [line for line in out.splitlines() if line.startswith("rig-failure ")]
    assert line.split() == ["rig-failure", "a", "test", "rig", "breaks", "rig", "breaks", "unverified"]
    assert "equipment-failure" in out
    assert "repair" in out


def test_one_hazard_is_described_with_its_parameters(rig, capsys):
    assert main(["hazards", "rig_failure"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("hazard rig-failure (unverified): a test rig breaks")
    for told in ('hazard = "rig-failure"', "EN 1, table 2", "how fast; from 0", "m/s", "2.0"):
        assert told in out


def test_json_tells_hazards_and_interventions_apart(rig, capsys):
    assert main(["hazards", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "repair" in [one["name"] for one in told["interventions"]]
    rigs = [one for one in told["hazards"] if one["name"] == "rig-failure"]
    assert rigs[0]["parameters"][0]["source"] == "EN 1"


def test_the_schema_holds_every_parameter_with_unit_source_and_default(rig, capsys):
    assert main(["hazards", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    entries = schema["properties"]["event"]["items"]["oneOf"]
    (found,) = [one for one in entries if one["properties"]["hazard"]["const"] == "rig-failure"]
    assert found["required"] == ["hazard", "at"] or found["required"] == ["at", "hazard"]
    assert found["properties"]["speed"] == {
        "description": "how fast [m/s]. Source: EN 1",
        "type": ["number", "string"],
        "minimum": 0.0,
        "default": 2.0,
    }


def test_an_unknown_name_is_wrong_use_with_the_nearest(rig, capsys):
    assert main(["hazards", "rig-failre"]) == 2
    assert capsys.readouterr().err == (
        "twin: error: rig-failre: is no hazard or intervention. Did you mean 'rig-failure'?\n"
    )


def test_a_hazard_that_cannot_be_imported_is_told_beside_the_others(add_package, capsys):
    from twin.simulation import run

    add_package({"hazards/__init__.py": "", "hazards/odd.py": "class Hazard:\n    pass\nraise OSError('no disk')\n"})
    run._installed.cache_clear()
    try:
        assert main(["hazards"]) == 0
    finally:
        run._installed.cache_clear()
    told = capsys.readouterr()
    assert "equipment-failure" in told.out
    assert "warning: plug-in stranger_package.hazards.odd is left out: OSError: no disk" in told.err
