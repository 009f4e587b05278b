"""Tells measures and what they answer, as tables and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twin.cli.output import print_json, print_message, print_table
from twin.cli.usage_rows import is_unknown, print_compared, print_rows
from twin.said.language import in_language
from twin.said.text import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from twin.usage.measure import Column, Parameter, UsageMeasure
    from twin.usage.outcome import Outcome

__all__ = ["print_comparison", "print_measure", "print_measures", "print_outcome"]


def print_measures(*, json: bool) -> int:
    """Print which measures there are; return the exit status."""
    from twin.usage.run import measure_problems, measures

    found = measures()
    for problem in measure_problems():
        print_message(f"warning: {problem}")
    if json:
        print_json({name: _declared(one) for name, one in found.items()})
    else:
        rows = [(name, one.about, one.status) for name, one in sorted(found.items())]
        print_table(("measure", "what it tells", "status"), rows)
        print("twin usage MEASURE explains one; twin usage ESTATE MEASURE asks it.")
    return int(not found)


def print_measure(name: str, *, json: bool) -> int:
    """Print what a measure reads, takes and answers; return the exit status."""
    from pathlib import Path

    from twin.errors import UsageError
    from twin.usage.run import measure_named, measures

    if Path(name).suffix:
        names = ", ".join(sorted(measures()))
        raise UsageError(f"twin usage {name}", "names no measure", f"Add one of {names}.")
    one = measure_named(name)
    if json:
        print_json(_declared(one))
        return 0
    print(f"{name}: {one.about} ({one.status})\n")
    if (type(one).__doc__ or "").strip():
        print(_paragraphs(type(one).__doc__ or ""))
    print(f"Reads: {', '.join(one.reads)}\n")
    if one.parameters:
        lines = [(each.name, _default(each), each.about, each.source) for each in one.parameters]
        print_table(("--set", "default", "what it is", "source"), lines)
    for table, columns in one.schema().items():
        rows = [(each.name, each.unit, each.about) for each in columns]
        print_table(("column", "unit", "what it means"), rows, title=table or "answer")
    for reference in one.references:
        print(f"  {reference}")
    return 0


def print_outcome(outcome: Outcome, *, top: int, json: bool) -> None:
    """Print what a measure answers.

    Parameters
    ----------
    outcome : what it answers
    top : number of rows to print, 0 for all
    json : as JSON, with all rows
    """
    if json:
        print_json(_told(outcome))
        return
    from twin.usage.translated import table_in

    _print_said(outcome)
    for name, table in {"": outcome.table, **outcome.more}.items():
        title, columns = table_in(name, outcome.language), outcome.schema[name]
        print_rows(table, columns, top=top, title=title, language=outcome.language)
    _print_notes(outcome)


def print_comparison(now: Outcome, usual: Outcome, *, top: int, json: bool) -> None:
    """Print what differs between an answer and the usual one.

    Parameters
    ----------
    now, usual : the answers
    top : number of rows to print, 0 for all
    json : as JSON, with all rows
    """
    from twin.usage.compare import compared, comparison_schema
    from twin.usage.run import measure_named
    from twin.usage.translated import column_in

    measure = measure_named(now.measure)
    keys = tuple(dict.fromkeys((*(one.name for one in measure.keys), *measure.unique)))
    table = compared(now, usual, keys=keys, unique=measure.unique)
    columns = tuple(column_in(one, now.language) for one in comparison_schema(keys, measure.schema()[""]))
    if json:
        changed = {"columns": [_column(one) for one in columns], "rows": _records(table, columns)}
        print_json(
            {**_told(now), "usual": {"answer": usual.said, "share_assumed": usual.share_assumed}, "changed": changed}
        )
        return
    _print_said(now)
    print(_told_in(now, say("As usual: {answer}", answer=usual.said)), end="\n\n")
    if len(table):
        told = _that_change(now.schema[""], table, keys)
        kept = [one for one in columns if one.name in told]
        rows = {key for one in (now, usual) for key in one.table[list(measure.unique)].itertuples(index=False)}
        title = _told_in(now, say("{n} of {all} rows differ from the usual", n=len(table), all=len(rows)))
        print_compared(table, kept, top=top, title=title, language=now.language)
    else:
        print(_told_in(now, say("Nothing differs from the usual.")))
    _print_notes(now)


def _told_in(outcome: Outcome, text: str) -> str:
    return in_language(text, outcome.language)


def _that_change(columns: Sequence[Column], table: pd.DataFrame, keys: Sequence[str]) -> set[str]:
    """Return the keys, and the columns of a comparison that differ in any row."""
    from twin.usage.compare import CHANGE, USUAL

    told = set(keys)
    for one in columns:
        if one.name in keys:
            continue
        now, usual = table[one.name], table[one.named(USUAL)]
        if (now.isna() != usual.isna()).any() or (now != usual).fillna(value=False)[now.notna()].any():
            told |= {one.name, one.named(USUAL), one.named(CHANGE)}
    return told


def _print_said(outcome: Outcome) -> None:
    print(outcome.said or outcome.reason)
    if outcome.said and outcome.reason:
        print(_told_in(outcome, say("Nothing to show: {reason}", reason=outcome.reason)))
    if outcome.conditions:
        print(_told_in(outcome, say("While this is so: {conditions}.", conditions=outcome.conditions)))
    print()


def _print_notes(outcome: Outcome) -> None:
    for note in outcome.notes:
        print(note)
    if outcome.withheld is not None and len(outcome.withheld):
        for reason, count in outcome.withheld["reason"].value_counts(sort=False).items():
            print(_told_in(outcome, say("{n} rows are withheld: {reason}", n=int(count), reason=reason)))


def _told(outcome: Outcome) -> dict[str, Any]:
    tables = {"": outcome.table, **outcome.more}
    listed = {name: _records(table, outcome.schema[name]) for name, table in tables.items()}
    withheld = outcome.withheld
    return {
        "measure": outcome.measure,
        "answer": outcome.said,
        "reason": outcome.reason,
        "while": outcome.conditions,
        "share_assumed": _plain(outcome.share_assumed),
        "parameters": dict(outcome.parameters),
        "notes": outcome.notes,
        "columns": {name: [_column(one) for one in outcome.schema[name]] for name in tables},
        "rows": listed.pop(""),
        "more": listed,
        "withheld": [] if withheld is None else _withheld(withheld),
    }


def _records(table: pd.DataFrame, columns: Sequence[Column]) -> list[dict[str, Any]]:
    names = [one.name for one in columns]
    return [
        {name: _plain(value) for name, value in zip(names, line, strict=True)}
        for line in table[names].itertuples(index=False)
    ]


def _withheld(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return what was withheld; a row has the keys of its own table, and none of the others."""
    records = table.astype(object).to_dict("records")
    return [{str(name): _plain(value) for name, value in one.items() if not is_unknown(value)} for one in records]


def _plain(value: Any) -> Any:
    if is_unknown(value):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return round(value, 6) if isinstance(value, float) else value


def _column(one: Column) -> dict[str, Any]:
    return {"name": one.name, "unit": one.unit, "kind": one.kind, "about": one.about}


def _declared(one: UsageMeasure) -> dict[str, Any]:
    return {
        "about": one.about,
        "reads": one.reads,
        "parameters": one.parameters,
        "what_ifs": one.what_ifs,
        "columns": {name: [_column(each) for each in columns] for name, columns in one.schema().items()},
        "personal": one.personal,
        "references": one.references,
        "status": one.status,
    }


def _default(parameter: Parameter) -> str:
    if parameter.default in (None, ""):
        return ""
    value = f"{parameter.default:g}" if isinstance(parameter.default, float) else str(parameter.default)
    return f"{value} {parameter.unit}".strip()


def _paragraphs(text: str) -> str:
    from inspect import cleandoc

    return cleandoc(text) + "\n"
