"""What an incident costs, reckoned by rules that packages add, each for one sort of money.

A rule is one module in a folder ``impacts`` of a package that is registered as a plug-in. It holds a class ``Impact``,
a subclass of `CostRule`; the name comes from the file. A rule that cannot tell gives no item, and says so in `unknown`:
what nobody knows is never counted as nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar, Final, Literal

from twin.model.twin import Twin
from twin.plugins import PluginProblem, discover, load_all
from twin.simulation.impact import Loss
from twin.simulation.run import History

__all__ = ["KINDS", "Account", "Bill", "CostItem", "CostRule", "bill_of", "cost_rules"]

logger = logging.getLogger(__name__)

Kind = Literal["direct", "service", "compensation"]
KINDS: Final[tuple[Kind, ...]] = ("direct", "service", "compensation")
"""What is paid to mend things, what it costs to be without a service, what others owe for it."""


@dataclass(frozen=True, slots=True)
class CostItem:
    """One sum of money.

    Parameters
    ----------
    node : row of the thing or place it is for
    service : that was lacking; empty if it is not for a service
    low_eur, nominal_eur, high_eur : the sum and its bounds, without tax [EUR]
    basis : how it was reckoned, for people
    source : where the values come from, and whether they were checked
    assumed : whether it rests on values that nobody gave for this estate
    kind, rule : sort of money and name of the rule, filled in when the bill is made
    """

    node: int
    service: str
    low_eur: float
    nominal_eur: float
    high_eur: float
    basis: str
    source: str
    assumed: bool
    kind: Kind = "direct"
    rule: str = ""


@dataclass(frozen=True)
class Account:
    """What a rule may look at.

    Parameters
    ----------
    twin : the estate
    history : what happened on it
    losses : what places lost
    """

    twin: Twin
    history: History
    losses: tuple[Loss, ...]


class CostRule:
    """Reckons one sort of money; theirs are subclasses that override what they need."""

    about: ClassVar[str] = ""
    kind: ClassVar[Kind] = "direct"
    references: ClassVar[tuple[str, ...]] = ()
    status: ClassVar[Literal["verified", "unverified"]] = "unverified"

    def items(self, account: Account) -> Iterable[CostItem]:
        """Return the sums that are known."""
        raise NotImplementedError

    def unknown(self, account: Account) -> Iterable[str]:  # noqa: ARG002
        """Return what it could not reckon, in words."""
        return ()


@dataclass(frozen=True)
class Bill:
    """All sums of a scenario.

    Parameters
    ----------
    items : the sums, by rule and in the rule's order
    unknown : by kind, what could not be reckoned
    """

    items: tuple[CostItem, ...]
    unknown: dict[Kind, tuple[str, ...]]


@cache
def cost_rules() -> tuple[dict[str, CostRule], tuple[PluginProblem, ...]]:
    """Return the rules that there are, by name, and those that had to be left out."""
    found = discover("impacts", defining="Impact")
    modules, broken = load_all(found.modules)
    return {name: module.Impact() for name, module in modules.items()}, (*found.problems, *broken)


def bill_of(account: Account) -> Bill:
    """Return all sums of a scenario; a rule that fails is left out and told as unknown."""
    items: list[CostItem] = []
    unknown: dict[Kind, list[str]] = {kind: [] for kind in KINDS}
    for name, rule in cost_rules()[0].items():
        try:
            mine = [replace(one, kind=rule.kind, rule=name) for one in rule.items(account)]
            missing = list(rule.unknown(account))
        except Exception as error:  # one broken rule must not stop the others
            logger.warning("costs of %s are left out: %s: %s", name, type(error).__name__, error)
            mine, missing = [], [f"{name} failed: {error}"]
        items += mine
        unknown[rule.kind] += missing
    return Bill(tuple(items), {kind: tuple(some) for kind, some in unknown.items()})
