"""The piped and ducted services of a building, laid by the rules of the trade into whatever plan there is."""

from __future__ import annotations

from twin_samples.design.model import BuildingDesign
from twin_samples.design.piping.cold_water import lay_cold_water
from twin_samples.design.piping.fixtures import furnish
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.survey import Survey

__all__ = ["piped"]


def piped(building: BuildingDesign) -> BuildingDesign:
    """Return the building with its fixtures and its networks of pipes and ducts.

    What does not fit a plan is left out: a bathroom without room for a bath has a shower, one without room for either
    has none.
    """
    laying = Laying(Survey(building))
    furnished = {unit.code: furnish(laying, unit) for unit in laying.survey.units}
    lay_cold_water(laying, furnished)
    return laying.laid()
