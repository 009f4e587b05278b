"""The dry riser of a high building: the fire service feeds it at the entrance and draws from it at every landing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shapely

from twin_samples.design.model import Room, Storey
from twin_samples.design.piping.distribution import ceiling, chain
from twin_samples.design.piping.laying import Laying, Service
from twin_samples.design.piping.standing import stand
from twin_samples.design.piping.survey import Shaft, middle

__all__ = ["FIRE", "lay_dry_riser"]

FIRE: Final = Service("CS", "Colonne sèche", "fire", 8)
_PIPE_M: Final = 0.07


def lay_dry_riser(laying: Laying) -> None:
    """Lay a dry riser with an outlet on each landing of a tower; other buildings have none."""
    survey = laying.survey
    if survey.building.kind != "tower" or not survey.supplies:
        return
    shaft = survey.supplies[0]
    levels = [storey for storey in survey.building.storeys if storey.code in shaft.rooms and _landing(storey, shaft)]
    tees = [_tee(laying, shaft, storey) for storey in levels]
    _lay_ends(laying, shaft, levels, tees)
    chain(laying, FIRE, tees)
    for storey, tee in zip(levels, tees, strict=True):
        landing = _landing(storey, shaft)
        code, name = f"CS.{storey.code}.PRI", f"Prise colonne sèche niveau {storey.code}"
        if landing and stand(laying, code, "Prise de colonne sèche", name, place=(storey, landing), near=_plan(shaft)):
            laying.run(FIRE, tee, code, size=_PIPE_M)


def _lay_ends(laying: Laying, shaft: Shaft, levels: Sequence[Storey], tees: Sequence[str]) -> None:
    """Lay the inlet in the façade beside the entrance, the drain cock at the foot, the air release at the top."""
    survey, storey = laying.survey, levels[0]
    halls = [pair for pair in survey.building.rooms if pair[1].use == "hall"]
    place = halls[0] if halls else (storey, _landing(storey, shaft) or shaft.rooms[storey.code])
    near = (middle(place[1])[0], min(corner[1] for corner in place[1].outline))
    name = "Raccord d'alimentation colonne sèche"
    if stand(laying, "CS.RAC", "Raccord d'alimentation pompiers", name, place=place, near=near):
        laying.run(FIRE, "CS.RAC", tees[0], size=_PIPE_M, height=ceiling(survey, place[0], FIRE))
    foot, top = laying.devices[tees[0]], laying.devices[tees[-1]]
    for one, code, type_, label, z in (
        (foot, "CS.VID", "Robinet de vidange incendie", "Vidange colonne sèche", -0.4),
        (top, "CS.PUR", "Purgeur d'air", "Purgeur colonne sèche", 0.4),
    ):
        laying.add(code, type_, label, room=one.room, at=(one.at[0], one.at[1], one.at[2] + z))
        laying.run(FIRE, one.code, code, size=_PIPE_M)


def _tee(laying: Laying, shaft: Shaft, storey: Storey) -> str:
    x, y = _plan(shaft)
    name, room = f"Té colonne sèche niveau {storey.code}", shaft.rooms[storey.code].code
    return laying.add(f"CS.{storey.code}.TE", "Té de colonne sèche", name, room=room, at=(x, y, storey.elevation + 1.3))


def _plan(shaft: Shaft) -> tuple[float, float]:
    return shaft.at(0.92, 0.85)


def _landing(storey: Storey, shaft: Shaft) -> Room | None:
    """Return the landing or hall nearest to the shaft in a storey above the basement, None if there is none."""
    rooms = [room for room in storey.rooms if room.use in ("landing", "hall") and storey.elevation >= 0]
    x, y = _plan(shaft)
    away = [round(shapely.Polygon(room.outline).distance(shapely.Point(x, y)), 3) for room in rooms]
    return rooms[away.index(min(away))] if rooms else None
