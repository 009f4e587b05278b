"""Links that people know better than any model: a short table of what feeds, serves or opens onto what.

A line names two things by id, code, GlobalId or name, the relation (``feeds`` if not given) and the commodity. It is
believed above all else: it takes the place of whatever was read or inferred between the two, and what was merely
assumed to feed the same thing gives way to it. ``not feeds`` says that there is no such link. Headings in English or
French; commas, semicolons or tabs; UTF-8 or Windows-1252.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from twin.errors import InputError, UnknownNodeError, UsageError
from twin.importers.spreadsheet import read_table_text
from twin.model.algebra import joined, keep_rows
from twin.model.columns import Array, Columns
from twin.model.evidence import Provenance
from twin.model.findings import Finding, Severity
from twin.model.relations import Relation
from twin.model.schema import table_of, table_of_findings
from twin.model.twin import Twin

__all__ = ["Link", "read_links", "remembered", "remembering", "with_links"]

_HEADINGS: Final = {
    "source": ("from", "source", "de", "depuis", "amont"),
    "target": ("to", "target", "vers", "a", "à", "aval"),
    "relation": ("relation", "lien"),
    "commodity": ("commodity", "fluide", "énergie", "energie"),
    "author": ("author", "auteur"),
    "date": ("date",),
    "reason": ("reason", "motif", "raison"),
}
_NOT: Final = "not "
_MUTUAL: Final = (Relation.ADJACENT, Relation.OPENS_ONTO, Relation.CONNECTS)
"""Relations without a direction; their ends are ordered by id."""


@dataclass(frozen=True, slots=True)
class Link:
    """One line of a links file.

    Parameters
    ----------
    line : where it stands
    source : what the link starts from: id, code, GlobalId or name
    target : what it leads to
    relation : relation of the twin
    commodity : what flows, empty if nothing does or nobody says
    exists : False if the line says that there is no such link
    author : who says so
    date : when, as written
    reason : why, as written
    """

    line: int
    source: str
    target: str
    relation: Relation = Relation.FEEDS
    commodity: str = ""
    exists: bool = True
    author: str = ""
    date: str = ""
    reason: str = ""

    @property
    def method(self) -> str:
        """How the edge names where it comes from."""
        return f"declared by {self.author}" if self.author else "links-file"


def read_links(path: Path) -> list[Link]:
    """Return the lines of a links file.

    Raises
    ------
    InputError
        If it cannot be read, a line lacks an end, or a relation is none that the twin knows.
    UsageError
        If no columns hold the ends of the links.
    """
    content = read_table_text(path)
    lines = csv.reader(io.StringIO(content), delimiter=max(",;\t", key=content.partition("\n")[0].count))
    headings = [_field(heading) for heading in next(lines, [])]
    if missing := {"source", "target"} - set(headings):
        words = " and ".join(_HEADINGS[name][0] for name in sorted(missing))
        raise UsageError(path, f"no column is headed {words}", "Give the headings from, to, relation and commodity.")
    return [
        _link(path, number, dict(zip(headings, map(str.strip, line), strict=False))) for number, line in _filled(lines)
    ]


def remembered(twin: Twin) -> list[Link]:
    """Return the links that a twin was made with, for when its models are read again."""
    return [Link(**{**one, "relation": Relation(one["relation"])}) for one in twin.meta.get("links", ())]


def remembering(twin: Twin, links: Sequence[Link]) -> Twin:
    """Return the twin with the links noted in it."""
    return Twin(twin.tables, {**twin.meta, "links": [asdict(link) for link in links]}) if links else twin


def with_links(twin: Twin, links: Sequence[Link], *, file: str) -> Twin:
    """Return the twin with the links of a file in place of what it says otherwise; doing it twice changes nothing.

    Parameters
    ----------
    twin : the twin
    links : lines of the file
    file : its name, for findings
    """
    matched, findings = _matched(twin, links, file)
    keep = ~_overruled(twin, matched)
    findings += [_replaced(link, file) for link, gone in zip(matched, _touched(twin, matched), strict=True) if gone]
    tables = dict(twin.tables) | keep_rows({"edges": twin.edges}, {"edges": keep})
    new = [one for one in matched if one.link.exists]
    tables |= joined([{"edges": tables["edges"]}, {"edges": _edges(new)}]) if new else {}
    told = [one for one in findings if one not in twin.findings]
    tables |= joined([{"findings": twin["findings"]}, {"findings": table_of_findings(told)}])
    return Twin(tables, twin.meta)


@dataclass(frozen=True, slots=True)
class _Matched:
    """A line with the nodes that it means."""

    link: Link
    source: int
    target: int


def _matched(twin: Twin, links: Iterable[Link], file: str) -> tuple[list[_Matched], list[Finding]]:
    """Return the lines that mean two things of the twin, and findings for the others."""
    found: list[_Matched] = []
    findings: list[Finding] = []
    for link in links:
        try:
            source, target = twin.row(link.source), twin.row(link.target)
        except UnknownNodeError as error:
            message = f"Line {link.line} of the links file: {error}"
            remedy = "Name both things by id, code, GlobalId or a name that only one has."
            findings.append(Finding("link-unmatched", Severity.WARNING, message, remedy, file))
            continue
        if link.relation in _MUTUAL and twin.nodes["id"][source] > twin.nodes["id"][target]:
            source, target = target, source
        found.append(_Matched(link, source, target))
    return found, findings


def _overruled(twin: Twin, matched: Iterable[_Matched]) -> Array:
    """Return which edges give way to the lines of the file, (n_edges,)."""
    gone = np.zeros(twin.edges.length, dtype=bool)
    for one in matched:
        gone |= _same(twin, one) | _assumed_rivals(twin, one)
    return gone


def _same(twin: Twin, one: _Matched) -> Array:
    """Return which edges say something about the same link, in either direction, (n_edges,)."""
    edges, commodity = twin.edges, one.link.commodity
    ends = ((edges["source"] == one.source) & (edges["target"] == one.target)) | (
        (edges["source"] == one.target) & (edges["target"] == one.source)
    )
    flows = np.isin(edges["commodity"].astype(str), (commodity, "unknown", "")) if commodity else True
    return np.asarray(ends & (edges["relation"] == one.link.relation) & flows)


def _assumed_rivals(twin: Twin, one: _Matched) -> Array:
    """Return which assumed edges feed the same thing with the same commodity, (n_edges,)."""
    edges = twin.edges
    same = (edges["relation"] == one.link.relation) & (edges["commodity"] == one.link.commodity)
    assumed = edges["provenance"] == Provenance.ASSUMED
    feeds = one.link.exists and one.link.relation is Relation.FEEDS
    return np.asarray(same & assumed & (edges["target"] == one.target) & feeds)


def _touched(twin: Twin, matched: Iterable[_Matched]) -> list[bool]:
    """Return for each line whether it takes the place of what somebody else said."""
    method = twin.edges["method"]
    return [
        bool(np.any((_same(twin, one) | _assumed_rivals(twin, one)) & (method != one.link.method))) for one in matched
    ]


def _edges(matched: Sequence[_Matched]) -> Columns:
    columns: dict[str, Any] = {
        "source": [one.source for one in matched],
        "target": [one.target for one in matched],
        "relation": [one.link.relation for one in matched],
        "commodity": [one.link.commodity for one in matched],
        "method": [one.link.method for one in matched],
    }
    return table_of("edges", {**columns, "provenance": [Provenance.DECLARED] * len(matched)})


def _replaced(one: _Matched, file: str) -> Finding:
    link = one.link
    why = ", ".join(part for part in (link.author, link.date, link.reason) if part) or "no reason given"
    message = f"Line {link.line} of the links file overrules the models on {link.source} and {link.target} ({why})"
    return Finding("link-overruled", Severity.INFO, message, "Put it right in the model when it is next edited.", file)


def _filled(lines: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(lines, start=2):
        if any(value.strip() for value in line):
            yield number, line


def _link(path: Path, number: int, values: dict[str, str]) -> Link:
    """Return one line, checked."""
    if not values.get("source") or not values.get("target"):
        raise InputError(path, f"line {number} names only one thing", "Give both ends of the link.")
    said = values.get("relation", "").casefold() or Relation.FEEDS
    exists, word = not said.startswith(_NOT), said.removeprefix(_NOT).strip().replace(" ", "_")
    if word not in set(Relation):
        raise InputError(path, f"line {number}: {said!r} is no relation", f"Use one of {', '.join(Relation)}.")
    commodity = "_".join(values.get("commodity", "").casefold().split())
    rest = (values.get(name, "") for name in ("author", "date", "reason"))
    return Link(number, values["source"], values["target"], Relation(word), commodity, exists, *rest)


def _field(heading: str) -> str:
    plain = heading.strip().casefold()
    return next((field for field, words in _HEADINGS.items() if plain in words), plain)
