"""How much power dwellings draw together: not all of them at once."""

from __future__ import annotations

from bisect import bisect_right

from twin_rules.facts.dated import dated

__all__ = ["diversity", "heated_dwellings_kva"]


def diversity(dwellings: int) -> float:
    """Return the share of their subscribed power that dwellings draw together [-].

    Parameters
    ----------
    dwellings : their number, none of them heated by electricity

    References
    ----------
    NF C 14-100, table of simultaneity, from two transcriptions; the norm was not read.

    Examples
    --------
    >>> diversity(4), diversity(12), diversity(400)
    (1.0, 0.63, 0.4)
    """
    table = dated("power_fr")["diversity"]
    return float(table["coefficient"][max(bisect_right(table["from_dwellings"], dwellings) - 1, 0)])


def heated_dwellings_kva(dwellings: int, heating_kva: float, *, divisor: float = 1.0) -> float:
    """Return what dwellings with electric heating draw together [kVA]: P = 5 N + sum of P_i.

    Parameters
    ----------
    dwellings : their number N
    heating_kva : installed heating power of all of them, the sum of P_i [kVA]
    divisor : 1.3 for the drop of voltage, 1 for the power [-]

    References
    ----------
    NF C 14-100 § 5.5.2.2, from a transcription; hot water is not counted.

    Examples
    --------
    >>> heated_dwellings_kva(20, 20 * 4.0)
    180.0
    """
    return float(dated("power_fr")["electric_heating"]["per_dwelling_kva"] * dwellings + heating_kva / divisor)
