import pytest

from twin.errors import UsageError
from twin.units import in_unit, iso_seconds, seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [("45 min", 2700), ("1 h 30 min", 5400), ("2 days", 172800), ("90", None), (90, 90), ("0 s", 0), ("1.5h", 5400)],
)
def test_durations_are_read_as_people_write_them(text, expected):
    if expected is None:
        with pytest.raises(UsageError, match="is no quantity in s"):
            seconds(text)
    else:
        assert seconds(text) == expected


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("36 kVA", "VA", 36000),
        ("3 bar", "Pa", 3e5),
        ("20 °C", "degC", 20),
        ("16 L/min", "m**3/s", 16e-3 / 60),
        ("15 %", "", 0.15),
    ],
)
def test_quantities_are_turned_into_the_unit_that_is_asked_for(text, unit, expected):
    assert in_unit(text, unit) == pytest.approx(expected)


@pytest.mark.parametrize("text", ["five minutes", "3 m", "", "min", "1 h and more", "45] min", "3 min/0", "3 (s"])
def test_what_is_no_duration_is_refused_with_an_example(text):
    with pytest.raises(UsageError, match="such as '45 min'"):
        seconds(text, subject="after")


def test_negative_durations_are_refused():
    with pytest.raises(UsageError, match="is negative"):
        seconds("-5 min")


@pytest.mark.parametrize(("text", "expected"), [("PT45000H", 45000 * 3600), ("P1DT1H30M", 91800), ("P2W", 14 * 86400)])
def test_iso_durations_are_read_as_ifc_writes_them(text, expected):
    assert iso_seconds(text) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "45000", "PT1.2.3H", "3 h"])
def test_what_is_no_iso_duration_stays_unknown(text):
    assert iso_seconds(text) is None
