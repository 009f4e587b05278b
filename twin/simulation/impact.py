"""What a scenario costs people: each dwelling's and space's time without each service, and what that rests on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from twin.model.kinds import Kind
from twin.model.twin import Twin
from twin.simulation.kernel import Change
from twin.simulation.outages import Outage, assumed_share, causes_of, links_of, outages
from twin.simulation.people import VULNERABLE, PeopleFrom, people_of
from twin.simulation.relief import reliefs, relieved_s
from twin.simulation.run import History, plugins_of

__all__ = ["HOUR_S", "VULNERABLE", "Loss", "Rests", "losses", "root_of"]

HOUR_S: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Rests:
    """What a loss rests on, each as the share of it that is a default or an assumption; NaN where it does not apply.

    Parameters
    ----------
    links : of the supply links on the way from the cause to the loss [-]
    parameters : of the parameters of what caused and what ended it [-]
    people : 1 if the number of people is assumed or unknown, 0 if they were counted [-]
    """

    links: float
    parameters: float
    people: float

    @property
    def share(self) -> float:
        """Return the mean of those that apply [-]."""
        known = [one for one in (self.links, self.parameters, self.people) if not math.isnan(one)]
        return sum(known) / len(known) if known else 0.0


@dataclass(frozen=True, slots=True)
class Loss:
    """A place's time without a service.

    Parameters
    ----------
    place : row of the dwelling or space
    service : what it lacked
    outages : each time, in order
    people : who live there, NaN if unknown or if nobody lives there
    people_low, people_high : bounds of that number where it is assumed
    people_from : counted, assumed or unknown; empty for a space
    vulnerable : how many of them must not go without, NaN if unknown
    rests : what it rests on
    relieved_s : for how long its people were helped meanwhile, as if all of them were [s]
    """

    place: int
    service: str
    outages: tuple[Outage, ...]
    people: float
    people_low: float
    people_high: float
    people_from: PeopleFrom
    vulnerable: float
    rests: Rests
    relieved_s: float = 0.0

    @property
    def lost_s(self) -> float:
        """How long in all, as far as it was watched [s]."""
        return sum(one.lost_s for one in self.outages)

    @property
    def lost_h(self) -> float:
        """How long in all, as far as it was watched [h]."""
        return self.lost_s / HOUR_S

    @property
    def relieved_h(self) -> float:
        """For how long its people were helped meanwhile, as if all of them were [h]."""
        return self.relieved_s / HOUR_S

    @property
    def endured_h(self) -> float:
        """How long each of its people went without the service and without help, on average [h]."""
        return (self.lost_s - self.relieved_s) / HOUR_S

    @property
    def ended(self) -> bool:
        """Whether the place has the service again at the end."""
        return self.outages[-1].ended

    @property
    def is_home(self) -> bool:
        """Whether it is a dwelling."""
        return self.people_from != ""


def losses(twin: Twin, history: History) -> tuple[Loss, ...]:
    """Return what each dwelling and space lost, dwellings first, each in the order of the rows of the twin.

    Parameters
    ----------
    twin : the estate
    history : what happened on it
    """
    by_place: dict[tuple[int, str], list[Outage]] = {}
    for one in outages(history):
        by_place.setdefault((one.place, one.service), []).append(one)
    people = people_of(twin)
    links = links_of(twin)
    helped = reliefs(history)
    found = []
    for (place, service), times in by_place.items():
        shares = [assumed_share(links, history, one) for one in times]
        parameters = _defaulted_share(history, times)
        home = twin.nodes["kind"][place] == Kind.ZONE
        told = people.at(place) if home else (math.nan, math.nan, math.nan, "", math.nan)
        rests = Rests(float(np.mean(shares)), parameters, float(told[3] != "counted") if home else math.nan)
        meanwhile_s = relieved_s(helped.get((place, service), ()), [(one.from_s, one.to_s) for one in times])
        found.append(Loss(place, service, tuple(times), *told, rests, meanwhile_s))
    return tuple(sorted(found, key=lambda one: (not one.is_home, one.place, one.service)))


def root_of(history: History, change: int) -> tuple[Change, Change]:
    """Return the event that a change goes back to, and the first change of a state that the event made.

    Parameters
    ----------
    history : what happened
    change : place in it
    """
    chain = list(causes_of(history, change))
    first = next((one for one in reversed(chain) if one.state), chain[-1])
    return chain[-1], first


def _defaulted_share(history: History, times: Sequence[Outage]) -> float:
    """Return which share of the parameters of what caused and ended some outages is default, NaN if there are none."""
    ends = [place for one in times for place in (one.change, one.restored) if place >= 0]
    callers = {root_of(history, place)[0].by for place in ends}
    known = {**plugins_of("hazards"), **plugins_of("interventions")}
    declared = [
        (name, one.name)
        for name in sorted(callers & known.keys())
        for one in known[name].parameters
        # where nothing is put in place of what nobody said, nothing is assumed; a choice says what the scenario is
        if one.default is not None and not one.choices
    ]
    return sum(one in history.defaulted for one in declared) / len(declared) if declared else math.nan
