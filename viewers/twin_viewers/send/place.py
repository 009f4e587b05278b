"""Where a file to send goes: looked at before the work, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from twin.errors import OutputError

__all__ = ["check_place", "write_whole", "written_whole"]


def check_place(path: Path, endings: Sequence[str]) -> None:
    """Raise if no file of that sort can be written there.

    Parameters
    ----------
    path : file to write
    endings : endings that name the sort, such as ``.glb``

    Raises
    ------
    OutputError
        If the ending is another one, or there is no such directory.
    """
    if path.suffix.lower() not in endings:
        raise OutputError(path, "its ending names another sort of file", f"Let it end in {' or '.join(endings)}.")
    if path.is_dir() or not path.parent.is_dir():
        reason = "is a directory" if path.is_dir() else "its directory does not exist"
        raise OutputError(path, reason, "Choose another place, or make the directory.")


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
        raise _unwritable(path, error) from error
    unfinished = Path(name)
    try:
        yield unfinished
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        unfinished.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes | str) -> None:
    """Write a file, whole or not at all.

    Parameters
    ----------
    path : where it goes
    content : what it holds; text as UTF-8

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    with written_whole(path) as unfinished:
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _unwritable(path: Path, error: OSError) -> OutputError:
    return OutputError(path, f"cannot be written ({error.strerror})", "Choose another place.")
