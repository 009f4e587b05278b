"""What one person waits for before the window on an estate: first picture, frames, recolouring, picking, choosing.

Run it as ``python benchmarks/window.py ESTATE.gpkg [--blocks N …]``. Every row is a process of its own, so that its
greatest resident memory is its own. With ``--blocks`` the buildings of the estate are repeated side by side, whole
estates at a time, until there are so many; copies share the stored shapes, as equal shapes of one model do, so memory
and triangles drawn are those of as many buildings, but no file of that size is read. What is drawn for one actor per
element is a sample of the same elements, scaled; the row says so.

``python benchmarks/browser.py`` tells how long it takes to the page in the browser.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

SIZE = (1280, 800)
GAP_M = 30.0
FRAMES = 5
SAMPLE = 1500
COLUMNS = {
    "buildings": "buildings",
    "nodes": "nodes",
    "first_s": "first picture s",
    "triangles": "triangles",
    "actors": "draw calls",
    "memory_mb": "memory MB",
    "frame_ms": "still frame ms",
    "shade_ms": "of these for dark corners ms",
    "rough_ms": "without smoothing ms",
    "night_s": "night falls s",
    "night_ms": "still frame by night ms",
    "cut_ms": "section ms",
    "moving_fps": "moving frames/s",
    "recolour_ms": "recolour ms",
    "recoloured_ms": "recolour and frame ms",
    "first_pick_ms": "first pick ms",
    "pick_ms": "pick ms",
    "select_ms": "select ms",
    "near_s": "detail of what is near s",
    "other_look_s": "another look s",
}


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("estate", type=Path)
    parser.add_argument("--blocks", type=int, nargs="*", default=[0])
    parser.add_argument("--case", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.case:
        print(json.dumps(CASES[arguments.case](arguments.estate, arguments.blocks[0])))
        return
    print(f"| what | {' | '.join(COLUMNS.values())} |")
    print("|---" * (len(COLUMNS) + 1) + "|")
    for blocks in arguments.blocks:
        for case in CASES:
            figures = measured(arguments.estate, blocks, case)
            cells = [figures.get(name, "") for name in COLUMNS]
            print(f"| {figures['what']} | {' | '.join(map(str, cells))} |", flush=True)


def measured(estate: Path, blocks: int, case: str) -> dict[str, Any]:
    """Return the figures of one case, measured in a process of its own."""
    command = [sys.executable, __file__, str(estate), "--blocks", str(blocks), "--case", case]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    told = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{case} of {blocks} blocks failed")
    return {**json.loads(told), "memory_mb": round(usage.ru_maxrss / 1024)}


def stage_case(manner: str) -> Callable[[Path, int], dict[str, Any]]:
    """Return what measures the live stage in one manner."""

    def measure(estate: Path, blocks: int) -> dict[str, Any]:
        from twin_viewers.colouring import values_of
        from twin_viewers.look import Look
        from twin_viewers.stage import Stage

        twin = repeated(read(estate), blocks)
        begun = time.perf_counter()
        stage = Stage(twin, Look(manner=manner), size=SIZE)
        stage.image()
        first = time.perf_counter() - begun
        values, triangles = values_of(twin, "storey"), stage.scene.triangles
        still, shade = median_ms(lambda: turned(stage)), shade_ms(stage)
        stage.smooth(False)
        rough = median_ms(lambda: turned(stage))
        stage.moving(True)
        moving = median_ms(lambda: turned(stage))
        stage.moving(False)
        stage.compass("whole")
        recolour = median_ms(lambda: stage.colour(values))
        stage.smooth(False)
        recoloured = median_ms(lambda: (stage.colour(values), stage.image()))
        dark, cut = night(stage), median_ms(lambda: section(stage))
        stage.uncut()
        stage.smooth(False)
        places = [(x, y) for x in range(200, 1200, 100) for y in range(100, 700, 100)]
        first_pick = took_ms(lambda: stage.pick(640, 400))
        picks = [took_ms(lambda at=at: stage.pick(*at)) for at in places]
        chosen = [row for at in places[:5] if (row := stage.pick(*at)) is not None]
        select = [took_ms(lambda row=row: stage.select([row])) for row in chosen]
        stage.fit(np.flatnonzero(twin.nodes["kind"] == "building")[:1])
        begun = time.perf_counter()
        near = stage.refine()
        near_s = round(time.perf_counter() - begun, 1) if near else ""
        return {
            "what": f"stage, {manner}",
            "buildings": buildings(twin),
            "nodes": twin.nodes.length,
            "first_s": round(first, 1),
            "triangles": triangles,
            "actors": stage.plotter.renderer.GetActors().GetNumberOfItems(),
            "frame_ms": round(still),
            "shade_ms": round(shade),
            "rough_ms": round(rough),
            **dark,
            "cut_ms": round(cut),
            "moving_fps": round(1000 / moving, 1),
            "recolour_ms": round(recolour, 1),
            "recoloured_ms": round(recoloured),
            "first_pick_ms": round(first_pick),
            "pick_ms": round(statistics.median(picks), 1),
            "select_ms": round(statistics.median(select)) if select else "",
            "near_s": near_s,
            "other_look_s": round(took_ms(lambda: other_look(stage, manner)) / 1000, 1),
        }

    return measure


def actors_case(estate: Path, blocks: int) -> dict[str, Any]:
    """Return the figures of one actor per element, as modelled, for a sample of them scaled to all."""
    import pyvista as pv

    from twin_viewers.placing import place_triangles
    from twin_viewers.roles import is_drawn
    from twin_viewers.stage.actors import pixels_of, quiet

    twin = repeated(read(estate), blocks)
    rows = np.flatnonzero(is_drawn(twin) & (twin.nodes["mesh"] >= 0))
    sample = np.random.default_rng(1).choice(rows, min(SAMPLE, len(rows)), replace=False)
    scale = len(rows) / len(sample)
    origin = np.nanmean(twin.nodes["box"][sample], axis=(0, 1))
    with quiet():
        plotter = pv.Plotter(off_screen=True, window_size=SIZE)
    plotter.render_window.SetMultiSamples(0)
    begun = time.perf_counter()
    for row in sample.tolist():
        placed = place_triangles(twin, np.array([row]), origin=origin)
        plotter.add_mesh(pv.PolyData.from_regular_faces(placed.points, placed.faces), render=False, reset_camera=False)
    plotter.reset_camera()
    with quiet():
        plotter.render_window.Render()
        pixels_of(plotter.render_window)
    first = time.perf_counter() - begun

    def turn() -> None:
        plotter.camera.Azimuth(4)
        plotter.render_window.Render()
        pixels_of(plotter.render_window)

    def recolour() -> None:
        for actor in plotter.renderer.actors.values():
            actor.prop.color = (0.2, 0.4, 0.6)

    frame = median_ms(turn)
    return {
        "what": f"one actor per element, {len(sample)} of {len(rows)} scaled",
        "buildings": buildings(twin),
        "nodes": twin.nodes.length,
        "first_s": round(first * scale, 1),
        "triangles": int(twin["meshes"]["faces"][twin.nodes["mesh"][rows]].sum()),
        "actors": len(rows),
        "rough_ms": round(frame * scale),
        "moving_fps": round(1000 / (frame * scale), 2),
        "recolour_ms": round(median_ms(recolour) * scale, 1),
    }


CASES: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "solid": stage_case("solid"),
    "xray": stage_case("xray"),
    "actors": actors_case,
}
"""What is measured, by name; another case is one more entry that returns figures by the names of the columns."""


def read(estate: Path) -> Any:
    """Return the twin of an estate."""
    from twin.store.load import load

    return load(estate)


def repeated(twin: Any, blocks: int) -> Any:
    """Return a twin with so many buildings at least, whole copies of the estate side by side.

    The town around is there once; of copies only the buildings and what lies between them.
    """
    from twin.model.columns import Columns
    from twin.model.schema import TABLES
    from twin.model.twin import Twin

    nodes = twin.nodes
    copies = max(1, -(-blocks // buildings(twin)))
    if copies == 1:
        return twin
    inside = nodes["building"] >= 0
    low, high = np.nanmin(nodes["box"][inside, 0], axis=0), np.nanmax(nodes["box"][inside, 1], axis=0)
    far = out_of(nodes["box"].mean(axis=1), low, high) & ~inside
    side, size = int(np.ceil(np.sqrt(copies))), high - low + GAP_M
    shifts = np.array([(at % side * size[0], at // side * size[1], 0.0) for at in range(copies)])
    tables: dict[str, dict[str, Any]] = {"nodes": {}, "edges": {}}
    for name, columns in tables.items():
        table, length = twin[name], twin[name].length
        for column, spec in TABLES[name].items():
            columns[column] = np.concatenate([table[column]] * copies)
            if spec.refers in tables:
                step = np.repeat(np.arange(copies), length) * twin[spec.refers].length
                columns[column] = np.where(columns[column] >= 0, columns[column] + step, -1)
    moved = np.repeat(shifts, nodes.length, axis=0)
    again = np.tile(far, copies) & (np.arange(len(moved)) >= nodes.length)
    tables["nodes"]["mesh"] = np.where(again, -1, tables["nodes"]["mesh"])
    tables["nodes"]["transform"][:, :, 3] += moved
    tables["nodes"]["box"] += moved[:, None]
    tables["nodes"]["position"] += moved
    ids = [f"{at}/{one}" for at in range(copies) for one in nodes["id"].tolist()]
    tables["nodes"]["id"] = np.array(ids, dtype=object)
    whole = {name: Columns(columns, len(next(iter(columns.values())))) for name, columns in tables.items()}
    return Twin({**twin.tables, **whole}, twin.meta)


def buildings(twin: Any) -> int:
    """Return how many buildings a twin is about."""
    own = twin.nodes["building"]
    return len(np.unique(own[own >= 0]))


def out_of(points: Any, low: Any, high: Any) -> Any:
    """Return whether each point is not over a rectangle."""
    return ~((points[:, :2] >= low[:2]) & (points[:, :2] <= high[:2])).all(axis=1)


def other_look(stage: Any, manner: str) -> None:
    """Show the same in other colours, built anew, and draw."""
    from twin_viewers.look import Look

    stage.show(Look(colour_by="storey", manner=manner))
    stage.image()


def shade_ms(stage: Any) -> float:
    """Return how long dark corners take in a picture that is drawn already [ms]."""
    from twin_viewers.stage.actors import pixels_of
    from twin_viewers.stage.occlusion import depth_of, shaded

    def shade() -> None:
        depth = depth_of(stage.render_window, pixels.shape[1], stage.plotter.camera.clipping_range)
        shaded(pixels, depth, stage.metres_per_pixel, most=0.3)

    pixels = pixels_of(stage.render_window)
    return median_ms(shade) if stage.scene.is_opaque else 0.0


def night(stage: Any) -> dict[str, Any]:
    """Return how long it takes until it is night, and a smooth picture of it."""
    stage.smooth(True)
    falls = took_ms(lambda: stage.daylight("night"))
    still = median_ms(stage.image)
    stage.daylight("day")
    return {"night_s": round(falls / 1000, 2), "night_ms": round(still)}


def section(stage: Any) -> None:
    """Cut off the upper half of all buildings."""
    box = stage.twin.nodes["box"][stage.scene.rows]
    stage.cut((0.0, 0.0, 1.0), np.nanmean(box, axis=(0, 1)))


def turned(stage: Any) -> None:
    """Turn the camera a little and draw."""
    stage.plotter.camera.Azimuth(4)
    stage.image()


def median_ms(call: Callable[[], Any]) -> float:
    """Return how long a call takes once it has been made before, the median of a few [ms]."""
    call()
    return statistics.median(took_ms(call) for _ in range(FRAMES))


def took_ms(call: Callable[[], Any]) -> float:
    """Return how long a call takes [ms]."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main()
