"""Writes pages, whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from twin.errors import OutputError

__all__ = ["write_page"]


def write_page(text: str, path: Path) -> None:
    """Write a page to a file.

    Parameters
    ----------
    text : the page
    path : file to write, ``.html``

    Raises
    ------
    OutputError
        If it cannot be written; what stood there is untouched.
    """
    if path.suffix.lower() not in {".html", ".htm"}:
        raise OutputError(path, "is no page", "Name a file that ends in .html.")
    if not path.parent.is_dir():
        raise OutputError(path, f"the directory {path.parent} does not exist", "Create it first.")
    try:
        handle, part = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            Path(part).chmod(0o644)
            Path(part).replace(path)
        finally:
            Path(part).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(path, f"cannot be written ({error})", "Choose another place, or free some space.") from error
