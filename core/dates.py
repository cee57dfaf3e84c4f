"""Dates as Chinese offices write them, and dates as people type them into spreadsheets."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils import timezone

EARLIEST, LATEST = 1900, 2100
PATTERNS = (
    re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"),
    re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})"),
    re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
CLOCK_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")
HINT = "请写成 2026-3-5 或 2026年3月5日。"


def chinese_date(value: date | None) -> str:
    """2026年3月5日; empty for None. A moment is shown as the day in the office's time zone."""
    if value is None:
        return ""
    day = _local(value)
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_datetime(value: datetime | None) -> str:
    """2026年3月5日 09:30; empty for None."""
    return f"{chinese_date(value)} {_local(value):%H:%M}" if value else ""


def relative_deadline(day: date, today: date) -> str:
    """«还有 3 天», «今天到期» or «已超期 2 天»."""
    left = (day - today).days
    if left == 0:
        return "今天到期"
    return f"还有 {left} 天" if left > 0 else f"已超期 {-left} 天"


def parse_date(value: object, *, date1904: bool = False) -> date:
    """The day a spreadsheet cell means, or ValueError with a Chinese sentence.

    Takes dates, Excel serial numbers (with the 1904 system when the workbook says so) and text with
    year, month and day; never guesses a missing part.
    """
    if isinstance(value, datetime):
        return _in_range(value.date(), value)
    if isinstance(value, date):
        return _in_range(value, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, date1904)
    if isinstance(value, str) and value.strip():
        return _from_text(value)
    raise ValueError(f"日期没有填写，{HINT}" if value in (None, "") else f"“{value}”不是日期，{HINT}")


def _from_number(value: float, date1904: bool) -> date:
    if 19000101 <= value <= 21001231 and value == int(value):
        return _from_text(str(int(value)))
    if not 1 <= value < 73416:
        raise ValueError(f"“{value}”不是日期，{HINT}")
    days = int(value)
    if date1904:
        return _in_range(date(1904, 1, 1) + timedelta(days), value)
    if days == 60:  # Excel counts a 29 February 1900 that never was.
        raise ValueError("序号 60 在 Excel 中是并不存在的 1900年2月29日，请核对日期。")
    return date(1899, 12, 31 if days < 60 else 30) + timedelta(days)


def _from_text(value: str) -> date:
    text = CLOCK_TIME.sub("", unicodedata.normalize("NFKC", value).strip())
    text = "".join(text.split())
    if re.fullmatch(r"\d{4,5}(\.\d+)?", text) and int(text.split(".")[0]) > LATEST:
        raise ValueError(f"“{value}”是数字而不是日期，请把该列设为“日期”格式，或{HINT}")
    found = next((match for pattern in PATTERNS if (match := pattern.fullmatch(text))), None)
    if found is None:
        raise ValueError(f"“{value}”看不出是哪一天，{HINT}")
    try:
        return _in_range(date(*map(int, found.groups())), value)
    except ValueError as error:
        raise ValueError(f"“{value}”这一天不存在或不在 1900 年至 2100 年之间，请核对。") from error


def _in_range(day: date, shown: object) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise ValueError(f"“{shown}”不在 1900 年至 2100 年之间，请核对。")
    return day


def _local(value: date) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
