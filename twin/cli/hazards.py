"""List what can happen and what can be done about it, and describe one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from twin.simulation.hazard import Plugin

__all__ = ["run"]

_SORTS = {"hazards": "hazard", "interventions": "intervention"}


def run(name: str = "", *, schema: bool = False, json: bool = False) -> None:
    """List hazards and interventions, or describe one of them.

    Parameters
    ----------
    name
        Hazard or intervention to describe; all are listed without it.
    schema
        Print the JSON Schema of scenario files, by which editors complete and check them.
    json
        Print as JSON.
    """
    from twin.cli.output import print_json, print_message
    from twin.simulation.run import plugin_problems

    for problem in (*plugin_problems("hazards"), *plugin_problems("interventions")):
        print_message(f"warning: {problem}")
    if schema:
        from twin.simulation.scenario_schema import json_schema

        print_json(json_schema())
        return
    described = _named(name) if name else _all()
    if json:
        print_json({folder: [one for one in described if one["sort"] == sort] for folder, sort in _SORTS.items()})
    elif name:
        for one in described:
            _print_one(one)
    else:
        _print_list(described)


def _all() -> list[dict[str, Any]]:
    """Return what every installed hazard and intervention declares."""
    from twin.simulation.run import plugins_of

    return [
        _described(name, sort, plugin)
        for folder, sort in _SORTS.items()
        for name, plugin in sorted(plugins_of(folder).items())  # type: ignore[arg-type]
    ]


def _named(name: str) -> list[dict[str, Any]]:
    from twin.errors import UsageError
    from twin.simulation.mistakes import nearest

    described = _all()
    wanted = name.strip().lower().replace("_", "-")
    found = [one for one in described if one["name"] == wanted]
    if not found:
        known = sorted({one["name"] for one in described})
        raise UsageError(name, "is no hazard or intervention", nearest(wanted, known, of="There are"))
    return found


def _described(name: str, sort: str, plugin: Plugin) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "name": name,
        "sort": sort,
        "about": plugin.about,
        "status": plugin.status,
        "aims_at": plugin.aims_at,
        "needs_aim": plugin.needs_aim,
        "parameters": [asdict(one) for one in plugin.parameters],
        "reads": plugin.reads,
        "changes": plugin.changes,
        "states": [asdict(one) for one in plugin.states],
        "references": plugin.references,
    }


def _print_list(described: list[dict[str, Any]]) -> None:
    from twin.cli.output import print_message, print_table

    titles = {"hazard": "What can happen", "intervention": "What can be done"}
    for sort, title in titles.items():
        rows = [(one["name"], one["about"], one["aims_at"], one["status"]) for one in described if one["sort"] == sort]
        print_table((sort, "what it does", "at = which", "status"), rows, title=title)
    print_message("twin hazards NAME tells more of one; verified means that it agrees with published numbers.")


def _print_one(one: dict[str, Any]) -> None:
    from twin.cli.output import print_table

    key = "hazard" if one["sort"] == "hazard" else "do"
    at = "at = …" if one["needs_aim"] else "at = …, or nothing"
    rows = [
        ("in a scenario", f'{key} = "{one["name"]}"'),
        ("aimed at", f"{at}: which {one['aims_at']}"),
        ("reads", ", ".join(one["reads"]) or None),
        ("changes", ", ".join(one["changes"]) or None),
        *(("adds state", f"{state['name']}: {state['about']}") for state in one["states"]),
        *(("reference", reference) for reference in one["references"]),
    ]
    print_table(("", ""), rows, title=f"{one['sort']} {one['name']} ({one['status']}): {one['about']}")
    if one["parameters"]:
        _print_parameters(one["parameters"])


def _print_parameters(parameters: list[dict[str, Any]]) -> None:
    from twin.cli.output import print_table

    rows = [
        (
            one["name"],
            "from the twin" if one["default"] is None else one["default"],
            one["unit"],
            _about(one),
            one["source"],
        )
        for one in parameters
    ]
    print_table(("parameter", "default", "unit", "meaning", "source"), rows, title="Parameters")


def _default(value: object) -> object:
    return "none given" if value is None else value


def _about(one: dict[str, Any]) -> str:
    bounds = [f"{word} {one[end]:g}" for end, word in (("low", "from"), ("high", "to")) if one[end] is not None]
    said = [one["about"], ", ".join(one["choices"]), " ".join(bounds)]
    return "; ".join(part for part in said if part)
