"""What every hazard and intervention promises, whoever wrote it; a new one is tested without writing a line."""

import pytest

from twin.plugins import discover
from twin.simulation.hazard import parameters_of
from twin.simulation.run import plugins_of
from twin.simulation.states import STATES
from twin.units import in_unit

HAZARDS = [pytest.param("hazards", name, plugin, id=name) for name, plugin in plugins_of("hazards").items()]
MEASURES = [pytest.param("interventions", name, one, id=name) for name, one in plugins_of("interventions").items()]
REACTIONS = [pytest.param("reactions", name, one, id=name) for name, one in plugins_of("reactions").items()]
ALL = HAZARDS + MEASURES + REACTIONS
CALLED = HAZARDS + MEASURES
CALL = {"hazards": "event", "interventions": "intervene"}
every = pytest.mark.parametrize(("folder", "name", "plugin"), ALL)
called = pytest.mark.parametrize(("folder", "name", "plugin"), CALLED)
PARAMETERS = [
    pytest.param(name, one, id=f"{name}-{one.name}")
    for _, name, plugin in (param.values for param in ALL)
    for one in plugin.parameters
]
SERVICES = {"water", "hot_water", "heating", "power", "gas", "telecom", "ventilation", "lift"}


def changed_by(history, name):
    return [one for one in history.changes if one.by == name and one.state]


@every
def test_it_says_in_one_line_what_it_is(folder, name, plugin):
    assert plugin.about
    assert "\n" not in plugin.about
    assert plugin.about[-1] not in ".!"
    assert next(one.help for one in discover(folder).modules if one.name == name)


@every
def test_it_declares_what_it_reads_what_it_changes_and_where_it_is_from(folder, name, plugin):
    assert plugin.reads
    assert plugin.changes
    assert plugin.status in ("verified", "unverified")
    assert all(one.strip() for one in plugin.references)


@every
def test_numbers_without_a_reference_are_said_to_be_assumed(folder, name, plugin):
    numbers = [one for one in plugin.parameters if isinstance(one.default, float | int)]
    assert plugin.references or all("assumed" in one.source for one in numbers)


@every
def test_it_changes_only_states_that_somebody_declares(folder, name, plugin):
    known = STATES.keys() | SERVICES | {one.name for one in plugin.states}
    assert set(plugin.changes) <= known
    assert all(state.about for state in plugin.states)
    assert all(not state.values or state.initial in state.values for state in plugin.states)


@pytest.mark.parametrize(("name", "parameter"), PARAMETERS)
def test_parameter_says_what_it_is_in_which_unit_and_where_its_default_is_from(name, parameter):
    assert parameter.name.isidentifier()
    assert parameter.about
    assert parameter.source or not isinstance(parameter.default, float | int)  # a word is a choice, not a fact
    if parameter.unit:
        assert in_unit(1.0, parameter.unit) == in_unit(f"1 {parameter.unit}", parameter.unit)


@every
def test_its_defaults_are_allowed(folder, name, plugin):
    given = {one.name: one.default for one in plugin.parameters if one.default is not None}
    values, defaulted = parameters_of(plugin.parameters, given, subject=name)
    assert values.keys() == {one.name for one in plugin.parameters}
    assert defaulted == values.keys() - given.keys()


@called
def test_it_begins_and_ends_on_the_sample(play, folder, name, plugin):
    history = play(name, plugin, CALL[folder])
    assert [one.time_s for one in history.changes if one.note == "begins" and one.by == name] == [0.0]


@called
def test_it_changes_what_it_declares_and_nothing_else(play, folder, name, plugin):
    history = play(name, plugin, CALL[folder])
    assert {one.state for one in changed_by(history, name)} <= set(plugin.changes)
    for one in history.changes:
        if one.state and history.states[one.state].values:
            assert one.value in history.states[one.state].values


@pytest.mark.parametrize(("folder", "name", "plugin"), HAZARDS)
def test_nothing_is_left_of_it_once_it_has_ended(play, folder, name, plugin):
    history = play(name, plugin, "event")
    last = {(one.state, one.node): one.value for one in history.changes if one.state}
    left = {key for key, value in last.items() if value != history.states[key[0]].initial}
    assert left == set()


@called
def test_same_seed_gives_the_same_history(play, folder, name, plugin):
    assert play(name, plugin, CALL[folder], seed=7).changes == play(name, plugin, CALL[folder], seed=7).changes


@called
def test_each_of_its_changes_names_a_cause_before_it(play, folder, name, plugin):
    history = play(name, plugin, CALL[folder])
    causes = [(place, one.cause) for place, one in enumerate(history.changes)]
    assert all(-1 <= cause < place for place, cause in causes)
    assert [place for place, cause in causes if cause == -1] == [0]
