"""The files of an import, one after the other: screened, read and tessellated."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from twin.clock import Clock
from twin.errors import InputError, OutputError
from twin.importers.ifc.read import Reading, read
from twin.importers.ifc.source import StepSource, open_source
from twin.importers.kernels.protocol import KernelChoice
from twin.importers.kernels.session import Session, start
from twin.importers.shapes import Meshed, meshed
from twin.progress import Progress

if TYPE_CHECKING:
    from twin.importers.pipeline import Options

__all__ = ["FileReader", "open_sources"]


def open_sources(
    paths: Sequence[Path], options: Options, progress: Progress, clock: Clock
) -> tuple[list[StepSource], list[InputError]]:
    """Return the screened files and why others were left out; all before any is read, so that a bad one stops it all.

    Raises
    ------
    InputError
        If a file cannot be used and bad ones are not to be skipped, or if none can be used.
    """
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
    return [replace(one, name=str(one.path)) if one.name in twice else one for one in sources]


@dataclass(frozen=True, slots=True)
class FileReader:
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
    clock: Clock

    def read(self, source: StepSource, ahead: Mapping[Path, Session]) -> tuple[Reading, Meshed]:
        """Return what a file says and its meshes, without what only reading them needs.

        Parameters
        ----------
        source : the screened file
        ahead : sessions that run already, by path
        """
        path = self._clean(source)
        with ahead.get(path) or start(path, kernel=self.kernel, size=len(source.text)) as session:
            with self.progress.stage("read", file=source.name), self.clock("read"):
                reading = read(source, path, crs=self.crs)
            session.prepare(reading.products)
            total = len(reading.products)
            with (
                self.progress.stage("tessellate", file=source.name, total=total) as advance,
                self.clock("tessellate"),
            ):
                shapes = meshed(reading, session.finish(reading.products, progress=_stepwise(advance)))
        return replace(reading, source=replace(source, text=b""), products=()), shapes

    def _clean(self, source: StepSource) -> Path:
        if not source.changed:
            return source.path
        path = self.scratch / f"{source.sha256}.ifc"
        try:
            path.write_bytes(source.text)
        except OSError as error:
            remedy = "Free some space there, or name another directory in the environment variable TMPDIR."
            raise OutputError(
                self.scratch, f"no clean copy of {source.name} can be written ({error})", remedy
            ) from error
        return path


def _stepwise(advance: Callable[[int], None]) -> Callable[[int, int], None]:
    done = 0

    def report(now: int, total: int) -> None:  # noqa: ARG001  # the bar knows its total
        nonlocal done
        advance(max(0, now - done))
        done = max(done, now)

    return report
