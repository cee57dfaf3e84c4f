"""How far each group or member is with its targets: a set of items, a few queries, however many subjects."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from activities.cadence_queries import HELD
from activities.models.activity import Organiser
from activities.models.sites import SiteActivity
from activities.models.targets import TargetItem, TargetSet
from activities.site_choices import TargetPeriod, TargetSubject
from members.queries import roster_on
from organizations.models import Group
from organizations.queries import term_on

BY_RECORDS = """
SELECT {subject}, r.kind_id,
       count(DISTINCT coalesce(nullif(r.matter_ref, ''), nullif(r.parent_ref, ''), r.source_key))
FROM duties_dutyrecord r
JOIN duties_bearer b ON b.id = r.bearer_id
{join}
WHERE r.organization_id = %(organization)s AND r.voided_at IS NULL AND r.quantity > 0
  AND r.kind_id = ANY(%(kinds)s) AND r.occurred_on BETWEEN %(first)s AND %(last)s AND {subject} IS NOT NULL
GROUP BY 1, 2
"""
GROUP_OF_DAY = """
LEFT JOIN members_affiliation a ON a.membership_id = b.membership_id AND a.kind = %(group_kind)s
  AND a.during @> r.occurred_on
"""
PER = {
    TargetSubject.GROUP: ("coalesce(b.group_id, a.group_id)", GROUP_OF_DAY),
    TargetSubject.MEMBER: ("b.membership_id", ""),
}


@dataclass(frozen=True)
class Cell:
    """One target of one subject."""

    item: TargetItem
    count: int

    @property
    def met(self) -> bool:
        return self.count >= self.item.wanted

    @property
    def missing(self) -> int:
        return max(0, self.item.wanted - self.count)


@dataclass(frozen=True)
class Progress:
    """«4/6» of one group or member."""

    subject_id: int
    name: str
    cells: tuple[Cell, ...]

    @property
    def met(self) -> int:
        return sum(cell.met for cell in self.cells)

    @property
    def whole(self) -> bool:
        return self.met == len(self.cells)


@dataclass(frozen=True)
class Span:
    """A period of a target set: its days and its name."""

    first: dt.date
    last: dt.date
    label: str


def span_of(period: str, day: dt.date) -> Span:
    """The period in which the day lies."""
    if period == TargetPeriod.YEAR:
        return Span(dt.date(day.year, 1, 1), dt.date(day.year, 12, 31), f"{day.year}年")
    months = 6 if period == TargetPeriod.HALF else 3
    number = (day.month - 1) // months
    first = dt.date(day.year, number * months + 1, 1)
    last = (
        dt.date(day.year, 12, 31)
        if first.month + months > 12
        else first.replace(month=first.month + months) - dt.timedelta(days=1)
    )
    names = ("上半年", "下半年") if months == 6 else ("第一季度", "第二季度", "第三季度", "第四季度")
    return Span(first, last, f"{day.year}年{names[number]}")


def progress(target_set: TargetSet, day: dt.date) -> list[Progress]:
    """Every group of the kind, or every member in office, with each target of the period of that day."""
    span = span_of(target_set.period, day)
    items = list(target_set.items.select_related("duty_kind", "activity_kind"))
    by_kind = _by_records(target_set, items, span)
    by_activity = _by_activities(target_set, items, span)
    return [
        Progress(key, name, tuple(Cell(item, _count(item, key, by_kind, by_activity)) for item in items))
        for key, name in _subjects(target_set, day)
    ]


def _count(item: TargetItem, key: int, by_kind: dict, by_activity: dict) -> int:
    if item.duty_kind_id:
        return by_kind.get((key, item.duty_kind_id), 0)
    return len(by_activity.get((key, item.activity_kind.code), ()))


def _subjects(target_set: TargetSet, day: dt.date) -> list[tuple[int, str]]:
    if target_set.subject == TargetSubject.MEMBER:
        return [(one.membership_id, one.name) for one in roster_on(target_set.organization_id, day)]
    term = term_on(target_set.organization_id, day)
    rows = Group.objects.filter(term=term, kind=target_set.group_kind).order_by("position", "pk")
    return list(rows.values_list("pk", "name"))


def _by_records(target_set: TargetSet, items: list[TargetItem], span: Span) -> dict[tuple[int, int], int]:
    kinds = sorted({item.duty_kind_id for item in items if item.duty_kind_id})
    if not kinds:
        return {}
    subject, join = PER[target_set.subject]
    with connection.cursor() as cursor:
        cursor.execute(
            BY_RECORDS.format(subject=subject, join=join),
            {"organization": target_set.organization_id, "kinds": kinds, "first": span.first, "last": span.last,
             "group_kind": target_set.group_kind},
        )  # fmt: skip
        return {(key, kind): count for key, kind, count in cursor.fetchall()}


def _by_activities(
    target_set: TargetSet, items: list[TargetItem], span: Span
) -> dict[tuple[int, str], set[int]]:
    """Activities that a group organised, or that were held at its site; one of both counts once."""
    codes = {item.activity_kind.code for item in items if item.activity_kind_id}
    found = defaultdict(set)
    if not codes or target_set.subject != TargetSubject.GROUP:
        return found
    held = {
        "activity__organization": target_set.organization_id,
        "activity__kind__code__in": codes,
        "activity__state__in": HELD,
        "activity__starts_at__date__range": (span.first, span.last),
    }
    for rows, group in (
        (Organiser.objects.filter(**held, group__isnull=False), "group_id"),
        (SiteActivity.objects.filter(**held, site__group__isnull=False), "site__group_id"),
    ):
        for key, code, activity in rows.values_list(group, "activity__kind__code", "activity_id"):
            found[key, code].add(activity)
    return found


def item_totals(lines: list[Progress]) -> list[int]:
    """For each target, how many subjects have met it."""
    return [sum(cell.met for cell in column) for column in zip(*(line.cells for line in lines), strict=True)]
