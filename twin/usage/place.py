"""Where a result goes: looked at before the work, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from twin.errors import OutputError

__all__ = ["check_place", "written_whole"]

_REMEDY = "Name a file in a folder that you may write to."


def check_place(path: Path) -> None:
    """Raise if no file can be written there, before the work is done in vain.

    Parameters
    ----------
    path : file to write

    Raises
    ------
    OutputError
        If it is a folder, or its own folder does not exist or may not be written to.
    """
    if path.is_dir():
        raise OutputError(path, "is a folder", _REMEDY)
    if not path.parent.is_dir():
        raise OutputError(path, "its folder does not exist", "Make the folder, or name another one.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise OutputError(path, "may not be written", _REMEDY)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Return a context that gives a file to write, which takes its place once it is whole and vanishes if it fails.

    Parameters
    ----------
    path : where the file is to be in the end

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    try:
        handle, name = mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", _REMEDY) from error
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        unfinished.replace(path)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror or error})", _REMEDY) from error
    finally:
        unfinished.unlink(missing_ok=True)
