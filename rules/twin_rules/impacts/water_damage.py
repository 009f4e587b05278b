"""What water does to floors and finishes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from twin.said.text import say
from twin.simulation.costs import Account, CostItem, CostRule
from twin_rules.impacts._costs import band, label, part

__all__ = ["Impact"]


class Impact(CostRule):
    """A sum for each space that was flooded: by its floor area, and for the claim."""

    about = "finishes of flooded spaces by floor area, and a lump sum for each claim"
    kind = "direct"
    status = "unverified"

    def items(self, account: Account) -> Iterable[CostItem]:
        """Return a sum for each flooded space whose area is known."""
        table, areas = part("water_damage"), account.twin.nodes["area"]
        by_area, by_claim = band(table["eur_per_m2"]), band(table["eur_per_claim"])
        source = label(table, account.history.scenario.start.date())
        for row in _flooded(account):
            area = float(areas[row])
            if not math.isnan(area):
                low, usual, high = (each * area + claim for each, claim in zip(by_area, by_claim, strict=True))
                basis = say("{area:.1f} m² of floor and a claim", area=area)
                yield CostItem(row, "", low, usual, high, basis, source, assumed=True)

    def unknown(self, account: Account) -> Iterable[str]:
        """Return how many flooded spaces have no known area."""
        bare = sum(math.isnan(account.twin.nodes["area"][row]) for row in _flooded(account))
        return [say("damage in {n} flooded spaces without a known area", n=bare)] if bare else []


def _flooded(account: Account) -> Iterator[int]:
    changes = account.history.changes
    yield from dict.fromkeys(one.node for one in changes if one.state == "space" and one.value == "flooded")
