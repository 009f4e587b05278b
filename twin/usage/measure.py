'''What a usage measure is: what it declares, and what it answers about an estate.

A measure is one file ``usage/<name>.py`` of a package that is registered as a plug-in, such as `twin_rules`; its name
is the file's, with hyphens. The file holds a class ``Measure``; `about` is what ``twin usage`` lists. There is no list
to edit. It declares what it reads and what comes out, and makes an `Outcome` of a `Study`::

    """Dwellings by floor area."""

    class Measure(UsageMeasure):
        """Dwellings that are at least so large."""

        about = "dwellings by floor area"
        reads = ("area of dwellings",)
        parameters = (Parameter("least", 0.0, unit="m**2", about="smallest that is shown", source="everything", low=0),)
        columns = (Column("area_m2", "floor area of the dwelling", unit="m²", low=0),)
        references = ("floor area as the model says it",)

        def measure(self, study: Study) -> Outcome:
            area = study.twin.nodes["area"]
            rows = study.dwellings[area[study.dwellings] >= study["least"]]
            table = keyed(study.twin, rows, area_m2=area[rows])
            return Outcome(
                table,
                headline=f"{len(table)} dwellings of at least {study['least']:g} m².",
                reason="" if len(table) else "no dwelling says its floor area",
                colours=(Colouring("area_m2", "Floor area"),),
                plots=(Plot("bar", x="name", y="area_m2", title="Floor area of dwellings"),),
            )

What the frame around it does, so that no measure has to:

* parameters are read with their units and bounds, as those of hazards are; ``study[name]`` is the value;
* the table is checked against the columns declared, put in their order and given their types (`twin.usage.tables`); a
  column that is missing or too many is an error of the measure. Numbers that nobody knows are NaN, unknown flags and
  counts ``pandas.NA``: never zero, never False;
* rows about people (``personal = {"": Personal("households", bin_s=3600.0)}``) that stand for fewer than five
  households or less than an hour are taken out and listed with the reason (`twin.usage.privacy`); plots and colours
  see what is left;
* ``share_assumed`` above one half is told in the first line people read;
* with ``--compare`` the measure is made twice, as things are now and as usual, and the difference shown
  (`twin.usage.compare`). So do not compare yourself: read `Study.conditions` (what a scenario or the open incidents
  have put out of order) and parameters listed in ``what_ifs`` (a closed gate, a new service), and answer for that;
* the command line, Python (``estate.usage(name, ...)``), files, plots and the 3D picture are made from the outcome;
* what it says is told in the language of the reader where the package has a catalogue ``words/<language>.toml``: write
  ``say("{n} dwellings of at least {area:g} m².", n=len(table), area=least)`` (`twin.said.text`) in the place of an
  f-string, and the French beside the English in a table ``[said.<name>]``; columns and their meanings are looked up as
  they are declared. What the catalogue lacks stays English.

Observations may be there or not (`Study.observations`), and cover some things only. Without them answer by assumption:
put what was assumed into ``notes`` and into ``share_assumed``. Further tables (an index, a ranking) go into
``Outcome.more`` and are declared in ``more``. A measure draws chance from ``study.rng`` only and asks no clock: the
same study gives the same table. An estate without what it is about gives an empty table and a reason, never an error.
`tests/contract/test_measures.py` runs every measure without a line written for it.
'''

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from twin.simulation.hazard import Parameter

if TYPE_CHECKING:
    from twin.usage.outcome import Outcome
    from twin.usage.study import Study

__all__ = ["NODE_KEYS", "Column", "Parameter", "Personal", "UsageMeasure"]

Kind = Literal["number", "count", "flag", "text", "time"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of what comes out.

    Parameters
    ----------
    name : in tables and files; of a number with its unit at the end, such as ``walk_s``
    about : one line that says what it means
    unit : as people write it, such as ``s``, ``m²``, ``%``, ``people``; empty for texts, flags and plain ratios
    kind : number (NaN is unknown), count (whole, may be unknown), flag (yes, no or unknown), text, time
    low, high : bounds that no value leaves; None for none
    label : what it is called in the language of the reader, with its unit; made from the name if empty
    """

    name: str
    about: str
    unit: str = ""
    kind: Kind = "number"
    low: float | None = None
    high: float | None = None
    label: str = ""

    @property
    def stem(self) -> str:
        """The name without the unit at its end."""
        return self.name.removesuffix(f"_{self.unit.replace('²', '2').replace('³', '3')}")

    @property
    def heading(self) -> str:
        """The name as people read it, with its unit."""
        words = self.stem.replace("_", " ")
        return self.label or (f"{words} [{self.unit}]" if self.unit else words)

    def named(self, word: str) -> str:
        """Return the name with a word before its unit.

        Examples
        --------
        >>> Column("walk_s", "walking time", "s").named("usual")
        'walk_usual_s'
        """
        return f"{self.stem}_{word}{self.name.removeprefix(self.stem)}"


NODE_KEYS: Final = (
    Column("id", "id of the thing", kind="text"),
    Column("code", "the landlord's code, empty if there is none", kind="text"),
    Column("name", "what people call it", kind="text"),
    Column("building", "building it belongs to, empty outdoors", kind="text"),
    Column("storey", "storey it is on, empty if on none", kind="text"),
)
"""Columns that say which thing of the twin a row is about; `twin.usage.tables.keyed` fills them."""


@dataclass(frozen=True, slots=True)
class Personal:
    """Says that rows are about people, and which of them may be shown.

    Parameters
    ----------
    households : column with the number of households that a row stands for
    bin_s : column with the length of the time bin of a row, or that length [s]; None if rows are about no time
    totals : columns that tell which rows add up to a total that is shown; where only one of them would be withheld,
        the total would give it away, so the one with the fewest households besides is withheld too
    keep : columns that tell which rows are withheld; the keys if empty
    """

    households: str
    bin_s: str | float | None = None
    totals: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()


class UsageMeasure:
    """What measures declare, and what they answer; see the module for all that is done for them."""

    about: ClassVar[str] = ""
    """One line, without a full stop."""
    reads: ClassVar[tuple[str, ...]] = ()
    """Facts of the twin, states and observations that it reads, in words."""
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    what_ifs: ClassVar[tuple[str, ...]] = ()
    """Parameters that change the estate in thought; their defaults change nothing."""
    keys: ClassVar[tuple[Column, ...]] = NODE_KEYS
    """Columns that say what a row is about; by default a thing of the twin."""
    columns: ClassVar[tuple[Column, ...]] = ()
    """Columns after the keys."""
    unique: ClassVar[tuple[str, ...]] = ("id",)
    """Columns that together are different in every row."""
    more: ClassVar[Mapping[str, tuple[Column, ...]]] = {}
    """All columns of further tables, by name."""
    personal: ClassVar[Mapping[str, Personal]] = {}
    """What to withhold of which table; the main one has the empty name."""
    references: ClassVar[tuple[str, ...]] = ()
    status: ClassVar[Literal["verified", "unverified"]] = "unverified"

    def measure(self, study: Study) -> Outcome:
        """Return the answer for an estate."""
        raise NotImplementedError

    @classmethod
    def schema(cls) -> dict[str, tuple[Column, ...]]:
        """Return the columns of all tables by name; that of the main one is empty."""
        return {"": (*cls.keys, *cls.columns), **cls.more}
