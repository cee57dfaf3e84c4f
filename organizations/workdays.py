"""Working days: the State Council's holidays and make-up days, corrected by the register of days.

The built-in calendar knows whole years once they are announced; in a year that it does not know, Monday to
Friday are worked. A row of `CalendarDay` overrules both: one of the organisation's own that of the nation.
Every call asks the database once.
"""

import datetime as dt
from collections.abc import Iterator, Mapping

import chinese_calendar
from django.db.models import F, Q

from organizations.models import CalendarDay, Organization

ONE_DAY = dt.timedelta(days=1)


def is_workday(day: dt.date, organization: Organization | None) -> bool:
    """Whether `organization` works on `day`; None asks for the nation."""
    return _works(day, _overrides(organization, Q(day=day)))


def add_workdays(day: dt.date, n: int, organization: Organization | None) -> dt.date:
    """The `n`-th working day after `day`, which itself is not counted; before it where `n` is negative.

    0 is the first working day from `day` on: `day` itself when it is worked.
    """
    step = -ONE_DAY if n < 0 else ONE_DAY
    overrides = _overrides(organization, Q(day__lte=day) if n < 0 else Q(day__gte=day))
    left = abs(n) or (0 if _works(day, overrides) else 1)
    while left:
        day += step
        left -= _works(day, overrides)
    return day


def workdays_between(a: dt.date, b: dt.date, organization: Organization | None) -> int:
    """How many working days lie after `a` up to and with `b`; negative when `b` comes first.

    Going back, the days from `b` up to but without `a` count: `add_workdays(a, n)` is `n` days away.
    """
    if a == b:
        return 0
    first, last = (a + ONE_DAY, b) if a < b else (b, a - ONE_DAY)
    overrides = _overrides(organization, Q(day__range=(first, last)))
    count = sum(_works(day, overrides) for day in _days(first, last))
    return count if a < b else -count


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))


def _overrides(organization: Organization | None, when: Q) -> Mapping[dt.date, bool]:
    """Day → worked; the organisation's own rows come last and win."""
    whose = Q(organization=None) | Q(organization=organization) if organization else Q(organization=None)
    rows = CalendarDay.objects.filter(whose, when).order_by(F("organization").asc(nulls_first=True))
    return dict(rows.values_list("day", "is_workday"))


def _works(day: dt.date, overrides: Mapping[dt.date, bool]) -> bool:
    if day in overrides:
        return overrides[day]
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5
