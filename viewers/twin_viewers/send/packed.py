"""Numbers and texts as one text that a page unpacks by itself."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from twin.model.columns import Array

__all__ = ["laid_out", "packed"]

_ALIGNED: Final = 4
"""Arrays begin at multiples of so many bytes, as browsers want it."""

_NAMES: Final = {"u1": "Uint8Array", "u2": "Uint16Array", "u4": "Uint32Array", "i4": "Int32Array", "f4": "Float32Array"}


def packed(arrays: Mapping[str, Array], said: Mapping[str, Any]) -> str:
    """Return arrays and JSON values, compressed and written in base64.

    Parameters
    ----------
    arrays : by name, of one of the types that a browser has
    said : by name, without the name ``arrays``

    Notes
    -----
    What `laid_out` returns, in the zlib format that ``DecompressionStream("deflate")`` reads.
    """
    return base64.b64encode(zlib.compress(laid_out(arrays, said), 9)).decode()


def laid_out(arrays: Mapping[str, Array], said: Mapping[str, Any]) -> bytes:
    """Return arrays and JSON values one after the other, as a page reads them.

    Parameters
    ----------
    arrays : by name, of one of the types that a browser has
    said : by name, without the name ``arrays``

    Notes
    -----
    First the number of bytes of a JSON text (uint32), then that text, which also says type, place and length of each
    array, then the arrays; little-endian.
    """
    place, parts, table = 0, [], {}
    for name, array in arrays.items():
        data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        table[name] = [_NAMES[data.dtype.str[1:]], place, data.size]
        filled = data.tobytes() + bytes(-data.nbytes % _ALIGNED)
        parts.append(filled)
        place += len(filled)
    text = json.dumps({**said, "arrays": table}, allow_nan=False, separators=(",", ":")).encode()
    text += b" " * (-(len(text) + 4) % _ALIGNED)
    return b"".join((len(text).to_bytes(4, "little"), text, *parts))
