"""What it costs to mend what failed."""

from __future__ import annotations

from collections.abc import Iterable

from twin.said.text import say
from twin.simulation.costs import Account, CostItem, CostRule
from twin_rules.impacts._costs import band, label, part

__all__ = ["Impact"]

_BROKEN = ("failed", "submerged")


class Impact(CostRule):
    """A sum for each thing that failed, once however often it did."""

    about = "labour and parts for each thing that failed, by its class"
    kind = "direct"
    status = "unverified"

    def items(self, account: Account) -> Iterable[CostItem]:
        """Return a sum for each thing that failed."""
        table, classes = part("repair"), account.twin.nodes["ifc_class"]
        changes = account.history.changes
        rows = dict.fromkeys(one.node for one in changes if one.state == "health" and one.value in _BROKEN)
        source = label(table, account.history.scenario.start.date())
        for row in rows:
            known = classes[row] in table
            low, usual, high = band(table[classes[row] if known else "other"])
            basis = say("repair of one {sort}", sort=classes[row])
            if not known:
                basis = say("repair of one thing; no price for {sort}", sort=classes[row])
            yield CostItem(row, "", low, usual, high, basis, source, assumed=True)
