"""The types of electrical devices. Their makers are invented: ``(fictif)`` behind the name says so wherever it goes."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Final, NamedTuple

from twin_samples.design.device_type import DeviceType, SolidBox

__all__ = ["ELECTRIC_DEVICES", "LIFE_OF"]

_UNIFORMAT: Final = {
    "lift": ("D1010", "Elevators & Lifts"),
    "controls": ("D3060", "Controls & Instrumentation"),
    "service": ("D5010", "Electrical Service & Distribution"),
    "lighting": ("D5020", "Lighting & Branch Wiring"),
    "weak": ("D5030", "Communications & Security"),
    "other": ("D5090", "Other Electrical Systems"),
}


class _Row(NamedTuple):
    """A type as it is listed: class and predefined type, size [m], style, kind of life, UniFormat, power [W], ports."""

    ifc: str
    size: tuple[float, float, float]
    style: str
    life: str
    uniformat: str
    power: float | None
    ports: str
    maker: str
    model: str


_POWER, _LIGHTING, _FIRE, _SECURITY, _TELECOM = "power", "lighting", "fire", "security", "telecom"
_VOLTA, _LUMO, _GARDO, _MODELO = "Exemplair", "Lumexemple", "Gardexemple", "Modelo"

_ON_WALL: Final = {
    "Cellule HTA": _Row("IfcSwitchingDevice.SWITCHDISCONNECTOR", (0.6, 0.8, 1.6), "Acier", "transformer", "service",
                        None, _POWER, _VOLTA, "HT-20"),
    "Transformateur HTA-BT": _Row("IfcTransformer.VOLTAGE", (1.2, 0.9, 1.5), "Acier", "transformer", "service",
                                  None, _POWER, _VOLTA, "TR-250"),
    "TGBT": _Row("IfcElectricDistributionBoard.SWITCHBOARD", (1.2, 0.4, 1.8), "Acier", "board", "service",
                 None, _POWER, _VOLTA, "TG-630"),
    "Coffret CCPI": _Row("IfcProtectiveDevice.FUSEDISCONNECTOR", (0.3, 0.2, 0.5), "Plâtre", "breaker", "service",
                         None, _POWER, _VOLTA, "CC-60"),
    "Coupe-circuit pied de colonne": _Row("IfcProtectiveDevice.FUSEDISCONNECTOR", (0.3, 0.2, 0.5), "Plâtre", "breaker",
                                          "service", None, _POWER, _VOLTA, "PC-200"),
    "Distributeur d'étage": _Row("IfcElectricDistributionBoard.DISTRIBUTIONBOARD", (0.25, 0.15, 0.45), "Plâtre",
                                 "board", "service", None, _POWER, _VOLTA, "DE-200"),
    "Tableau services généraux": _Row("IfcElectricDistributionBoard.DISTRIBUTIONBOARD", (0.8, 0.25, 1.2), "Acier",
                                      "board", "service", None, _POWER, _VOLTA, "SG-125"),
    "Tableau divisionnaire": _Row("IfcElectricDistributionBoard.DISTRIBUTIONBOARD", (0.4, 0.12, 0.6), "Acier", "board",
                                  "service", None, "power lighting", _VOLTA, "TD-63"),
    "Tableau de logement": _Row("IfcElectricDistributionBoard.CONSUMERUNIT", (0.25, 0.1, 0.6), "Plastique", "board",
                                "service", None, "power lighting", _VOLTA, "GTL-45"),
    "Compteur d'énergie": _Row("IfcFlowMeter.ENERGYMETER", (0.18, 0.1, 0.25), "Plastique", "meter", "service",
                               None, _POWER, _MODELO, "CE-90"),
    "Compteur divisionnaire": _Row("IfcFlowMeter.ENERGYMETER", (0.1, 0.08, 0.1), "Plastique", "meter", "service",
                                   2.0, _POWER, _MODELO, "CD-5"),
    "Disjoncteur": _Row("IfcProtectiveDevice.CIRCUITBREAKER", (0.036, 0.07, 0.09), "Plastique", "breaker", "service",
                        None, "power lighting", _VOLTA, "DJ-C"),
    "Prise groupe électrogène": _Row("IfcJunctionBox.POWER", (0.4, 0.25, 0.5), "Acier", "board", "other",
                                     None, _POWER, _VOLTA, "PG-125"),
    "Prise 16 A": _Row("IfcOutlet.POWEROUTLET", (0.08, 0.02, 0.08), "Plastique", "outlet", "lighting",
                       None, _POWER, _VOLTA, "P16"),
    "Applique LED": _Row("IfcLightFixture.POINTSOURCE", (0.3, 0.09, 0.3), "Verre", "lamp", "lighting",
                         16.0, _LIGHTING, _LUMO, "AP-16"),
    "Boîte de dérivation": _Row("IfcJunctionBox.POWER", (0.1, 0.06, 0.1), "Plâtre", "outlet", "lighting",
                                None, "power lighting", _VOLTA, "BD-100"),
    "Boîte SSI": _Row("IfcJunctionBox.DATA", (0.1, 0.06, 0.1), "Rouge incendie", "fire", "weak",
                      None, _FIRE, _GARDO, "BI-1"),
    "Bloc autonome": _Row("IfcLightFixture.SECURITYLIGHTING", (0.26, 0.06, 0.12), "Verre", "lamp", "lighting",
                          2.0, _LIGHTING, _LUMO, "BA-45"),
    "Armoire de manœuvre ascenseur": _Row("IfcController.PROGRAMMABLE", (0.4, 0.2, 1.6), "Acier", "lift", "lift",
                                          6500.0, "power telecom", _MODELO, "AM-630"),
    "Capteur de position cabine": _Row("IfcSensor.CONTACTSENSOR", (0.08, 0.05, 0.12), "Acier", "sensor", "lift",
                                       None, "", _MODELO, "PC-1"),
    "Centrale SSI": _Row("IfcUnitaryControlElement.ALARMPANEL", (0.4, 0.12, 0.35), "Rouge incendie", "fire", "weak",
                         40.0, "power fire", _GARDO, "SSI-4"),
    "Déclencheur manuel": _Row("IfcAlarm.MANUALPULLBOX", (0.1, 0.05, 0.1), "Rouge incendie", "fire", "weak",
                               None, _FIRE, _GARDO, "DM-1"),
    "Sirène": _Row("IfcAlarm.SIREN", (0.1, 0.08, 0.1), "Rouge incendie", "fire", "weak", None, _FIRE, _GARDO, "SI-90"),
    "Coffret DAC désenfumage": _Row("IfcController.TWOPOSITION", (0.3, 0.12, 0.45), "Rouge incendie", "fire", "weak",
                                    15.0, "power fire", _GARDO, "DAC-2"),
    "Ventouse de maintien": _Row("IfcActuator.ELECTRICACTUATOR", (0.09, 0.06, 0.09), "Acier", "lock", "weak",
                                 None, _FIRE, _GARDO, "VM-40"),
    "Platine visiophone": _Row("IfcCommunicationsAppliance.NETWORKAPPLIANCE", (0.15, 0.05, 0.3), "Aluminium", "entry",
                               "weak", 12.0, "power security telecom", _GARDO, "PV-8"),
    "Lecteur de badges": _Row("IfcSensor.IDENTIFIERSENSOR", (0.08, 0.03, 0.12), "Aluminium", "entry", "weak",
                              None, _SECURITY, _GARDO, "LB-13"),
    "Centrale de contrôle d'accès": _Row("IfcController.PROGRAMMABLE", (0.3, 0.1, 0.4), "Acier", "entry", "weak",
                                         25.0, "power security telecom", _GARDO, "CA-2"),
    "Ventouse de porte": _Row("IfcActuator.ELECTRICACTUATOR", (0.25, 0.05, 0.06), "Aluminium", "lock", "weak",
                              None, _POWER, _GARDO, "VP-300"),
    "Gâche électrique": _Row("IfcActuator.ELECTRICACTUATOR", (0.03, 0.05, 0.16), "Aluminium", "lock", "weak",
                             None, _POWER, _GARDO, "GE-12"),
    "Contact de porte": _Row("IfcSensor.CONTACTSENSOR", (0.06, 0.02, 0.02), "Plastique", "sensor", "weak",
                             None, _SECURITY, _GARDO, "CP-1"),
    "Bouton de sortie": _Row("IfcSwitchingDevice.MOMENTARYSWITCH", (0.08, 0.03, 0.08), "Aluminium", "entry", "weak",
                             None, _SECURITY, _GARDO, "BS-1"),
    "Combiné visiophone": _Row("IfcAudioVisualAppliance.TELEPHONE", (0.14, 0.03, 0.2), "Plastique", "entry", "weak",
                               None, _TELECOM, _GARDO, "CV-2"),
    "Point de mutualisation fibre": _Row("IfcCommunicationsAppliance.NETWORKHUB", (0.6, 0.25, 0.8), "Acier", "telecom",
                                         "weak", None, _TELECOM, _MODELO, "PM-48"),
    "Arrivée fibre": _Row("IfcCommunicationsAppliance.NETWORKBRIDGE", (0.2, 0.08, 0.25), "Plastique", "telecom", "weak",
                          None, _TELECOM, _MODELO, "AF-1"),
    "Boîtier d'étage fibre": _Row("IfcJunctionBox.DATA", (0.12, 0.06, 0.16), "Plastique", "telecom", "weak",
                                  None, _TELECOM, _MODELO, "PBO-6"),
    "Distributeur visiophonie": _Row("IfcJunctionBox.DATA", (0.12, 0.06, 0.1), "Plastique", "entry", "weak",
                                     None, _TELECOM, _GARDO, "DV-4"),
    "DTIo": _Row("IfcOutlet.DATAOUTLET", (0.08, 0.03, 0.08), "Plastique", "telecom", "weak",
                 None, _TELECOM, _MODELO, "DT-1"),
    "Passerelle capteurs": _Row("IfcController.PROGRAMMABLE", (0.2, 0.06, 0.2), "Plastique", "telecom", "controls",
                                8.0, "power telecom", _MODELO, "PA-868"),
    "Sonde de température": _Row("IfcSensor.TEMPERATURESENSOR", (0.07, 0.03, 0.07), "Plastique", "sensor", "controls",
                                 None, "", _MODELO, "ST-2"),
    "Sonde d'humidité": _Row("IfcSensor.HUMIDITYSENSOR", (0.07, 0.03, 0.07), "Plastique", "sensor", "controls",
                             None, "", _MODELO, "SH-2"),
    "Sonde CO2": _Row("IfcSensor.CO2SENSOR", (0.08, 0.03, 0.08), "Plastique", "sensor", "controls",
                      None, "", _MODELO, "SC-2"),
    "Détecteur d'eau": _Row("IfcSensor.MOISTURESENSOR", (0.08, 0.05, 0.03), "Plastique", "sensor", "controls",
                            None, "", _MODELO, "DO-1"),
}  # fmt: skip

_ON_CEILING: Final = {
    "Hublot LED": _Row("IfcLightFixture.POINTSOURCE", (0.3, 0.3, 0.09), "Verre", "lamp", "lighting",
                       16.0, _LIGHTING, _LUMO, "HU-16"),
    "Réglette LED": _Row("IfcLightFixture.DIRECTIONSOURCE", (1.2, 0.1, 0.09), "Verre", "lamp", "lighting",
                         30.0, _LIGHTING, _LUMO, "RG-30"),
    "Point lumineux DCL": _Row("IfcLightFixture.POINTSOURCE", (0.2, 0.2, 0.12), "Verre", "lamp", "lighting",
                               10.0, _LIGHTING, _LUMO, "DC-10"),
    "Détecteur de fumée": _Row("IfcSensor.SMOKESENSOR", (0.1, 0.1, 0.05), "Plastique", "smoke", "weak",
                               None, _FIRE, _GARDO, "DF-7"),
    "DAAF": _Row("IfcSensor.SMOKESENSOR", (0.12, 0.12, 0.04), "Plastique", "smoke", "weak", None, "", _GARDO, "DA-10"),
    "Exutoire de désenfumage": _Row("IfcDamper.SMOKEDAMPER", (1.0, 1.0, 0.08), "Aluminium", "fire", "weak",
                                    None, _FIRE, _GARDO, "EX-100"),
    "Détecteur de mouvement": _Row("IfcSensor.MOVEMENTSENSOR", (0.1, 0.1, 0.05), "Plastique", "sensor", "controls",
                                   None, "", _MODELO, "MV-1"),
}  # fmt: skip


def _on_wall(row: _Row) -> SolidBox:
    width, depth, height = row.size
    return (-width / 2, 0.0, 0.0, width / 2, depth, height, row.style)


def _on_ceiling(row: _Row) -> SolidBox:
    width, depth, height = row.size
    return (-width / 2, -depth / 2, -height, width / 2, depth / 2, 0.0, row.style)


def _device_type(row: _Row, box: SolidBox, lives: dict[str, dict[str, float]]) -> DeviceType:
    ifc_class, predefined = row.ifc.split(".")
    life = lives[row.life]
    return DeviceType(
        ifc_class,
        predefined,
        (box,),
        manufacturer=f"{row.maker} (fictif)",
        model=row.model,
        service_life_years=life["life"],
        warranty_years=life["warranty"],
        mtbf_h=life.get("mtbf"),
        uniformat=_UNIFORMAT[row.uniformat],
        power_w=row.power,
        commodities=tuple(row.ports.split()),
    )


def _catalogue() -> dict[str, DeviceType]:
    lives = tomllib.loads(files("twin_samples.design").joinpath("electric_lives.toml").read_text(encoding="utf-8"))
    walls = {key: _device_type(row, _on_wall(row), lives) for key, row in _ON_WALL.items()}
    return walls | {key: _device_type(row, _on_ceiling(row), lives) for key, row in _ON_CEILING.items()}


ELECTRIC_DEVICES: Final[dict[str, DeviceType]] = _catalogue()
"""Types of electrical devices by their key."""

LIFE_OF: Final[dict[str, str]] = {key: row.life for key, row in (_ON_WALL | _ON_CEILING).items()}
"""Kind of life of each type, a table of ``electric_lives.toml``."""
