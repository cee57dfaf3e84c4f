"""Dates as offices write them and as people type them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from core.dates import chinese_date, chinese_datetime, parse_date, relative_deadline
from core.templatetags import chinese

DAY = date(2026, 3, 5)


def test_chinese_formats():
    assert chinese_date(DAY) == "2026年3月5日"
    assert chinese_date(None) == chinese_datetime(None) == ""
    assert chinese_datetime(datetime(2026, 3, 5, 9, 30)) == "2026年3月5日 09:30"  # noqa: DTZ001


def test_a_moment_is_shown_as_the_day_in_shanghai(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    evening = datetime(2026, 3, 4, 17, 5, tzinfo=UTC)

    assert chinese_date(evening) == "2026年3月5日"
    assert chinese_datetime(evening) == "2026年3月5日 01:05"


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(date(2026, 3, 8), "还有 3 天"), (DAY, "今天到期"), (date(2026, 3, 3), "已超期 2 天")],
)
def test_deadline(day, sentence):
    assert relative_deadline(day, DAY) == sentence
    assert chinese.deadline(day, DAY) == sentence


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2026, 3, 5, 8, 0),  # noqa: DTZ001
        46086,
        46086.75,
        20260305,
        "2026-3-5",
        "2026-03-05 00:00:00",
        "2026-03-05T00:00:00",
        "2026/3/5 9:30",
        "2026.3.5",
        "2026/3/5",
        "2026年3月5日",
        " 2026 年 3 月 5 日 ",
        "2026年3月5号",
        "20260305",
        "2026-3-5",
    ],
)
def test_ways_of_typing_a_day(value):
    assert parse_date(value) == DAY


def test_excel_serials_at_the_edges():
    assert parse_date(1) == date(1900, 1, 1)
    assert parse_date(59) == date(1900, 2, 28)
    assert parse_date(61) == date(1900, 3, 1)
    assert parse_date(44624, date1904=True) == DAY
    assert parse_date("2024-2-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (60, "并不存在"),
        (0, "不是日期"),
        (-3, "不是日期"),
        (1e300, "不是日期"),
        (float("nan"), "不是日期"),
        ("29.2.2023", "看不出是哪一天"),
        ("2023-2-29", "不存在"),
        ("2026-13-1", "不存在"),
        (date(9999, 12, 31), "1900 年至 2100 年"),
        ("9999-12-31", "1900 年至 2100 年"),
        ("去年三月", "看不出是哪一天"),
        ("2026年3月", "看不出是哪一天"),
        ("3-5", "看不出是哪一天"),
        ("46086", "数字而不是日期"),
        (True, "不是日期"),
        ("", "没有填写"),
        (None, "没有填写"),
    ],
)
def test_what_is_not_a_day_is_refused_in_chinese(value, sentence):
    with pytest.raises(ValueError, match=sentence):
        parse_date(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("12.00"), "12"),
        (Decimal("100"), "100"),
        (Decimal("-0.0"), "0"),
        (None, ""),
    ]
    + [(Decimal("1E+2"), "100"), (0.1, "0.1")],
)
def test_points_are_trimmed(value, shown):
    assert chinese.points(value) == shown


def test_filters_in_a_template():
    page = Template(
        "{% load chinese %}{{ day|chinese_date }} {{ day|deadline:today }} {{ got|points }} {{ rate|percent:0 }}"
    )
    shown = page.render(Context({"day": date(2026, 3, 8), "today": DAY, "got": Decimal("3.0"), "rate": 0.5}))
    assert shown == "2026年3月8日 还有 3 天 3 50%"


def test_percent():
    assert chinese.percent(Decimal("0.875")) == "87.5%"
    assert chinese.percent(Decimal(1)) == "100%"
    assert chinese.percent(Decimal("0.33333"), 2) == "33.33%"
    assert chinese.percent(Decimal("0.1225"), 1) == "12.3%"  # 四舍五入, not to the even digit
    assert chinese.percent(None) == "—"
