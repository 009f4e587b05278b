import pytest

from twin.errors import UsageError
from twin.simulation.run import plugins_of
from twin_viewers.player.aiming import may_aim
from twin_viewers.player.draft import Draft, Happening, drafted
from twin_viewers.player.forms import form_of, forms, parse
from twin_viewers.words import LANGUAGES, words_in

STRANGER = """
from twin.simulation.hazard import Parameter, Plugin


class Hazard(Plugin):
    about = "mice gnaw at cables"
    aims_at = "cable is gnawed; all cables if none"
    needs_aim = False
    parameters = (Parameter("mice", 3.0, "", "how many there are", "guessed", low=1.0),)

    def begin(self, world, call):
        world.set(call.rows, "health", "failed", call=call, by="mice")
"""


def test_every_plugin_has_a_form_with_all_its_parameters():
    found = {(one.kind, one.name): one for one in forms()}
    kinds = ("hazards", "interventions")
    assert set(found) == {(kind, name) for kind in kinds for name in plugins_of(kind)}
    for (kind, name), form in found.items():
        declared = plugins_of(kind)[name].parameters
        assert [one.name for one in form.fields] == [one.name for one in declared]


def test_field_says_what_its_parameter_declares():
    capacity, _, pick_up, _ = form_of("power-cut").fields
    assert (capacity.unit, capacity.sort, capacity.default, capacity.low, capacity.high) == (
        "kVA", "number", "0", 0.0, None,
    )  # fmt: skip
    assert (pick_up.low, pick_up.high, pick_up.default) == (1.0, 5.0, "1.75")
    assert form_of("valve-closure").fields[0].choices == ("yes", "no")


def test_stranger_has_a_form_and_may_be_aimed(add_package, monkeypatch, estate):
    from twin.simulation import run

    add_package({"hazards/__init__.py": "", "hazards/mice.py": STRANGER})
    run._installed.cache_clear()
    monkeypatch.setattr(run, "_installed", run._installed.__wrapped__)
    form = form_of("mice")
    assert form.question == "Which cable is gnawed? All cables if none."
    assert [one.label for one in form.fields] == ["Mice"]
    assert may_aim(estate.facts, form, estate.facts.row("cable")) is None
    run.plugins_of("hazards")


def test_french_forms_hold_no_english_of_their_declarations():
    english, french = (forms(words=words_in(one)) for one in LANGUAGES)
    for here, there in zip(english, french, strict=True):
        assert here.question != there.question
        assert here.about != there.about
        assert all(one.about != other.about for one, other in zip(here.fields, there.fields, strict=True))


def test_unknown_form_names_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'power-cut'"):
        form_of("power-cuts")


@pytest.mark.parametrize(
    ("answers", "parameters"),
    [
        ({"capacity": "3,5 kVA"}, {"capacity": "3,5 kVA"}),
        ({"capacity": 4}, {"capacity": 4}),
        ({"capacity": "4,5"}, {"capacity": 4.5}),
        ({"step_delay": " 10 min "}, {"step_delay": "10 min"}),
        ({"capacity": "", "restart": None, "pick_up": "  "}, {}),
    ],
)
def test_answers_become_parameters(answers, parameters):
    assert parse(form_of("power-cut"), answers) == type(parse(form_of("power-cut"), {}))(parameters, {})


def test_each_wrong_field_has_one_message_and_right_ones_are_kept():
    told = parse(form_of("power-cut"), {"capacity": "-1", "pick_up": "1e400", "step_delay": "60", "x": "1"})
    assert told.parameters == {"step_delay": 60.0}
    assert told.wrong == {
        "x": "There is no field x.",
        "capacity": "Write a number in kVA of at least 0 kVA.",
        "pick_up": "Write a number of at least 1 and at most 5.",
    }


@pytest.mark.parametrize("answer", ["nan", "inf", True, [1], "3 m", "1e999"])
def test_what_is_no_number_is_refused(answer):
    assert set(parse(form_of("power-cut"), {"capacity": answer}).wrong) == {"capacity"}


def test_choice_is_told_in_the_language_of_the_reader():
    told = parse(form_of("valve-closure", words=words_in("fr")), {"stuck": "maybe"})
    assert told.wrong == {"stuck": "Choisissez parmi\u00a0: oui, non."}


@pytest.mark.parametrize(
    ("hazard", "name", "allowed"),
    [
        ("equipment-failure", "Pump", True),
        ("equipment-failure", "room", False),
        ("valve-closure", "Pump", False),
        ("lift-failure", "Pump", False),
        ("heating-failure", "A01", True),
    ],
)
def test_aim_is_allowed_where_the_hazard_does_something(estate, hazard, name, allowed):
    reason = may_aim(estate.facts, form_of(hazard), estate.facts.row(name))
    assert (reason is None) == allowed
    if not allowed:
        assert reason.startswith(f"‘{name}’")
        assert reason.endswith(form_of(hazard).question)


def test_draft_becomes_the_scenario_that_python_makes(estate):
    row = estate.facts.row("TGBT")
    draft = Draft(
        "Main board",
        "2026-01-12 08:30",
        "6 h",
        (Happening("equipment-failure", (row,), {"random": "no"}, after="10 min"),),
        (Happening("repair", (row,), after="45 min", duration="3 h"),),
    )
    found = drafted(estate.facts, draft, words_in("en"))
    said = (
        estate.scenario("Main board", start="2026-01-12 08:30", duration="6 h")
        .event("equipment-failure", at=["TGBT"], after="10 min", random="no")
        .intervene("repair", at=["TGBT"], after="45 min", duration="3 h")
    )
    assert (found.scenario, found.wrong) == (said.value, {})


def test_draft_names_every_wrong_field_at_once(estate):
    events = (Happening("valve-closure", answers={"stuck": "maybe"}, after="7 h"), Happening("flood"))
    draft = Draft("", "tomorrow", "6 h", events, (Happening("repair", after="soon", duration="x"),))
    found = drafted(estate.facts, draft, words_in("en"))
    assert found.scenario is None
    assert set(found.wrong) == {
        "start", "event 0.aim", "event 0.after", "event 0.stuck", "event 1.name",
        "measure 0.after", "measure 0.duration",
    }  # fmt: skip


def test_empty_draft_says_what_is_missing(estate):
    found = drafted(estate.facts, Draft("", "2026-01-12 08:30", "0 h", ()), words_in("fr"))
    assert set(found.wrong) == {"duration", "event"}
