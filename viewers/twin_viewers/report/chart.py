"""Bars of how many dwellings are without each service as time goes on, as SVG."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import datetime, timedelta
from typing import Final

from twin_viewers.palette import COMMODITIES, OTHER
from twin_viewers.report.account import Account
from twin_viewers.report.markup import Element, el
from twin_viewers.words import Words

__all__ = ["Steps", "chart", "steps_of", "worst_moment"]

_STEPS_MIN: Final = (1, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080)
_MOST_BARS: Final = 60
_WIDTH, _ROW, _LEFT, _TOP, _BAR = 760.0, 58.0, 130.0, 8.0, 40.0
_LEAST_BETWEEN_TICKS: Final = 62.0
_COLOURS: Final = {"water": COMMODITIES["cold_water"], "lift": "#5F666E"} | COMMODITIES

Steps = list[tuple[datetime, int]]
"""From when on how many dwellings are without a service, in order of time."""


def steps_of(account: Account, service: str) -> Steps:
    """Return how many dwellings are without a service, from when on.

    Parameters
    ----------
    account : the run
    service : its name
    """
    homes = {one["id"] for one in account.impacts}
    steps: Steps = [(account.start, 0)]
    for one in account.changes:
        if one["state"] == service and one["id"] in homes:
            now = steps[-1][1] + (1 if one["value"] == "off" else -1)
            if one["time"] == steps[-1][0]:
                steps.pop()
            steps.append((one["time"], now))
    return steps


def worst_moment(account: Account) -> datetime:
    """Return the first moment at which most services are lacking, counted over all dwellings."""
    every = {service: steps_of(account, service) for service in account.services}
    times = sorted({time for steps in every.values() for time, _ in steps}) or [account.start]
    return max(times, key=lambda time: (sum(_at(steps, time) for steps in every.values()), -time.timestamp()))


def chart(account: Account, words: Words) -> Element:
    """Return the bars of all services that dwellings lost, one row of bars each.

    Parameters
    ----------
    account : the run
    words : the language of its texts
    """
    step = _step(account)
    height = _TOP + _ROW * len(account.services) + 34.0
    told = words("chart.alt")
    root = el(
        "svg", el("title", told), viewBox=f"0 0 {_WIDTH:g} {height:g}", class_="chart", role="img", aria_label=told
    )
    for number, service in enumerate(account.services):
        root.extend(_bars(account, words, service=service, base=_TOP + _ROW * number + _BAR, step=step))
    root.extend(_axis(account, words, base=_TOP + _ROW * len(account.services), step=step))
    return root


def _step(account: Account) -> timedelta:
    """Return how much time a bar stands for: a handy one that leaves no more bars than one can see."""
    minutes = (account.end - account.start) / timedelta(minutes=1)
    fit = (one for one in _STEPS_MIN if minutes / one <= _MOST_BARS)
    return timedelta(minutes=next(fit, minutes / _MOST_BARS))


def _bars(account: Account, words: Words, *, service: str, base: float, step: timedelta) -> list[Element]:
    steps = steps_of(account, service)
    most = max(count for _, count in steps) or 1
    wide = _per(account, step)
    parts = [
        el("text", words.service(service), x=0, y=round(base - 16, 1), class_="name"),
        el("text", words("chart.most", n=words.number(most)), x=0, y=round(base - 2, 1), class_="small"),
        el("line", x1=_LEFT, x2=_WIDTH, y1=base, y2=base, class_="axis"),
    ]
    start, number = account.start, 0
    while start < account.end:
        tall = _BAR * _most_within(steps, start, start + step) / most
        if tall:
            place = {"x": round(_LEFT + wide * number + wide * 0.06, 2), "y": round(base - tall, 2)}
            size = {"width": round(wide * 0.88, 2), "height": round(tall, 2)}
            parts.append(el("rect", **place, **size, fill=_COLOURS.get(service, OTHER)))
        start, number = start + step, number + 1
    return parts


def _axis(account: Account, words: Words, *, base: float, step: timedelta) -> list[Element]:
    wide, parts, last = _per(account, step), list[Element](), account.start
    every = max(1, -int(-_LEAST_BETWEEN_TICKS // wide))
    bars = -int(-(account.end - account.start) // step)
    for number in range(0, bars, every):
        place = round(_LEFT + wide * number, 2)
        moment = account.start + step * number
        when, last = words.clock(moment, last), moment
        parts.append(el("line", x1=place, x2=place, y1=_TOP, y2=base, class_="tick"))
        parts.append(el("text", when, x=place, y=base + 12, class_="small"))
    told = words("chart.axis", step=words.lasting(step / timedelta(hours=1)))
    return [*parts, el("text", told, x=_LEFT, y=base + 28, class_="small")]


def _per(account: Account, step: timedelta) -> float:
    """Return how wide a bar is."""
    return (_WIDTH - _LEFT) * (step / max(account.end - account.start, step))


def _at(steps: Steps, time: datetime) -> int:
    return steps[max(bisect_right(steps, time, key=lambda one: one[0]) - 1, 0)][1]


def _most_within(steps: Steps, start: datetime, end: datetime) -> int:
    low = max(bisect_right(steps, start, key=lambda one: one[0]) - 1, 0)
    high = bisect_left(steps, end, key=lambda one: one[0])
    return max(count for _, count in steps[low : max(high, low + 1)])
