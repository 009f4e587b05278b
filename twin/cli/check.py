"""List what is odd about the models, and what they are good enough for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from twin.model.findings import Finding

__all__ = ["run"]

_EXAMPLES = 3


def run(estate: Path, *, all: bool = False, json: bool = False) -> int:  # noqa: A002  # an option of the command
    """List what is odd about the models, and what they are good enough for.

    The exit status is 1 if something of a model could not be taken over.

    Parameters
    ----------
    estate
        The twin, a GeoPackage.
    all
        List every finding, not only some of each kind.
    json
        Print as JSON.
    """
    from dataclasses import asdict

    from twin.analysis.readiness import readiness
    from twin.cli.output import print_json, print_table
    from twin.model.findings import Severity
    from twin.store.load import load

    twin = load(estate)
    findings, ready = twin.findings, readiness(twin)
    if json:
        print_json({"findings": [asdict(one) for one in findings], "readiness": [asdict(one) for one in ready]})
    else:
        _print_findings(findings, every=all)
        rows = [(one.incident, f"{one.score:.0%}", "; ".join(one.missing) or "nothing") for one in ready]
        print_table(("incident", "ready", "missing"), rows, title="What the models are good enough for")
    return int(any(one.severity is Severity.ERROR for one in findings))


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
