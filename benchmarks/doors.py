"""How well doors inferred from shapes agree with the space boundaries that authors declared.

Run it as ``python benchmarks/doors.py FILE_OR_FOLDER… [--plans TRUTH.json]``. The boundaries of each model are hidden,
doors are inferred, and compared with the truth that docs/verification.md defines: doors declared with two spaces, or
with one space and a boundary that says EXTERNAL. The rest is counted apart. ``--plans`` takes, for one model, the doors
and open links of its plans instead. Every disagreement is listed with the gap from the door to each space concerned.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely

from twin.geometry.placed import outlines_of
from twin.importers.pipeline import Options, import_files
from twin.inference.layer import applied
from twin.inference.run import layers
from twin.model.algebra import keep_rows
from twin.model.schema import table_of
from twin.model.twin import Twin

LAYERS = ("exterior", "use", "doors", "openplan")
SUFFIXES = {".ifc", ".ifczip"}
Ends = frozenset[str]
OUTSIDE = "outside"


@dataclass
class Score:
    """Doors of one model.

    Parameters
    ----------
    right : inferred with the declared ends
    wrong : inferred with other ends than declared
    missed : declared and not inferred
    apart : doors of which nobody can say what their author meant
    seconds : time taken by the layers [s]
    listed : one line per disagreement
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    apart: int = 0
    seconds: float = 0.0
    listed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """Share of inferred links of declared doors that are the declared ones."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else np.nan

    @property
    def recall(self) -> float:
        """Share of declared links that were found."""
        declared = self.right + self.wrong + self.missed
        return self.right / declared if declared else np.nan


def main() -> int:
    """Print the table and the disagreements; return 1 if an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--plans", type=Path, help="truth made from plans, for one model")
    arguments = parser.parse_args()
    files = sorted(file for path in arguments.paths for file in _files(path))
    plans = json.loads(arguments.plans.read_text(encoding="utf-8")) if arguments.plans else None
    scores = {file.name: score for file in files if (score := _scored(file, plans)) is not None}
    _print(scores)
    total = _sum(scores.values())
    return 0 if min(total.precision, total.recall) >= (0.97 if plans else 0.99) else 1


def _files(path: Path) -> Iterator[Path]:
    yield from (one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES) if path.is_dir() else [path]


def _scored(file: Path, plans: dict[str, list[dict[str, list[object]]]] | None) -> Score | None:
    try:
        facts = import_files([file], Options()).twin
    except Exception as error:  # a faulty file of a folder must not hide the others
        print(f"{file.name}: {error}", file=sys.stderr)
        return None
    truth, apart = _planned(facts, plans) if plans else _declared(facts)
    if not truth and not apart:
        return None
    start = time.perf_counter()
    found = _inferred(facts)
    score = _compared(facts, _links(found), truth)
    score.apart, score.seconds = apart, time.perf_counter() - start
    return score


def _inferred(facts: Twin) -> Twin:
    """Return the twin with links, of which the layers could not read the boundaries."""
    none = table_of("boundaries", {"space": ()}), table_of("boundary_points", {"boundary": ()})
    bounds = facts.edges["relation"].astype(str) == "bounds"
    tables = keep_rows(facts.tables, {"edges": ~bounds})
    twin = Twin({**tables, "boundaries": none[0], "boundary_points": none[1]}, facts.meta)
    for name, layer in layers().items():
        if name in LAYERS:
            twin = applied(twin, layer.infer(twin))
    return twin


def _declared(facts: Twin) -> tuple[dict[int, Ends], int]:
    """Return the ends of the doors whose declaration is clear, and how many are not."""
    boundaries, ids = facts["boundaries"], facts.nodes["id"]
    classes = facts.nodes["ifc_class"].astype(str)
    ends: dict[int, set[str]] = defaultdict(set)
    external: dict[int, bool] = defaultdict(bool)
    for row in range(boundaries.length):
        door = int(boundaries["element"][row])
        if door >= 0 and classes[door].startswith("IfcDoor"):
            ends[door].add(str(ids[boundaries["space"][row]]))
            external[door] |= str(boundaries["side"][row]).startswith("EXTERNAL")
    alone = {door: {*found, OUTSIDE} if len(found) == 1 and external[door] else found for door, found in ends.items()}
    clear = {door: frozenset(found) for door, found in alone.items() if len(found) == 2}
    return clear, len(ends) - len(clear)


def _planned(facts: Twin, plans: dict[str, list[dict[str, list[object]]]]) -> tuple[dict[int, Ends], int]:
    """Return the ends of the doors that the plans show between two areas, and how many were near to more."""
    row_of = {str(tag): row for row, tag in enumerate(facts.nodes["tag"]) if tag}
    id_of = {str(facts.nodes["name"][row]): str(facts.nodes["id"][row]) for row in facts.rows("space").tolist()}
    doors = [door for floor in plans["floors"] for door in floor["doors"]]
    clear = {
        row_of[str(door["id"])]: frozenset(id_of[str(area)] for area in door["areas"])  # type: ignore[index]
        for door in doors
        if not door["ambiguous"] and len(door["areas"]) == 2  # type: ignore[index]
    }
    return clear, len(doors) - len(clear)


def _links(twin: Twin) -> dict[int, Ends]:
    edges, ids, kinds = twin.edges, twin.nodes["id"], twin.nodes["kind"].astype(str)
    rows = np.flatnonzero((edges["relation"].astype(str) == "opens_onto") & (edges["via"] >= 0))
    named = [OUTSIDE if kind == "exterior" else str(one) for one, kind in zip(ids, kinds, strict=True)]
    return {int(edges["via"][row]): frozenset(named[edges[end][row]] for end in ("source", "target")) for row in rows}


def _compared(facts: Twin, found: dict[int, Ends], truth: dict[int, Ends]) -> Score:
    score = Score()
    for door, ends in truth.items():
        link = found.get(door)
        if link == ends:
            score.right += 1
            continue
        score.missed, score.wrong = score.missed + (link is None), score.wrong + (link is not None)
        score.listed.append(_disagreement(facts, door, ends, link or frozenset()))
    return score


def _disagreement(facts: Twin, door: int, declared: Ends, found: Ends) -> str:
    """Return the line that tells a reader how far the door is from each space concerned."""
    opening = _opening(facts, door)
    spaces = sorted((declared | found) - {OUTSIDE})
    rows = [facts.row(space) for space in spaces]
    outlines = outlines_of(facts, np.array([opening, *rows]))
    gaps = dict(zip(spaces, shapely.distance(outlines[0], outlines[1:]), strict=True))
    names = {space: str(facts.nodes["name"][row]) for space, row in zip(spaces, rows, strict=True)}

    def told(ends: Iterable[str]) -> str:
        return " – ".join(f"{names[end]} ({gaps[end]:.2f} m)" if end in names else end for end in sorted(ends))

    name = facts.nodes["name"][door] or facts.nodes["tag"][door]
    return f"{name}: declared {told(declared)}; inferred {told(found) or 'nothing'}"


def _opening(facts: Twin, door: int) -> int:
    edges = facts.edges
    fills = np.flatnonzero((edges["source"] == door) & (edges["relation"].astype(str) == "fills"))
    opening = int(edges["target"][fills[0]]) if len(fills) else door
    return opening if facts.nodes["mesh"][opening] >= 0 else door


def _sum(scores: Iterable[Score]) -> Score:
    listed = list(scores)
    parts = {name: sum(getattr(one, name) for one in listed) for name in ("right", "wrong", "missed", "apart")}
    return Score(**parts, seconds=sum(one.seconds for one in listed))


def _print(scores: dict[str, Score]) -> None:
    print("| model | doors | right | wrong | missed | apart | precision | recall | s |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, one in [*scores.items(), ("all", _sum(scores.values()))]:
        doors = one.right + one.wrong + one.missed
        numbers = f"{doors} | {one.right} | {one.wrong} | {one.missed} | {one.apart}"
        print(f"| {name} | {numbers} | {one.precision:.4f} | {one.recall:.4f} | {one.seconds:.2f} |")
    for name, one in scores.items():
        for line in one.listed:
            print(f"{name}: {line}")


if __name__ == "__main__":
    sys.exit(main())
