"""The piped and ducted services of a building, laid by the rules of the trade into whatever plan there is."""

from __future__ import annotations

from twin_samples.design.model import BuildingDesign
from twin_samples.design.piping.cold_water import lay_cold_water, lay_service_taps
from twin_samples.design.piping.drainage import lay_drainage
from twin_samples.design.piping.fire_main import lay_dry_riser
from twin_samples.design.piping.fixtures import furnish
from twin_samples.design.piping.gas import lay_gas
from twin_samples.design.piping.heat import lay_heat
from twin_samples.design.piping.laying import Laying
from twin_samples.design.piping.survey import Survey
from twin_samples.design.piping.ventilation import lay_ventilation

__all__ = ["piped"]


def piped(building: BuildingDesign) -> BuildingDesign:
    """Return the building with its fixtures and its networks of pipes and ducts.

    What does not fit a plan is left out: a bathroom without room for a bath has a shower, one without room for either
    has none.
    """
    laying = Laying(Survey(building))
    fixtures = {unit.code: furnish(laying, unit) for unit in laying.survey.units}
    lay_cold_water(laying, fixtures)
    lay_service_taps(laying)
    lay_heat(laying, fixtures)
    lay_gas(laying)
    lay_drainage(laying, fixtures)
    lay_ventilation(laying)
    lay_dry_riser(laying)
    return laying.laid()
