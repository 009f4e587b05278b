"""The colours that things are drawn in, by the name of the material or of what flows."""

from __future__ import annotations

from typing import Final

from twin_samples.authoring.pen import Entity, Pen

__all__ = ["COLOURS", "style"]

COLOURS: Final[dict[str, tuple[float, float, float, float]]] = {
    "Acier": (0.62, 0.66, 0.70, 0.0),
    "Aluminium": (0.35, 0.37, 0.40, 0.0),
    "Bois": (0.62, 0.44, 0.26, 0.0),
    "Béton": (0.72, 0.72, 0.70, 0.0),
    "Chauffage": (0.80, 0.20, 0.10, 0.0),
    "Cuivre": (0.72, 0.45, 0.25, 0.0),
    "Céramique": (0.98, 0.98, 0.98, 0.0),
    "Eau chaude": (0.90, 0.45, 0.10, 0.0),
    "Eau froide": (0.10, 0.35, 0.80, 0.0),
    "Enduit": (0.93, 0.89, 0.80, 0.0),
    "Gaz": (0.95, 0.80, 0.10, 0.0),
    "Gravillons": (0.64, 0.61, 0.56, 0.0),
    "Laiton": (0.80, 0.65, 0.25, 0.0),
    "Plastique": (0.90, 0.90, 0.88, 0.0),
    "Plâtre": (0.96, 0.96, 0.95, 0.0),
    "Rouge incendie": (0.80, 0.08, 0.08, 0.0),
    "Tuile": (0.68, 0.36, 0.24, 0.0),
    "Verre": (0.60, 0.78, 0.88, 0.7),
    "cold_water": (0.10, 0.35, 0.80, 0.0),
    "drainage": (0.45, 0.32, 0.20, 0.0),
    "fire": (0.80, 0.08, 0.08, 0.0),
    "gas": (0.95, 0.80, 0.10, 0.0),
    "heating_flow": (0.80, 0.20, 0.10, 0.0),
    "heating_return": (0.45, 0.25, 0.55, 0.0),
    "hot_water": (0.90, 0.45, 0.10, 0.0),
    "lighting": (0.95, 0.85, 0.40, 0.0),
    "power": (0.15, 0.15, 0.15, 0.0),
    "security": (0.20, 0.50, 0.35, 0.0),
    "telecom": (0.30, 0.60, 0.65, 0.0),
    "ventilation": (0.75, 0.78, 0.80, 0.0),
}
"""Red, green, blue and transparency, each from 0 to 1."""

_OTHER: Final = (0.70, 0.70, 0.70, 0.0)


def style(pen: Pen, name: str) -> Entity:
    """Return the style of a name, a light grey where the table does not list it."""

    def draw() -> Entity:
        red, green, blue, transparency = COLOURS.get(name, _OTHER)
        colour = pen.make("IfcColourRgb", None, red, green, blue)
        shading = pen.make("IfcSurfaceStyleShading", colour, transparency)
        return pen.make("IfcSurfaceStyle", name, "BOTH", [shading])

    return pen.kept(("style", name), draw)
