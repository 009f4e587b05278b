"""Networks end up the same, whether their author joined the ports or not."""

import pytest

from twin.importers.pipeline import Options, import_files
from twin.inference import supply


@pytest.fixture(scope="module")
def facts_of():
    """Return a function that gives the facts of a file, read once."""
    read = {}

    def facts(path):
        if path not in read:
            read[path] = import_files([path], Options()).twin
        return read[path]

    return facts


def pairs(twin, edges, *, column="id"):
    """Return the linked things, without the order of the ends."""
    ends = zip(twin.nodes[column][edges["source"]], twin.nodes[column][edges["target"]], strict=True)
    return sorted(tuple(sorted(pair)) for pair in ends)


def test_every_declared_connection_of_a_heating_plant_becomes_one_link(facts_of, shared_data):
    edges = supply.infer(facts_of(shared_data / "bim2sim" / "hvac_heating.ifc")).edges
    assert edges.length == 228
    assert set(edges["provenance"]) == {"declared"}
    assert set(edges["commodity"]) == {"heating_flow", "heating_return", "heating"}


@pytest.mark.parametrize(("name", "declared"), [("B01_2", 4), ("B01_4", 0), ("B01_5", 2)])
def test_missing_connections_of_ports_are_repaired_and_labelled(facts_of, shared_data, name, declared):
    twin = facts_of(shared_data / "hydraulic_graded" / f"{name}.ifc")
    edges = supply.infer(twin).edges
    assert pairs(twin, edges, column="name") == [("Apparate (M_606)", "Rohr")] * 4
    assert edges["provenance"].tolist().count("declared") == declared
