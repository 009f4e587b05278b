"""Findings handed back as BCF are read as they were meant."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from bcf import bcfxml as bcf

from twin.analysis.bcf import write_bcf
from twin.analysis.topics import topics_of
from twin.errors import OutputError
from twin.importers.pipeline import Options, import_files
from twin.model.findings import Finding, Severity
from twin.model.schema import table_of_findings
from twin.model.twin import Twin

NOW = datetime(2026, 1, 31, 8, 30, tzinfo=UTC)
DOOR = "1hOSvn6df7F8_7GcBWlSXO"


@pytest.fixture(scope="module")
def duplex(shared_data):
    return import_files([shared_data / "duplex" / "Ifc2x3_Duplex_Architecture.ifc"], Options()).twin


def about(twin, row, code="door-odd", severity=Severity.WARNING):
    identity, name = twin.nodes["global_id"][row], twin.nodes["name"][row]
    return Finding(code, severity, "It is odd", "Make it even.", "", identity, name)


def with_findings(twin, *findings):
    return Twin({**twin.tables, "findings": table_of_findings(findings)}, twin.meta)


def doors(twin):
    return np.flatnonzero(twin.nodes["ifc_class"] == "IfcDoor")


def test_a_topic_says_what_was_found_about_which_thing(duplex, tmp_path):
    door = doors(duplex)[0]
    write_bcf(with_findings(duplex, about(duplex, door)), tmp_path / "out.bcfzip", created=NOW)
    with bcf.load(tmp_path / "out.bcfzip") as file:
        (topic,) = file.topics.values()
        assert topic.topic.title == f"Door odd: {duplex.nodes['name'][door]}"
        assert topic.topic.description == "It is odd.\nMake it even."
        assert (topic.topic.priority, topic.topic.labels, topic.topic.topic_status) == ("Normal", ["door-odd"], "Open")
        assert topic.header.file[0].filename == "Ifc2x3_Duplex_Architecture.ifc"
        assert topic.header.file[0].ifc_project == "1xS3BCk291UvhgP2a6eflL"
        (view,) = topic.viewpoints.values()
        assert view.get_selected_guids() == [duplex.nodes["global_id"][door]]


def test_a_camera_looks_at_the_thing_from_outside_in_the_coordinates_of_its_file(duplex):
    inverse = np.linalg.inv(np.vstack((duplex["sources"]["transform"][0], (0, 0, 0, 1))))
    for door in doors(duplex).tolist():
        (topic,) = topics_of(duplex, [about(duplex, door)])
        box = duplex.nodes["box"][door] @ inverse[:3, :3].T + inverse[:3, 3]
        sight = box.mean(axis=0) - topic.camera.eye
        distance = np.linalg.norm(sight)
        assert np.allclose(sight / distance, topic.camera.direction, atol=1e-6)
        assert 3 - 1e-6 <= distance < 10
        assert abs(topic.camera.direction @ topic.camera.up) < 1e-9
        middle = np.array((4.4, -8.9))  # the house in its file stands between (0, -17.9) and (8.8, 0.1)
        assert np.hypot(*(topic.camera.eye[:2] - middle)) > np.hypot(*(box.mean(axis=0)[:2] - middle))


def test_findings_of_one_kind_about_one_thing_are_one_topic(duplex):
    first, second = doors(duplex)[:2]
    one = about(duplex, first)
    topics = topics_of(duplex, [one, replace(one, message="It is very odd"), about(duplex, second)])
    assert len(topics) == 2
    assert {topic.description.count("odd") for topic in topics} == {1, 2}


def test_the_gravest_come_first_and_the_rest_are_counted(duplex):
    rows = doors(duplex)
    findings = [about(duplex, row) for row in rows] + [about(duplex, rows[0], "broken", Severity.ERROR)]
    topics = topics_of(duplex, findings, most=5)
    assert [topics[0].code, topics[-1].code, len(topics)] == ["broken", "more-findings", 5]
    assert topics[-1].description == f"Not shown one by one:\n{len(findings) - 4} × door-odd"


def test_a_finding_exported_again_is_the_same_topic(duplex, tmp_path):
    twin = with_findings(duplex, *(about(duplex, row) for row in doors(duplex)))
    for name in ("a", "b"):
        write_bcf(twin, tmp_path / name, created=NOW)
    with bcf.load(tmp_path / "a") as one, bcf.load(tmp_path / "b") as other:
        assert one.topics.keys() == other.topics.keys()
        assert len(one.topics) == 14


def test_text_that_xml_forbids_does_no_harm(duplex, tmp_path):
    odd = Finding("odd", Severity.INFO, "a\x00b <&> é", "", "f\x01.ifc", "no GlobalId", "n\x0b")
    write_bcf(with_findings(duplex, odd), tmp_path / "out.bcfzip", created=NOW)
    with bcf.load(tmp_path / "out.bcfzip") as file:
        (topic,) = file.topics.values()
        assert topic.topic.description == "a�b <&> é."


def test_a_twin_without_findings_is_an_empty_file(duplex, tmp_path):
    write_bcf(with_findings(duplex), tmp_path / "out.bcfzip", created=NOW)
    with bcf.load(tmp_path / "out.bcfzip") as file:
        assert file.topics == {}


def test_a_place_that_cannot_be_written_to_is_told(duplex, tmp_path):
    with pytest.raises(OutputError, match="cannot be written"):
        write_bcf(duplex, tmp_path / "none" / "out.bcfzip", created=NOW)
