"""The demo stands around the day it is loaded on; a small place is loaded whole."""

import datetime as dt

import pytest

from portal.demo.calendar import days_of, halves_up_to
from portal.demo.place import term_around


@pytest.mark.parametrize(
    ("day", "halves"),
    [
        (dt.date(2026, 11, 22), [(2025, 2), (2026, 1), (2026, 2)]),
        (dt.date(2026, 6, 30), [(2025, 1), (2025, 2), (2026, 1)]),
        (dt.date(2027, 1, 1), [(2026, 1), (2026, 2), (2027, 1)]),
    ],
)
def test_two_halves_before_the_running_one(day, halves):
    assert halves_up_to(day) == halves
    first, last = days_of(*halves[-1])
    assert first <= day <= last


@pytest.mark.parametrize(
    ("day", "first", "end"),
    [
        (dt.date(2026, 11, 22), dt.date(2022, 1, 10), dt.date(2027, 1, 10)),
        (dt.date(2027, 1, 9), dt.date(2022, 1, 10), dt.date(2027, 1, 10)),
        (dt.date(2027, 1, 10), dt.date(2023, 1, 10), dt.date(2028, 1, 10)),
    ],
)
def test_the_term_holds_on_the_day(day, first, end):
    term = term_around(day)
    assert (term.lower, term.upper) == (first, end)
    assert day in [first + dt.timedelta(days=one) for one in range((end - first).days)]
