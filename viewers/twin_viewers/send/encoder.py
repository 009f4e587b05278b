"""Pictures one after the other as a movie that plays everywhere, by the ffmpeg that `imageio_ffmpeg` carries."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import OutputError

__all__ = ["ENDINGS", "encoded"]

_SORTS: Final = {
    ".mp4": ("libx264", "yuv420p", ("-preset", "medium", "-crf", "20", "-movflags", "+faststart")),
    ".webm": ("libvpx-vp9", "yuv420p", ("-crf", "32", "-b:v", "0", "-deadline", "good", "-cpu-used", "4")),
    ".gif": ("gif", "", ("-filter_complex", "split[a][b];[a]palettegen[p];[b][p]paletteuse")),
}
"""Encoder, order of colours and further settings by ending; 4:2:0 is what players without exception can show."""

ENDINGS: Final = tuple(_SORTS)


def encoded(pictures: Iterator[NDArray[np.uint8]], path: Path, *, size: tuple[int, int], fps: int) -> int:
    """Write pictures as a movie, and return their number.

    Parameters
    ----------
    pictures : all of one size, (height, width, 3)
    path : file to write, whose ending says the sort
    size : width and height, both even [px]
    fps : pictures in a second [s⁻¹]

    Raises
    ------
    OutputError
        If the encoder fails, as on a full disk.
    """
    from imageio_ffmpeg import write_frames

    codec, order, further = _SORTS[path.suffix.lower()]
    writer = write_frames(
        str(path),
        size,
        fps=fps,
        codec=codec,
        pix_fmt_out=order or "pal8",
        macro_block_size=1,
        quality=None,
        output_params=["-fflags", "+bitexact", "-map_metadata", "-1", *further],
        ffmpeg_log_level="error",
    )
    count = 0
    try:
        writer.send(None)
        for picture in pictures:
            writer.send(np.ascontiguousarray(picture).tobytes())
            count += 1
    except OSError as error:
        raise OutputError(path, f"cannot be encoded ({error})", "Look whether the disk is full.") from error
    finally:
        writer.close()
    return count
