"""Kernels that do what their file says, such as hanging or crashing on one product.

The file is JSON: ``ids``, each a unit cube at x = 2 × id, and ``deeds``, which names the ids on which each is done.
"""

import json
import os
import re
import struct
import time
from pathlib import Path

from twin.importers.kernels.frames import Piece

CORNERS = [(x, y, z) for x in (0.0, 1.0) for y in (0.0, 1.0) for z in (0.0, 1.0)]
OUTWARD = [
    (0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
    (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3),
]  # fmt: skip
GREY = (0.5, 0.5, 0.5, 1.0)


def open_streaming(path):
    """Answer product by product."""
    script = _read(path)

    def mesh(ids):
        for step_id in script["ids"] if ids is None else ids:
            yield [_piece(script, step_id)]

    return mesh


def open_at_once(path):
    """Answer when all products are meshed."""
    script = _read(path)

    def mesh(ids):
        yield [_piece(script, step_id) for step_id in (script["ids"] if ids is None else ids)]

    return mesh


def open_sound(path):
    """Do nothing wrong, whatever the file says."""
    script = {"ids": _read(path)["ids"], "deeds": {}}
    return lambda ids: iter([[_piece(script, step_id) for step_id in (script["ids"] if ids is None else ids)]])


def open_never(path):
    """Hang before the first job."""
    time.sleep(600)


def open_crashing(path):
    """Crash before the first job."""
    os.abort()


def _read(path):
    return json.loads(Path(path).read_text())


def _piece(script, step_id):
    deeds = [name for name, ids in script["deeds"].items() if step_id in ids]
    for name in deeds:
        _DEEDS.get(name, lambda: None)()
    faces = _FACES.get(next(iter(deeds), ""), OUTWARD)
    x = float("nan") if "nan" in deeds else 2.0 * step_id + ("shifted" in deeds)
    vertices = b"".join(struct.pack("<3d", x + corner[0], *corner[1:]) for corner in CORNERS)
    return Piece(
        step_id,
        vertices,
        b"".join(struct.pack("<3i", *face) for face in faces),
        struct.pack("<4f", *GREY) * (2 if "colours" in deeds else 1),
        bytes(2 * len(faces)),
    )


_FACES = {
    "range": [*OUTWARD, (0, 1, 8)],
    "empty": [],
    "lidless": OUTWARD[:-2],
    "inward": [face[::-1] for face in OUTWARD],
    "torn": [*OUTWARD[:-1], OUTWARD[-1][::-1]],
    "doubled": [*OUTWARD, *OUTWARD],
}


def _leak():
    hoard = []
    while True:
        hoard.append(bytearray(10_000_000))


def _raise():
    raise ValueError("no such curve")


def _garbage():
    for descriptor in range(3, 10):
        try:
            os.write(descriptor, b"\x00\xffgarbage" * 100)
        except OSError:
            continue
    time.sleep(600)


_DEEDS = {
    "hang": lambda: time.sleep(600),
    "stuck": lambda: re.match(r"(a+)+$", "a" * 60 + "b"),  # never lets another thread run
    "abort": os.abort,
    "leak": _leak,
    "raise": _raise,
    "garbage": _garbage,
    "print": lambda: os.write(1, b"a kernel that talks"),
}
