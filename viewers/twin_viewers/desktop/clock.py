"""The time of a run, below the scene: a slider with what changes marked on it, the time, and what is coloured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from twin_viewers.desktop.sheet import ACCENT, PALE, WARNING, Sheet, Zone, font
from twin_viewers.player.moments import clock_of, since_start
from twin_viewers.web.session import Session

__all__ = ["Clock", "clock_of_session"]

_TRACK: Final = "#CBD2D9"
_TICK: Final = "#E69F00"
_MOST_TICKS: Final = 400

_Shape = tuple[tuple[tuple[float, float], ...], ...]
_PAUSE: Final[_Shape] = tuple(
    ((left, -0.8), (left, 0.8), (left + 0.4, 0.8), (left + 0.4, -0.8)) for left in (-0.55, 0.15)
)
_SHAPES: Final[dict[str, _Shape]] = {
    "play": (((-0.5, -0.85), (-0.5, 0.85), (0.95, 0.0)),),
    "before": (((0.5, -0.7), (0.5, 0.7), (-0.5, 0.0)), ((-0.5, -0.7), (-0.5, 0.7), (-0.75, 0.7), (-0.75, -0.7))),
    "after": (((-0.5, -0.7), (-0.5, 0.7), (0.5, 0.0)), ((0.5, -0.7), (0.5, 0.7), (0.75, 0.7), (0.75, -0.7))),
}
"""Corners of what is drawn on buttons, from their middle to the right and down."""


@dataclass(frozen=True)
class Clock:
    """A sheet with a slider.

    Parameters
    ----------
    sheet : what is written
    track : left and right end of the slider, from the left of the sheet [px]
    duration_s : what the right end means [s]
    """

    sheet: Sheet
    track: tuple[float, float]
    duration_s: float

    def moment_at(self, x: float) -> float:
        """Return the moment that a place of the slider means [s].

        Parameters
        ----------
        x : from the left of the sheet [px]
        """
        left, right = self.track
        return min(max((x - left) / (right - left), 0.0), 1.0) * self.duration_s


def clock_of_session(session: Session, width: int, letter: int, *, is_playing: bool) -> Clock:
    """Return the time of what is played.

    Parameters
    ----------
    session : what is played
    width : of the sheet [px]
    letter : height of usual letters [px]
    is_playing : whether the time passes
    """
    sheet = Sheet(width, letter, height=12 * letter)
    player, now, length = session.player, session.moment_s, session.duration_s
    line = 2.1 * letter
    _buttons(sheet, line, letter, is_playing=is_playing)
    track = 9.6 * letter, width - 1.5 * letter
    share = now / length if length else 0.0
    _slider(sheet, track, line, letter, share=share, ticks=[one / length for one in session.moments if length])
    if player is not None:
        words = session.words
        sheet.top = line + 1.25 * letter
        _text(sheet, letter, session, f"{since_start(now)}", clock_of(now, player.start, words))
    sheet.zones.append(Zone(track[0] - letter, 0, width, line + letter, ("slide", 0)))
    return Clock(sheet, track, length)


def _buttons(sheet: Sheet, line: float, letter: int, *, is_playing: bool) -> None:
    for number, act in enumerate(("play", "before", "after")):
        x, reach = (1.9 + 2.7 * number) * letter, 1.2 * letter
        sheet.ink.ellipse((x - reach, line - reach, x + reach, line + reach), fill="#E8F1F7")
        shape = _PAUSE if act == "play" and is_playing else _SHAPES[act]
        for corners in shape:
            places = [(x + 0.75 * letter * across, line + 0.75 * letter * down) for across, down in corners]
            sheet.ink.polygon(places, fill=ACCENT)
        room = 1.35 * letter
        sheet.zones.append(Zone(x - room, line - room, x + room, line + room, (act, 0)))


def _slider(
    sheet: Sheet, track: tuple[float, float], line: float, letter: int, *, share: float, ticks: list[float]
) -> None:
    (left, right), ink, thick = track, sheet.ink, max(2.0, letter / 6)
    at = left + (right - left) * share
    ink.rounded_rectangle((left, line - thick, right, line + thick), thick, fill=_TRACK)
    ink.rounded_rectangle((left, line - thick, max(at, left + 2 * thick), line + thick), thick, fill=ACCENT)
    for one in ticks[:: max(1, len(ticks) // _MOST_TICKS)]:
        x = left + (right - left) * one
        ink.line((x, line - 0.95 * letter, x, line - 0.4 * letter), fill=_TICK, width=2)
    knob = 0.62 * letter
    ink.ellipse((at - knob, line - knob, at + knob, line + knob), fill="#FFFFFF", outline=ACCENT, width=3)


def _text(sheet: Sheet, letter: int, session: Session, since: str, clock: str) -> None:
    """Write the time, what is coloured and how many are without a service."""
    words, player = session.words, session.player
    if player is None:
        return
    big, plain = font(round(1.5 * letter), bold=True), font(letter)
    x, y = 1.0 * letter, sheet.top
    sheet.ink.text((x, y), since, font=big, fill="#22262B")
    x += big.getlength(since) + letter
    sheet.ink.text((x, y + 0.4 * letter), clock, font=plain, fill=PALE)
    x = max(x + plain.getlength(clock) + 2 * letter, 15.0 * letter)
    state = f"{words('window.coloured_by')}: {player.choice(session.state).label} ▾"
    sheet.ink.text((x, y + 0.4 * letter), state, font=plain, fill=ACCENT)
    sheet.zones.append(Zone(x, y, x + plain.getlength(state), y + 2 * letter, ("states", 0)))
    told, is_bad = _figures(session)
    left = sheet.width - letter - plain.getlength(told)
    if left > x + plain.getlength(state) + letter:
        sheet.ink.text((left, y + 0.4 * letter), told, font=plain, fill=WARNING if is_bad else PALE)


def _figures(session: Session) -> tuple[str, bool]:
    """Return how many are without a service now, in each run, and whether anybody is."""
    words, pair = session.words, session.pair
    players = [one for one in ((session.player,) if pair is None else (pair.a, pair.b)) if one is not None]
    found = [one.at(session.moment_s) for one in players]
    most = max(one.dwellings for one in found)
    nouns = words.counted("window.dwellings_without", most)
    if len(found) > 1:
        a, b = (words.number(one.dwellings) for one in found)
        return f"A {a} · B {b} {nouns}", most > 0
    people = words.counted("window.people", round(found[0].people))
    return f"{words.number(most)} {nouns} · {people}", most > 0
