"""Spans, periods and offices."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from appraisals.engine.facts import Bearer, Held, Period, Span, first_office
from appraisals.engine.rounding import cut_count, plain, round_to
from appraisals.engine.words import closest, code_of


@pytest.mark.parametrize(
    ("period", "steps", "start", "end"),
    [
        (Period.year(2026), 1, date(2025, 1, 1), date(2025, 12, 31)),
        (Period.h1(2026), 1, date(2025, 7, 1), date(2025, 12, 31)),
        (Period.h2(2026), 2, date(2025, 7, 1), date(2025, 12, 31)),
        (Period(date(2026, 3, 1), date(2026, 3, 31), "span"), 1, date(2026, 2, 1), date(2026, 2, 28)),
        (Period(date(2026, 1, 31), date(2026, 2, 27), "span"), 1, date(2025, 11, 28), date(2025, 12, 27)),
    ],
)
def test_the_period_before(period, steps, start, end):
    earlier = period.earlier(steps)
    assert (earlier.start, earlier.end, earlier.kind) == (start, end, period.kind)


def test_days_within():
    assert Span(date(2026, 1, 1), date(2026, 1, 10)).days_within(Span(date(2026, 1, 10))) == 1
    assert Span(date(2026, 1, 1), date(2026, 1, 10)).days_within(Span(date(2026, 1, 11))) == 0


@pytest.mark.parametrize(
    ("held", "kind", "expected"),
    [
        ((), "member", {"member"}),
        (("committee_director",), "member", {"committee_director", "member"}),
        (("standing_member",), "member", {"standing_member"}),
        (("vice_chair",), "member", {"vice_chair", "chairpersons_meeting"}),
        (("chairpersons_meeting",), "member", {"chairpersons_meeting"}),
        ((), "group", set()),
    ],
)
def test_offices_on_a_day(held, kind, expected):
    bearer = Bearer("甲", kind, tuple(Held("office", one) for one in held))
    assert bearer.at("office", date(2026, 1, 1)) == expected


def test_office_that_ranks():
    assert first_office({"member", "committee_director"}) == "member"
    assert first_office({"standing_member", "chair"}) == "chair"
    assert first_office({"召集人"}) == "召集人"
    assert first_office(set()) == ""


def test_rounding_goes_by_size():
    assert round_to(Fraction(-5, 2), 0, "half_up") == -3
    assert round_to(Fraction(-5, 2), 0, "down") == -2
    assert cut_count(Fraction(241, 10), "up") == 25
    assert str(plain(Decimal("1E+2"))) == "100"


def test_words():
    assert code_of("镇街级", {"city": "市级"}) == "镇街级"
    assert code_of("unknown", {"city": "市级"}) is None
    assert closest("proposl", ["proposal", "x"]) == "proposal"
    assert closest("zzz", ["proposal"]) is None
