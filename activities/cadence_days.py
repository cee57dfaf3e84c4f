"""Which days a rule means, and how it reads. Pure: no database."""

import calendar
import datetime as dt
from collections.abc import Iterator

from activities.models.cadence import CadenceRule
from activities.site_choices import Frequency, OnHoliday, Weekday
from core.dates import chinese_date

ONE_DAY = dt.timedelta(days=1)
BY_MONTH = {
    Frequency.MONTHLY: lambda rule, month: True,
    Frequency.ODD_MONTHS: lambda rule, month: month % 2 == 1,
    Frequency.EVEN_MONTHS: lambda rule, month: month % 2 == 0,
    Frequency.QUARTERLY: lambda rule, month: (month - 1) % 3 + 1 == rule.month,
    Frequency.HALF_YEARLY: lambda rule, month: (month - 1) % 6 + 1 == rule.month,
    Frequency.YEARLY: lambda rule, month: month == rule.month,
}


def due_days(rule: CadenceRule, first: dt.date, last: dt.date) -> list[dt.date]:
    """The rule's days from `first` to `last`, both included and within the rule's own span.

    A day of the month beyond its end is its last day.
    """
    first = max(first, rule.starts_on)
    last = min(last, rule.ends_on or last)
    if first > last:
        return []
    days = _monthly(rule, first, last) if rule.frequency in BY_MONTH else _daily(rule, first, last)
    return [day for day in days if first <= day <= last]


def sentence(rule: CadenceRule, sites: list) -> str:
    """«每月21日，8 个委员工作室，逢节假日顺延到下一个工作日。» `sites` with their kinds."""
    parts = [_when(rule), _where(sites)]
    if rule.on_holiday != OnHoliday.KEEP:
        parts.append(f"逢节假日{OnHoliday(rule.on_holiday).label}")
    return "，".join(parts)


def next_days(rule: CadenceRule, today: dt.date, count: int = 3) -> str:
    """«2026年11月21日、2026年12月21日、2027年1月21日»; empty when the rule has ended."""
    days = due_days(rule, today, today + 800 * ONE_DAY)[:count]
    return "、".join(chinese_date(day) for day in days)


def moves_on(rule: CadenceRule) -> bool:
    """Whether a holiday moves the day; what is due every day is not moved onto the next day's own."""
    return rule.on_holiday == OnHoliday.NEXT and rule.frequency != Frequency.DAILY


def _daily(rule: CadenceRule, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    start = _monday(rule.starts_on)
    for n in range((last - first).days + 1):
        day = first + n * ONE_DAY
        on_weekday = rule.frequency == Frequency.DAILY or day.isoweekday() == int(rule.weekday)
        in_week = rule.frequency != Frequency.FORTNIGHTLY or (_monday(day) - start).days % 14 == 0
        if on_weekday and in_week:
            yield day


def _monthly(rule: CadenceRule, first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for months in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        year, month = divmod(months, 12)
        if BY_MONTH[rule.frequency](rule, month + 1):
            end = calendar.monthrange(year, month + 1)[1]
            yield dt.date(year, month + 1, min(rule.day_of_month, end))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _when(rule: CadenceRule) -> str:
    label = Frequency(rule.frequency).label
    if rule.frequency == Frequency.DAILY:
        return label
    if rule.frequency in (Frequency.WEEKLY, Frequency.FORTNIGHTLY):
        day = Weekday(rule.weekday).label.replace("星期", "周")
        return f"每{day}" if rule.frequency == Frequency.WEEKLY else f"{label}的{day}"
    if rule.frequency == Frequency.YEARLY:
        return f"{label}{rule.month}月{rule.day_of_month}日"
    if rule.frequency in (Frequency.QUARTERLY, Frequency.HALF_YEARLY):
        return f"{label}第{rule.month}个月的{rule.day_of_month}日"
    return f"{label}{rule.day_of_month}日"


def _where(sites: list) -> str:
    if not sites:
        return "全会"
    kinds = {site.kind.name for site in sites}
    return f"{len(sites)} 个{kinds.pop() if len(kinds) == 1 else '履职场所'}"
