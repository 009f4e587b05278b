"""The façade: what users call "the twin"."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from twin.clock import Clock
from twin.importers.kernels.protocol import KernelChoice
from twin.model.findings import Finding
from twin.model.kinds import Kind
from twin.model.schema import TABLES
from twin.model.twin import Twin
from twin.progress import Progress, SilentProgress
from twin.store.load import load

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import geopandas
    import networkx as nx
    import pandas as pd
    import trimesh

    from twin.analysis.routes import Profile, Route
    from twin.importers.changes import Changes
    from twin.importers.corrections import Corrections
    from twin.importers.links import Link
    from twin.importers.pipeline import Import, Options
    from twin.observations.observed import Observations
    from twin.simulation.results import BoundScenario
    from twin.simulation.scenario import Scenario
    from twin.simulation.sweep.plan import Method
    from twin.simulation.sweep.results import Sweep
    from twin.usage.outcome import Outcome

__all__ = ["Estate", "Node", "import_models", "import_to", "open"]


def import_models(
    paths: Sequence[str | PathLike[str]] | str | PathLike[str],
    output: str | PathLike[str] | None = None,
    *,
    crs: str | None = None,
    kernel: KernelChoice = "auto",
    accept_truncated: bool = False,
    skip_bad: bool = False,
    register: str | PathLike[str] | None = None,
    corrections: str | PathLike[str] | None = None,
    links: str | PathLike[str] | None = None,
    assume_networks: bool = False,
    public_space: Sequence[str | PathLike[str]] | str | PathLike[str] = (),
    update: bool = False,
    progress: Progress | None = None,
) -> Estate:
    """Return the twin of some IFC files and the public space around them, written to a GeoPackage if one is named.

    Parameters
    ----------
    paths : IFC files, ``.ifc`` or ``.ifczip``; may be none if files of the public space are named
    output : GeoPackage to write; without it the twin lives in memory only
    crs : reference system of the estate, such as ``EPSG:2154``, in place of what the files say
    kernel : ``fast`` or ``exact`` tessellation, or ``auto``: fast, and exact where fast is not good enough
    accept_truncated : take what is there of a file that was cut off
    skip_bad : leave out files that cannot be used, instead of raising
    register : CSV with the landlord's own codes
    corrections : CSV with what people know better than models and inference
    links : CSV with supply links that a landlord knows
    assume_networks : give buildings without any network a plausible one, every link marked assumed
    public_space : OpenStreetMap, GeoJSON, GeoPackage, zipped Shapefile, CityJSON of the space between buildings
    update : keep the sources of the output that are not among the files
    progress : told how far it is

    Raises
    ------
    InputError
        If a file cannot be used.
    UsageError
        If an option cannot be used.
    OutputError
        If the GeoPackage cannot be written; what stood there is untouched.
    """
    from twin.importers.pipeline import Options

    target = _path(output)
    some = [paths] if isinstance(paths, str | PathLike) else paths
    around = [public_space] if isinstance(public_space, str | PathLike) else public_space
    options = Options(
        crs=crs,
        kernel=kernel,
        accept_truncated=accept_truncated,
        skip_bad=skip_bad,
        register=_path(register),
        corrections=_path(corrections),
        links=_path(links),
        assume_networks=assume_networks,
        public_space=tuple(Path(path) for path in around),
    )
    done, _ = import_to(target, [Path(path) for path in some], options, update=update, progress=progress)
    return Estate(done.twin if target is None else load(target), target)


def import_to(
    output: Path | None,
    paths: Sequence[Path],
    options: Options,
    *,
    update: bool = False,
    progress: Progress | None = None,
) -> tuple[Import, Changes | None]:
    """Return what came of an import, and what it changed if it was an update; written to the output if there is one.

    Parameters
    ----------
    output : GeoPackage to write, None for none
    paths : IFC files
    options : how to import them
    update : keep the sources of the output that are not among the files
    progress : told how far it is
    """
    from twin.importers.changes import changes_between
    from twin.importers.corrections import Corrections, read_corrections, recalled
    from twin.importers.links import read_links, remembered, remembering
    from twin.importers.pipeline import import_files
    from twin.store.save import check_destination, check_replaceable, save

    if output is not None:
        check_destination(output)
        if not update:  # else what stands there is read, and refused if it is no twin
            check_replaceable(output)
    old = load(output) if update and output is not None and output.exists() else None
    corrections = read_corrections(options.corrections) if options.corrections else Corrections()
    if old and not options.corrections:
        corrections = recalled(old)
    links = read_links(options.links) if options.links else remembered(old) if old else []
    known = _Known(corrections, links, options.links.name if options.links else "links of before")
    read = import_files(paths, options, old=old, progress=progress)
    clock = Clock(read.seconds)
    with clock("infer"):
        asked = ("assumed_networks",) if options.assume_networks else ()
        whole = _inferred(read.twin, known, asked=asked, progress=progress)
        done = replace(read, twin=remembering(whole, links))
    if output is not None:
        with (progress or SilentProgress()).stage("store", file=output.name), clock("store"):
            save(done.twin, output)
    return done, changes_between(old, done.twin) if old else None


@dataclass(frozen=True)
class _Known:
    """What people know better than models and inference."""

    corrections: Corrections
    links: Sequence[Link]
    file: str

    def over(self, layer: str, facts: Twin) -> Twin:
        """Return the twin after a layer, put right."""
        from twin.importers.correcting import corrected
        from twin.importers.links import with_links

        if layer == "supply" and self.links:
            facts = with_links(facts, self.links, file=self.file)
        return corrected(facts, self.corrections)


def _inferred(facts: Twin, known: _Known, *, asked: Sequence[str], progress: Progress | None) -> Twin:
    """Return the twin with what its layers infer and what people know better, which always wins."""
    from twin.importers.correcting import concluded
    from twin.inference.run import inferred

    facts = inferred(known.over("", facts), asked=asked, progress=progress, between=known.over)
    return concluded(facts, known.corrections)


def _path(name: str | PathLike[str] | None) -> Path | None:
    return None if name is None else Path(name)


def open(path: str | PathLike[str]) -> Estate:  # noqa: A001  # read as twin.open
    """Return a stored twin.

    Raises
    ------
    StoreError
        If there is no twin at the path, or one of a format that this version does not know.
    """
    return Estate(load(Path(path)), Path(path))


@dataclass(frozen=True)
class Node:
    """One thing of the estate with all that is known of it.

    Parameters
    ----------
    id : its id
    attributes : kind, class, names, place… by name
    properties : value by property and set; the type's where the thing itself does not say
    materials : materials from the outside in, or as its author ordered them
    classifications : system, code and name
    documents : what refers to it
    """

    id: str
    attributes: Mapping[str, Any]
    properties: Mapping[str, Mapping[str, Any]]
    materials: tuple[str, ...]
    classifications: tuple[Mapping[str, str], ...]
    documents: tuple[Mapping[str, str], ...]

    def __getitem__(self, name: str) -> Any:
        return self.attributes[name]


class Estate:
    """A twin with the tables, graph and meshes that people work with.

    Parameters
    ----------
    facts : the twin
    path : where it is stored, None if in memory only
    """

    def __init__(self, facts: Twin, path: Path | None = None) -> None:
        self.facts = facts
        self.path = path

    def __repr__(self) -> str:
        kinds, counts = np.unique(self.facts.nodes["kind"].astype(str), return_counts=True)
        parts = ", ".join(f"{count} {kind}" for kind, count in zip(kinds, counts, strict=True))
        return f"<Estate {self.path or 'in memory'}: {parts}>"

    @property
    def crs(self) -> str | None:
        """Coordinate reference system; None for local coordinates."""
        return self.facts.crs

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Sites, one row each."""
        return self._table(Kind.SITE)

    @cached_property
    def buildings(self) -> geopandas.GeoDataFrame:
        """Buildings with the outline of their spaces."""
        return self._layer("buildings")

    @cached_property
    def storeys(self) -> geopandas.GeoDataFrame:
        """Storeys with the outline of their spaces."""
        return self._layer("storeys")

    @cached_property
    def spaces(self) -> geopandas.GeoDataFrame:
        """Spaces with their outline in plan."""
        return self._layer("spaces")

    @cached_property
    def elements(self) -> geopandas.GeoDataFrame:
        """Walls, slabs, doors, windows, furniture… with their outline in plan."""
        return self._layer("elements")

    @cached_property
    def equipment(self) -> geopandas.GeoDataFrame:
        """Equipment as points."""
        return self._layer("equipment")

    @cached_property
    def zones(self) -> pd.DataFrame:
        """Zones, such as dwellings."""
        return self._table(Kind.ZONE)

    @cached_property
    def systems(self) -> pd.DataFrame:
        """Technical systems."""
        return self._table(Kind.SYSTEM)

    @cached_property
    def edges(self) -> pd.DataFrame:
        """Relations between things, by the ids of both ends."""
        import pandas as pd

        edges, ids = self.facts.edges, np.append(self.facts.nodes["id"], "")
        frame = pd.DataFrame({name: edges[name] for name in edges if name not in {"source", "target", "via", "origin"}})
        ends = {name: ids[edges[name]] for name in ("source", "target", "via")}
        return frame.assign(**ends)[[*ends, *frame.columns]]

    @property
    def findings(self) -> list[Finding]:
        """What was odd about the sources."""
        return self.facts.findings

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Files the twin was made from."""
        import pandas as pd

        table = self.facts["sources"]
        return pd.DataFrame({name: table[name] for name in table if not TABLES["sources"][name].shape})

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The twin as a networkx graph, made on first use; changing it does not change the twin."""
        from twin.analysis.graph import graph_of

        return graph_of(self.facts)

    @property
    def observations(self) -> Observations | None:
        """Readings that are bound to things of it, as they are now; None if none are, or it is in memory only.

        Raises
        ------
        InputError
            If what says which sensor is which thing cannot be used.
        """
        from twin.usage.given import registered_observations

        return None if self.path is None else registered_observations(self.path, self.facts)

    def node(self, key: str) -> Node:
        """Return a thing by id, or by a code, GlobalId or name that only one thing has.

        Raises
        ------
        UnknownNodeError
            If nothing answers to the key, or several things do.
        """
        from twin.analysis.describe import describe

        return Node(*describe(self.facts, self.facts.row(key)))

    def mesh(self, key: str) -> trimesh.Trimesh:
        """Return the shape of a thing in estate coordinates [m].

        Raises
        ------
        UnknownNodeError
            If nothing answers to the key, several things do, or the thing has no shape.
        """
        from twin.analysis.shape import shape_of

        return shape_of(self.facts, self.facts.row(key))

    def route(self, start: str, end: str, *, profile: Profile = "shortest") -> Route:
        """Return the best route on foot from one thing to another.

        Parameters
        ----------
        start, end : an id, code or name; or what things are, such as ``bus stop``, of which the nearest is taken
        profile : ``shortest`` in time, or ``step-free``

        Raises
        ------
        UnknownNodeError
            If nothing answers to a name, or nothing leads to what does.
        """
        from twin.analysis.routes import route

        return route(self.facts, start, end, profile=profile)

    def scenario(self, name: str, *, start: str | datetime, duration: str | float = "24 h") -> BoundScenario:
        """Return a scenario on this estate in which nothing happens yet; say what with `event` and `intervene`.

        Parameters
        ----------
        name : what people call it
        start : local time at which it begins, such as ``2026-01-12 08:30``
        duration : how long it is watched

        Raises
        ------
        UsageError
            If a time cannot be read.
        """
        from twin.simulation.results import bound_scenario

        return bound_scenario(self.facts, name, start=start, duration=duration)

    def sweep(
        self,
        scenario: Scenario | BoundScenario,
        variations: Mapping[str, Any],
        *,
        samples: int | None = None,
        method: Method = "random",
        seed: int = 0,
        output: str | PathLike[str] | None = None,
        jobs: int | None = None,
        executor: Executor | None = None,
        progress: Progress | None = None,
    ) -> Sweep:
        """Return what comes of a scenario with something varied, on all cores.

        Parameters
        ----------
        scenario : what is varied
        variations : by field, such as ``event[0].duration``, the values that it takes, as in a sweep file
        samples : number of runs to draw; None for every combination of the values
        method : how they are drawn
        seed : of all that is left to chance; the same seed gives the same table
        output : folder for the table; a sweep that was interrupted goes on there
        jobs : number of processes, or of workers of the executor; as many as there are cores if not given
        executor : makes the runs in place of processes of our own
        progress : told how far it is

        Raises
        ------
        UsageError
            If a variation or option cannot be used.
        """
        from twin.simulation.results import BoundScenario
        from twin.simulation.sweep.run import run_sweep
        from twin.store.save import save

        with tempfile.TemporaryDirectory(prefix="twin-") as scratch:
            stored = self.path or Path(scratch) / "estate.gpkg"
            if self.path is None:
                save(self.facts, stored)
            done = run_sweep(
                stored,
                scenario.value if isinstance(scenario, BoundScenario) else scenario,
                variations,
                output=_path(output) or Path(scratch) / "sweep",
                samples=samples,
                method=method,
                seed=seed,
                jobs=jobs,
                executor=executor,
                progress=progress,
            )
        return done if output is not None else replace(done, path=None)

    def criticality(self, *, service: str | None = None, after: Sequence[str] = ()) -> pd.DataFrame:
        """Return what the failure of each single thing costs dwellings, people and common spaces, ranked.

        Parameters
        ----------
        service : the only one that counts, such as ``power``; all of them if it is not given
        after : what has failed already, by id, code or name; then what is lost only because of both

        Raises
        ------
        UsageError
            If no place has the service, or what has failed takes no part in supply.
        UnknownNodeError
            If nothing answers to a name, or several things do.
        """
        import pandas as pd

        from twin.analysis.criticality import criticality
        from twin.analysis.criticality_table import rows_of

        found = criticality(self.facts, service=service, after=[self.facts.row(name) for name in after])
        return pd.DataFrame(rows_of(self.facts, found.failures))

    def usage(
        self,
        measure: str,
        /,
        *,
        given: Scenario | BoundScenario | None = None,
        at: str | float | None = None,
        start: str | datetime | None = None,
        end: str | datetime | None = None,
        seed: int = 0,
        **parameters: Any,
    ) -> Outcome:
        """Return what a usage measure answers about this estate.

        What is registered as observed on a stored estate is taken into account, and so are its open incidents.

        Parameters
        ----------
        measure : name, such as ``catchment``; ``twin usage`` lists them
        given : what happens meanwhile
        at : moment of it, since its start; when the last of its events has begun if not given
        start, end : local times between which observations and bookings count, in whole hours
        seed : what is left to chance is drawn with it
        parameters : of the measure, such as ``to="playground"``

        Raises
        ------
        UsageError
            If there is no such measure or parameter, or a value cannot be used.
        """
        from twin.simulation.results import BoundScenario
        from twin.usage.given import conditions_given, period_of
        from twin.usage.run import Given, measured

        scenario = given.value if isinstance(given, BoundScenario) else given
        conditions = conditions_given(self.facts, self.path, scenario=scenario, at=at, seed=seed)
        on = Given(self.observations, conditions, *period_of(start, end), seed)
        return measured(self.facts, measure, parameters, given=on)

    def info(self) -> dict[str, Any]:
        """Return counts of nodes, relations, provenance and findings, the reference system and the sources."""
        from twin.analysis.summary import summary

        return summary(self.facts)

    def _layer(self, name: str) -> geopandas.GeoDataFrame:
        import geopandas as gpd
        import shapely

        from twin.store.layers import layer_of

        layer = layer_of(self.facts, name)
        frame = gpd.GeoDataFrame(layer.columns, geometry=shapely.from_wkb(layer.wkb), crs=self.crs)
        return frame.set_index("id", drop=False)

    def _table(self, kind: Kind) -> pd.DataFrame:
        import pandas as pd

        nodes, rows = self.facts.nodes, self.facts.rows(kind)
        names = ("id", "code", "name", "long_name", "ifc_class", "object_type", "predefined_type", "description")
        return pd.DataFrame({name: nodes[name][rows] for name in names}).set_index("id", drop=False)
