"""What the network operator owes dwellings for a long cut of its own network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from twin.simulation.costs import Account, CostItem, CostRule
from twin.simulation.impact import HOUR_S, Loss, root_of
from twin.simulation.properties import numbers_named
from twin_rules.impacts._costs import band, label, part

__all__ = ["SUBSCRIBED", "Impact", "compensation_eur"]

SUBSCRIBED = "SubscribedPower"
"""Property of a dwelling: subscribed power; corrections set it in SI, as ``Set.SubscribedPower`` = 9000 W."""
_KVA_W = 1000.0


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
        subscribed = numbers_named(account.twin, SUBSCRIBED)
        for loss in account.losses:
            if loss.is_home and loss.service == "power":
                yield from _item(account, loss, subscribed.get(loss.place, math.nan))


def _item(account: Account, loss: Loss, subscribed_w: float) -> Iterator[CostItem]:
    hours = [one.lost_s / HOUR_S for one in loss.outages if _by_network(account, one.change)]
    table = part("network_compensation")
    known = not math.isnan(subscribed_w)
    powers = (subscribed_w / _KVA_W,) * 3 if known else band(table["assumed_kva"])
    low, usual, high = (sum(compensation_eur(power, cut) for cut in hours) for power in powers)
    if high > 0:
        told = f"{powers[1]:g} kVA{'' if known else ' assumed'}, {sum(hours):.1f} h without power"
        source = label(table, account.history.scenario.start.date())
        source += "" if known else f"; subscribed power: {table['assumed_source']}"
        yield CostItem(loss.place, loss.service, low, usual, high, told, source, assumed=not known)


def _by_network(account: Account, change: int) -> bool:
    return root_of(account.history, change)[1].state == "mains"
