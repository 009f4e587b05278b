"""Columns of a twin as bytes, and back.

Numbers are written as they lie in memory, little-endian. Text is joined by NUL, which no STEP string can hold: one call
of ``str.split`` brings back a hundred thousand strings in milliseconds. Text that repeats is stored once, with numbers.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from twin.model.columns import Array, text
from twin.model.schema import Column

__all__ = ["Packed", "pack", "unpack"]

_SEPARATOR = "\0"


class Packed(NamedTuple):
    """One column as it is stored.

    Parameters
    ----------
    dtype : NumPy type of the numbers in ``data``, empty for text
    words : distinct texts, for columns whose text repeats
    data : numbers, or text
    """

    dtype: str
    words: bytes
    data: bytes


def pack(column: Column, values: Array) -> Packed:
    """Return a column as bytes.

    Parameters
    ----------
    column : its type
    values : its values, (n, *shape)
    """
    if column.type == "text":
        return Packed("", b"", _joined(values.tolist()))
    if column.type == "word":
        words = list(dict.fromkeys(values.tolist()))
        number = {word: place for place, word in enumerate(words)}
        codes = np.array([number[value] for value in values.tolist()], dtype=np.min_scalar_type(max(len(words) - 1, 0)))
        return Packed(codes.dtype.str, _joined(words), codes.tobytes())
    numbers = np.ascontiguousarray(values, dtype=np.dtype(column.type).newbyteorder("<"))
    return Packed(numbers.dtype.str, b"", numbers.tobytes())


def unpack(column: Column, packed: Packed, length: int) -> Array:
    """Return a column from bytes, (length, *shape)."""
    if column.type == "text":
        return text(_split(packed.data, length))
    numbers = np.frombuffer(packed.data, dtype=packed.dtype)
    if column.type == "word":
        words = _split(packed.words, 0 if length == 0 else -1)
        return text(words)[numbers] if words else text([])
    return numbers.astype(column.type, copy=False).reshape(length, *column.shape)


def _joined(values: list[str]) -> bytes:
    joined = _SEPARATOR.join(values)
    if joined.count(_SEPARATOR) != max(len(values) - 1, 0):
        joined = _SEPARATOR.join(value.replace(_SEPARATOR, "\ufffd") for value in values)
    return joined.encode("utf-8", "surrogatepass")


def _split(data: bytes, length: int) -> list[str]:
    return data.decode("utf-8", "surrogatepass").split(_SEPARATOR) if length else []
