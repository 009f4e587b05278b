"""What tests share: the real files, small IFC models written from a few lines of STEP, and tiny twins."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import hypothesis
import pytest

from twin.model.schema import table_of
from twin.model.twin import Twin

hypothesis.settings.register_profile("untimed", deadline=None)  # no test asserts a time
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

HEADER = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('ViewDefinition [ReferenceView]'),'2;1');
FILE_NAME('{name}','2026-01-12T08:30:00',(''),(''),'','','');
FILE_SCHEMA(('{schema}'));
ENDSEC;
DATA;
"""
FRAME = """#1=IFCPROJECT('0YvctVUKr0kugbFTf53O9L',$,'Project',$,$,$,$,(#5),#2);
#2=IFCUNITASSIGNMENT((#3,#4));
#3=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);
#4=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);
#5=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#6,$);
#6=IFCAXIS2PLACEMENT3D(#7,$,$);
#7=IFCCARTESIANPOINT((0.,0.,0.));
"""
END = "ENDSEC;\nEND-ISO-10303-21;\n"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real files, or skip the test."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder of real files, ../shared/data, is not there")
    return SHARED_DATA


@pytest.fixture(scope="session")
def residence() -> Path:
    """Return the generated sample."""
    return ROOT / "ifc_samples" / "residence.ifc"


@pytest.fixture(scope="session")
def read_models() -> Callable[..., Twin]:
    """Return a function that tells what models say; it reads them once, since twins never change."""

    from twin.importers.pipeline import Options, import_files

    @functools.cache
    def read(*paths: Path) -> Twin:
        return import_files(list(paths), Options()).twin

    return read


@pytest.fixture
def write_ifc(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes the records of a model into a file and returns its path."""

    def write(records: str, *, name: str = "model.ifc", schema: str = "IFC4", frame: str = FRAME) -> Path:
        path = tmp_path / name
        path.write_text(HEADER.format(name=name, schema=schema) + frame + records + "\n" + END, encoding="utf-8")
        return path

    return write


@pytest.fixture
def add_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., str]]:
    """Yield a function that installs a package of plug-ins, given its files by path, and returns its name."""
    names: list[str] = []

    def add(files: dict[str, str], *, name: str = "stranger_package", registered_as: str | None = None) -> str:
        home = tmp_path / "site"
        for path, content in {"__init__.py": "", **files}.items():
            target = home / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content, encoding="utf-8")
        metadata = home / f"{name}-1.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n", encoding="utf-8")
        entry = f"[twin.plugins]\n{name} = {registered_as or name}\n"
        (metadata / "entry_points.txt").write_text(entry, encoding="utf-8")
        monkeypatch.syspath_prepend(str(home))
        names.append(name)
        return name

    yield add
    for module in [module for module in sys.modules if module.partition(".")[0] in names]:
        del sys.modules[module]


@pytest.fixture(scope="session")
def wire() -> Callable[..., Twin]:
    """Return a function that makes a twin of things by class and of links between them."""

    def wired(
        things: dict[str, str],
        feeds: Iterable[tuple[str, str, str]] = (),
        groups: Iterable[tuple[str, str]] = (),
        inside: dict[str, str] | None = None,
        uses: dict[str, str] | None = None,
        other: Iterable[tuple[str, str, str]] = (),
        passages: Iterable[tuple[str, str, str, int]] = (),
        on: dict[str, str] | None = None,
    ) -> Twin:
        names = list(things)
        row = {name: number for number, name in enumerate(names)}
        words = {"dwelling": "zone"} | {word: word for word in ("space", "storey", "building", "exterior")}
        kinds = [words.get(things[name], "equipment") for name in names]
        parts = [things[name].partition(".") for name in names]
        nodes = {
            "id": names,
            "name": names,
            "kind": kinds,
            "ifc_class": [part[0] for part in parts],
            "predefined_type": [part[2] for part in parts],
            "use": [(uses or {}).get(name, "dwelling" if things[name] == "dwelling" else "") for name in names],
            "parent": [row.get((inside or {}).get(name, ""), -1) for name in names],
            "storey": [row.get((on or {}).get(name, ""), -1) for name in names],
            "elevation": [3.0 * number if kind == "storey" else float("nan") for number, kind in enumerate(kinds)],
        }
        links = [(a, b, "feeds", c, "", -1) for a, b, c in feeds] + [(a, b, "groups", "", "", -1) for a, b in groups]
        links += [(a, b, relation, "", "", -1) for a, b, relation in other]
        links += [(a, b, "opens_onto", "", via, free) for a, b, via, free in passages]
        edges = {
            "source": [row[a] for a, *_ in links],
            "target": [row[b] for _, b, *_ in links],
            "relation": [relation for _, _, relation, *_ in links],
            "commodity": [commodity for *_, commodity, _, _ in links],
            "via": [row.get(via, -1) for *_, via, _ in links],
            "clear_width": [0.9 if relation == "opens_onto" else float("nan") for _, _, relation, *_ in links],
            "step_free": [free for *_, free in links],
            "provenance": ["declared"] * len(links),
        }
        return Twin({"nodes": table_of("nodes", nodes), "edges": table_of("edges", edges)})

    return wired
