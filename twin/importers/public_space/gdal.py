"""GDAL's ways of failing, told as errors that a user can act on."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path

from twin.errors import InputError

__all__ = ["failures_told"]


@contextlib.contextmanager
def failures_told(path: Path) -> Iterator[list[str]]:
    """Give a list that holds, once done, what GDAL warned of.

    Raises
    ------
    InputError
        If GDAL cannot read the file.
    """
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    told: list[str] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield told
        except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError) as error:
            raise InputError(path, f"cannot be read ({_reason(error)})", "Download or export it again.") from error
        finally:
            told.extend(dict.fromkeys(" ".join(str(one.message).split()) for one in caught))


def _reason(error: Exception) -> str:
    """Return what GDAL says, without names of files that only exist in memory."""
    said = " ".join(str(error).split()).rstrip(".")
    return "it is in no format that GDAL knows" if "not recognized" in said else said
