"""The demo stands around the day it is loaded on; a small place is loaded whole."""

import datetime as dt
from collections import Counter

import pytest

from activities.models import Activity
from duties.models import DutyRecord
from duties.reconcile import differences
from portal.demo.calendar import days_of, halves_up_to
from portal.demo.meetings import hold
from portal.demo.place import open_accounts, term_around
from tests.factories import give_office, make_membership


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


@pytest.mark.django_db
def test_a_year_of_meetings_is_held_and_the_ledger_agrees(tree):
    """Settled by the verbs, so that reconciling finds nothing; one goes on today, one lies ahead."""
    organization = tree.county
    open_accounts(organization)
    for number, title in enumerate(("standing", None, None)):
        membership = make_membership(organization, f"委员{number}")
        if title:
            give_office(membership, title)

    count = hold(organization)

    states = Counter(Activity.objects.values_list("state", flat=True))
    assert states["archived"] == count - 2
    assert (states["underway"], states["published"]) == (1, 1)
    found = DutyRecord.objects.filter(organization=organization, source_key__startswith="activities:")
    assert found.exists()
    assert [line for line in differences(organization) if "activities:" in line] == []
