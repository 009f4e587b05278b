"""Bookings are drawn out of iCalendar files by the clock on the wall."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from twin.errors import InputError
from twin.model.twin import Twin
from twin.observations import bookings

PARIS = "Europe/Paris"


def drawn(tmp_path: Path, estate: Twin, event: str, start: str = "2025-01-01", end: str = "2026-01-01") -> list[str]:
    """Return the local times that events take."""
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event.strip()}\nEND:VCALENDAR\n".replace("\n", "\r\n")
    path = tmp_path / "bookings.ics"
    path.write_text(text, encoding="utf-8", newline="")
    table = bookings(path, estate, datetime.fromisoformat(start), datetime.fromisoformat(end), timezone=PARIS)
    return [f"{a:%m-%d %H:%M}>{b:%m-%d %H:%M}" for a, b in zip(table["from"], table["to"], strict=True)]


def event(*lines: str, uid: str = "1") -> str:
    """Return an event of these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20250101T000000Z", *lines, "END:VEVENT", ""])


def test_a_weekly_meeting_stays_at_its_hour_when_clocks_change(tmp_path: Path, estate: Twin) -> None:
    one = event(f"DTSTART;TZID={PARIS}:20250324T180000", "DURATION:PT2H", "RRULE:FREQ=WEEKLY;COUNT=2")
    assert drawn(tmp_path, estate, one) == ["03-24 18:00>03-24 20:00", "03-31 18:00>03-31 20:00"]


def test_dates_left_out_are_left_out_and_added_ones_added(tmp_path: Path, estate: Twin) -> None:
    one = event(
        f"DTSTART;TZID={PARIS}:20250407T180000",
        f"DTEND;TZID={PARIS}:20250407T190000",
        "RRULE:FREQ=WEEKLY;UNTIL=20250421T160000Z",
        f"EXDATE;TZID={PARIS}:20250414T180000",
        f"RDATE;TZID={PARIS}:20250416T180000",
    )
    assert [when[:5] for when in drawn(tmp_path, estate, one)] == ["04-07", "04-16", "04-21"]


def test_a_moved_meeting_is_only_where_it_went(tmp_path: Path, estate: Twin) -> None:
    weekly = event("DTSTART:20250407T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")
    moved = event("RECURRENCE-ID:20250414T100000Z", "DTSTART:20250415T120000Z", "DURATION:PT1H")
    assert [when[:11] for when in drawn(tmp_path, estate, weekly + moved)] == ["04-07 12:00", "04-15 14:00"]


def test_a_whole_day_lasts_from_midnight_to_midnight_even_of_23_hours(tmp_path: Path, estate: Twin) -> None:
    one = event("DTSTART;VALUE=DATE:20250330", "DTEND;VALUE=DATE:20250331")
    assert drawn(tmp_path, estate, one) == ["03-30 00:00>03-31 00:00"]


def test_what_is_cancelled_or_leaves_the_time_free_takes_none(tmp_path: Path, estate: Twin) -> None:
    times = ("DTSTART:20250407T100000Z", "DURATION:PT1H")
    assert (
        drawn(tmp_path, estate, event(*times, "STATUS:CANCELLED") + event(*times, "TRANSP:TRANSPARENT", uid="2")) == []
    )


def test_a_window_takes_what_touches_it(tmp_path: Path, estate: Twin) -> None:
    daily = event("DTSTART:20250401T060000Z", "DURATION:PT2H", "RRULE:FREQ=DAILY")
    found = drawn(tmp_path, estate, daily, "2025-06-10T09:00", "2025-06-11T08:00")
    assert found == ["06-10 08:00>06-10 10:00"]


def test_rooms_are_found_by_location_and_titles_stay_hidden(tmp_path: Path, estate: Twin) -> None:
    times = ("DTSTART:20250407T100000Z", "DURATION:PT1H", "SUMMARY:Family Martin", "X-ATTENDANCE:12")
    path = tmp_path / "b.ics"
    shown = event(*times, "LOCATION:A/common", "CLASS:PUBLIC") + event(*times, "LOCATION:the park", uid="2")
    path.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{shown}END:VCALENDAR\n".replace("\n", "\r\n"), newline="")
    table = bookings(path, estate, datetime(2025, 1, 1), datetime(2026, 1, 1))
    assert sorted(zip(table["id"], table["what"], strict=True)) == [("", "booked"), ("rA", "Family Martin")]
    assert table["people"].tolist() == [12.0, 12.0]


def test_an_endless_rule_is_drawn_no_further_than_asked(tmp_path: Path, estate: Twin) -> None:
    one = event("DTSTART:19800101T060000Z", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1SU")
    assert drawn(tmp_path, estate, one, "2025-03-01", "2025-05-01") == [
        "03-30 08:00>03-30 09:00",
        "04-27 08:00>04-27 09:00",
    ]


@pytest.mark.parametrize("text", ["", "not a calendar"])
def test_what_is_no_calendar_is_refused(tmp_path: Path, estate: Twin, text: str) -> None:
    (tmp_path / "x.ics").write_text(text)
    with pytest.raises(InputError, match=r"calendar|iCalendar"):
        bookings(tmp_path / "x.ics", estate, datetime(2025, 1, 1), datetime(2026, 1, 1))


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=SOMETIMES",
        "RRULE:FREQ=DAILY;UNTIL=tomorrow",
        "RRULE:FREQ=DAILY;INTERVAL=0",
        "RRULE:FREQ=SECONDLY",
        "DURATION:long",
        "RECURRENCE-ID:never",
    ],
)
def test_an_event_that_breaks_the_format_is_named_with_its_file(tmp_path: Path, estate: Twin, line: str) -> None:
    with pytest.raises(InputError, match=r"bookings\.ics: its event 1 has times or a rule that cannot be read"):
        drawn(tmp_path, estate, event(f"DTSTART;TZID={PARIS}:20250324T180000", line))


def test_a_calendar_that_is_not_there_is_told_so(tmp_path: Path, estate: Twin) -> None:
    with pytest.raises(InputError, match="No such file"):
        bookings(tmp_path / "no.ics", estate, datetime(2025, 1, 1), datetime(2026, 1, 1))
