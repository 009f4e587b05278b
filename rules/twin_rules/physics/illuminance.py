"""How much light lamps give on the ground."""

from __future__ import annotations

__all__ = ["ground_share"]


def ground_share(height_m: float, distance_m: float) -> float:
    """Return the horizontal illuminance of a point source over that right below it [-].

    Parameters
    ----------
    height_m : of the lamp above the ground [m]
    distance_m : in plan from the lamp [m]

    Notes
    -----
    Laws of the inverse square and of the cosine, for a source that shines alike all round: h³ / (h² + d²)^1.5.

    References
    ----------
    CIE 140:2019, Road lighting calculations, point method; here without the distribution of a real lamp.

    Examples
    --------
    >>> ground_share(5.0, 0.0), round(ground_share(5.0, 5.0), 3)
    (1.0, 0.354)
    """
    return float(height_m**3 / (height_m**2 + distance_m**2) ** 1.5)
