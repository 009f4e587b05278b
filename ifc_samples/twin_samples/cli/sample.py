"""Write a sample estate: models, public space, register, observations and the truth about them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

__all__ = ["run"]


def run(
    *,
    output: Annotated[Path, Parameter(name=["--output", "-o"])],
    blocks: int | None = None,
    seed: int = 0,
    as_received: bool = False,
    observations: bool | None = None,
    quiet: Annotated[bool, Parameter(name=["--quiet", "-q"])] = False,
) -> None:
    """Write a sample estate: models, public space, register, observations and the truth about them.

    Parameters
    ----------
    output
        Directory to write into.
    blocks
        Number of buildings of a district; without it the estate Les Tilleuls: a slab block, a tower, six row houses.
    seed
        What choices between equals are drawn with; the same seed gives the same files.
    as_received
        As it really arrives: rooms cut otherwise, careless drawing, mixed units, no boundaries, missing ports.
    observations
        A year of synthetic observations too; by default for the estate, not for a district.
    quiet
        No progress and no report.
    """
    from twin.cli.output import print_message
    from twin.cli.progress import show_progress
    from twin.errors import UsageError
    from twin_samples.design.estate import estate_of
    from twin_samples.handing_over import hand_over

    if blocks is not None and blocks < 1:
        raise UsageError(f"--blocks {blocks}", "is no number of buildings", "Ask for one building or more.")
    estate = estate_of(blocks, seed=seed)
    with show_progress(quiet=quiet) as progress:
        folder = hand_over(estate, output, as_received=as_received, progress=progress)
        if observations or (observations is None and blocks is None):
            from twin_samples.design.services import serviced
            from twin_samples.observations import write_observations

            with progress.stage("observe"):
                whole = replace(estate, buildings=tuple(serviced(one) for one in estate.buildings))
                write_observations(whole, output / "observations", seed=seed)
    if not quiet:
        dwellings = sum(len(building.dwellings) for building in estate.buildings)
        print_message(
            f"{output}: {len(estate.buildings)} buildings, {dwellings} dwellings, {len(folder.models)} models"
        )
