"""Which days each frequency means, typed by hand from the calendars of 2024 to 2027; and how a rule reads.

covers S142
covers S155
"""

import datetime as dt
from types import SimpleNamespace

import pytest

from activities.cadence_days import due_days, next_days, sentence
from activities.models import CadenceRule


def rule(frequency, starts="2026-01-01", ends=None, **values):
    ends = dt.date.fromisoformat(ends) if ends else None
    return CadenceRule(frequency=frequency, starts_on=dt.date.fromisoformat(starts), ends_on=ends, **values)


def days(one, first, last):
    return [str(day) for day in due_days(one, dt.date.fromisoformat(first), dt.date.fromisoformat(last))]


@pytest.mark.parametrize(
    ("one", "span", "expected"),
    [
        (rule("monthly", day_of_month=21), ("2026-01-01", "2026-03-31"), ["2026-01-21", "2026-02-21", "2026-03-21"]),
        (rule("monthly", day_of_month=21), ("2026-01-22", "2026-03-20"), ["2026-02-21"]),
        (rule("monthly", day_of_month=21), ("2026-01-21", "2026-02-21"), ["2026-01-21", "2026-02-21"]),
        (rule("monthly", day_of_month=31), ("2026-01-01", "2026-04-30"),
         ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (rule("monthly", "2024-01-01", day_of_month=30), ("2024-02-01", "2024-02-29"), ["2024-02-29"]),
        (rule("odd_months", day_of_month=31), ("2026-01-01", "2026-12-31"),
         ["2026-01-31", "2026-03-31", "2026-05-31", "2026-07-31", "2026-09-30", "2026-11-30"]),
        (rule("even_months", day_of_month=15), ("2026-11-01", "2027-03-31"), ["2026-12-15", "2027-02-15"]),
        (rule("quarterly", day_of_month=10, month=2), ("2026-01-01", "2026-12-31"),
         ["2026-02-10", "2026-05-10", "2026-08-10", "2026-11-10"]),
        (rule("half_yearly", day_of_month=31, month=6), ("2026-01-01", "2027-06-30"),
         ["2026-06-30", "2026-12-31", "2027-06-30"]),
        (rule("yearly", "2023-01-01", day_of_month=29, month=2), ("2023-01-01", "2025-12-31"),
         ["2023-02-28", "2024-02-29", "2025-02-28"]),
        (rule("weekly", weekday="1"), ("2026-11-16", "2026-11-30"), ["2026-11-16", "2026-11-23", "2026-11-30"]),
        (rule("weekly", weekday="7"), ("2026-11-16", "2026-11-30"), ["2026-11-22", "2026-11-29"]),
        (rule("fortnightly", "2026-11-05", weekday="3"), ("2026-11-01", "2026-12-10"), ["2026-11-18", "2026-12-02"]),
        (rule("fortnightly", "2026-11-02", weekday="3"), ("2026-11-01", "2026-12-01"), ["2026-11-04", "2026-11-18"]),
        (rule("daily"), ("2026-12-30", "2027-01-02"), ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]),
        (rule("monthly", "2026-03-01", "2026-05-20", day_of_month=21), ("2026-01-01", "2026-12-31"),
         ["2026-03-21", "2026-04-21"]),
        (rule("monthly", day_of_month=21), ("2026-03-01", "2026-02-01"), []),
    ],
)  # fmt: skip
def test_the_days_of_each_frequency(one, span, expected):
    assert days(one, *span) == expected


STUDIO, HALL = SimpleNamespace(name="委员工作室"), SimpleNamespace(name="协商议事厅")


def sites(*kinds):
    return [SimpleNamespace(kind=kind) for kind in kinds]


@pytest.mark.parametrize(
    ("one", "where", "said"),
    [
        (rule("monthly", day_of_month=21), sites(*[STUDIO] * 8), "每月21日，8 个委员工作室"),
        (rule("odd_months", day_of_month=15), sites(STUDIO, HALL), "单月15日，2 个履职场所"),
        (rule("even_months", day_of_month=15), [], "双月15日，全会"),
        (rule("weekly", weekday="1"), [], "每周一，全会"),
        (rule("fortnightly", weekday="5"), [], "每两周的周五，全会"),
        (rule("daily", on_holiday="skip"), [], "每日，全会，逢节假日取消当次"),
        (rule("quarterly", month=3, day_of_month=20), [], "每季度第3个月的20日，全会"),
        (rule("half_yearly", month=6, day_of_month=30), [], "每半年第6个月的30日，全会"),
        (rule("yearly", month=9, day_of_month=21), [], "每年9月21日，全会"),
        (
            rule("monthly", day_of_month=21, on_holiday="next"),
            [],
            "每月21日，全会，逢节假日顺延到下一个工作日",
        ),
    ],
)
def test_a_rule_reads_as_people_say_it(one, where, said):
    assert sentence(one, where) == said


def test_the_next_three_days():
    one = rule("monthly", day_of_month=31)
    assert next_days(one, dt.date(2026, 11, 30)) == "2026年11月30日、2026年12月31日、2027年1月31日"
    assert next_days(rule("monthly", ends="2026-11-30", day_of_month=21), dt.date(2026, 11, 22)) == ""
