"""What it costs dwellings to be without a service."""

from __future__ import annotations

from collections.abc import Iterable

from twin.said.text import joined, say
from twin.simulation.costs import Account, CostItem, CostRule
from twin_rules.impacts._costs import band, label, part

__all__ = ["Impact"]


class Impact(CostRule):
    """A sum for each dwelling and service of which the landlord's table has a price per hour; else it stays unknown."""

    about = "hours that dwellings were without a service, at the landlord's own price per hour"
    kind = "service"
    status = "unverified"

    def items(self, account: Account) -> Iterable[CostItem]:
        """Return a sum for each dwelling and service that has a price."""
        table = part("service")
        source = label(table, account.history.scenario.start.date())
        for loss in account.losses:
            if loss.is_home and loss.service in table:
                low, usual, high = (rate * loss.lost_h for rate in band(table[loss.service]))
                basis = say("{hours:.1f} h at {price:g} EUR/h", hours=loss.lost_h, price=band(table[loss.service])[1])
                yield CostItem(loss.place, loss.service, low, usual, high, basis, source, assumed=False)

    def unknown(self, account: Account) -> Iterable[str]:
        """Return the services that dwellings lost and that have no price."""
        lost = {loss.service for loss in account.losses if loss.is_home} - part("service").keys()
        names = joined((say(one.replace("_", " ")) for one in sorted(lost)), ", ")
        return [say("an hour without {services} has no price", services=names)] if lost else []
