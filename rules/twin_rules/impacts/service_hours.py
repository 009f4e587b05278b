"""What it costs dwellings to be without a service."""

from __future__ import annotations

from collections.abc import Iterable

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
                basis = f"{loss.lost_h:.1f} h at {band(table[loss.service])[1]:g} EUR/h"
                yield CostItem(loss.place, loss.service, low, usual, high, basis, source, assumed=False)

    def unknown(self, account: Account) -> Iterable[str]:
        """Return the services that dwellings lost and that have no price."""
        lost = {loss.service for loss in account.losses if loss.is_home} - part("service").keys()
        return [f"an hour without {', '.join(sorted(lost)).replace('_', ' ')} has no price"] if lost else []
