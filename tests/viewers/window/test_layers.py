"""What a view can be coloured by."""

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from twin.analysis.criticality import values as criticality
from twin.errors import UsageError
from twin.model.kinds import Kind
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.window.layers import layers_of, values
from twin_viewers.window.tree_places import is_listed


@pytest.mark.parametrize("name", ["block", "duplex", "plant", "quarter"])
def test_each_layer_knows_as_many_things_as_it_says(name: str, request: pytest.FixtureRequest) -> None:
    twin = request.getfixturevalue(name)
    layers = layers_of(twin)
    own = [layer for layer in layers if layer.group != "property"]
    for layer in own:
        assert int((values(twin, layer.key).known & is_listed(twin)).sum()) == layer.known, layer.key
    for layer in layers[len(own) :: 12]:
        assert values(twin, layer.key).known.sum() >= 1, layer.key


def test_layers_have_names_in_both_languages(block: Twin) -> None:
    english, french = (layers_of(block, language=one) for one in ("en", "fr"))
    assert [one.key for one in english] == [one.key for one in french]
    assert "Logement" in {one.label for one in french}


def test_criticality_is_that_of_the_analysis(block: Twin) -> None:
    found = values(block, "criticality")
    assert isinstance(found, Numbers)
    np.testing.assert_array_equal(found.values[found.known], criticality(block)[found.known])


def test_a_room_has_the_energy_class_of_its_dwelling(wire: Callable[..., Twin]) -> None:
    twin = wire({"Home": "dwelling", "Room": "space", "Cellar": "space"}, groups=[("Home", "Room")])
    tables = {
        "property_sets": table_of("property_sets", {"name": ["DPE"]}),
        "properties": table_of("properties", {"set": [0], "name": ["ClasseDPE"], "value": ["d"]}),
        "node_property_sets": table_of("node_property_sets", {"node": [0], "set": [0]}),
    }
    found = values(Twin({**twin.tables, **tables}), "energy_class")
    assert isinstance(found, Groups)
    assert found.labels == tuple("ABCDEFG")
    assert found.codes.tolist() == [3, 3, -1]


def test_age_is_reckoned_to_the_day_given(wire: Callable[..., Twin]) -> None:
    twin = wire({"Pump": "IfcPump", "Other": "IfcPump"})
    tables = {
        "property_sets": table_of("property_sets", {"name": ["Exploitation"]}),
        "properties": table_of("properties", {"set": [0], "name": ["DateInstallation"], "value": ["2000-01-01"]}),
        "node_property_sets": table_of("node_property_sets", {"node": [0], "set": [0]}),
    }
    twin = Twin({**twin.tables, **tables})
    year, age = values(twin, "installed"), values(twin, "installed", today=date(2010, 1, 1))
    assert isinstance(year, Numbers)
    assert isinstance(age, Numbers)
    assert year.values[0] == 2000.0
    assert age.values[0] == pytest.approx(10.0, abs=0.01)  # leap days
    assert np.isnan(age.values[1])


def test_things_are_in_the_dwelling_of_their_room(block: Twin) -> None:
    found = values(block, "dwelling")
    assert isinstance(found, Groups)
    edges = block.edges
    for edge in np.flatnonzero(edges["relation"] == "groups").tolist():
        home, room = int(edges["source"][edge]), int(edges["target"][edge])
        if block.nodes["kind"][home] == Kind.ZONE and block.nodes["use"][home] == "dwelling":
            assert found.codes[home] == found.codes[room] >= 0


def test_an_unknown_layer_is_refused_by_name(block: Twin) -> None:
    with pytest.raises(UsageError, match="nonsense"):
        values(block, "property:nonsense")
