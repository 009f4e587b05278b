"""Make the sample estate, import it, check it and draw it: the whole way in one command."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from twin.importers.pipeline import Import
    from twin.progress import Progress

__all__ = ["run"]


def run(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])] = Path("twin-demo"),
    window: bool | None = None,
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False,
) -> int:
    """Make the sample estate, import it, check it and draw it: the whole way in one command.

    Parameters
    ----------
    output
        Directory to leave the models, estate.gpkg and estate.png in.
    window
        Open a window on the estate too; by default where there is a screen and somebody at the terminal.
    quiet
        No progress and no report.
    """
    from twin.cli import main
    from twin.cli.progress import show_progress

    with show_progress(quiet=quiet) as progress:
        done = _imported(output, progress)
    picture, estate = output / "estate.png", output / "estate.gpkg"
    if not quiet:
        _report(done, estate)
    status = main(["view", str(estate), "--screenshot", str(picture)])
    if status == 0 and (_has_screen() if window is None else window):
        return main(["view", str(estate)])
    return status


def _imported(directory: Path, progress: Progress) -> Import:
    """Return what came of importing the sample estate, written into a directory before."""
    from twin.estate import import_to
    from twin.importers.pipeline import Options
    from twin_samples.design.estate import estate_of
    from twin_samples.handing_over import hand_over

    folder = hand_over(estate_of(), directory, progress=progress)
    options = Options(register=folder.register, public_space=(folder.public_space,))
    return import_to(directory / "estate.gpkg", folder.models, options, progress=progress)[0]


def _report(done: Import, path: Path) -> None:
    """Tell what was imported, what is odd about it, and what to try next."""
    from twin.analysis.summary import summary
    from twin.cli.output import print_message

    counts = summary(done.twin)
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(counts["nodes"].items()))
    found = ", ".join(f"{count} {code}" for code, count in sorted(counts["findings"].items()))
    print_message(f"{path}: {kinds}; CRS {counts['crs']}")
    print_message(f"findings: {found or 'none'}")
    print_message(f"next: twin check {path} · twin view {path} --storey R+3 --screenshot storey.png")


def _has_screen() -> bool:
    """Return whether somebody could see a window: a screen, and a terminal that the command was typed in."""
    screen = sys.platform in {"win32", "darwin"} or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(screen) and sys.stderr.isatty()
