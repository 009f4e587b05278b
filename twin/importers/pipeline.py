"""An import from end to end: open, read, tessellate, place, check."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from twin.errors import InputError, UsageError
from twin.importers.assemble import assembled
from twin.importers.changes import without_sources
from twin.importers.ifc.read import Reading, read
from twin.importers.ifc.source import StepSource, open_source
from twin.importers.kernels.protocol import KernelChoice, Tessellation
from twin.importers.kernels.session import start
from twin.importers.register import read_register, with_register
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress

__all__ = ["Import", "Options", "import_files"]


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
    """

    crs: str | None = None
    kernel: KernelChoice = "auto"
    accept_truncated: bool = False
    skip_bad: bool = False
    register: Path | None = None


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
    tessellations: dict[str, Tessellation]
    seconds: dict[str, float] = field(default_factory=dict)


def import_files(
    paths: Sequence[Path], options: Options, *, old: Twin | None = None, progress: Progress | None = None
) -> Import:
    """Return the twin of some files.

    Parameters
    ----------
    paths : IFC files
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
    progress = progress or SilentProgress()
    crs = _checked_crs(options.crs)
    entries = read_register(options.register) if options.register else []
    clock = _Clock()
    with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
        sources, skipped = _opened(paths, options, progress, clock)
        reader = _FileReader(Path(scratch), options.kernel, crs, progress, clock)
        done = [reader.read(source) for source in sources]
    readings, tessellations = [reading for reading, _ in done], [tessellation for _, tessellation in done]
    names = {source.name for source in sources}
    kept = without_sources(old, names) if old else None
    with progress.stage("assemble"), clock("assemble"):
        twin = assembled(readings, tessellations, crs=crs or (old.crs if old else None), kept=kept)
        if options.register:
            twin = with_register(twin, entries, file=options.register.name)
    by_name = dict(zip([source.name for source in sources], tessellations, strict=True))
    return Import(twin, tuple(skipped), by_name, clock.seconds)


class _Clock:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - began


def _opened(
    paths: Sequence[Path], options: Options, progress: Progress, clock: _Clock
) -> tuple[list[StepSource], list[InputError]]:
    """Return the screened files, all before any is read, so that a bad one stops the import at once."""
    sources: list[StepSource] = []
    skipped: list[InputError] = []
    for path in paths:
        try:
            with progress.stage("open", file=path.name), clock("open"):
                sources.append(open_source(path, accept_truncated=options.accept_truncated))
        except InputError as error:
            if not options.skip_bad:
                raise
            skipped.append(error)
    if not sources:
        raise InputError(", ".join(map(str, paths)), "no file could be used", "; ".join(one.reason for one in skipped))
    return _with_distinct_names(sources), skipped


def _with_distinct_names(sources: list[StepSource]) -> list[StepSource]:
    names = [source.name for source in sources]
    twice = {name for name in names if names.count(name) > 1}
    if not twice:
        return sources
    from dataclasses import replace

    return [replace(one, name=str(one.path)) if one.name in twice else one for one in sources]


@dataclass(frozen=True, slots=True)
class _FileReader:
    """Reads and tessellates one file after another.

    Parameters
    ----------
    scratch : directory for clean copies of files that need one
    kernel : which kernel tessellates
    crs : reference system that overrides what the files say
    progress : told how far it is
    clock : told how long it takes
    """

    scratch: Path
    kernel: KernelChoice
    crs: str | None
    progress: Progress
    clock: _Clock

    def read(self, source: StepSource) -> tuple[Reading, Tessellation]:
        """Return what a file says and its meshes; the kernels start before it is read."""
        path = self._clean(source)
        with start(path, kernel=self.kernel, size=len(source.text)) as session:
            with self.progress.stage("read", file=source.name), self.clock("read"):
                reading = read(source, path, crs=self.crs)
            session.prepare(reading.products)
            total = len(reading.products)
            with (
                self.progress.stage("tessellate", file=source.name, total=total) as advance,
                self.clock("tessellate"),
            ):
                return reading, session.finish(reading.products, progress=_stepwise(advance))

    def _clean(self, source: StepSource) -> Path:
        if not source.changed:
            return source.path
        path = self.scratch / f"{source.sha256}.ifc"
        path.write_bytes(source.text)
        return path


def _stepwise(advance: Callable[[int], None]) -> Callable[[int, int], None]:
    done = 0

    def report(now: int, total: int) -> None:  # noqa: ARG001  # the bar knows its total
        nonlocal done
        advance(max(0, now - done))
        done = max(done, now)

    return report


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
