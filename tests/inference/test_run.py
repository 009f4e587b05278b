"""Layers run in the order of what they build on, and what they add stays consistent."""

import numpy as np
import pytest

from twin.inference.layer import Inferred, applied
from twin.inference.run import inferred, layers
from twin.model.findings import Finding, Severity
from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture
def facts():
    nodes = table_of("nodes", {"id": ["a", "b"], "kind": ["space"] * 2})
    return Twin({"nodes": nodes, "edges": table_of("edges", {"source": [0], "target": [1]})})


def test_every_layer_runs_after_those_it_names():
    order = list(layers())
    for name, module in layers().items():
        assert all(order.index(one) < order.index(name) for one in getattr(module, "AFTER", ()) if one in order)


def test_what_a_layer_adds_refers_to_new_and_old_nodes(facts):
    nodes = table_of("nodes", {"id": ["outside"], "kind": ["exterior"]})
    edges = table_of("edges", {"source": [1], "target": [2], "relation": ["opens_onto"], "provenance": ["geometric"]})
    after = applied(facts, Inferred(edges, nodes, {"use": np.array(["living", "wet"], dtype=object)}))
    ids = after.nodes["id"]
    assert (ids[after.edges["source"][1]], ids[after.edges["target"][1]]) == ("b", "outside")
    assert after.nodes["use"].tolist() == ["living", "wet", ""]
    assert facts.nodes.length == 2


def test_a_layer_cannot_fill_a_column_that_nobody_knows(facts):
    with pytest.raises(KeyError, match="colour"):
        applied(facts, Inferred(values={"colour": np.zeros(2)}))


def test_findings_of_a_layer_join_the_others(facts):
    finding = Finding("storey-not-joined", Severity.WARNING, "No stair", "Model it.")
    assert applied(facts, Inferred(findings=[finding])).findings == [finding]


def test_an_empty_twin_goes_through_every_layer():
    empty = Twin({})
    assert inferred(empty).nodes.length == 0


def test_inference_twice_gives_the_same_edges(residence):
    from twin.importers.pipeline import Options, import_files

    facts = import_files([residence], Options()).twin
    one, other = inferred(facts), inferred(facts)
    for column in one.edges:
        assert np.array_equal(one.edges[column], other.edges[column], equal_nan=one.edges[column].dtype.kind == "f")


def test_a_layer_that_fails_is_told_and_stops_nothing(facts, monkeypatch):
    def fail(_):
        raise ValueError("too close to call")

    monkeypatch.setattr(layers()["use"], "infer", fail)
    after = inferred(facts)
    (finding,) = [one for one in after.findings if one.code == "layer-failed"]
    assert "The inference of use failed" in finding.message
    assert after.nodes.length >= facts.nodes.length
