"""Working days: the nation's calendar, years it does not know, and the days an organisation sets itself.

2026: 1–7 October are free, 20 September (Sunday) and 10 October (Saturday) are worked for them.
"""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from organizations.models import CalendarDay
from organizations.workdays import add_workdays, is_workday, workdays_between


def on(month, day, year=2026):
    return dt.date(year, month, day)


def set_day(day, works, organization=None):
    return CalendarDay.objects.create(organization=organization, day=day, is_workday=works)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (on(9, 30), True),
        (on(10, 1), False),
        (on(10, 7), False),
        (on(10, 8), True),
        (on(10, 10), True),
        (on(10, 11), False),
        (on(9, 20), True),
        (on(2, 16), False),
    ],
)
def test_holidays_and_days_worked_for_them(county, day, works):
    assert is_workday(day, county) is works


def test_in_a_year_not_yet_announced_monday_to_friday_are_worked(county):
    assert is_workday(on(10, 1, 2031), county)  # a Wednesday
    assert not is_workday(on(10, 4, 2031), county)  # a Saturday
    assert is_workday(on(10, 1, 1999), county)  # a Friday, before the calendar begins


def test_the_nations_row_overrules_the_calendar_and_the_own_row_overrules_both(tree, county):
    set_day(on(3, 4, 2027), False)
    set_day(on(3, 4, 2027), True, county)
    set_day(on(3, 5, 2027), False, county)

    assert is_workday(on(3, 4, 2027), county)
    assert not is_workday(on(3, 4, 2027), tree.other_county)
    assert not is_workday(on(3, 4, 2027), None)
    assert not is_workday(on(3, 5, 2027), county)
    assert is_workday(on(3, 5, 2027), tree.other_county)


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (on(9, 30), 1, on(10, 8)),
        (on(9, 30), 5, on(10, 13)),
        (on(10, 3), 1, on(10, 8)),
        (on(10, 8), -1, on(9, 30)),
        (on(10, 13), -5, on(9, 30)),
        (on(10, 8), 0, on(10, 8)),
        (on(10, 3), 0, on(10, 8)),
        (on(10, 10), 0, on(10, 10)),
    ],
)
def test_counting_from_a_day(county, day, n, expected):
    assert add_workdays(day, n, county) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (on(9, 30), on(10, 13), 5),
        (on(10, 13), on(9, 30), -5),
        (on(9, 30), on(9, 30), 0),
        (on(9, 30), on(10, 7), 0),
        (on(10, 1), on(10, 8), 1),
        (on(1, 5), on(1, 10), 4),
    ],
)
def test_counting_between_two_days(county, a, b, expected):
    assert workdays_between(a, b, county) == expected


@pytest.mark.parametrize("n", [-40, -7, -1, 1, 7, 40])
def test_there_and_back_is_the_same_number(county, n):
    set_day(on(9, 28), False, county)
    start = on(9, 25)

    assert workdays_between(start, add_workdays(start, n, county), county) == n


def test_a_deadline_steps_over_the_days_an_organisation_sets_free(county, tree):
    set_day(on(11, 24), False, county)

    assert add_workdays(on(11, 23), 1, county) == on(11, 25)
    assert add_workdays(on(11, 23), 1, tree.other_county) == on(11, 24)
    assert add_workdays(on(11, 25), -1, county) == on(11, 23)


@pytest.mark.parametrize("rows", [1, 3])
def test_each_call_asks_once(county, rows, django_assert_num_queries):
    for day in range(rows):
        set_day(on(12, 1 + day), False, county)
    with django_assert_num_queries(3):
        is_workday(on(12, 2), county)
        add_workdays(on(11, 1), 60, county)
        workdays_between(on(1, 1), on(12, 31), county)


@pytest.mark.parametrize("own", [True, False])
def test_a_day_is_set_once(county, own):
    set_day(on(12, 1), False, county if own else None)
    with pytest.raises(IntegrityError, match="calendar_day_once"), transaction.atomic():
        set_day(on(12, 1), True, county if own else None)


def test_the_nations_days_are_loaded_from_a_file_again_and_again(county, tmp_path):
    file = tmp_path / "2027.csv"
    file.write_text("2027-02-05,放假,春节\n2027年2月14日,上班,春节调休\n", encoding="utf-8")

    for _ in range(2):
        call_command("load_calendar", str(file))

    assert CalendarDay.objects.count() == 2
    assert not is_workday(on(2, 5, 2027), county)
    assert is_workday(on(2, 14, 2027), county)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [("2027-02-30,放假", "第 2 行：“2027-02-30”这一天不存在"), ("2027-02-05,休息", "第 2 行：第二列应为")],
)
def test_a_wrong_line_is_named_and_nothing_is_written(db, tmp_path, line, sentence):
    file = tmp_path / "2027.csv"
    file.write_text(f"2027-02-06,放假\n{line}\n", encoding="utf-8")

    with pytest.raises(CommandError, match=sentence):
        call_command("load_calendar", str(file))

    assert not CalendarDay.objects.exists()
