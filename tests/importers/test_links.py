"""What people know about links overrules what models say and what was inferred."""

import pytest

from twin.errors import InputError, UsageError
from twin.importers.links import read_links, with_links
from twin.model.schema import table_of
from twin.model.twin import Twin


@pytest.fixture
def write(tmp_path):
    def write(content, encoding="utf-8"):
        path = tmp_path / "links.csv"
        path.write_bytes(content.encode(encoding))
        return path

    return write


@pytest.fixture
def twin():
    nodes = table_of("nodes", {"id": ["m", "v", "w", "d"], "name": ["Meter", "Valve", "Valve", "Dwelling"]})
    edges = {
        "source": [1, 2, 0],
        "target": [0, 3, 1],
        "relation": ["feeds"] * 3,
        "commodity": ["cold_water", "cold_water", "power"],
        "provenance": ["geometric", "assumed", "geometric"],
        "method": ["ends-meet-undirected", "riser-of-stack", "ends-meet"],
    }
    return Twin({"nodes": nodes, "edges": table_of("edges", edges)})


def triples(twin):
    ids, edges = twin.nodes["id"], twin.edges
    return sorted(zip(ids[edges["source"]], ids[edges["target"]], edges["commodity"], edges["provenance"], strict=True))


def test_a_link_takes_the_place_of_what_was_inferred_between_the_two(twin, write):
    links = read_links(write("from,to,relation,commodity,author\nMeter,v,feeds,cold water,Ana\n"))
    after = with_links(twin, links, file="links.csv")
    assert ("m", "v", "cold_water", "declared") in triples(after)
    assert not any(row[:3] == ("v", "m", "cold_water") for row in triples(after))
    assert ("m", "v", "power", "geometric") in triples(after)
    assert "declared by Ana" in after.edges["method"]


def test_what_was_assumed_to_feed_a_thing_gives_way(twin, write):
    links = read_links(write("de;vers;lien;fluide\nv;d;feeds;cold_water\n"))
    after = with_links(twin, links, file="links.csv")
    assert [row for row in triples(after) if row[1] == "d"] == [("v", "d", "cold_water", "declared")]


def test_a_line_can_say_that_there_is_no_link(twin, write):
    links = read_links(write("from,to,relation,commodity\nw,d,not feeds,cold water\n"))
    after = with_links(twin, links, file="links.csv")
    assert not any(row[1] == "d" for row in triples(after))
    assert after.findings[0].code == "link-overruled"


def test_links_applied_twice_change_nothing_more(twin, write):
    links = read_links(write("from,to,commodity\nMeter,v,cold water\nv,d,cold water\nlost,d,gas\n"))
    once = with_links(twin, links, file="links.csv")
    twice = with_links(once, links, file="links.csv")
    assert triples(once) == triples(twice)
    assert once.findings == twice.findings


def test_a_name_that_several_things_have_becomes_a_finding(twin, write):
    after = with_links(twin, read_links(write("from,to\nValve,d\n")), file="links.csv")
    (finding,) = after.findings
    assert finding.code == "link-unmatched"
    assert "Line 2 of the links file: Valve: 2 things answer to it" in finding.message
    assert triples(after) == triples(twin)


def test_a_file_without_both_ends_is_refused(write):
    with pytest.raises(UsageError, match="no column is headed to"):
        read_links(write("from,relation\na,feeds\n"))


def test_a_relation_that_nobody_knows_is_refused_with_its_line(write):
    with pytest.raises(InputError, match="line 3: 'eats' is no relation"):
        read_links(write("from,to,relation\na,b,feeds\na,b,eats\n"))


def test_a_line_with_one_end_is_refused(write):
    with pytest.raises(InputError, match="line 2 names only one thing"):
        read_links(write("from,to\na,\n"))


def test_windows_encoding_is_read(write):
    (link,) = read_links(write("de;à\nColonne ouest;Logement été\n", "cp1252"))
    assert (link.source, link.target) == ("Colonne ouest", "Logement été")
