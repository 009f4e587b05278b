"""What the network operator owes dwellings for a long cut of its own network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from twin.said.text import say
from twin.simulation.components import Supply
from twin.simulation.costs import Account, CostItem, CostRule
from twin.simulation.impact import HOUR_S, Loss, root_of
from twin.simulation.properties import numbers_named
from twin_rules.impacts._costs import band, label, part

__all__ = ["SUBSCRIBED", "Impact", "compensation_eur"]

SUBSCRIBED: Final = "PuissanceSouscrite_kVA"
"""Property of a dwelling, its board or its meter: subscribed power [kVA]."""
_POWER: Final = "power"
_FAR: Final = 6
"""A meter is not farther from the board of its dwelling than that, counted in things."""


def compensation_eur(subscribed_kva: float, cut_h: float) -> float:
    """Return what is owed for one cut [EUR, without tax].

    Parameters
    ----------
    subscribed_kva : subscribed power [kVA]
    cut_h : how long it lasted [h]

    Notes
    -----
    Only complete blocks count, up to a greatest number of them. Values and their time of validity are in
    ``data/costs_fr.toml``.

    References
    ----------
    CRE decision 2021-13 (TURPE 6 HTA-BT), second hand; not read.

    Examples
    --------
    >>> compensation_eur(9, 48), compensation_eur(9, 4.9)
    (162.0, 0.0)
    """
    table = part("network_compensation")
    blocks = min(math.floor(cut_h / table["block_h"] + 1e-9), table["most_blocks"])
    rate = table["eur_per_kva"] if subscribed_kva <= table["up_to_kva"] else table["eur_per_kva_above"]
    return float(blocks * rate * subscribed_kva)


class Impact(CostRule):
    """A sum for each dwelling that was without power because what comes from outside the estate did not arrive."""

    about = "reduction on the bill for each five hours of a cut by the distribution network"
    kind = "compensation"
    references = ("CRE decision 2021-13 (TURPE 6 HTA-BT)",)
    status = "unverified"

    def items(self, account: Account) -> Iterable[CostItem]:
        """Return a sum for each dwelling whose cut lasted a complete block."""
        known = numbers_named(account.twin, SUBSCRIBED)
        points = {one.place: one.component for one in account.history.supply.points if one.service == _POWER}
        for loss in account.losses:
            if loss.is_home and loss.service == _POWER:
                subscribed = known.get(loss.place) or _metered(account.history.supply, points[loss.place], known)
                yield from _item(account, loss, subscribed)


def _item(account: Account, loss: Loss, subscribed_kva: float | None) -> Iterator[CostItem]:
    hours = [one.lost_s / HOUR_S for one in loss.outages if _by_network(account, one.change)]
    table = part("network_compensation")
    known = subscribed_kva is not None
    powers = band(table["assumed_kva"]) if subscribed_kva is None else (subscribed_kva,) * 3
    low, usual, high = (sum(compensation_eur(power, cut) for cut in hours) for power in powers)
    if high > 0:
        told = say("{power:g} kVA, {hours:.1f} h without power", power=powers[1], hours=sum(hours))
        if not known:
            told = say("{power:g} kVA assumed, {hours:.1f} h without power", power=powers[1], hours=sum(hours))
        source = label(table, account.history.scenario.start.date())
        source += "" if known else f"; subscribed power: {table['assumed_source']}"
        yield CostItem(loss.place, loss.service, low, usual, high, told, source, assumed=not known)


def _metered(supply: Supply, component: int, known: Mapping[int, float]) -> float | None:
    """Return what the meter or board nearest to where power is handed over says [kVA], None if none says."""
    graph = supply.graph
    for _ in range(_FAR):
        need = graph.first_need[component]
        if need == graph.first_need[component + 1] or graph.first_feeder[need] == graph.first_feeder[need + 1]:
            return None
        component = int(graph.feeder[graph.first_feeder[need]])
        if (said := known.get(int(supply.node[component]))) is not None:
            return said
    return None


def _by_network(account: Account, change: int) -> bool:
    return root_of(account.history, change)[1].state == "mains"
