"""Where nothing is known, a plausible network is made, and nobody can take it for knowledge."""

import numpy as np
import pytest

from twin.importers.pipeline import Options, import_files
from twin.inference.layer import Inferred, applied
from twin.inference.run import inferred, layers
from twin.model.schema import table_of


@pytest.fixture(scope="module")
def duplex(shared_data):
    return import_files([shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"], Options()).twin


@pytest.fixture(scope="module")
def assumed(duplex):
    return inferred(duplex, asked=["assumed_networks"])


def feeds(twin):
    return np.flatnonzero(twin.edges["relation"] == "feeds")


def test_no_network_is_assumed_unless_asked_for(duplex):
    assert len(feeds(inferred(duplex))) == 0


def test_every_dwelling_gets_water_power_and_heating(assumed):
    dwellings = set(np.flatnonzero(assumed.nodes["use"] == "dwelling").tolist())
    rows = feeds(assumed)
    for commodity in ("cold_water", "power", "heating"):
        fed = assumed.edges["target"][rows[assumed.edges["commodity"][rows] == commodity]]
        assert dwellings <= set(fed.tolist())


def test_every_assumed_link_says_so(assumed):
    rows = feeds(assumed)
    assert set(assumed.edges["provenance"][rows]) == {"assumed"}
    assert assumed.edges["confidence"][rows].max() <= 0.1
    new = np.char.startswith(assumed.nodes["id"].astype(str), "assumed~")
    assert set(assumed.nodes["provenance"][new]) == {"assumed"}


def test_the_finding_begins_with_what_rests_on_assumptions(assumed):
    (finding,) = [one for one in assumed.findings if one.code == "assumed-network"]
    assert finding.message.startswith("Results on cold water, power, heating of this building rest on assumptions")


def test_risers_lead_from_one_main_to_stacks(assumed):
    ids, rows = assumed.nodes["id"], feeds(assumed)
    building = next(ids[row] for row in assumed.rows("building"))
    main = f"assumed~power~main~{building}"
    risers = [ids[assumed.edges["target"][row]] for row in rows if ids[assumed.edges["source"][row]] == main]
    assert risers
    assert all(one.startswith("assumed~power~riser~dwelling~") for one in risers)


def test_a_network_that_is_there_is_left_alone(duplex):
    known = inferred(duplex)
    ends = {"source": [known.rows("element")[0]], "target": [known.rows("zone")[-1]]}
    words = {"relation": ["feeds"], "commodity": ["power"], "provenance": ["declared"]}
    more = applied(known, Inferred(table_of("edges", {**ends, **words})))
    found = layers()["assumed_networks"].infer(more)
    assert set(found.edges["commodity"]) == {"cold_water", "heating"}


def test_row_houses_get_a_riser_each(shared_data):
    facts = import_files([next((shared_data / "smileywest").glob("*.ifc"))], Options()).twin
    twin = inferred(facts, asked=["assumed_networks"])
    risers = [one for one in twin.nodes["id"] if one.startswith("assumed~cold_water~riser~")]
    assert len(risers) == 5
