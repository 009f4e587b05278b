"""What somebody puts together for a new incident, step by step: events, and measures against them.

A step keeps what was filled in, so that nothing is lost when another one is added, a place is clicked or another
language is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from twin.model.twin import Twin
from twin_viewers.player.aiming import may_aim
from twin_viewers.player.draft import Happening
from twin_viewers.player.forms import Field, Form, Kind, form_of
from twin_viewers.window.naming import label_of
from twin_viewers.words import Words

__all__ = ["Step", "told_step"]

_PREFIX = {"hazards": "event", "interventions": "measure"}


@dataclass
class Step:
    """An event or a measure that is being filled in.

    Parameters
    ----------
    name : of the hazard or intervention
    kind : which of both it is
    rows : things that it is aimed at
    answers : to the fields of its form
    after : when, since the start, as people write it
    lasting : after which time it ends by itself, or how long the work takes
    wrong : what is wrong with which field
    """

    name: str
    kind: Kind
    rows: list[int] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    after: str = "0 min"
    lasting: str = ""
    wrong: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, form: Form) -> Step:
        """Return an empty step of a form, with its choices as they are without an answer."""
        return cls(form.name, form.kind, answers={one.name: one.default for one in form.fields if one.sort == "choice"})

    def form(self, words: Words) -> Form:
        """Return what is to be filled in, in a language."""
        return form_of(self.name, self.kind, words=words)

    def fill(self, name: str, value: str) -> None:
        """Keep an answer, or when it happens (``after``) and how long it lasts (``lasting``)."""
        if name in {"after", "lasting"}:
            setattr(self, name, value)
        else:
            self.answers[name.removeprefix("answer-")] = value
        self.wrong = {}

    def aim(self, twin: Twin, row: int, words: Words, *, quietly: bool = False) -> None:
        """Aim it at one more thing, or say why that cannot be.

        Parameters
        ----------
        twin : the estate
        row : of the thing
        words : the language in which it is said
        quietly : whether nothing is said
        """
        reason = may_aim(twin, self.form(words), row)
        if reason is None:
            self.rows = [*(one for one in self.rows if one != row), row]
            self.wrong = {}
        elif not quietly:
            self.wrong = {"aim": reason}

    @property
    def happening(self) -> Happening:
        """What a scenario is made of."""
        after: str | float = self.after.strip() or 0.0
        return Happening(self.name, tuple(self.rows), dict(self.answers), after, self.lasting.strip())

    def take_wrong(self, wrong: dict[str, str], number: int) -> None:
        """Keep what is wrong with it, of all that is wrong with a draft.

        Parameters
        ----------
        wrong : message by field of the draft
        number : its place among the steps of its kind
        """
        prefix = f"{_PREFIX[self.kind]} {number}."
        self.wrong = {key.removeprefix(prefix): text for key, text in wrong.items() if key.startswith(prefix)}


def told_step(step: Step, number: int, twin: Twin, words: Words) -> dict[str, Any]:
    """Return a step as the page takes it.

    Parameters
    ----------
    step : what is being filled in
    number : its place among all steps
    twin : the estate
    words : the language
    """
    form = step.form(words)
    return {
        "key": f"{number}-{step.kind}-{step.name}",
        "kind": step.kind,
        "label": form.label,
        "about": _sentence(form.about),
        "question": form.question,
        "status": words.find("window", f"status_{form.status}") or form.status,
        "aims": [{"row": row, "label": label_of(twin, row, language=words.language)} for row in step.rows],
        "after": step.after,
        "lasting": step.lasting,
        "wrong": step.wrong,
        "answers": step.answers,
        "fields": [_field(form.name, one, words) for one in form.fields],
    }


def _field(plugin: str, field: Field, words: Words) -> dict[str, Any]:
    low, high = (None if one is None else words.number(one) for one in (field.low, field.high))
    bound = {(True, True): "between", (True, False): "at_least", (False, True): "at_most"}.get(
        (low is not None, high is not None), ""
    )
    source = words.table.get("declared", {}).get(f"{plugin}.{field.name}.source", field.source)
    return {
        "name": field.name,
        "label": field.label,
        "about": _sentence(field.about),
        "unit": field.unit,
        "sort": field.sort,
        "default": field.default,
        "choices": [{"value": value, "text": text} for value, text in zip(field.choices, field.shown, strict=True)],
        "source": source and words("window.default_from", source=source),
        "bounds": words(f"window.{bound}", low=low, high=high) if bound else "",
    }


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!")) else f"{text}."
