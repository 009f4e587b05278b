"""An import from end to end: open, read, tessellate, place, check.

The kernels start on the first file before anything else, even before IfcOpenShell is loaded: while they work, Python
loads what it takes to read.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from twin.clock import Clock
from twin.errors import InputError, UsageError
from twin.importers.kernels.session import Session, start
from twin.progress import Progress, SilentProgress

if TYPE_CHECKING:
    from twin.importers.ifc.read import Reading
    from twin.importers.ifc.source import StepSource
    from twin.importers.kernels.protocol import KernelChoice
    from twin.importers.public_space.features import GeoFile
    from twin.importers.shapes import Meshed, Told
    from twin.model.twin import Twin

__all__ = ["Import", "Options", "import_files"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Options:
    """How to import.

    Parameters
    ----------
    crs : reference system of the estate, in place of what the files say
    kernel : which kernel tessellates
    accept_truncated : take what is there of a file that was cut off
    skip_bad : leave out files that cannot be used, instead of stopping
    register : the landlord's codes
    corrections : what people know better than models and inference
    links : supply links that a landlord knows, over everything else
    assume_networks : give buildings without any network a plausible one
    jobs : number of processes that read files side by side
    scheduler : address of a Dask scheduler whose workers do instead
    public_space : files of the public space around the buildings
    """

    crs: str | None = None
    kernel: KernelChoice = "auto"
    accept_truncated: bool = False
    skip_bad: bool = False
    register: Path | None = None
    corrections: Path | None = None
    links: Path | None = None
    assume_networks: bool = False
    jobs: int = 1
    scheduler: str | None = None
    public_space: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Import:
    """What came of an import.

    Parameters
    ----------
    twin : the twin
    skipped : why files were left out
    tessellations : how the bodies of each file were meshed
    seconds : time spent by stage [s]
    """

    twin: Twin
    skipped: tuple[InputError, ...]
    tessellations: dict[str, Told]
    seconds: dict[str, float] = field(default_factory=dict)


def import_files(
    paths: Sequence[Path], options: Options, *, old: Twin | None = None, progress: Progress | None = None
) -> Import:
    """Return the twin of some files.

    Parameters
    ----------
    paths : IFC files; there may be none if files of the public space are named
    options : how to import them
    old : twin to update; its sources that are not among the files stay as they are
    progress : told how far it is

    Raises
    ------
    InputError
        If a file cannot be used and bad files are not to be skipped, or if no file can be used.
    UsageError
        If an option cannot be used.
    """
    progress, clock = progress or SilentProgress(), Clock()
    crs = _checked_crs(options.crs)
    apart = len(paths) > 1 and (options.jobs > 1 or options.scheduler is not None)
    first = () if apart else paths
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch, _started(first, options.kernel) as ahead:
        from twin.importers.assemble import assembled
        from twin.importers.changes import with_codes, without_sources
        from twin.importers.files import FileReader, open_sources
        from twin.importers.public_space.keeping import parted, together
        from twin.importers.register import read_register, with_register
        from twin.model.twin import Twin

        entries = read_register(options.register) if options.register else []
        geo, unread = _opened_outdoors(options, progress, clock)
        sources, skipped = open_sources(paths, options, progress, clock) if paths or not geo else ([], [])
        reader = FileReader(Path(scratch), options.kernel, crs, progress, clock)
        names = [source.name for source in sources]
        if apart:
            done = _side_by_side(sources, options, progress, clock)
        else:
            done = [reader.read(source, ahead) for source in _taken(sources)]
    tessellations = {name: shapes.told for name, (_, shapes) in zip(names, done, strict=True)}
    with progress.stage("assemble"), clock("assemble"):
        told = crs or (old.crs if old else None)
        kept = without_sources(old, {*names, *(file.name for file in geo)}) if old else None
        kept, outdoors = parted(kept) if kept else (None, None)
        twin = assembled(_taken(done), crs=told, kept=kept) if done or kept else Twin({}, {"crs": told})
        twin = together(twin, outdoors) if outdoors else twin
    twin, unplaced = _with_outdoors(twin, geo, options, progress, clock)
    if old:
        twin = with_codes(twin, old)
    if options.register:
        twin = with_register(twin, entries, file=options.register.name)
    errors = (*unread, *skipped, *unplaced)
    return Import(twin, errors, tessellations, clock.seconds)


def _side_by_side(
    sources: Sequence[StepSource], options: Options, progress: Progress, clock: Clock
) -> list[tuple[Reading, Meshed]]:
    from twin.importers.parallel import read_side_by_side, workers_of

    crs = _checked_crs(options.crs)
    with workers_of(min(options.jobs, len(sources)), options.scheduler) as executor:
        return read_side_by_side(sources, executor, kernel=options.kernel, crs=crs, progress=progress, clock=clock)


def _taken(items: list[T]) -> Iterator[T]:
    """Yield the items in order, each of them let go of by the list, so that it is freed as soon as it was used."""
    items.reverse()
    while items:
        yield items.pop()


def _opened_outdoors(options: Options, progress: Progress, clock: Clock) -> tuple[list[GeoFile], list[InputError]]:
    if not options.public_space:
        return [], []
    from twin.importers.public_space.read import open_public_space  # loads GDAL, which most imports do not need

    return open_public_space(options.public_space, skip_bad=options.skip_bad, progress=progress, clock=clock)


def _with_outdoors(
    twin: Twin, geo: Sequence[GeoFile], options: Options, progress: Progress, clock: Clock
) -> tuple[Twin, tuple[InputError, ...]]:
    if not geo:
        return twin, ()
    from twin.importers.public_space.read import with_public_space

    done = with_public_space(twin, geo, skip_bad=options.skip_bad, progress=progress, clock=clock)
    return done.twin, done.skipped


@contextlib.contextmanager
def _started(paths: Sequence[Path], kernel: KernelChoice) -> Iterator[dict[Path, Session]]:
    """Give the sessions that run already: one on the first file, if it may be plain STEP."""
    first = paths[0] if paths else None
    if first is None or first.suffix.lower() != ".ifc" or not first.is_file():
        yield {}
        return
    with start(first, kernel=kernel) as session:
        yield {first: session}


def _checked_crs(crs: str | None) -> str | None:
    if crs is None:
        return None
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise UsageError(
            f"--crs {crs}", "PROJ does not know this reference system", "Give one such as EPSG:2154."
        ) from error
    if not system.is_projected:
        raise UsageError(f"--crs {crs}", "is not projected", "Give one with metres east and north, such as EPSG:2154.")
    return crs
