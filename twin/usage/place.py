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
    target = path.resolve()
    if not target.parent.is_dir():
        raise OutputError(
            path, f"leads to {target}, whose folder does not exist", "Mend the link, or name another file."
        )
    if not os.access(target.parent, os.W_OK) or (target.exists() and not os.access(target, os.W_OK)):
        raise OutputError(path, "may not be written", _REMEDY)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Return a context that gives a file to write, which takes its place once it is whole and vanishes if it fails.

    Parameters
    ----------
    path : where the file is to be in the end; what a link leads to is replaced, and the link stays

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    target = path.resolve()
    try:
        handle, name = mkstemp(prefix=f".{target.stem}-", suffix=path.suffix, dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror})", _REMEDY) from error
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o644)
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())  # a power cut must not leave an empty file in place of the old one
        unfinished.replace(target)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error.strerror or error})", _REMEDY) from error
    finally:
        unfinished.unlink(missing_ok=True)
