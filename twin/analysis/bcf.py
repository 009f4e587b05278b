"""Findings handed back to those who draw the models, as BCF topics.

BCF 2.1 is written because most authoring tools read it. What is written follows from the twin alone, but for the time:
exported again, a finding keeps the identity of its topic, so that nobody works through it twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import NAMESPACE_URL, uuid5

from twin.analysis.topics import Camera, Topic, topics_of
from twin.errors import OutputError
from twin.model.columns import Array
from twin.model.findings import Severity
from twin.model.twin import Twin

if TYPE_CHECKING:
    import bcf.v2.model as mdl
    from bcf.v2.topic import TopicHandler

__all__ = ["write_bcf"]

_AUTHOR: Final = "estate-twin"
_PRIORITIES: Final = {Severity.ERROR: "High", Severity.WARNING: "Normal", Severity.INFO: "Low"}
_TYPES: Final = {Severity.ERROR: "Error", Severity.WARNING: "Warning", Severity.INFO: "Info"}
_IDENTITY: Final = re.compile(r"[0-3][0-9A-Za-z_$]{21}")
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 forbids."""
_FIELD_OF_VIEW: Final = 60.0


def write_bcf(twin: Twin, path: Path, *, created: datetime, most: int = 200) -> list[Topic]:
    """Write the findings of a twin as BCF topics, and return these.

    Parameters
    ----------
    twin : the twin
    path : file to write, usually ``.bcfzip``
    created : time that the topics are dated with
    most : how many topics someone can work through

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    from bcf.v2.bcfxml import BcfXml

    topics = topics_of(twin, twin.findings, most=most)
    projects = _projects(twin)
    with BcfXml() as file:
        for handler in _handlers(topics, projects, created):
            file.topics[handler.guid] = handler
        try:
            file.save(path)
        except OSError as error:
            raise OutputError(
                path, f"cannot be written ({error.strerror})", "Check the path and the rights."
            ) from error
    return topics


def _projects(twin: Twin) -> dict[str, str]:
    """Return the GlobalId of the project of each file."""
    sources = twin["sources"]
    return dict(zip(sources["name"].tolist(), sources["project_id"].tolist(), strict=True))


def _handlers(topics: Sequence[Topic], projects: dict[str, str], created: datetime) -> list[TopicHandler]:
    from bcf.v2.topic import TopicHandler

    handlers = []
    for place, topic in enumerate(topics):
        guid = str(uuid5(NAMESPACE_URL, repr((topic.code, topic.file, topic.global_id, topic.title))))
        handler = TopicHandler(cast(Any, Path(guid)))  # a folder to be, where the library reads one that is
        handler.markup = _markup(topic, guid, place, _header(topic, projects), created)
        if topic.camera is not None:
            handler.add_visinfo_handler(_viewpoint(topic.camera, topic.global_id, guid))
        handlers.append(handler)
    return handlers


def _markup(topic: Topic, guid: str, place: int, header: mdl.Header | None, created: datetime) -> mdl.Markup:
    import bcf.v2.model as mdl
    from xsdata.models.datatype import XmlDateTime

    told = mdl.Topic(
        guid=guid,
        title=_plain(topic.title),
        description=_plain(topic.description),
        topic_type=_TYPES[topic.severity],
        topic_status="Open",
        priority=_PRIORITIES[topic.severity],
        labels=[topic.code],
        index=place,
        creation_date=XmlDateTime.from_datetime(created),
        creation_author=_AUTHOR,
    )
    return mdl.Markup(header=header, topic=told)


def _header(topic: Topic, projects: dict[str, str]) -> mdl.Header | None:
    import bcf.v2.model as mdl

    if not topic.file:
        return None
    project = projects.get(topic.file, "")
    known = project if _IDENTITY.fullmatch(project) else None
    return mdl.Header(file=[mdl.HeaderFile(filename=_plain(topic.file), ifc_project=known, is_external=True)])


def _viewpoint(camera: Camera, global_id: str, topic: str) -> Any:
    import bcf.v2.model as mdl
    from bcf.v2.visinfo import VisualizationInfoHandler

    chosen = [mdl.Component(ifc_guid=global_id)] if _IDENTITY.fullmatch(global_id) else []
    components = mdl.Components(
        selection=mdl.ComponentSelection(component=chosen) if chosen else None,
        visibility=mdl.ComponentVisibility(default_visibility=True),
    )
    view = mdl.PerspectiveCamera(
        camera_view_point=mdl.Point(**_xyz(camera.eye)),
        camera_direction=mdl.Direction(**_xyz(camera.direction)),
        camera_up_vector=mdl.Direction(**_xyz(camera.up)),
        field_of_view=_FIELD_OF_VIEW,
    )
    guid = str(uuid5(NAMESPACE_URL, f"{topic} viewpoint"))
    return VisualizationInfoHandler(mdl.VisualizationInfo(components=components, perspective_camera=view, guid=guid))


def _xyz(vector: Array) -> dict[str, float]:
    return dict(zip("xyz", vector.tolist(), strict=True))


def _plain(text: str) -> str:
    return _UNWRITABLE.sub("�", text)
