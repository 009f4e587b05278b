"""An estate as a folder of files, as offices, the city and the landlord's own systems deliver them.

Two IFC files for each building, the public space, the landlord's register, and the truth to judge inferences by. The
buildings are written by as many processes as there are cores.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from twin.errors import OutputError
from twin.progress import Progress, SilentProgress
from twin_samples.design.model import BuildingDesign, EstateDesign

__all__ = ["Folder", "hand_over"]


@dataclass(frozen=True, slots=True)
class Folder:
    """What was written.

    Parameters
    ----------
    models : IFC files, the architecture of each building before its services
    public_space, register, truth : the other files
    """

    models: tuple[Path, ...]
    public_space: Path
    register: Path
    truth: Path


def hand_over(
    estate: EstateDesign, directory: Path, *, as_received: bool = False, progress: Progress | None = None
) -> Folder:
    """Write an estate into a directory and return what was written.

    Parameters
    ----------
    estate : its buildings still without services
    directory : made if it is not there; files of the same names are replaced
    as_received : as it really arrives rather than as it was designed
    progress : told which building is done

    Raises
    ------
    OutputError
        If the directory cannot be made.
    """
    from twin_samples.outdoors import write_public_space

    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            directory, f"cannot be a directory ({error.strerror})", "Name another one with -o."
        ) from error
    truths = _write_buildings(estate, directory, as_received=as_received, progress=progress or SilentProgress())
    models = tuple(path for building in estate.buildings for path in _paths(estate, building, directory))
    folder = Folder(models, directory / "public-space.gpkg", directory / "register.csv", directory / "truth.json")
    write_public_space(estate, folder.public_space)
    _write_register(estate, folder.register, dwellings=not as_received)
    _write_truth(estate, truths, folder.truth)
    return folder


def _write_buildings(
    estate: EstateDesign, directory: Path, *, as_received: bool, progress: Progress
) -> dict[str, dict[str, Any]]:
    """Return the truth of each building by its code, its two files written."""
    bare = replace(estate, buildings=())  # what a worker needs to know besides its building
    jobs = [
        (bare, building, _paths(estate, building, directory), number if as_received else None)
        for number, building in enumerate(estate.buildings)
    ]
    workers = min(len(jobs), os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count() or 1)
    with progress.stage("write", total=len(jobs)) as advance:
        truths = {}
        for code, truth in _done(jobs, workers):
            truths[code] = truth
            advance(1)
    return {building.code: truths[building.code] for building in estate.buildings}


def _done(jobs: list[Any], workers: int) -> Iterator[tuple[str, dict[str, Any]]]:
    if workers == 1:
        yield from (_write_building(*job) for job in jobs)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures: list[Future[tuple[str, dict[str, Any]]]] = [pool.submit(_write_building, *job) for job in jobs]
        for future in as_completed(futures):
            yield future.result()


def _write_building(
    estate: EstateDesign, building: BuildingDesign, paths: tuple[Path, Path], number: int | None
) -> tuple[str, dict[str, Any]]:
    """Return the code of a building and its truth, its files written; numbered ones as they are received."""
    from twin_samples.authoring.architecture import write_architecture
    from twin_samples.authoring.identity import global_id
    from twin_samples.authoring.services import write_services
    from twin_samples.design.services import serviced
    from twin_samples.received.state import received
    from twin_samples.truth import truth_of

    whole = serviced(building)
    if number is None:
        write_architecture(estate, whole, paths[0])
        write_services(estate, whole, paths[1])
        return building.code, truth_of(estate, whole)
    arrived = received(whole, seed=estate.seed, number=number)
    write_architecture(estate, arrived.drawn, paths[0], handover=arrived.architecture)
    write_services(estate, arrived.drawn, paths[1], handover=arrived.services)
    truth = truth_of(estate, arrived.facts)
    named = {code: global_id(estate.code, building.code, "opening", code) for code in arrived.architecture.doubled_ids}
    truth["doubled_ids"] = sorted(named.values())
    return building.code, truth


def _paths(estate: EstateDesign, building: BuildingDesign, directory: Path) -> tuple[Path, Path]:
    stem = f"{estate.code.lower()}-{building.code.lower()}"
    return directory / f"{stem}-architecture.ifc", directory / f"{stem}-services.ifc"


def _write_register(estate: EstateDesign, path: Path, *, dwellings: bool) -> None:
    """Write the landlord's codes of buildings and, where models name them, of dwellings."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, delimiter=";", lineterminator="\n")
        rows.writerow(("nom", "groupe", "bâtiment", "cage", "logement"))
        for building in estate.buildings:
            rows.writerow((building.name, estate.code, building.code, "", ""))
            for one in building.dwellings if dwellings else ():
                rows.writerow((f"Logement {one.code}", estate.code, building.code, one.stair, one.code))


def _write_truth(estate: EstateDesign, buildings: dict[str, dict[str, Any]], path: Path) -> None:
    import json

    whole = {"estate": estate.code, "seed": estate.seed, "buildings": buildings}
    path.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
