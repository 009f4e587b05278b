"""Read IFC files, and files of the public space around them, into one twin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

if TYPE_CHECKING:
    from twin.importers.changes import Changes
    from twin.importers.pipeline import Import

__all__ = ["run"]

_MANY = 4
"""From so many files on, reading them side by side pays for starting processes."""


def run(
    *files: Path,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    public_space: Annotated[tuple[Path, ...], Parameter(consume_multiple=True, negative="")] = (),
    update: bool = False,
    crs: str | None = None,
    kernel: Literal["auto", "fast", "exact"] = "auto",
    register: Path | None = None,
    corrections: Path | None = None,
    links: Path | None = None,
    assume_networks: bool = False,
    skip_bad: bool = False,
    accept_truncated: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
    json: bool = False,
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False,
) -> int:
    """Read IFC files, and files of the public space around them, into one twin.

    Parameters
    ----------
    files
        IFC files, .ifc or .ifczip: the buildings of an estate, the disciplines of a building.
    output
        The twin to write, a GeoPackage.
    public_space
        Files of the public space: OpenStreetMap, GeoJSON, GeoPackage, zipped Shapefile, CityJSON…; all that follow.
    update
        Keep the sources of the twin that are not among the files, and say what changed.
    crs
        Reference system of the estate, such as EPSG:2154, in place of what the files say.
    kernel
        Tessellation: fast, exact, or auto: fast, and exact where fast is not good enough.
    register
        CSV with the landlord's own codes.
    corrections
        CSV with what people know better than models and inference.
    links
        CSV with supply links that a landlord knows: from, to, relation, commodity.
    assume_networks
        Give buildings without any network a plausible one, every link marked assumed.
    skip_bad
        Leave out files that cannot be used, instead of stopping.
    accept_truncated
        Take what is there of a file that was cut off.
    jobs
        Number of processes that read files side by side; as many as there are cores from four files on.
    scheduler
        Address of the scheduler of a Dask cluster that reads them, such as tcp://10.0.0.5:8786.
    json
        Print the result as JSON.
    quiet
        No progress and no report.
    """
    from twin.cli.output import print_json
    from twin.cli.progress import show_progress
    from twin.errors import UsageError
    from twin.estate import import_to
    from twin.importers.pipeline import Options

    if not files and not public_space:
        raise UsageError(
            "twin import", "no file is named", "Name the IFC files to read, and the twin to write with -o."
        )
    options = Options(
        crs=crs,
        kernel=kernel,
        accept_truncated=accept_truncated,
        skip_bad=skip_bad,
        register=register,
        corrections=corrections,
        links=links,
        assume_networks=assume_networks,
        public_space=public_space,
        jobs=_jobs(jobs, scheduler, files),
        scheduler=scheduler,
    )
    with show_progress(quiet=quiet or json) as progress:
        done, changes = import_to(output, files, options, update=update, progress=progress)
    if json:
        print_json(_result(done, changes))
    elif not quiet:
        _report(done, changes, output)
    return 0


def _jobs(jobs: int | None, scheduler: str | None, files: tuple[Path, ...]) -> int:
    """Return how many processes read files side by side; starting them pays from some files on."""
    import os

    from twin.errors import UsageError

    if jobs is not None and scheduler is not None:
        raise UsageError("--jobs and --scheduler", "do not go together", "The cluster decides on its own workers.")
    if jobs is not None and jobs < 1:
        raise UsageError(f"--jobs {jobs}", "is no number of processes", "Ask for one or more.")
    return jobs or (os.cpu_count() or 1 if len(files) >= _MANY else 1)


def _result(done: Import, changes: Changes | None) -> dict[str, object]:
    from dataclasses import asdict

    from twin.analysis.summary import summary

    return {
        **summary(done.twin),
        "skipped": [{"file": one.subject, "reason": one.reason, "remedy": one.remedy} for one in done.skipped],
        "changes": asdict(changes) if changes else None,
        "seconds": {stage: round(seconds, 4) for stage, seconds in done.seconds.items()},
    }


def _report(done: Import, changes: Changes | None, output: Path) -> None:
    from twin.analysis.summary import summary
    from twin.cli.output import print_message

    counts = summary(done.twin)
    for error in done.skipped:
        print_message(f"left out: {error}")
    for file, tessellation in done.tessellations.items():
        asked = len(tessellation.reasons)
        failed = sum(reason != "empty" for reason in tessellation.failed.values())
        print_message(
            f"{file}: {tessellation.shapes} shapes, {asked} of them checked by the exact kernel, {failed} failed"
        )
    if changes:
        print_message(
            f"changes: {len(changes.added)} added, {len(changes.changed)} changed, {len(changes.removed)} removed"
        )
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts["nodes"].items()))
    added = ", ".join(f"{count} {kind}" for kind, count in sorted(counts["inferred"].items()))
    relations, system = sum(counts["relations"].values()), counts["crs"] or "local"
    print_message(f"{output}: {kinds or 'nothing'}; inferred {added or 'nothing'}; {relations} relations; CRS {system}")
    found = ", ".join(f"{count} {code}" for code, count in sorted(counts["findings"].items()))
    print_message(f"findings: {found or 'none'}" + (f" (twin check {output})" if found else ""))
