"""List what is odd about the models, and what they are good enough for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.analysis.connectivity import Connectivity
    from twin.importers.ifc.requirements import Outcome
    from twin.model.findings import Finding

__all__ = ["run"]

_EXAMPLES = 3


def run(
    estate: Path,
    *,
    all: bool = False,  # noqa: A002  # an option of the command
    ids: Path | None = None,
    bcf: Path | None = None,
    json: bool = False,
) -> int:
    """List what is odd about the models, and what they are good enough for.

    The exit status is 1 if something of a model could not be taken over, or does not meet a requirement.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    all
        List every finding, not only some of each kind.
    ids
        Requirements in IDS to check the models against, where these still are what the twin was made from.
    bcf
        File to write the findings to as BCF topics, for those who draw the models.
    json
        Print as JSON.
    """
    from twin.analysis.connectivity import connectivity
    from twin.analysis.readiness import readiness
    from twin.cli.output import check_apart, print_json, print_message, print_table
    from twin.model.findings import Severity
    from twin.store.load import load

    check_apart(bcf, estate)
    twin = load(estate)
    findings, ready, linked, outcomes = twin.findings, readiness(twin), connectivity(twin), _checked(twin, ids)
    written = _written(twin, bcf)
    if json:
        print_json(_result(findings, ready, linked, outcomes))
    else:
        _print_findings(findings, every=all)
        _print_connectivity(linked)
        _print_outcomes(outcomes)
        rows = [(one.incident, f"{one.score:.0%}", "; ".join(one.missing) or "nothing") for one in ready]
        print_table(("incident", "ready", "missing"), rows, title="What the models are good enough for")
    if bcf is not None:
        print_message(f"{bcf}: {written} topics")
    failed = any(one.status == "fail" for one in outcomes or ())
    return int(failed or any(one.severity is Severity.ERROR for one in findings))


def _checked(twin: Any, ids: Path | None) -> list[Outcome] | None:
    if ids is None:
        return None
    from twin.importers.ifc.requirements import check_requirements

    return check_requirements(twin, ids)


def _written(twin: Any, bcf: Path | None) -> int:
    if bcf is None:
        return 0
    from datetime import UTC, datetime

    from twin.analysis.bcf import write_bcf

    return len(write_bcf(twin, bcf, created=datetime.now(UTC)))


def _result(findings: list[Finding], ready: Any, linked: Connectivity, outcomes: list[Outcome] | None) -> Any:
    from dataclasses import asdict

    told = {
        "findings": [asdict(one) for one in findings],
        "readiness": [asdict(one) for one in ready],
        "connectivity": asdict(linked),
    }
    return told if outcomes is None else {**told, "requirements": [asdict(one) for one in outcomes]}


def _print_findings(findings: list[Finding], *, every: bool) -> None:
    from itertools import groupby

    from twin.cli.output import print_table

    order = sorted(findings, key=lambda one: (one.severity, one.code, one.file))
    rows = []
    for (severity, code), group in groupby(order, key=lambda one: (one.severity, one.code)):
        some = list(group)
        shown = some if every else some[:_EXAMPLES]
        rows += [(severity, code, one.file, one.global_id, one.message, one.remedy) for one in shown]
        if len(some) > len(shown):
            rows.append((severity, code, "", "", f"… and {len(some) - len(shown)} more (--all)", ""))
    print_table(("severity", "code", "file", "thing", "finding", "remedy"), rows, title=f"{len(findings)} findings")


def _print_connectivity(linked: Connectivity) -> None:
    from twin.cli.output import print_table

    rows = [
        (one.name or one.building or "no building", one.spaces, _sizes(one.components), len(one.isolated))
        for one in linked.buildings
    ]
    print_table(("building", "spaces", "walkable pieces", "isolated"), rows, title="How one can walk")
    told = [
        ("ports", linked.ports, linked.unconnected_ports, "unconnected"),
        ("dwellings", linked.dwellings, len(linked.without_entrance), "without an entrance"),
    ]
    print_table(("things", "number", "of these", ""), told, title="How supply and dwellings are reached")


def _sizes(components: tuple[int, ...]) -> str:
    """Return the number of pieces and the sizes of the first of them."""
    if not components:
        return "none"
    more = " …" if len(components) > _EXAMPLES else ""
    return f"{len(components)} ({', '.join(map(str, components[:_EXAMPLES]))}{more} spaces)"


def _print_outcomes(outcomes: list[Outcome] | None) -> None:
    if outcomes is None:
        return
    from twin.cli.output import print_table

    headings = ("file", "specification", "requirement", "result", "passed", "failed", "such as")
    rows = [
        (one.file, one.specification, one.requirement, one.status, one.passed, one.failed, _example(one))
        for one in outcomes
    ]
    failed = sum(one.status == "fail" for one in outcomes)
    print_table(headings, rows, title=f"{failed} of {len(outcomes)} requirements are not met")


def _example(one: Outcome) -> str:
    first = one.failures[0] if one.failures else None
    return f"{first.ifc_class} {first.name!r} {first.global_id}: {first.reason}" if first else ""
