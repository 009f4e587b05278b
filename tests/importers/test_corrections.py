"""What people know better holds, is signed, and survives."""

import numpy as np
import pytest

from twin.errors import InputError
from twin.importers.correcting import concluded, corrected
from twin.importers.corrections import read_corrections, recalled
from twin.inference.layer import Inferred, applied
from twin.model.schema import table_of
from twin.model.twin import Twin

HEADINGS = "action,thing,within,what,value,commodity,via,author,date,reason\n"


@pytest.fixture
def written(tmp_path):
    def write(*lines, headings=HEADINGS):
        path = tmp_path / "corrections.csv"
        path.write_text(headings + "\n".join(lines) + "\n", encoding="utf-8")
        return read_corrections(path)

    return write


@pytest.fixture
def flat():
    """Two rooms of one name in two storeys, a third room, and a door that geometry puts between the wrong ones."""
    ids = ["house", "low", "high", "bath-low", "bath-high", "hall", "door"]
    nodes = table_of(
        "nodes",
        {
            "id": ids,
            "kind": ["building", "storey", "storey", "space", "space", "space", "element"],
            "name": ["Haus", "EG", "OG", "Bad", "Bad", "Flur", "T1"],
            "parent": [-1, 0, 0, 1, 2, 1, 1],
            "storey": [-1, 1, 2, 1, 2, 1, 1],
            "use": ["", "", "", "wet", "wet", "circulation", ""],
        },
    )
    door = {"source": [3], "target": [4], "relation": ["opens_onto"], "via": [6], "method": ["door"]}
    edges = table_of("edges", {**door, "provenance": ["geometric"], "clear_width": [0.8]})
    return Twin({"nodes": nodes, "edges": edges})


def codes(twin):
    return [(one.code, one.message.partition(":")[0].partition(" of")[0]) for one in twin.findings]


def test_a_field_takes_the_value_of_its_author(written, flat):
    twin = concluded(flat, written("set,Flur,,use,living,,,A. Roux,2026-01-31,seen on site"))
    assert (twin.nodes["use"][5], twin.nodes["use_from"][5]) == ("living", "correction by A. Roux")
    row = twin["corrections"].row(0)
    assert (row["was"], row["author"], row["reason"], row["line"]) == ("circulation", "A. Roux", "seen on site", 2)


def test_an_inference_does_not_override_a_person(written, flat):
    lines = written("set,Flur,,use,living,,,A. Roux,,")
    found = Inferred(values={"use": np.array(["", "", "", "wet", "wet", "stair", ""], dtype=object)})
    twin = concluded(applied(corrected(flat, lines), found), lines)
    assert twin.nodes["use"][5] == "living"
    assert twin["corrections"]["was"][0] == "stair"


def test_correcting_twice_changes_nothing(written, flat):
    lines = written(
        "set,Flur,,name,Diele,,,A,,", "set,Flur,,area,9,,,A,,", "link,bath-low,,opens_onto,hall,,T1,A,,",
        "unlink,bath-low,,opens_onto,bath-high,,,A,,", "set,T1,,Pset_DoorCommon.FireRating,EI30,,,A,,",
    )  # fmt: skip
    once = corrected(flat, lines)
    twice = corrected(once, lines)
    for name, table in once.tables.items():
        for column, values in table.items():
            assert np.array_equal(values, twice[name][column], equal_nan=values.dtype.kind == "f"), (name, column)


def test_a_thing_still_answers_to_the_name_it_had(written, flat):
    lines = written("set,Flur,,name,Diele,,,A,,", "set,Flur,,use,living,,,A,,")
    twin = concluded(corrected(flat, lines), lines)
    assert (twin.nodes["name"][5], twin.nodes["use"][5], twin.findings) == ("Diele", "living", [])


def test_a_corrected_link_replaces_what_was_inferred_and_is_signed(written, flat):
    lines = written("link,bath-low,,opens_onto,hall,,T1,A. Roux,,", "unlink,bath-high,,opens_onto,bath-low,,,A. Roux,,")
    twin = concluded(flat, lines)
    assert twin.edges.length == 1
    edge = twin.edges.row(0)
    assert (edge["source"], edge["target"], edge["via"]) == (3, 5, 6)
    assert (edge["provenance"], edge["method"], edge["confidence"]) == ("declared", "correction by A. Roux", 1.0)
    assert twin["corrections"]["was"].tolist() == ["", "door"]


def test_a_confirmed_link_keeps_what_was_measured(written, flat):
    twin = concluded(flat, written("link,bath-high,,opens_onto,bath-low,,,A,,"))
    assert twin.edges.row(0)["clear_width"] == 0.8
    assert twin.edges.row(0)["via"] == 6
    assert twin.edges.length == 1


def test_a_fact_of_a_door_is_that_of_its_links(written, flat):
    twin = concluded(flat, written("set,T1,,fire_rating,EI30,,,A,,", "set,T1,,self_closing,yes,,,A,,"))
    assert (twin.edges["fire_rating"][0], twin.edges["self_closing"][0]) == ("EI30", 1)


def test_a_thing_moved_stands_in_one_place(written, flat):
    twin = concluded(flat, written("link,high,,contains,hall,,,A,,"))
    assert twin.nodes["parent"][5] == twin.nodes["storey"][5] == 2


def test_a_name_that_several_things_bear_needs_a_place(written, flat):
    assert codes(concluded(flat, written("set,Bad,,use,living,,,A,,"))) == [
        ("correction-unmatched", "Line 2")
    ]  # fmt: skip
    twin = concluded(flat, written("set,Bad,OG,use,living,,,A,,"))
    assert twin.nodes["use"].tolist()[3:5] == ["wet", "living"]


def test_an_unknown_thing_names_the_nearest(written, flat):
    (finding,) = concluded(flat, written("set,Flurr,,use,living,,,A,,")).findings
    assert finding.remedy == "Did you mean 'Flur'?"


def test_a_link_that_is_not_there_cannot_be_cut_silently(written, flat):
    (finding,) = concluded(flat, written("unlink,hall,,opens_onto,bath-low,,,A,,")).findings
    assert finding.code == "correction-idle"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("sett,Flur,,use,living,,,A,,", "cannot 'sett'"),
        ("set,,,use,living,,,A,,", "names no thing"),
        ("set,Flur,,use,living,,,,,", "names no author"),
        ("set,Flur,,colour,red,,,A,,", "knows no field 'colour'"),
        ("set,Flur,,area,large,,,A,,", "cannot set area to 'large'"),
        ("set,Flur,,is_external,perhaps,,,A,,", "cannot set is_external to 'perhaps'"),
        ("link,Flur,,leads to,EG,,,A,,", "knows no relation 'leads to'"),
        ("link,Flur,,opens_onto,,,,A,,", "names no other end"),
        ("set,Flur,,use,living,,,A,31.1.2026,", "has no date '31.1.2026'"),
        ("set,Flur,,use,living,,,A,,seen, twice", "has more values than columns"),
    ],
)
def test_a_line_that_says_nothing_is_a_finding_with_its_number(written, line, reason):
    (finding,) = written("", "# a comment", line).findings
    assert finding.message.startswith(f"Line 4 of the corrections {reason}")


def test_headings_may_be_french_and_separated_by_semicolons(tmp_path, flat):
    path = tmp_path / "c.csv"
    path.write_bytes("faire;objet;champ;valeur;auteur;motif\nset;Flur;use;living;Zoé;relevé\n".encode("cp1252"))
    assert concluded(flat, read_corrections(path)).nodes["use_from"][5] == "correction by Zoé"


def test_a_file_without_authors_is_refused(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("action,thing,what,value\n", encoding="utf-8")
    with pytest.raises(InputError, match="has no column author"):
        read_corrections(path)


def test_a_twin_recalls_its_corrections(written, flat):
    lines = written("set,Flur,,use,living,,,A. Roux,2026-01-31,why", "link,high,,contains,hall,,,A,,")
    assert recalled(concluded(flat, lines)).lines == lines.lines


def test_making_corrections_again_tells_the_same_doubts(written, flat):
    lines = written("set,Flurr,,use,living,,,A,,", "sett,Flur,,use,living,,,A,,")
    once = concluded(flat, lines)
    assert concluded(once, lines).findings == once.findings
    assert len(once.findings) == 2
