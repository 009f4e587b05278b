"""Power: from the delivery point over the main board and the rising mains to each dwelling and to common services."""

from __future__ import annotations

from typing import Final

from twin_samples.design.devices import DEVICES
from twin_samples.design.electrics.codes import Named
from twin_samples.design.electrics.facts import subscribed_kva
from twin_samples.design.electrics.reading import Stairwell
from twin_samples.design.electrics.works import Works
from twin_samples.design.model import Device, Dwelling

__all__ = ["bring_power", "supply_machines"]

_MAIN_M: Final = 0.05
_COLUMN_M: Final = 0.035
_BRANCH_M: Final = 0.016
"""Outer diameters of cables [m]."""
_PRIORITY_MACHINES: Final = 3
"""Class of load shedding of pumps, boilers and fans."""


def bring_power(works: Works) -> None:
    """Set the delivery point, the boards, the rising mains, and meter and board of each dwelling."""
    if not works.reading.stairwells:
        for dwelling in works.reading.building.dwellings:
            _connect_house(works, dwelling)
        return
    _set_main_board(works)
    for stairwell in works.reading.stairwells:
        _raise_column(works, stairwell)
    _set_rented_boards(works)


def supply_machines(works: Works) -> None:
    """Wire what other trades have set and what needs power."""
    named = Named(works.reading)
    for device in works.reading.building.devices:
        if needs_power(device):
            works.feed("EL", _board_for(works, named, device), device.code)


def needs_power(device: Device) -> bool:
    """Return whether a device draws power from the building."""
    kind = DEVICES[device.type]
    return kind.power_w is not None or "power" in kind.commodities


def _board_for(works: Works, named: Named, device: Device) -> str:
    """Return what feeds a machine: the board of its dwelling or shop, else a breaker of the services board."""
    room = works.reading.rooms[device.room]
    if room.dwelling and room.use != "cellar":
        return named.unit(room.dwelling)
    if named.board_of(room.code) in works.devices:
        return named.board_of(room.code)
    if not works.reading.stairwells:
        return named.unit(works.reading.building.dwellings[0].code)
    code = f"EL.{device.code}.DJ"
    priority = ("IfcInteger", _PRIORITY_MACHINES)
    return works.mount(code, f"Disjoncteur {device.name}", board=named.services, PrioriteDelestage=priority)


def _connect_house(works: Works, dwelling: Dwelling) -> None:
    """Connect a house to the grid by a box of its own."""
    named = Named(works.reading)
    room = works.reading.entrance(dwelling)
    short = named.short(dwelling.code)
    box = works.hang(f"EL.{short}.CCPI", "Coffret CCPI", f"Coffret CCPI {short}", room=room, height=0.6)
    _meter_and_unit(works, named, dwelling, source=box)


def _set_main_board(works: Works) -> None:
    """Set transformer, main board and services board into the electric room."""
    named, room = Named(works.reading), works.reading.electric_room
    base = f"EL.{works.reading.building.code}"
    cell = works.hang(f"{base}.HTA", "Cellule HTA", "Cellule HTA d'arrivée réseau", room=room, height=0.0)
    transformer = works.hang(f"{base}.TR", "Transformateur HTA-BT", "Transformateur HTA/BT", room=room, height=0.0)
    works.hang(named.main, "TGBT", f"TGBT bâtiment {works.reading.building.code}", room=room, height=0.1)
    works.feed("EL", cell, transformer, size=_MAIN_M)
    works.feed("EL", transformer, named.main, size=_MAIN_M)
    kva = subscribed_kva("services")
    works.hang(f"{base}.CE.SG", "Compteur d'énergie", "Compteur services généraux", room=room, height=1.5,
               PuissanceSouscrite_kVA=kva)  # fmt: skip
    works.hang(named.services, "Tableau services généraux", "Tableau services généraux", room=room, height=0.6)
    works.say(f"{base}.CE.SG", monitors=(named.services,))
    works.feed("EL", named.main, f"{base}.CE.SG", size=_BRANCH_M)
    works.feed("EL", f"{base}.CE.SG", named.services, size=_BRANCH_M)
    if works.reading.building.kind == "tower":
        code = f"{base}.GE"
        works.hang(code, "Prise groupe électrogène", "Prise de raccordement groupe électrogène", room=room, height=1.0,
                   EtatNormal=("IfcLabel", "ouvert"))  # fmt: skip
        works.members.append(("EL", code))


def _raise_column(works: Works, stairwell: Stairwell) -> None:
    """Raise the main of a stairwell, with a box on each landing, to its dwellings."""
    named, room = Named(works.reading), works.reading.electric_room
    foot = f"EL.{stairwell.code}.PC"
    works.hang(foot, "Coupe-circuit pied de colonne", f"Pied de colonne {stairwell.code}", room=room, height=0.8)
    works.feed("EL", named.main, foot, size=_COLUMN_M)
    boxes = works.rise(
        "EL", foot, stairwell=stairwell, storeys=stairwell.storeys, kind="Distributeur d'étage", mark="DE",
        name="Distributeur d'étage", height=0.9, size=_COLUMN_M,
    )  # fmt: skip
    for dwelling in works.reading.building.dwellings:
        if dwelling.stair == stairwell.code:
            _meter_and_unit(works, named, dwelling, source=boxes[works.reading.entrance_storey(dwelling)])


def _meter_and_unit(works: Works, named: Named, dwelling: Dwelling, *, source: str) -> None:
    """Set meter and consumer unit of a dwelling beside its entrance door."""
    room = works.reading.entrance(dwelling)
    near = works.walls.centre(works.reading.openings[dwelling.entrance])
    short = named.short(dwelling.code)
    unit, meter = named.unit(dwelling.code), f"EL.{short}.CE"
    works.hang(unit, "Tableau de logement", f"Tableau logement {short}", room=room, height=1.0, near=near)
    works.hang(meter, "Compteur d'énergie", f"Compteur logement {short}", room=room, height=1.2, near=near,
               PuissanceSouscrite_kVA=subscribed_kva(dwelling.type))  # fmt: skip
    works.say(meter, monitors=(unit,))
    works.feed("EL", source, meter, size=_BRANCH_M)
    works.feed("EL", meter, unit, size=_BRANCH_M)


def _set_rented_boards(works: Works) -> None:
    """Set a board into laundry, common room, office and shop; a shop has a meter of its own."""
    named = Named(works.reading)
    for room in works.reading.rented:
        board = named.board_of(room.code)
        works.hang(board, "Tableau divisionnaire", f"Tableau {room.long_name}", room=room.code, height=1.3)
        if room.use == "shop":
            meter = f"EL.{room.code}.CE"
            works.hang(meter, "Compteur d'énergie", f"Compteur {room.long_name}", room=room.code, height=1.4,
                       PuissanceSouscrite_kVA=subscribed_kva("shop"))  # fmt: skip
            works.say(meter, monitors=(board,))
            works.feed("EL", named.main, meter, size=_BRANCH_M)
            works.feed("EL", meter, board, size=_BRANCH_M)
        else:
            breaker = works.mount(f"EL.{room.code}.DJ", f"Disjoncteur {room.long_name}", board=named.services)
            works.feed("EL", breaker, board, size=_BRANCH_M)
