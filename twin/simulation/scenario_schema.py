"""What may stand in a scenario file, from what the installed hazards and interventions declare.

The same models check files and give the JSON Schema by which editors help people to write them.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, create_model
from pydantic_core import PydanticCustomError

from twin.errors import UsageError
from twin.simulation.aims import FIELDS
from twin.simulation.hazard import Parameter, Plugin, parameters_of
from twin.simulation.mistakes import nearest
from twin.simulation.run import plugins_of
from twin.simulation.scenario import Aim, aim_of
from twin.units import seconds

__all__ = ["ENTRIES", "Entry", "IncidentHead", "PlanHead", "ScenarioHead", "entry_model", "json_schema"]

Folder = Literal["hazards", "interventions"]

ENTRIES: Final[dict[str, tuple[Folder, str]]] = {
    "event": ("hazards", "hazard"),
    "intervention": ("interventions", "do"),
    "incident": ("hazards", "hazard"),
}
"""Tables of which a file may have several: what they call, and the key that names it."""


def _wrong(error: UsageError) -> PydanticCustomError:
    return PydanticCustomError("twin", "{reason}", {"reason": error.reason, "remedy": error.remedy})


def _checked_time(given: Any) -> float:
    """Return a duration in seconds."""
    if isinstance(given, bool) or not isinstance(given, int | float | str):
        raise _wrong(UsageError("", "is no duration", "Write a number and a unit, such as '45 min'."))
    try:
        value = seconds(given)
    except UsageError as error:
        reason = error.reason.replace("quantity in s", "duration")
        raise _wrong(UsageError("", f"{given!r} {reason}", error.remedy)) from error
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _wrong(UsageError("", f"{given!r} has no end", "Write a number and a unit, such as '45 min'."))
    return value


def _checked_length(given: Any) -> float:
    value = _checked_time(given)
    if value <= 0:
        raise _wrong(UsageError("", f"{given!r} leaves no time", "Write how long to watch, such as '6 h'."))
    return value


def _checked_moment(given: Any) -> datetime:
    """Return a local time, from a TOML datetime or text."""
    told, remedy = str(given), "Write date and time as 2026-01-12 08:30."
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given.strip()) if ":" in given else date.fromisoformat(given.strip())
        except ValueError:
            raise _wrong(UsageError("", f"{told!r} is no date and time", remedy)) from None
    if not isinstance(given, datetime):
        reason = "has no time of day" if isinstance(given, date) else "is no date and time"
        raise _wrong(UsageError("", f"{told!r} {reason}", remedy))
    if given.tzinfo is not None:
        raise _wrong(UsageError("", f"{told!r} has a time zone, but times are local", "Leave it out."))
    return given


def _checked_aim(given: Any) -> Aim:
    remedy = 'Write an id, code or name, a list of them, [x, y], or a query such as {class = "IfcPump"}.'
    try:
        aim = aim_of(given)
    except UsageError as error:
        raise _wrong(UsageError("", f"{given!r} is nothing to aim at", remedy)) from error
    for name, _ in aim.query:
        if name not in FIELDS:
            remedy = nearest(name, list(FIELDS), of="The fields are")
            raise _wrong(UsageError("", f"{name!r} is no field of a query", remedy))
    words = (*aim.names, *(pattern for _, pattern in aim.query))
    if not (aim.names or aim.query or aim.position) or not all(word.strip() for word in words):
        raise _wrong(UsageError("", "nothing is named", remedy))
    if not all(map(math.isfinite, aim.position)):
        raise _wrong(UsageError("", f"{given!r} is no place", "Write x and y in metres."))
    return aim


_TIME_SCHEMA: Final = {"type": ["string", "number"], "examples": ["45 min", "3 h 20 min"], "minimum": 0}
_MOMENT_SCHEMA: Final = {"type": "string", "examples": ["2026-01-12 08:30"]}
_AIM_SCHEMA: Final = {
    "oneOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
        {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 3},
        {
            "type": "object",
            "properties": {name: {"type": "string"} for name in FIELDS},
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}

Time = Annotated[float, BeforeValidator(_checked_time), WithJsonSchema(_TIME_SCHEMA)]
Length = Annotated[float, BeforeValidator(_checked_length), WithJsonSchema(_TIME_SCHEMA)]
Moment = Annotated[datetime, BeforeValidator(_checked_moment), WithJsonSchema(_MOMENT_SCHEMA)]
Target = Annotated[Any, BeforeValidator(_checked_aim), WithJsonSchema(_AIM_SCHEMA)]

_AT: Final = "What it is aimed at: an id, landlord's code or name, several, a query, or [x, y] in metres."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)


class PlanHead(_Strict):
    """What people could do about an incident."""

    name: str = Field("", description="What people call it; the name of the file if nothing is said.")
    intervention: list[Any] = Field([], description="What people do.")


class ScenarioHead(PlanHead):
    """What happens on an estate, when and where, and what people do about it."""

    start: Moment = Field(description="Local time at which it begins, such as 2026-01-12 08:30.")
    duration: Length = Field(86400.0, description="How long it is watched, such as '6 h'; a day if nothing is said.")
    event: list[Any] = Field([], description="What happens.")


class IncidentHead(_Strict):
    """What is out of order on an estate."""

    incident: list[Any] = Field([], description="What is or was out of order.")


class Entry(_Strict):
    """What every event, measure and incident has."""

    at: Target = Field(default_factory=Aim, description=_AT)
    after: Time = Field(0.0, description="When, since the start of the scenario; at once if nothing is said.")
    duration: Time | None = Field(None, description="After which time it ends by itself, or how long the work takes.")


class _Event(Entry):
    since: Moment | None = Field(None, description="Local time before the start since which it has been so already.")


class _Incident(_Strict):
    at: Target = Field(default_factory=Aim, description=_AT)
    since: Moment = Field(description="Local time since which it has been so.")
    until: Moment | None = Field(None, description="Local time at which it was over; still open if nothing is said.")
    note: str = Field("", description="What people should know of it.")


_BASES: Final[dict[str, type[_Strict]]] = {"event": _Event, "intervention": Entry, "incident": _Incident}


def entry_model(table: str, name: str) -> type[BaseModel]:
    """Return the model of the tables that call one hazard or intervention.

    Parameters
    ----------
    table : ``event``, ``intervention`` or ``incident``
    name : of an installed hazard or intervention
    """
    return _model(table, name, plugins_of(ENTRIES[table][0])[name])


@cache
def _model(table: str, name: str, plugin: Plugin) -> type[BaseModel]:
    key = ENTRIES[table][1]
    fields: dict[str, Any] = {"called": (Literal[name], Field(alias=key, description=plugin.about))}
    if plugin.needs_aim:
        fields["at"] = (Target, Field(description=f"Which {plugin.aims_at}."))
    for place, parameter in enumerate(plugin.parameters):
        value = Field(parameter.default, alias=parameter.name)
        fields[f"parameter_{place}"] = (_parameter_type(parameter), value)
    return create_model(f"{table}: {name}", __base__=_BASES[table], __doc__=plugin.about, **fields)


def _parameter_type(parameter: Parameter) -> Any:
    def check(given: Any) -> Any:
        """Return the value as given, once it can be read."""
        if isinstance(given, bool) or not isinstance(given, int | float | str):
            raise _wrong(UsageError("", f"{given!r} is neither a number nor text", _expected(parameter)))
        try:
            value = parameters_of((parameter,), {parameter.name: given}, subject="")[0][parameter.name]
        except UsageError as error:
            raise _wrong(UsageError("", f"{given!r} {error.reason}", error.remedy)) from error
        except OverflowError:
            value = math.inf
        if isinstance(value, float) and not math.isfinite(value):
            raise _wrong(UsageError("", f"{given!r} is no number to reckon with", _expected(parameter)))
        return given

    return Annotated[Any, BeforeValidator(check), WithJsonSchema(_parameter_schema(parameter))]


def _expected(parameter: Parameter) -> str:
    if parameter.choices:
        return f"Choose one of {', '.join(parameter.choices)}."
    unit = f" {parameter.unit}" if parameter.unit else ""
    return f"Write a value such as {parameter.default if parameter.default is not None else 1}{unit}."


def _parameter_schema(parameter: Parameter) -> dict[str, Any]:
    text = f"{parameter.about} [{parameter.unit}]" if parameter.unit else parameter.about
    schema: dict[str, Any] = {
        "description": f"{text}. Source: {parameter.source}" if parameter.source else text,
        "type": "string" if isinstance(parameter.default, str) else ["number", "string"],
    }
    bounds = {"enum": list(parameter.choices) or None, "minimum": parameter.low, "maximum": parameter.high}
    schema |= {name: value for name, value in bounds.items() if value is not None}
    return schema


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files, with all installed hazards and interventions."""
    schema = ScenarioHead.model_json_schema()
    for table in ("event", "intervention"):
        folder, _ = ENTRIES[table]
        entries = [entry_model(table, name).model_json_schema() for name in sorted(plugins_of(folder))]
        schema["properties"][table]["items"] = {"oneOf": entries}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_plain(schema), "title": "Scenario"}


def _plain(schema: Any) -> Any:
    """Return a schema without the titles that only repeat names, and without null, which TOML does not have."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema if one != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _plain(value) for key, value in schema.items() if not (key == "default" and value is None)}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    return kept
